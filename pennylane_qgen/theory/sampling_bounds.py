r"""How far an estimate of the MMD from samples can be off, and how many samples a test needs.

For the unbiased U-statistic of m and l samples and a kernel in [0, K], McDiarmid's inequality with
the differences :math:`4K/m` and :math:`4K/l` gives

.. math:: \mathrm{Prob}\big[\widehat{\mathrm{MMD}}^2 - \mathrm{MMD}^2 \ge t\big]
          \le \exp\Big(-\frac{t^2}{8 K^2} \frac{m l}{m + l}\Big).

Appendix E of arXiv:2512.24801 prints :math:`m + l` in place of :math:`m l / (m + l)`; for
:math:`m = l` the form here is that of Gretton et al.
"""

from math import ceil, exp, log, sqrt

from ..checks import check_integer


def mmd_deviation_probability(
    deviation: float, n_samples: int, m_samples: int, *, kernel_maximum: float = 1.0
) -> float:
    r"""Bound of the probability that the unbiased MMD is off by more than t, to one side.

    Args:
        deviation (float): t, not negative.
        n_samples (int): samples of the first distribution, at least 2.
        m_samples (int): samples of the second distribution, at least 2.
        kernel_maximum (float): largest value K of a non-negative kernel; 1 for ours.

    Returns:
        float: in (0, 1], for all distributions and sample sizes.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> round(mmd_deviation_probability(0.2, 1000, 1000), 4)
    0.0821

    Source: lemma 9 of arXiv:2512.24801 with its exponent corrected; Gretton et al., JMLR 13, 723
    (2012), theorem 10.
    """
    if not deviation >= 0:
        raise ValueError(f"deviation must not be negative; got {deviation!r}.")
    pairs = _harmonic_samples(n_samples, m_samples)
    return exp(-(deviation**2) * pairs / (8 * _check_maximum(kernel_maximum) ** 2))


def mmd_acceptance_threshold(
    n_samples: int, m_samples: int, *, level: float = 0.05, kernel_maximum: float = 1.0
) -> float:
    r"""Largest unbiased MMD for which equal distributions are not rejected.

    .. math:: \widehat{\mathrm{MMD}}^2 \le K \sqrt{8 \log(1/\alpha) \frac{m + l}{m l}}

    Distribution-free, so much wider than
    :func:`~pennylane_qgen.metrics.mmd_permutation_test`.

    Args:
        n_samples (int): samples of the first distribution, at least 2.
        m_samples (int): samples of the second distribution, at least 2.
        level (float): probability :math:`\alpha` in (0, 1) of a false rejection.
        kernel_maximum (float): largest value K of a non-negative kernel; 1 for ours.

    Returns:
        float: the threshold, for all distributions and sample sizes.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> round(mmd_acceptance_threshold(1000, 1000), 4)
    0.2189

    Source: appendix E of arXiv:2512.24801, corrected; Gretton et al., JMLR 13, 723 (2012),
    corollary 11.
    """
    pairs = _harmonic_samples(n_samples, m_samples)
    return _check_maximum(kernel_maximum) * sqrt(8 * log(1 / _check_level(level)) / pairs)


def samples_for_acceptance(
    threshold: float, *, level: float = 0.05, kernel_maximum: float = 1.0
) -> int:
    r"""Samples a side with which the acceptance threshold is as small as wanted.

    .. math:: m = l = 16 K^2 \log(1/\alpha) / t^2

    Args:
        threshold (float): t, positive, in units of MMD squared.
        level (float): probability :math:`\alpha` in (0, 1) of a false rejection.
        kernel_maximum (float): largest value K of a non-negative kernel; 1 for ours.

    Returns:
        int: the number of samples of each distribution; enough, not always needed.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> samples_for_acceptance(0.01)
    479318

    Source: see :func:`mmd_acceptance_threshold`.
    """
    if not threshold > 0:
        raise ValueError(f"threshold must be positive; got {threshold!r}.")
    maximum = _check_maximum(kernel_maximum)
    return max(2, ceil(16 * maximum**2 * log(1 / _check_level(level)) / threshold**2))


def _harmonic_samples(n_samples: int, m_samples: int) -> float:
    n, m = check_integer("n_samples", n_samples, 2), check_integer("m_samples", m_samples, 2)
    return n * m / (n + m)


def _check_level(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level must lie strictly between 0 and 1; got {level!r}.")
    return level


def _check_maximum(kernel_maximum: float) -> float:
    if not kernel_maximum > 0:
        raise ValueError(f"kernel_maximum must be positive; got {kernel_maximum!r}.")
    return kernel_maximum
