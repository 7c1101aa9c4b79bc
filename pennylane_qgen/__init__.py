"""Build, train, study and deploy quantum generative models in PennyLane."""

from ._version import __version__

__all__ = ["__version__"]
