r"""How much of an MMD lies in words of few wires: proposition 4 of arXiv:2305.02881.

The loss truncated at weight k keeps the words of at most k wires. What it leaves out is at most
four times the Walsh weight of all heavier words, since
:math:`(\langle Z_S \rangle_p - \langle Z_S \rangle_q)^2 \le 4`.
"""

import numpy as np
from scipy.special import gammaln
from scipy.stats import binom

from ..checks import check_integer
from ..kernels import check_bandwidth
from .moments import flip_probabilities


def word_weights(n_wires: int, bandwidth) -> np.ndarray:
    r"""Walsh weight of all words of l wires together, :math:`\binom{n}{l} c^{n-l} s^l`.

    The binomial distribution with mean :math:`n s`, averaged over the bandwidths.

    Args:
        n_wires (int): number n of wires.
        bandwidth (float, Sequence[float] or None): :math:`\sigma` of the Hamming kernel; ``None``
            is the squared distance, which weighs all words alike.

    Returns:
        numpy.ndarray: of shape ``(n_wires + 1,)``, for l = 0 to n; the sum is 1.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> word_weights(2, None)
    array([0.25, 0.5 , 0.25])

    **Source**: arXiv:2305.02881, where the probability s is called :math:`p_\sigma`.
    """
    n = check_integer("n_wires", n_wires, 1)
    return binom.pmf(np.arange(n + 1), n, flip_probabilities(bandwidth)[:, None]).mean(axis=0)


def truncation_error(n_wires: int, max_weight: int, bandwidth) -> float:
    r"""Largest error of an MMD truncated at weight k, :math:`4 \sum_{l > k} \binom nl c^{n-l} s^l`.

    Args:
        n_wires (int): number n of wires.
        max_weight (int): largest number k of wires in a word, from 0 to n.
        bandwidth (float, Sequence[float] or None): :math:`\sigma` of the Hamming kernel; ``None``
            is the squared distance.

    Returns:
        float: a bound for every n and every pair of distributions.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> round(truncation_error(8, 2, np.sqrt(8) / 2), 2)
    0.2

    Source: proof of proposition 4 of arXiv:2305.02881.
    """
    n, k = _check_weight(n_wires, max_weight)
    return float(4 * binom.sf(k, n, flip_probabilities(bandwidth)).mean())


def truncation_bound(n_wires: int, max_weight: int, bandwidth: float) -> float:
    r"""The printed bound, :math:`4 \sum_{l > k} \left(\frac{n e}{4 l \sigma^2}\right)^l`.

    It shows the scaling: at :math:`\sigma^2 \propto n` it falls faster than exponentially in k.

    Args:
        n_wires (int): number n of wires.
        max_weight (int): largest number k of wires in a word, from 0 to n.
        bandwidth (float): :math:`\sigma`, our convention; :math:`\sigma^2` is theirs.

    Returns:
        float: at least :func:`truncation_error`; of use where :math:`k > n e / (4 \sigma^2)`.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> truncation_bound(64, 8, 4.0) > truncation_error(64, 8, 4.0)
    True

    Source: proposition 4 of arXiv:2305.02881.
    """
    n, k = _check_weight(n_wires, max_weight)
    sigma = _check_one(bandwidth)
    weight = np.arange(k + 1, n + 1)
    with np.errstate(over="ignore"):
        return float(4 * np.exp(weight * np.log(n * np.e / (4 * weight * sigma**2))).sum())


def truncation_union_bound(n_wires: int, max_weight: int, bandwidth: float) -> float:
    r"""The sharper printed bound, :math:`4 \sum_{l > k} \binom{n}{l} s^l`.

    Args:
        n_wires (int): number n of wires.
        max_weight (int): largest number k of wires in a word, from 0 to n.
        bandwidth (float): :math:`\sigma`.

    Returns:
        float: between :func:`truncation_error` and :func:`truncation_bound`.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> print(f"{truncation_union_bound(8, 2, np.sqrt(8) / 2):.2f}")
    0.35

    Source: proposition 4 of arXiv:2305.02881.
    """
    n, k = _check_weight(n_wires, max_weight)
    [s] = flip_probabilities(_check_one(bandwidth))
    weight = np.arange(k + 1, n + 1)
    log_count = gammaln(n + 1) - gammaln(weight + 1) - gammaln(n - weight + 1)
    return float(4 * np.exp(log_count + weight * np.log(s)).sum())


def _check_weight(n_wires, max_weight) -> tuple[int, int]:
    n = check_integer("n_wires", n_wires, 1)
    return n, check_integer("max_weight", max_weight, 0, n)


def _check_one(bandwidth) -> float:
    values = check_bandwidth(bandwidth)
    if len(values) != 1:
        raise ValueError(f"The printed bounds are for one bandwidth; got {len(values)}.")
    return values[0]
