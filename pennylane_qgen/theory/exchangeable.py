r"""Families whose outcomes are exchangeable, so that no kernel can tell them apart on average.

If :math:`E[p(x)^2]` is the same for all x and :math:`E[p(x) p(y)]` for all pairs, as for
Haar-random and Dirichlet vectors, IQP circuits with all rotations on one and two wires, and peaked
distributions on a random support, the mean of every MMD is that of the squared distance times a
factor near 1.
"""

from fractions import Fraction
from math import prod

import numpy as np

from ..checks import check_integer
from .moments import Moments, flip_probabilities


def exchangeable_mmd(mean_squared_distance: float, n_wires: int, bandwidth) -> float:
    r"""Mean MMD of two independent distributions of an exchangeable family.

    .. math:: E[\mathrm{MMD}^2] = E\Big[\sum_x (p - q)^2\Big] \, \frac{N (1 - \bar K)}{N - 1},
        \qquad N = 2^n, \quad \bar K = N^{-2} \sum_{x, y} K(x, y)

    Args:
        mean_squared_distance (float): :math:`E \sum_x (p - q)^2` of the family.
        n_wires (int): number n of wires.
        bandwidth (float, Sequence[float] or None): of the Hamming kernel, for which
            :math:`\bar K = c^n`; ``None`` returns the squared distance itself.

    Returns:
        float: exact for every n.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> round(exchangeable_mmd(iqp_pair_mean(2), 2, 1.0), 3)
    0.177

    Source: sharpens proposition 6 of arXiv:2512.24801.
    """
    n = check_integer("n_wires", n_wires, 1)
    if bandwidth is None:
        return float(mean_squared_distance)
    mean_kernel = float(np.mean((1 - flip_probabilities(bandwidth)) ** n))
    return exchangeable_kernel_mean(mean_squared_distance, n, mean_kernel)


def exchangeable_kernel_mean(
    mean_squared_distance: float, n_wires: int, mean_kernel: float
) -> float:
    r"""The law of :func:`exchangeable_mmd` for any kernel with :math:`K(x, x) = 1`.

    Args:
        mean_squared_distance (float): :math:`E \sum_x (p - q)^2` of the family.
        n_wires (int): number n of wires.
        mean_kernel (float): :math:`\bar K`, the mean of the kernel over all pairs.

    Returns:
        float: exact for every n.

    Raises:
        ValueError: if the number of wires or the mean kernel is out of range.

    **Example**

    >>> exchangeable_kernel_mean(0.25, 2, 0.25)
    0.25

    **Source**: derived here; it sharpens proposition 6 of arXiv:2512.24801.
    """
    n = check_integer("n_wires", n_wires, 1)
    if not -1 <= mean_kernel <= 1:
        raise ValueError(
            f"The mean of a kernel with K(x, x) = 1 lies in [-1, 1]; got {mean_kernel}."
        )
    return float(mean_squared_distance) * (1 - mean_kernel) / (1 - 2.0**-n)


def dirichlet_pair(n_wires: int, *, alpha: float = 1.0) -> Moments:
    r"""Mean and variance of the squared distance of two symmetric Dirichlet vectors.

    .. math:: E = \frac{2 (\alpha + 1)}{N \alpha + 1} - \frac{2}{N}, \qquad
        \mathrm{Var} = 2\,\mathrm{Var}\sum_x p^2 + 4\,\mathrm{Var} \sum_x p\,q

    with the moments :math:`E \prod_x p_x^{k_x} = \prod_x (\alpha)_{k_x} / (N\alpha)_{\sum k}`. At
    :math:`\alpha = 1`, Haar-random states, the variance falls as :math:`12 / N^3`.

    Args:
        n_wires (int): number n of wires, :math:`N = 2^n`.
        alpha (float): positive concentration; 1 is Porter-Thomas.

    Returns:
        Moments: exact for every n, from rational arithmetic.

    Raises:
        ValueError: if the number of wires or alpha is out of range.

    **Example**

    >>> moments = dirichlet_pair(12)
    >>> print(f"{moments.mean * 2**12:.3f} {moments.variance * 2**36:.2f}")
    1.999 11.98

    Source: theorem 1 and proposition 5 of arXiv:2512.24801 bound what is exact here.
    """
    n_outcomes, alpha = 2 ** check_integer("n_wires", n_wires, 1), _check_alpha(alpha)

    def moment(*powers):
        rising = prod(_rising(alpha, power) for power in powers)
        return rising / _rising(n_outcomes * alpha, sum(powers))

    pairs = n_outcomes * (n_outcomes - 1)
    collision = n_outcomes * moment(2)
    collision_variance = n_outcomes * moment(4) + pairs * moment(2, 2) - collision**2
    overlap = Fraction(1, n_outcomes)
    overlap_variance = n_outcomes * moment(2) ** 2 + pairs * moment(1, 1) ** 2 - overlap**2
    variance = 2 * collision_variance + 4 * overlap_variance
    return Moments(float(2 * (collision - overlap)), float(variance))


def dirichlet_collision(n_wires: int, *, alpha: float = 1.0) -> float:
    r"""Mean collision probability :math:`E \sum_x p(x)^2 = (\alpha + 1) / (N \alpha + 1)`.

    Args:
        n_wires (int): number n of wires, :math:`N = 2^n`.
        alpha (float): positive concentration; 1 is Porter-Thomas.

    Returns:
        float: exact for every n.

    Raises:
        ValueError: if the number of wires or alpha is out of range.

    **Example**

    >>> dirichlet_collision(1)
    0.6666666666666666

    **Source**: the moments of the Dirichlet distribution; the family is that of arXiv:2512.24801.
    """
    n_outcomes, alpha = 2 ** check_integer("n_wires", n_wires, 1), _check_alpha(alpha)
    return float((alpha + 1) / (n_outcomes * alpha + 1))


def porter_thomas_tail(y, n_wires: int):
    r"""Porter-Thomas law, :math:`\mathrm{Prob}[p(x) \ge y / N] = (1 - y/N)^{N - 1} \to e^{-y}`.

    The marginal of a Haar-random state, Beta(1, N - 1).

    Args:
        y (float or array-like): non-negative threshold in units of the uniform probability.
        n_wires (int): number of wires, :math:`N = 2^n`.

    Returns:
        float or numpy.ndarray: exact for every n; 0 for :math:`y \ge N`.

    Raises:
        ValueError: if the number of wires is not positive or y is negative.

    **Example**

    >>> round(porter_thomas_tail(0.5, 20), 4)
    0.6065

    **Source**: C. E. Porter and R. G. Thomas, Physical Review 104, 483 (1956),
    doi:10.1103/PhysRev.104.483; used in arXiv:2512.24801.
    """
    n_outcomes = 2.0 ** check_integer("n_wires", n_wires, 1, 1023)
    y = np.asarray(y, dtype=float)
    if not (y >= 0).all():
        raise ValueError(f"Thresholds y must not be negative; got {y.min()}.")
    with np.errstate(divide="ignore"):
        tail = np.exp((n_outcomes - 1) * np.log1p(-np.minimum(y / n_outcomes, 1.0)))
    return tail if y.ndim else float(tail)


def iqp_collision(n_wires: int) -> float:
    r"""Mean collision probability of random IQP circuits, :math:`2^{-n} (2 - 2^{-n})`.

    Args:
        n_wires (int): number n of wires.

    Returns:
        float: exact for every n, for X rotations on all single wires and all pairs with uniform
        angles. Every non-empty word then has :math:`E \langle Z_S \rangle^2 = 2^{-n}`.

    Raises:
        ValueError: if the number of wires is not positive.

    **Example**

    >>> iqp_collision(1)
    0.75

    Source: matches figures 5 and 7 of arXiv:2512.24801 to 0.2 %. The fourth moments are not those
    of Porter-Thomas: the variance of the squared distance is about 2.3 times as large.
    """
    uniform = 2.0 ** -check_integer("n_wires", n_wires, 1)
    return uniform * (2 - uniform)


def iqp_pair_mean(n_wires: int, bandwidth=None) -> float:
    r"""Mean loss of two random IQP circuits, :math:`2^{1-n} (1 - 2^{-n})` for the squared distance.

    Args:
        n_wires (int): number n of wires.
        bandwidth (float, Sequence[float] or None): of the Hamming kernel; ``None`` is the squared
            distance.

    Returns:
        float: exact for every n, for the circuits of :func:`iqp_collision`.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> iqp_pair_mean(2)
    0.375

    Source: see :func:`iqp_collision` and :func:`exchangeable_mmd`.
    """
    mean = 2 * (iqp_collision(n_wires) - 2.0**-n_wires)
    return exchangeable_mmd(mean, n_wires, bandwidth)


def peaked_pair_mean(n_wires: int, collision: float, bandwidth=None) -> float:
    r"""Mean loss of two distributions on random supports, :math:`2 (E \sum \bar p^2 - 2^{-n})`.

    Args:
        n_wires (int): number n of wires.
        collision (float): mean collision probability :math:`E \sum \bar p^2` on the support, such
            as ``iqp_collision(m)`` for a support of :math:`2^m` strings.
        bandwidth (float, Sequence[float] or None): of the Hamming kernel; ``None`` is the squared
            distance.

    Returns:
        float: exact for every n, for supports drawn uniformly and independently.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    The construction of arXiv:2512.24801: an IQP circuit on :math:`\lfloor \log_2 n \rfloor` wires.

    >>> round(peaked_pair_mean(12, iqp_collision(3)), 3)
    0.468

    Source: proposition 7 of arXiv:2512.24801 bounds what is exact here.
    """
    uniform = 2.0 ** -check_integer("n_wires", n_wires, 1)
    if not uniform <= collision <= 1:
        raise ValueError(
            f"The collision probability on {n_wires} wires lies in [2**-{n_wires}, 1]; got "
            f"{collision}."
        )
    return exchangeable_mmd(2 * (collision - uniform), n_wires, bandwidth)


def _check_alpha(alpha: float) -> Fraction:
    if not 0 < alpha < float("inf"):
        raise ValueError(f"alpha must be positive and finite; got {alpha!r}.")
    return Fraction(alpha)


def _rising(x: Fraction, power: int) -> Fraction:
    """The rising factorial x (x + 1) ... (x + power - 1)."""
    return prod(x + k for k in range(power))
