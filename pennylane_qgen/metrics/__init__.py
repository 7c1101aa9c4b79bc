"""Metrics of samples and distributions of bit strings."""

from .baselines import IndependentBits, independent_bits
from .covariance import covariance_distance
from .divergences import (
    classical_fidelity,
    jensen_shannon,
    kl_divergence,
    reverse_kl_divergence,
    total_variation,
)
from .evaluate import evaluate
from .generalization import Generalization, generalization
from .kgel import kgel
from .mmd import MMDEstimate, PermutationTest, mmd, mmd_permutation_test, mmd_with_error
from .precision_recall import PrecisionRecall, precision_recall
from .wasserstein import wasserstein

__all__ = [
    "Generalization",
    "IndependentBits",
    "MMDEstimate",
    "PermutationTest",
    "PrecisionRecall",
    "classical_fidelity",
    "covariance_distance",
    "evaluate",
    "generalization",
    "independent_bits",
    "jensen_shannon",
    "kgel",
    "kl_divergence",
    "mmd",
    "mmd_permutation_test",
    "mmd_with_error",
    "precision_recall",
    "reverse_kl_divergence",
    "total_variation",
    "wasserstein",
]
