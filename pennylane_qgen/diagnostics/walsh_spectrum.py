r"""At which correlation orders a distribution differs from the uniform one.

The Walsh coefficient of a word S is :math:`\langle Z_S \rangle`, a correlation of |S| bits. Its
mean square over all words of one weight follows from the Hamming distances of pairs of samples,

.. math:: \overline{\langle Z_S \rangle^2}_{|S| = k} = \mathbb{E}_{x, y}\, \kappa_k(d_H(x, y)),

with Krawtchouk polynomials :math:`\kappa_k` normalised to :math:`\kappa_k(0) = 1`, so it can be
estimated without bias at a thousand wires, where the words themselves cannot be listed.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from ..checks import check_integer
from ..hamming import hamming_blocks
from ..walsh import popcounts, walsh_hadamard_transform
from .source import count_wires, read_source

DEFAULT_MAX_WEIGHT = 20
"""Weights beyond are left out unless asked for."""


@dataclass(frozen=True, eq=False)
class WalshSpectrum:
    r"""Squared Walsh coefficients by weight.

    Args:
        mean_square (numpy.ndarray): mean of :math:`\langle Z_S \rangle^2` over the words of weight
            0, 1, ..., shape ``(max_weight + 1,)``. Unbiased estimates can be negative.
        standard_error (numpy.ndarray): of the same shape; zeros for exact probabilities.
        n_wires (int): number of wires.

    **Example**

    >>> walsh_spectrum([0.5, 0.0, 0.0, 0.5]).mean_square
    array([1., 0., 1.])
    """

    mean_square: np.ndarray
    standard_error: np.ndarray
    n_wires: int

    @property
    def total(self) -> np.ndarray:
        r"""Sum of :math:`\langle Z_S \rangle^2` over the words of each weight."""
        return self.mean_square * word_counts(self.n_wires, len(self.mean_square) - 1)

    def __str__(self):
        lines = ["weight  mean of <Z_S>^2"]
        for weight, (mean, error) in enumerate(
            zip(self.mean_square, self.standard_error, strict=True)
        ):
            suffix = f" +- {error:.2g}" if error else ""
            lines.append(f"{weight:6d}  {mean:.4g}{suffix}")
        return "\n".join(lines)


def walsh_spectrum(
    source, *, max_weight: int | None = None, weights=None, shots: int | None = None, seed=None
) -> WalshSpectrum:
    r"""Mean of :math:`\langle Z_S \rangle^2` over all words of each weight.

    Zero for the uniform distribution and about :math:`2^{-n}` at every weight for a Haar-random
    state. From samples by a U-statistic over pairs, with the error of the jackknife.

    Args:
        source (qml.QNode or array-like): QNode, probability vector or samples.
        max_weight (int or None): largest weight, at most the number of wires; by default that, or
            20 if there are more wires.
        weights (array-like): weights of the QNode.
        shots (int or None): samples to draw from the QNode; exact probabilities if ``None``.
        seed (int, numpy.random.Generator or None): draws the samples.

    Returns:
        WalshSpectrum: mean squares and standard errors.

    Raises:
        ValueError: for a wrong source or weight, or fewer than three samples.

    **Example**

    The parity set has no correlations of one or two bits.

    >>> walsh_spectrum([0.25, 0, 0, 0.25, 0, 0.25, 0.25, 0]).mean_square
    array([1., 0., 0., 1.])

    **Source**: the parities of arXiv:2305.02881.
    """
    distribution = read_source(source, weights=weights, shots=shots, seed=seed)
    n_wires = count_wires(distribution)
    k = check_max_weight(max_weight, n_wires)
    if distribution.ndim == 1:
        mean = mean_squares(distribution, k)
        return WalshSpectrum(mean, np.zeros(k + 1), n_wires)
    mean, error = _u_statistic(mean_krawtchouk(distribution, distribution, k))
    return WalshSpectrum(mean, error, n_wires)


def check_max_weight(max_weight: int | None, n_wires: int) -> int:
    """Largest weight to look at.

    Raises:
        ValueError: if it is not between 1 and the number of wires.

    **Example**

    >>> check_max_weight(None, 1000)
    20
    """
    if max_weight is None:
        return min(n_wires, DEFAULT_MAX_WEIGHT)
    return check_integer("max_weight", max_weight, 1, n_wires)


def word_counts(n_wires: int, max_weight: int) -> np.ndarray:
    """Number of words of weight 0 to ``max_weight``, as floats.

    **Example**

    >>> word_counts(4, 2)
    array([1., 4., 6.])
    """
    k = np.arange(max_weight + 1)
    counts = np.exp(gammaln(n_wires + 1) - gammaln(k + 1) - gammaln(n_wires - k + 1))
    return np.where(counts < 2.0**50, np.round(counts), counts)


def mean_squares(vector: np.ndarray, max_weight: int) -> np.ndarray:
    """Mean squared Walsh coefficient of a vector at each weight, exact.

    **Example**

    >>> mean_squares(np.array([0.5, 0.0, 0.0, 0.5]), 2)
    array([1., 0., 1.])
    """
    n_wires = vector.size.bit_length() - 1
    squares = walsh_hadamard_transform(vector) ** 2
    totals = np.bincount(popcounts(n_wires), weights=squares)[: max_weight + 1]
    return totals / word_counts(n_wires, max_weight)


def mean_krawtchouk(x: np.ndarray, y: np.ndarray, max_weight: int) -> np.ndarray:
    r"""Mean of :math:`\kappa_k(d_H(x_i, y_j))` over the rows of y, for each row of x and each k.

    Args:
        x (numpy.ndarray): bits of shape ``(n_samples, n_wires)``.
        y (numpy.ndarray): bits of shape ``(m_samples, n_wires)``.
        max_weight (int): largest k.

    Returns:
        numpy.ndarray: of shape ``(n_samples, max_weight + 1)``.
    """
    n_wires = x.shape[1]
    table = normalized_krawtchouk(n_wires, max_weight)
    means = np.empty((len(x), max_weight + 1))
    for rows, distances in hamming_blocks(x, y):
        offsets = np.arange(len(distances))[:, None] * (n_wires + 1)
        size = len(distances) * (n_wires + 1)
        histogram = np.bincount((distances + offsets).ravel(), minlength=size)
        means[rows] = histogram.reshape(-1, n_wires + 1) @ table / len(y)
    return means


def normalized_krawtchouk(n_wires: int, max_weight: int) -> np.ndarray:
    r"""Mean of :math:`(-1)^{S \cdot x}` over the words S of weight k, for x of weight d.

    The recurrence :math:`(n - k) \kappa_{k+1} = (n - 2d) \kappa_k - k \kappa_{k-1}` loses digits
    beyond :math:`k = n / 2`, where :math:`\kappa_{n - k}(d) = (-1)^d \kappa_k(d)` is used.

    Args:
        n_wires (int): number n of wires.
        max_weight (int): largest k.

    Returns:
        numpy.ndarray: of shape ``(n_wires + 1, max_weight + 1)``, at ``[d, k]``.

    **Example**

    >>> normalized_krawtchouk(2, 2)
    array([[ 1.,  1.,  1.],
           [ 1.,  0., -1.],
           [ 1., -1.,  1.]])
    """
    d = np.arange(n_wires + 1)
    columns = [np.ones(n_wires + 1), 1 - 2 * d / n_wires]
    for k in range(1, min(max_weight, n_wires // 2)):
        columns.append(((n_wires - 2 * d) * columns[k] - k * columns[k - 1]) / (n_wires - k))
    signs = 1.0 - 2 * (d % 2)
    for k in range(len(columns), max_weight + 1):
        columns.append(signs * columns[n_wires - k])
    return np.stack(columns[: max_weight + 1], axis=1)


def _u_statistic(row_means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over pairs of different samples, and its jackknife error, from means over all pairs."""
    without_self = u_statistic_rows(row_means)
    return without_self.mean(axis=0), jackknife_error(2 * without_self)


def u_statistic_rows(row_means: np.ndarray) -> np.ndarray:
    """Means over the other samples, from means over all, with the 1 of a sample with itself.

    Raises:
        ValueError: with fewer than three samples.
    """
    m = len(row_means)
    if m < 3:
        raise ValueError(f"The jackknife needs at least 3 samples; got {m}.")
    return (m * row_means - 1) / (m - 1)


def jackknife_error(influence: np.ndarray) -> np.ndarray:
    """Standard error of a statistic of which each sample carries ``influence / m``.

    Args:
        influence (numpy.ndarray): of shape ``(m, ...)``; twice the mean over the partners of each
            sample for a statistic over pairs.
    """
    m = len(influence)
    return np.sqrt((m - 1) * influence.var(axis=0)) / (m - 2)
