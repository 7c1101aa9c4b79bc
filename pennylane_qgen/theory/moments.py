"""Mean and variance of a loss over a family of random circuits, and which loss is meant."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from ..kernels import HammingKernel


@dataclass(frozen=True)
class Moments:
    """Mean and variance of a loss over random circuits.

    Args:
        mean (float): expectation value.
        variance (float): variance.

    **Example**

    >>> Moments(1.0, 0.25).standard_deviation
    0.5
    """

    mean: float
    variance: float

    @property
    def standard_deviation(self) -> float:
        """Root of the variance."""
        return sqrt(self.variance)


def flip_probabilities(bandwidth) -> np.ndarray:
    r"""Probability s that a wire belongs to a random word of the kernel, one a bandwidth.

    The Hamming kernel has the Walsh weights :math:`w_S = (1 - s)^{n - |S|} s^{|S|}`. The squared
    distance :math:`\sum_x (p - q)^2` is the case :math:`s = 1/2`, by Parseval.

    Args:
        bandwidth (float, Sequence[float] or None): :math:`\sigma` of the kernel; ``None`` is the
            squared distance.

    Returns:
        numpy.ndarray: of shape ``(n_bandwidths,)``.

    Raises:
        ValueError: if a bandwidth is not positive and finite.

    **Example**

    >>> flip_probabilities(None)
    array([0.5])
    >>> flip_probabilities([1.0, 2.0]).round(4)
    array([0.1967, 0.0588])
    """
    return np.array([0.5]) if bandwidth is None else HammingKernel(bandwidth).flip_probabilities()


def power_difference(base, increment, exponent: int):
    r"""The difference :math:`(b + \delta)^n - b^n`, without cancellation for small :math:`\delta`.

    Args:
        base (array-like): positive b.
        increment (array-like): :math:`\delta` above -b.
        exponent (int): n.

    **Example**

    >>> print(f"{power_difference(1.0, 1e-20, 100):.3e}")
    1.000e-18
    """
    return np.power(base, exponent) * np.expm1(exponent * np.log1p(np.divide(increment, base)))
