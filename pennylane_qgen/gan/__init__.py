"""Generative adversarial networks on any latent distribution, in torch.

Needs the extra ``torch``; nothing else of the package imports this one.
"""

try:
    import safetensors  # noqa: F401
    import torch  # noqa: F401
except ImportError as error:
    raise ImportError(
        f"Training a GAN needs {error.name}: pip install 'pennylane-qgen[torch]'"
    ) from error

from .adversarial import GANResult, generate, train
from .data import DataSource, Draws, Rows
from .game import Game
from .history import GANHistory
from .invertible import InvertibilityReport, InvertibleMLP, check_invertible
from .networks import MLP
from .objectives import Hinge, NonSaturating, Objective, Wasserstein
from .settings import GANSettings

__all__ = [
    "MLP",
    "DataSource",
    "Draws",
    "GANHistory",
    "GANResult",
    "GANSettings",
    "Game",
    "Hinge",
    "InvertibilityReport",
    "InvertibleMLP",
    "NonSaturating",
    "Objective",
    "Rows",
    "Wasserstein",
    "check_invertible",
    "generate",
    "train",
]
