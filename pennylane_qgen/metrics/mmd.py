"""The squared maximum mean discrepancy of two sets of samples."""

from dataclasses import dataclass

import numpy as np

from ..hamming import check_pair, hamming_blocks
from ..kernels import HammingKernel

ESTIMATORS = ("unbiased", "biased")

PERMUTATIONS_AT_ONCE = 250
"""Permutations that share one pass over the kernel matrix; 40 MB of labels at 20,000 samples."""


def mmd(x, y, *, bandwidth, estimator: str = "unbiased") -> float:
    r"""Estimate the squared maximum mean discrepancy from samples.

    .. math:: \mathrm{MMD}^2 = \mathbb{E}\, K(x, x') + \mathbb{E}\, K(y, y')
        - 2\, \mathbb{E}\, K(x, y), \qquad K(x, y) = e^{-d_H(x, y) / (2 \sigma^2)}

    The value is MMD squared, never its root. With :math:`\sigma_{(b)} = \sigma^2` the kernel is
    that of arXiv:2305.02881.

    Args:
        x (array-like): bits of shape ``(n_samples, n_wires)``.
        y (array-like): bits of shape ``(m_samples, n_wires)``.
        bandwidth (float | Sequence[float]): positive :math:`\sigma`; the kernels of a sequence
            are averaged.
        estimator (str): ``"unbiased"``, the U-statistic, which leaves out the pairs of a sample
            with itself and can be negative; or ``"biased"``, the V-statistic, which keeps them,
            is never negative and too large by (1 - E K) / n_samples a side.

    Returns:
        float: the estimate, at most 2.

    Raises:
        ValueError: if the samples are not bits over the same wires, a bandwidth is not
            positive, the estimator is unknown, or the U-statistic has less than two samples a
            side.

    **Example**

    >>> round(mmd([[0], [1]], [[1], [1]], bandwidth=1.0, estimator="biased"), 6)
    0.196735

    Source: A. Gretton et al., JMLR 13 (2012) 723.
    """
    x, y = check_pair(x, y, names=("x", "y"))
    sums = _kernel_sums(x, y, bandwidth)
    return float(_combine(*(s.sum() for s in sums), len(x), len(y), estimator))


@dataclass(frozen=True)
class MMDEstimate:
    """An estimate of the squared maximum mean discrepancy.

    Args:
        value (float): the estimate of MMD squared.
        standard_error (float): its standard error.

    **Example**

    >>> MMDEstimate(value=0.25, standard_error=0.01)
    MMDEstimate(value=0.25, standard_error=0.01)
    """

    value: float
    standard_error: float


def mmd_with_error(x, y, *, bandwidth, estimator: str = "unbiased") -> MMDEstimate:
    r"""Estimate the squared maximum mean discrepancy and its standard error.

    The standard error is that of the jackknife: each sample is left out in turn, and
    :math:`\frac{n - 1}{n} \sum_i (\hat\theta_{(i)} - \bar\theta)^2` is added for both sides. It
    is too large rather than too small on average (Efron and Stein), by a factor of about
    :math:`\sqrt 2` where the two distributions are equal. There use `mmd_permutation_test`.

    Args:
        x (array-like): bits of shape ``(n_samples, n_wires)``, at least three samples.
        y (array-like): bits of shape ``(m_samples, n_wires)``, at least three samples.
        bandwidth (float | Sequence[float]): as for `mmd`.
        estimator (str): as for `mmd`.

    Returns:
        MMDEstimate: value and standard error.

    Raises:
        ValueError: as `mmd`, and with less than three samples a side.

    **Example**

    >>> x, y = [[0], [0], [0], [1]] * 5, [[1], [1], [1], [0]] * 5
    >>> estimate = mmd_with_error(x, y, bandwidth=1.0)
    >>> print(f"{estimate.value:.3f} +- {estimate.standard_error:.3f}")
    0.181 +- 0.117

    Source: B. Efron and C. Stein, Ann. Statist. 9 (1981) 586.
    """
    x, y = check_pair(x, y, names=("x", "y"))
    n, m = len(x), len(y)
    if min(n, m) < 3:
        raise ValueError(f"The jackknife needs at least 3 samples a side; got {n} and {m}.")
    rows_xx, rows_yy, rows_xy, columns_xy = _kernel_sums(x, y, bandwidth, columns=True)
    xx, yy, xy = rows_xx.sum(), rows_yy.sum(), rows_xy.sum()
    without_x = _combine(xx - 2 * rows_xx + 1, yy, xy - rows_xy, n - 1, m, estimator)
    without_y = _combine(xx, yy - 2 * rows_yy + 1, xy - columns_xy, n, m - 1, estimator)
    variance = (n - 1) * without_x.var() + (m - 1) * without_y.var()
    return MMDEstimate(float(_combine(xx, yy, xy, n, m, estimator)), float(np.sqrt(variance)))


@dataclass(frozen=True)
class PermutationTest:
    """The outcome of a permutation test.

    Args:
        statistic (float): the observed value.
        p_value (float): share of the permutations, the observed one included, whose value is at
            least as large.

    **Example**

    >>> PermutationTest(statistic=0.2, p_value=0.001).p_value < 0.05
    True
    """

    statistic: float
    p_value: float


def mmd_permutation_test(
    x, y, *, bandwidth, n_permutations: int = 1000, seed=None
) -> PermutationTest:
    r"""Test whether two sets of samples come from the same distribution.

    The samples are pooled and divided anew at random. The p-value is
    :math:`(1 + \#\{b : T_b \ge T\}) / (1 + B)`, so a test at level :math:`\alpha` rejects equal
    distributions with a probability of at most :math:`\alpha`.

    Args:
        x (array-like): bits of shape ``(n_samples, n_wires)``.
        y (array-like): bits of shape ``(m_samples, n_wires)``.
        bandwidth (float | Sequence[float]): as for `mmd`.
        n_permutations (int): number B of permutations, at least 1. The smallest p-value is
            1 / (1 + B).
        seed (int | numpy.random.Generator | None): source of the permutations.

    Returns:
        PermutationTest: the unbiased estimate of MMD squared and its p-value.

    Raises:
        ValueError: as `mmd`, and if there is no permutation.

    **Example**

    >>> test = mmd_permutation_test([[0]] * 5, [[1]] * 5, bandwidth=1.0, seed=0)
    >>> test.p_value < 0.05
    True

    Source: A. Gretton et al., JMLR 13 (2012) 723.
    """
    if n_permutations < 1:
        raise ValueError(f"n_permutations must be at least 1; got {n_permutations}.")
    x, y = check_pair(x, y, names=("x", "y"))
    n, m = len(x), len(y)
    statistic = mmd(x, y, bandwidth=bandwidth)
    rng = np.random.default_rng(seed)
    pooled = np.concatenate([x, y])
    table = _kernel_table(bandwidth, pooled.shape[1])
    as_large = 0
    for start in range(0, n_permutations, PERMUTATIONS_AT_ONCE):
        labels = np.zeros((n + m, min(PERMUTATIONS_AT_ONCE, n_permutations - start)))
        labels[:n] = 1
        xx, xy, total = _labelled_sums(pooled, rng.permuted(labels, axis=0), table)
        values = _combine(xx, total - xx - 2 * xy, xy, n, m, "unbiased")
        # Divisions that are equal but for the order of equal strings tie in spite of rounding.
        as_large += int((values >= statistic - 1e-9).sum())
    return PermutationTest(statistic, (1 + as_large) / (1 + n_permutations))


def _labelled_sums(pooled, labels, table):
    """Sums of the kernel within the label 1 and between 1 and 0, a column of labels, and over all.

    With the kernel matrix K and labels a: xx = a K a and xy = a K (1 - a).
    """
    xx, from_x, total = np.zeros(labels.shape[1]), np.zeros(labels.shape[1]), 0.0
    for rows, distances in hamming_blocks(pooled, pooled):
        kernel = table[distances]
        row_sums = kernel.sum(axis=1)
        xx += np.einsum("ib,ib->b", labels[rows], kernel @ labels)
        from_x += row_sums @ labels[rows]
        total += row_sums.sum()
    return xx, from_x - xx, total


def _combine(xx, yy, xy, n: int, m: int, estimator: str):
    """MMD squared from sums of the kernel over all pairs; K(x, x) = 1 is taken off for U."""
    if estimator not in ESTIMATORS:
        raise ValueError(f"estimator must be one of {ESTIMATORS}; got {estimator!r}.")
    if estimator == "biased":
        return xx / n**2 + yy / m**2 - 2 * xy / (n * m)
    if min(n, m) < 2:
        raise ValueError(
            f"The unbiased estimator needs at least 2 samples a side; got {n} and {m}. "
            'Take more samples or estimator="biased".'
        )
    return (xx - n) / (n * (n - 1)) + (yy - m) / (m * (m - 1)) - 2 * xy / (n * m)


def _kernel_sums(x, y, bandwidth, columns: bool = False):
    """Row sums of the kernel matrices xx, yy and xy, and on request the column sums of xy."""
    table = _kernel_table(bandwidth, x.shape[1])
    pairs = [(x, x), (y, y), (x, y)] + ([(y, x)] if columns else [])
    return [_row_sums(a, b, table) for a, b in pairs]


def _row_sums(x, y, table) -> np.ndarray:
    sums = np.empty(len(x))
    for rows, distances in hamming_blocks(x, y):
        sums[rows] = table[distances].sum(axis=1)
    return sums


def _kernel_table(bandwidth, n_wires: int) -> np.ndarray:
    """The kernel at the distances 0 to ``n_wires``, averaged over the bandwidths."""
    return HammingKernel(bandwidth).of_distance(np.arange(n_wires + 1))
