"""Losses: a linear measurement and a smooth function of its result, in any QNode."""

from .base import Loss
from .divergences import (
    jensen_shannon_divergence,
    kl_divergence,
    reverse_kl_divergence,
    total_variation,
)
from .fidelity import compute_uncompute, data_state, fidelity, local_fidelity
from .mmd import mmd
from .squared_distance import squared_distance

__all__ = [
    "Loss",
    "compute_uncompute",
    "data_state",
    "fidelity",
    "jensen_shannon_divergence",
    "kl_divergence",
    "local_fidelity",
    "mmd",
    "reverse_kl_divergence",
    "squared_distance",
    "total_variation",
]
