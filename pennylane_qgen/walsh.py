r"""The fast Walsh-Hadamard transform.

.. math:: \hat x_S = \sum_{y} (-1)^{y \cdot S} x_y

over all words :math:`S` of :math:`n` wires, in :math:`O(n 2^n)`. It turns probabilities into the
expectation values :math:`\langle Z_S \rangle` of all words at once, and it diagonalises every
kernel that depends on the Hamming distance only.
"""

import numba
import numpy as np
from pennylane import math

_BLOCK = 2**12
"""Entries transformed completely while they are in the cache, before the long strides begin."""


def walsh_hadamard_transform(x, *, overwrite_x: bool = False):
    r"""Walsh-Hadamard transform along the last axis, without normalisation.

    The transform is its own inverse up to the factor :math:`2^n`, and it is symmetric.

    Args:
        x (numpy.ndarray or jax.Array): real or complex, of shape ``(..., 2**n)``; leading axes
            are batches.
        overwrite_x (bool): allow the memory of ``x`` to be used for the result, as in scipy.fft;
            at 20 wires a new array costs as much as the transform.

    Returns:
        numpy.ndarray or jax.Array: the transform, of the same shape; integers become float64.

    Raises:
        ValueError: if the last axis is not a power of two.

    **Example**

    >>> walsh_hadamard_transform(np.array([0.5, 0.5, 0, 0]))
    array([1., 0., 1., 0.])
    """
    size = x.shape[-1] if x.ndim else 0
    if size < 1 or size & (size - 1):
        raise ValueError(f"The last axis must have a length 2**n; got shape {tuple(x.shape)}.")
    if math.get_interface(x) == "jax":
        return _transform_jax(x)
    # Of floating-point types, numba knows these four.
    other = complex if x.dtype.kind == "c" else float
    dtype = x.dtype if x.dtype.char in "fdFD" else other
    out = np.array(x, order="C", dtype=dtype, copy=None if overwrite_x else True)
    stride = 2 if out.dtype.kind == "c" else 1
    transform_rows(out.reshape(-1, size).view(out.real.dtype), stride)
    return out


def popcounts(n_wires: int) -> np.ndarray:
    """Number of ones in every integer below ``2**n_wires``, as ``uint8``.

    Args:
        n_wires (int): number of wires.

    Returns:
        numpy.ndarray: ``uint8`` of shape ``(2**n_wires,)``.

    **Example**

    >>> popcounts(2)
    array([0, 1, 1, 2], dtype=uint8)
    """
    return np.bitwise_count(np.arange(2**n_wires, dtype=np.uint64))


def _transform_jax(x):
    """The same transform in operations that jax differentiates, compiles and places itself."""
    shape, stride = x.shape, 1
    while stride < shape[-1]:
        pairs = x.reshape(-1, 2, stride)
        x = math.stack([pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]], axis=1)
        stride *= 2
        x = x.reshape(shape)
    return x


@numba.njit(cache=True)
def transform_rows(rows, stride):
    """In place; ``stride`` is 1 for real rows and 2 for complex ones seen as pairs of reals."""
    for i in range(len(rows)):
        row = rows[i]  # iterating over the rows would lose their contiguity, and half the speed
        block = min(len(row), _BLOCK)
        for start in range(0, len(row), block):
            _stages(row[start : start + block], stride)
        _stages(row, block)


@numba.njit(cache=True)
def _stages(x, stride):
    """All stages from ``stride`` up, three at a time: a pass over memory does the work of three."""
    while 8 * stride <= len(x):
        if stride == 1:
            _radix8_adjacent(x)
        else:
            _radix8(x, stride)
        stride *= 8
    if 4 * stride <= len(x):
        _radix4(x, stride)
        stride *= 4
    if 2 * stride <= len(x):
        _radix2(x, stride)


@numba.njit(cache=True, inline="always")
def _butterfly8(a0, a1, a2, a3, a4, a5, a6, a7):
    b0, b1, b2, b3 = a0 + a1, a0 - a1, a2 + a3, a2 - a3
    b4, b5, b6, b7 = a4 + a5, a4 - a5, a6 + a7, a6 - a7
    c0, c1, c2, c3 = b0 + b2, b1 + b3, b0 - b2, b1 - b3
    c4, c5, c6, c7 = b4 + b6, b5 + b7, b4 - b6, b5 - b7
    return c0 + c4, c1 + c5, c2 + c6, c3 + c7, c0 - c4, c1 - c5, c2 - c6, c3 - c7


@numba.njit(cache=True)
def _radix8_adjacent(x):
    for start in range(0, len(x), 8):
        v = x[start : start + 8]
        v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7] = _butterfly8(
            v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]
        )


@numba.njit(cache=True)
def _radix8(x, stride):
    """Slices in the inner loop, so that the compiler sees unit strides and vectorises."""
    h = stride
    for i in range(0, len(x), 8 * h):
        v0, v1 = x[i : i + h], x[i + h : i + 2 * h]
        v2, v3 = x[i + 2 * h : i + 3 * h], x[i + 3 * h : i + 4 * h]
        v4, v5 = x[i + 4 * h : i + 5 * h], x[i + 5 * h : i + 6 * h]
        v6, v7 = x[i + 6 * h : i + 7 * h], x[i + 7 * h : i + 8 * h]
        for j in range(stride):
            v0[j], v1[j], v2[j], v3[j], v4[j], v5[j], v6[j], v7[j] = _butterfly8(
                v0[j], v1[j], v2[j], v3[j], v4[j], v5[j], v6[j], v7[j]
            )


@numba.njit(cache=True)
def _radix4(x, stride):
    for start in range(0, len(x), 4 * stride):
        v = x[start : start + 4 * stride]
        v0, v1, v2, v3 = v[:stride], v[stride:], v[2 * stride :], v[3 * stride :]
        for j in range(stride):
            a, b, c, d = v0[j] + v1[j], v0[j] - v1[j], v2[j] + v3[j], v2[j] - v3[j]
            v0[j], v1[j], v2[j], v3[j] = a + c, b + d, a - c, b - d


@numba.njit(cache=True)
def _radix2(x, stride):
    for start in range(0, len(x), 2 * stride):
        low, high = x[start : start + stride], x[start + stride : start + 2 * stride]
        for j in range(stride):
            low[j], high[j] = low[j] + high[j], low[j] - high[j]
