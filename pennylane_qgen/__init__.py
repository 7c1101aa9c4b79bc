"""Build, train, study and deploy quantum generative models in PennyLane."""

from ._version import __version__
from .losses import (
    Loss,
    compute_uncompute,
    data_state,
    fidelity,
    jensen_shannon_divergence,
    kl_divergence,
    local_fidelity,
    mmd,
    reverse_kl_divergence,
    squared_distance,
    total_variation,
)
from .measurements import parities

__all__ = [
    "Loss",
    "__version__",
    "compute_uncompute",
    "data_state",
    "fidelity",
    "jensen_shannon_divergence",
    "kl_divergence",
    "local_fidelity",
    "mmd",
    "parities",
    "reverse_kl_divergence",
    "squared_distance",
    "total_variation",
]
