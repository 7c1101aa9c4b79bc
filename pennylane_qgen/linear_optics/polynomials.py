r"""Homogeneous polynomials times linear forms: the one step of every exact distribution.

The coefficients of a polynomial of degree n in m variables stand in the order of
:func:`~pennylane_qgen.linear_optics.fock_basis`. A photon adds a linear form: amplitudes of
indistinguishable photons are coefficients of :math:`\prod_k \sum_j U_{jk} x_j`, probabilities of
distinguishable ones of :math:`\prod_k \sum_j |U_{jk}|^2 x_j`.

In that order :math:`x_0` times a polynomial is the polynomial itself, moved; so the product is a
recursion over variables whose work is done by long additions of neighbouring numbers, without
any table of indices.
"""

import numba
import numpy as np

from .fock_space import n_fock_states


def multiply_by_linear(polynomial: np.ndarray, form: np.ndarray, degree: int) -> np.ndarray:
    """Coefficients of a polynomial times a linear form.

    Args:
        polynomial (numpy.ndarray): float64 or complex128 coefficients, ``(n_states,)``.
        form (numpy.ndarray): coefficients of the linear form, of the same type, ``(n_modes,)``.
        degree (int): degree of the polynomial.

    Returns:
        numpy.ndarray: coefficients of degree ``degree + 1``.

    **Example**

    >>> multiply_by_linear(np.array([1.0, 2.0]), np.array([1.0, 3.0]), degree=1)
    array([1., 5., 6.])
    """
    n_modes = len(form)
    out = np.zeros(n_fock_states(degree + 1, n_modes), dtype=polynomial.dtype)
    _multiply(polynomial, out, form, block_sizes(degree + 1, n_modes), degree, 0, 0, 0)
    return out


def multiply_pull_back(polynomial, form, cotangent, degree: int):
    r"""Cotangents of both factors of :func:`multiply_by_linear` from that of the product.

    With :math:`dL = \operatorname{Re} \sum_t \overline{g_t} \, dc_t` throughout.

    Args:
        polynomial (numpy.ndarray): as for :func:`multiply_by_linear`.
        form (numpy.ndarray): as for :func:`multiply_by_linear`.
        cotangent (numpy.ndarray): of the product, of the same type.
        degree (int): degree of the polynomial.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray]: cotangents of ``polynomial`` and of ``form``.

    **Example**

    >>> d_polynomial, d_form = multiply_pull_back(
    ...     np.array([1.0, 2.0]), np.array([1.0, 3.0]), np.array([1.0, 0.0, 0.0]), degree=1
    ... )
    >>> d_polynomial, d_form
    (array([1., 0.]), array([1., 0.]))
    """
    d_polynomial, d_form = np.zeros_like(polynomial), np.zeros_like(form)
    sizes = block_sizes(degree + 1, len(form))
    _pull_back(polynomial, d_polynomial, form, d_form, cotangent, sizes, degree, 0, 0, 0)
    return d_polynomial, d_form


def block_sizes(degree: int, n_modes: int) -> np.ndarray:
    """Number of coefficients of a block: entry ``[d, v]`` for degree d in v variables."""
    sizes = [
        [n_fock_states(d, v) if v else int(d == 0) for v in range(n_modes + 1)]
        for d in range(degree + 1)
    ]
    return np.array(sizes, dtype=np.int64)


@numba.njit(cache=True)
def _multiply(source, out, form, sizes, degree, mode, start, out_start):
    """Add the product for one block: ``degree`` photons in the modes from ``mode`` on."""
    left = len(form) - mode
    if degree == 0:
        factor, block, tail = source[start], out[out_start : out_start + left], form[mode:]
        for j in range(left):
            block[j] += factor * tail[j]
        return
    size = sizes[degree, left]
    factor, block = form[mode], source[start : start + size]
    moved = out[out_start : out_start + size]
    for i in range(size):
        moved[i] += factor * block[i]
    if left == 1:
        return
    for behind in range(degree + 1):  # photons behind this mode; first come those states with few
        _multiply(
            source,
            out,
            form,
            sizes,
            behind,
            mode + 1,
            start,
            out_start + sizes[behind, left - 1],
        )
        start += sizes[behind, left - 1]
        out_start += sizes[behind, left - 1]


@numba.njit(cache=True)
def _pull_back(source, d_source, form, d_form, d_out, sizes, degree, mode, start, out_start):
    """The transpose of :func:`_multiply`, block by block."""
    left = len(form) - mode
    if degree == 0:
        block, tail = d_out[out_start : out_start + left], form[mode:]
        d_tail, value = d_form[mode:], np.conj(source[start])
        for j in range(left):
            d_source[start] += np.conj(tail[j]) * block[j]
            d_tail[j] += value * block[j]
        return
    size = sizes[degree, left]
    factor, block = np.conj(form[mode]), source[start : start + size]
    d_block, moved = d_source[start : start + size], d_out[out_start : out_start + size]
    d_factor = d_form[mode] * 0
    for i in range(size):
        d_block[i] += factor * moved[i]
        d_factor += np.conj(block[i]) * moved[i]
    d_form[mode] += d_factor
    if left == 1:
        return
    for behind in range(degree + 1):
        _pull_back(
            source,
            d_source,
            form,
            d_form,
            d_out,
            sizes,
            behind,
            mode + 1,
            start,
            out_start + sizes[behind, left - 1],
        )
        start += sizes[behind, left - 1]
        out_start += sizes[behind, left - 1]
