"""Are the probabilities those of a Haar-random state? The Porter-Thomas test."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from ..checks import check_integer
from .source import read_source

LARGEST_NULL = 1024
"""Outcomes of the vectors the statistic is compared with; its scaled law hardly changes beyond."""


@dataclass(frozen=True)
class PorterThomasTest:
    """Outcome of a Kolmogorov-Smirnov test against the Porter-Thomas law.

    Args:
        statistic (float): largest deviation of the distribution function of the probabilities.
        p_value (float): share of Haar-random states with at least this deviation.
        n_wires (int): number of wires.

    **Example**

    >>> found = porter_thomas_test(np.full(64, 1 / 64), seed=0)
    >>> round(found.statistic, 2), found.n_wires
    (0.63, 6)
    """

    statistic: float
    p_value: float
    n_wires: int

    def __str__(self):
        return (
            f"Porter-Thomas: Kolmogorov-Smirnov distance {self.statistic:.3g}, "
            f"p-value {self.p_value:.2g}"
        )


def porter_thomas_test(source, *, weights=None, n_null: int = 999, seed=None) -> PorterThomasTest:
    r"""Test whether the probabilities are distributed as those of a Haar-random state.

    .. math:: D = \max_t \big| F(t) - 1 + (1 - t)^{N - 1} \big|, \qquad
        F(t) = |\{x: p(x) \le t\}| / N

    The p-value comes from flat Dirichlet vectors, which sum to 1 as probabilities do; the usual
    tables of Kolmogorov and Smirnov do not know of that and accept nearly everything.

    Args:
        source (qml.QNode or array-like): a QNode on a simulator or a probability vector; samples
            do not determine the probabilities.
        weights (array-like): weights of the QNode.
        n_null (int): Haar-random vectors to compare with; the smallest p-value is
            1 / (n_null + 1).
        seed (int, numpy.random.Generator or None): draws them.

    Returns:
        PorterThomasTest: statistic and p-value.

    Raises:
        ValueError: for a wrong source, or samples.

    **Example**

    >>> porter_thomas_test(np.full(64, 1 / 64), seed=0).p_value
    0.001

    Source: definition 2 of arXiv:2512.24801.
    """
    p = read_source(source, weights=weights)
    if p.ndim == 2:
        raise ValueError(
            "The Porter-Thomas test needs probabilities; of samples, compare "
            "collision_probability with 2 / 2**n_wires."
        )
    statistic = float(_distances(p[None])[0])
    size = min(p.size, LARGEST_NULL)
    null = np.random.default_rng(seed).dirichlet(np.ones(size), check_integer("n_null", n_null, 1))
    as_large = (_distances(null) * sqrt(size) >= statistic * sqrt(p.size)).sum()
    p_value = float((1 + as_large) / (1 + n_null))
    return PorterThomasTest(statistic, p_value, p.size.bit_length() - 1)


def _distances(p: np.ndarray) -> np.ndarray:
    """Kolmogorov-Smirnov distance of each row of probabilities from Beta(1, N - 1)."""
    size = p.shape[1]
    ordered = np.sort(p, axis=1)
    expected = 1 - (1 - np.minimum(ordered, 1.0)) ** (size - 1)
    above = np.arange(1, size + 1) / size - expected
    below = expected - np.arange(size) / size
    return np.maximum(above.max(axis=1), below.max(axis=1))
