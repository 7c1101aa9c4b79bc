"""Sine and cosine without branches, so that loops over them vectorise.

Those of the C library are called one number at a time, which takes five times as long.
"""

from math import factorial, pi

import numba
import numpy as np

_QUARTERS_PER_UNIT = 2 / pi

# pi / 2 in three parts. The first two have 33 bits, so that their multiples are exact.
_QUARTER_HIGH = float.fromhex("0x1.921fb54400000p+0")
_QUARTER_MIDDLE = float.fromhex("0x1.0b4611a600000p-34")
_QUARTER_LOW = float.fromhex("0x1.3198a2e037073p-69")

# Taylor coefficients: the first one left out adds less than 5e-17 for |r| <= pi / 4.
_S3, _S5, _S7, _S9, _S11, _S13, _S15 = ((-1) ** (k // 2) / factorial(k) for k in range(3, 16, 2))
_C2, _C4, _C6, _C8, _C10, _C12, _C14, _C16 = (
    (-1) ** (k // 2) / factorial(k) for k in range(2, 17, 2)
)


@numba.njit(cache=True)
def sine_and_cosine(x):
    """Sine and cosine of a float64, to 3e-16 for ``abs(x)`` below 1e5."""
    quarters = np.rint(x * _QUARTERS_PER_UNIT)
    r = x - quarters * _QUARTER_HIGH - quarters * _QUARTER_MIDDLE - quarters * _QUARTER_LOW
    y = r * r
    sine = _S9 + y * (_S11 + y * (_S13 + y * _S15))
    sine = r + r * y * (_S3 + y * (_S5 + y * (_S7 + y * sine)))
    cosine = _C8 + y * (_C10 + y * (_C12 + y * (_C14 + y * _C16)))
    cosine = 1.0 + y * (_C2 + y * (_C4 + y * (_C6 + y * cosine)))
    # The quadrant stays a float: a conversion to integers would leave the vector registers.
    half = quarters * 0.5
    odd = quarters - 2.0 * np.floor(half)
    upper = np.floor(half) - 2.0 * np.floor(0.5 * np.floor(half))
    sign = 1.0 - 2.0 * upper
    turned_sine = sign * (odd * cosine + (1.0 - odd) * sine)
    turned_cosine = sign * ((1.0 - odd) * cosine - odd * sine)
    return turned_sine, turned_cosine
