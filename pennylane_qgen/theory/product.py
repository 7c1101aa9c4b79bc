r"""Products of random single-wire states: independent bits with random means.

A wire has :math:`u = \langle Z \rangle`, symmetric about 0, and everything below needs only
:math:`m_2 = E u^2` and :math:`m_4 = E u^4`. Two families occur in the literature:

* ``"haar"``: Haar-random single-wire states, u uniform in [-1, 1] (definition 1 of
  arXiv:2512.24801, theorem 2 of arXiv:2305.02881): :math:`m_2 = 1/3`, :math:`m_4 = 1/5`;
* ``"angle"``: one rotation by a uniform angle, :math:`u = \cos\theta` (the "IQP product" of the
  figures of arXiv:2512.24801, and figure 6 of arXiv:2305.02881): :math:`m_2 = 1/2`,
  :math:`m_4 = 3/8`.
"""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy.special import gammainc

from ..checks import check_choice, check_integer
from .moments import Moments, flip_probabilities, power_difference


@dataclass(frozen=True)
class PolarizationMoments:
    r"""Moments of :math:`u = \langle Z \rangle` of one random wire, symmetric about 0.

    Args:
        second (float): :math:`E u^2`, in [0, 1].
        fourth (float): :math:`E u^4`, between the square of the second and the second.

    Raises:
        ValueError: if no distribution on [-1, 1] has these moments.

    **Example**

    A uniform angle, :math:`u = \cos\theta`:

    >>> PolarizationMoments(second=1 / 2, fourth=3 / 8)
    PolarizationMoments(second=0.5, fourth=0.375)
    """

    second: float
    fourth: float

    def __post_init__(self):
        if not self.second**2 <= self.fourth <= self.second <= 1:
            raise ValueError(
                "Moments of <Z> must obey second**2 <= fourth <= second <= 1; got "
                f"second={self.second}, fourth={self.fourth}."
            )


FAMILIES = {"haar": PolarizationMoments(1 / 3, 1 / 5), "angle": PolarizationMoments(1 / 2, 3 / 8)}


def polarization_moments(family) -> PolarizationMoments:
    """Moments of a named family of random wires; moments are returned as they are.

    Args:
        family (str or PolarizationMoments): ``"haar"``, ``"angle"``, or moments.

    Raises:
        ValueError: if the name is unknown.

    **Example**

    >>> polarization_moments("angle").second
    0.5
    """
    if isinstance(family, PolarizationMoments):
        return family
    check_choice("family", family, FAMILIES)
    return FAMILIES[family]


def product_collision(n_wires: int, *, family="haar") -> float:
    r"""Mean collision probability, :math:`E \sum_x p(x)^2 = ((1 + m_2) / 2)^n`.

    Times :math:`2^n` it grows as :math:`(4/3)^n` (Haar), where anticoncentration needs a constant.

    Args:
        n_wires (int): number n of wires.
        family (str or PolarizationMoments): ``"haar"``, ``"angle"``, or moments.

    Returns:
        float: exact for every n.

    Raises:
        ValueError: if the number of wires or the family is wrong.

    **Example**

    >>> round(product_collision(2), 6)
    0.444444

    Source: proposition 4 of arXiv:2512.24801.
    """
    n = check_integer("n_wires", n_wires, 1)
    return ((1 + polarization_moments(family).second) / 2) ** n


def product_pair(n_wires: int, bandwidth=None, *, family="haar") -> Moments:
    r"""Mean and variance of the loss between two random product distributions.

    With :math:`s = (1 - e^{-1/(2\sigma^2)})/2` and :math:`c = 1 - s`,

    .. math:: E = 2 (c + s m_2)^n - 2 c^n, \qquad
        \mathrm{Var} = 2 \big[(c^2 + 2 c s m_2 + s^2 m_4)^n - (c + s m_2)^{2n}\big]
                       + 4 \big[(c^2 + s^2 m_2^2)^n - c^{2n}\big].

    For a mixture of bandwidths the squares become products over all pairs of them, averaged.

    Args:
        n_wires (int): number n of wires.
        bandwidth (float, Sequence[float] or None): :math:`\sigma` of the Hamming kernel of the
            MMD; ``None`` is the squared distance, :math:`s = c = 1/2`.
        family (str or PolarizationMoments): ``"haar"``, ``"angle"``, or moments.

    Returns:
        Moments: exact for every n.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> squared_distance = product_pair(2, family="angle")
    >>> print(f"{squared_distance.mean:.4f} {squared_distance.variance:.4f}")
    0.6250 0.2129

    Source: proposition 4 of arXiv:2512.24801 has the mean without the factor 2; the variance
    follows from the Walsh form (D19), every term of which factorises over the wires.
    """
    n = check_integer("n_wires", n_wires, 1)
    moments = polarization_moments(family)
    m2, m4 = moments.second, moments.fourth
    s = flip_probabilities(bandwidth)
    c = 1 - s
    mean = 2 * power_difference(c, s * m2, n).mean()
    ss, cc = np.outer(s, s), np.outer(c, c)
    kept = np.outer(c + s * m2, c + s * m2)
    variance = 2 * power_difference(kept, ss * (m4 - m2**2), n)
    variance += 4 * power_difference(cc, ss * m2**2, n)
    return Moments(float(mean), float(variance.mean()))


def product_tail(n_wires: int, y: float) -> float:
    r"""Share of outcomes that are likely, :math:`\mathrm{Prob}[p(x) \ge y / 2^n]`, Haar family.

    .. math:: \mathrm{Prob}[p(x) \ge y/2^n] = \gamma(n,\, n \ln 2 - \ln y) / \Gamma(n)

    It vanishes for large n: product distributions concentrate.

    Args:
        n_wires (int): number n of wires.
        y (float): positive threshold in units of the uniform probability.

    Returns:
        float: exact for every n; 0 for :math:`y \ge 2^n`.

    Raises:
        ValueError: if the number of wires or y is not positive.

    **Example**

    >>> round(product_tail(1, 1.0), 6)
    0.5

    Source: proposition 1 of arXiv:2512.24801.
    """
    n, y = check_integer("n_wires", n_wires, 1), _check_threshold(y)
    return float(gammainc(n, max(0.0, n * log(2) - log(y))))


def product_tail_bound(n_wires: int, y: float) -> float:
    r"""Upper bound :math:`e^{-n/20} / \sqrt y` of :func:`product_tail`.

    Args:
        n_wires (int): number n of wires.
        y (float): positive threshold in units of the uniform probability.

    Returns:
        float: valid for every n and y; it can exceed 1.

    Raises:
        ValueError: if the number of wires or y is not positive.

    **Example**

    >>> product_tail(30, 1.0) < product_tail_bound(30, 1.0)
    True

    Source: proposition 1 of arXiv:2512.24801.
    """
    return exp(-check_integer("n_wires", n_wires, 1) / 20) / sqrt(_check_threshold(y))


def _check_threshold(y: float) -> float:
    if not y > 0:
        raise ValueError(f"The threshold y must be positive; got {y!r}.")
    return float(y)
