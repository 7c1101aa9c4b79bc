r"""Exact IQP circuits by Walsh-Hadamard transforms, whose cost hardly depends on the gates.

In the basis of products of X the circuit is diagonal, :math:`\prod_g e^{-i\theta_g X_{S_g}}
\to e^{-i\varphi(z)}` with :math:`\varphi(z) = \sum_g \theta_g (-1)^{z \cdot S_g}`: the phases are
one transform of the sparse vector of angles, and the amplitudes one of :math:`e^{-i\varphi}`. The
reverse pass is the same two transforms in the opposite order.

Source: Bremner, Montanaro and Shepherd, arXiv:1504.07999.
"""

import numba
import numpy as np

from ..walsh import transform_rows
from .trigonometry import sine_and_cosine

MAX_WIRES = 26
"""The largest number of wires: 2.3 GB in complex64, twice that in complex128."""


class IQPStateVector:
    r"""Final state of the rotations :math:`e^{-i\theta_g X_{S_g}}`, and its reverse pass.

    Args:
        masks (array-like): generators as integers below ``2**n_wires``, wire 0 the most
            significant bit; shape ``(n_generators,)``. The same one may come twice.
        n_wires (int): number of wires, from 1 to 26.
        cat_mask (int): wires :math:`T` of an initial cat state
            :math:`(|0\dots0\rangle + |1_T\rangle)/\sqrt2`, as an integer; 0 for
            :math:`|0\dots0\rangle`.
        dtype (type): ``numpy.complex128``, or ``numpy.complex64`` for half the memory.

    Attributes:
        amplitudes (numpy.ndarray): the state after :meth:`run`, of shape ``(2**n_wires,)``.

    Raises:
        ValueError: for more wires than fit.

    **Example**

    >>> state = IQPStateVector([0b11], n_wires=2)
    >>> state.run(np.array([np.pi / 4])).probabilities().round(3)
    array([0.5, 0. , 0. , 0.5])
    """

    def __init__(self, masks, n_wires: int, *, cat_mask: int = 0, dtype: type = np.complex128):
        if not 1 <= n_wires <= MAX_WIRES:
            raise ValueError(
                f"An exact IQP state has from 1 to {MAX_WIRES} wires; got {n_wires}. Measure "
                "parities beyond, which need no state."
            )
        self.masks = np.asarray(masks, dtype=np.int64)
        self.cat_mask = int(cat_mask)
        self.amplitudes = np.empty(2**n_wires, dtype=dtype)
        self._phases = np.empty(2**n_wires, dtype=self.amplitudes.real.dtype)
        self._cotangent = self._gradient = None

    def run(self, angles: np.ndarray) -> "IQPStateVector":
        """Compute the amplitudes.

        Args:
            angles (numpy.ndarray): an angle for each generator, float64.

        Returns:
            IQPStateVector: this object.
        """
        _run(self.masks, angles, self.cat_mask, self._phases, _as_pairs(self.amplitudes))
        return self

    def probabilities(self) -> np.ndarray:
        """Probabilities of all bit strings, float64 of shape ``(2**n_wires,)``."""
        result = np.empty(self.amplitudes.size)
        _squared_moduli(_as_pairs(self.amplitudes), result)
        return result

    def pull_back(self, diagonal: np.ndarray) -> np.ndarray:
        r"""Gradient of :math:`\sum_x d(x) |\psi(x)|^2` by the angles.

        Args:
            diagonal (numpy.ndarray): :math:`d`, real, of shape ``(2**n_wires,)``: the cotangent of
                the probabilities, or a diagonal observable.

        Returns:
            numpy.ndarray: float64 of shape ``(n_generators,)``.
        """
        cotangent = self._workspace()
        _doubled_conjugates(diagonal, _as_pairs(self.amplitudes), _as_pairs(cotangent))
        return self._pull_back(cotangent)

    def pull_back_amplitudes(self, cotangent: np.ndarray) -> np.ndarray:
        r"""Gradient of a function with :math:`dL = \mathrm{Re} \sum_x c(x)\,d\psi(x)`.

        Args:
            cotangent (numpy.ndarray): :math:`c`, of shape ``(2**n_wires,)``.

        Returns:
            numpy.ndarray: float64 of shape ``(n_generators,)``.
        """
        workspace = self._workspace()
        workspace[:] = cotangent
        return self._pull_back(workspace)

    def _workspace(self) -> np.ndarray:
        """Memory of the reverse pass, kept: fresh memory costs as much as a transform."""
        if self._cotangent is None:
            self._cotangent = np.empty_like(self.amplitudes)
            self._gradient = np.empty_like(self._phases)
        return self._cotangent

    def _pull_back(self, cotangent: np.ndarray) -> np.ndarray:
        _reverse(self._phases, self.cat_mask, _as_pairs(cotangent), self._gradient)
        return self._gradient[self.masks].astype(float)


def _as_pairs(amplitudes: np.ndarray) -> np.ndarray:
    """Complex numbers as pairs of reals, which the compiler vectorises."""
    return amplitudes.view(amplitudes.real.dtype)


@numba.njit(cache=True)
def _run(masks, angles, cat_mask, phases, amplitudes):
    phases[:] = 0
    for g in range(len(masks)):
        phases[masks[g]] += angles[g]
    transform_rows(phases.reshape(1, -1), 1)
    _unit_vectors(phases, amplitudes)
    if cat_mask:
        _project_on_cat(cat_mask, amplitudes)
    transform_rows(amplitudes.reshape(1, -1), 2)


@numba.njit(cache=True)
def _reverse(phases, cat_mask, cotangent, gradient):
    r"""Cotangents of the phases and of their transform; ``cotangent`` is overwritten.

    From :math:`\psi = 2^{-n} H u` and :math:`du = -i u\,d\varphi` follows
    :math:`dL = \sum_z \mathrm{Im}[(H c)(z)\,u(z)]\,d\varphi(z)`.
    """
    transform_rows(cotangent.reshape(1, -1), 2)
    if cat_mask:
        _project_on_cat(cat_mask, cotangent)
    _imaginary_parts(phases, cotangent, gradient)
    transform_rows(gradient.reshape(1, -1), 1)


@numba.njit(cache=True)
def _project_on_cat(cat_mask, pairs):
    """Multiply by sqrt(2) where an even number of the cat's wires is set, by zero elsewhere."""
    root = np.sqrt(2.0)
    for z in range(len(pairs) // 2):
        overlap = z & cat_mask
        for shift in (16, 8, 4, 2, 1):
            overlap ^= overlap >> shift
        factor = root * (1 - (overlap & 1))
        pairs[2 * z] *= factor
        pairs[2 * z + 1] *= factor


@numba.njit(cache=True)
def _unit_vectors(phases, pairs):
    """exp(-i phase) / 2**n, as pairs of reals."""
    norm = 1.0 / len(phases)
    for z in range(len(phases)):
        sine, cosine = sine_and_cosine(phases[z])
        pairs[2 * z] = norm * cosine
        pairs[2 * z + 1] = -norm * sine


@numba.njit(cache=True)
def _imaginary_parts(phases, pairs, result):
    """Im[c(z) exp(-i phase)] / 2**n."""
    norm = 1.0 / len(phases)
    for z in range(len(phases)):
        sine, cosine = sine_and_cosine(phases[z])
        result[z] = norm * (pairs[2 * z + 1] * cosine - pairs[2 * z] * sine)


@numba.njit(cache=True)
def _doubled_conjugates(diagonal, pairs, result):
    for x in range(len(diagonal)):
        factor = 2 * diagonal[x]
        result[2 * x] = factor * pairs[2 * x]
        result[2 * x + 1] = -factor * pairs[2 * x + 1]


@numba.njit(cache=True)
def _squared_moduli(pairs, result):
    for x in range(len(result)):
        result[x] = pairs[2 * x] ** 2 + pairs[2 * x + 1] ** 2
