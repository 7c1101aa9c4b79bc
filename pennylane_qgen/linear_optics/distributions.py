r"""Exact distributions of photon numbers, of photons of any likeness, and their gradients.

Photons of overlap x: with :math:`c_S` the coefficients of the product of the amplitude forms
:math:`u_k` of a set S of photons and :math:`V_{jk} = |U_{jk}|^2`,

.. math:: p = \sum_S x^{|S|} (1 - x)^{n - |S|} \Big( \tfrac{t!}{s_S!} |c_S|^2 \Big)
              \prod_{k \notin S} V_k .

The sum is nested like Horner's scheme, photon by photon, so that sets share their products.
"""

import numpy as np

from .amplitudes import amplitudes, amplitudes_pull_back, photon_modes, scale_by_factorials
from .distinguishability import check_likeness, gram_isometry, internal_states
from .fock_space import fock_basis, fock_index, n_fock_states
from .polynomials import multiply_by_linear, multiply_pull_back
from .unitaries import check_counts, check_isometry

_CHUNK = 4096
"""States whose index is computed at a time; it takes many bytes a state."""


def distribution(
    unitary, input_counts, *, indistinguishability: float = 1.0, gram=None
) -> np.ndarray:
    r"""Probability of every output state of photons sent through an interferometer.

    Args:
        unitary (array-like): unitary or isometry of shape ``(n_outputs, n_inputs)``.
        input_counts (array-like): photons in each input mode, shape ``(n_inputs,)``.
        indistinguishability (float): overlap x in [0, 1]; two photons interfere with visibility
            :math:`V = x^2`. Between 0 and 1 the cost grows by a factor of up to :math:`2^n`.
        gram (array-like or None): overlaps :math:`\langle i | j \rangle` of the internal states of
            the photons instead, at most one photon a mode, shape ``(n_photons, n_photons)``; costs
            as much as ``rank * n_outputs`` modes.

    Returns:
        numpy.ndarray: float64 over :func:`fock_basis(n_photons, n_outputs) <fock_basis>`.

    Raises:
        ValueError: if the matrix is not unitary, the Gram matrix is not positive, or an argument is
            out of range.

    **Example**

    The dip of Hong, Ou and Mandel, and how it fills up:

    >>> from pennylane_qgen.linear_optics import beam_splitter
    >>> distribution(beam_splitter(np.pi / 4), [1, 1]).round(3)
    array([0.5, 0. , 0.5])
    >>> distribution(beam_splitter(np.pi / 4), [1, 1], indistinguishability=0.5).round(3)
    array([0.312, 0.375, 0.312])

    Source: Heurtel et al., arXiv:2206.10549; photons that differ, Renema et al., arXiv:1707.02793,
    and Tichy, arXiv:1410.7687; the dip, Hong, Ou and Mandel, Phys. Rev. Lett. 59, 2044 (1987).
    """
    unitary = check_isometry(unitary)
    counts = check_counts(input_counts, unitary.shape[1])
    overlap, gram = check_likeness(indistinguishability, gram, counts)
    if gram is not None:
        return _gram_distribution(unitary, counts, gram)
    if overlap == 1:
        return _squares(amplitudes(unitary, counts))
    if overlap == 0:
        return _classical_products(unitary, counts)[-1]
    return _Mixture(unitary, counts, overlap).probabilities()


def distribution_pull_back(
    unitary, input_counts, cotangent, *, indistinguishability: float = 1.0, gram=None
) -> np.ndarray:
    r"""Cotangent of the interferometer from that of the distribution.

    For :math:`dL = \sum_t g_t \, dp_t`, the G of
    :math:`dL = \operatorname{Re} \sum_{jk} \overline{G_{jk}} \, dU_{jk}` (torch's convention; jax's
    is the conjugate).

    Args:
        unitary (array-like): as for :func:`distribution`.
        input_counts (array-like): as for :func:`distribution`.
        cotangent (array-like): g, float64 of shape ``(n_states,)``.
        indistinguishability (float): as for :func:`distribution`.
        gram (array-like or None): as for :func:`distribution`.

    Returns:
        numpy.ndarray: G, complex128 of the shape of ``unitary``.

    Raises:
        ValueError: as for :func:`distribution`, or if the cotangent has another shape.

    **Example**

    >>> distribution_pull_back(np.eye(2), [1, 0], [1.0, 0.0]).real
    array([[2., 0.],
           [0., 0.]])

    Source: derived from the algorithm of Heurtel et al., arXiv:2206.10549.
    """
    unitary = check_isometry(unitary)
    counts = check_counts(input_counts, unitary.shape[1])
    overlap, gram = check_likeness(indistinguishability, gram, counts)
    cotangent = np.array(cotangent, dtype=float)
    n_states = n_fock_states(int(counts.sum()), len(unitary))
    if cotangent.shape != (n_states,):
        raise ValueError(
            f"The cotangent must have one entry a state, shape ({n_states},); "
            f"got {cotangent.shape}."
        )
    if gram is not None:
        return _gram_pull_back(unitary, counts, gram, cotangent)
    if overlap == 1:
        d_amplitudes = 2 * cotangent * amplitudes(unitary, counts)
        return amplitudes_pull_back(unitary, counts, d_amplitudes)
    if overlap == 0:
        return _classical_pull_back(unitary, counts, cotangent)
    return _Mixture(unitary, counts, overlap).pull_back(cotangent)


def _squares(values: np.ndarray) -> np.ndarray:
    """Squared moduli with one temporary array; these vectors may be most of the memory."""
    squares = values.real**2
    squares += values.imag**2
    return squares


def _classical_products(unitary, counts) -> list[np.ndarray]:
    """Distributions of the first 0, 1, ..., n distinguishable photons."""
    products = [np.ones(1)]
    for degree, mode in enumerate(photon_modes(counts)):
        products.append(multiply_by_linear(products[-1], _squares(unitary[:, mode]), degree))
    return products


def _classical_pull_back(unitary, counts, cotangent):
    products = _classical_products(unitary, counts)
    d_squares = np.zeros(unitary.shape)
    for degree, mode in reversed(list(enumerate(photon_modes(counts)))):
        form = _squares(unitary[:, mode])
        cotangent, d_form = multiply_pull_back(products[degree], form, cotangent, degree)
        d_squares[:, mode] += d_form
    return 2 * d_squares * unitary


def _gram_distribution(unitary, counts, gram):
    isometry = gram_isometry(unitary[:, photon_modes(counts)], gram)
    n_photons = len(gram)
    squares = _squares(amplitudes(isometry, np.ones(n_photons, dtype=int)))
    seen = _seen_states(n_photons, len(isometry), len(unitary))
    return np.bincount(seen, weights=squares, minlength=n_fock_states(n_photons, len(unitary)))


def _gram_pull_back(unitary, counts, gram, cotangent):
    modes, internal = photon_modes(counts), internal_states(gram)
    isometry, ones = gram_isometry(unitary[:, modes], gram), np.ones(len(gram), dtype=int)
    seen = _seen_states(len(gram), len(isometry), len(unitary))
    d_amplitudes = 2 * cotangent[seen] * amplitudes(isometry, ones)
    d_isometry = amplitudes_pull_back(isometry, ones, d_amplitudes)
    d_columns = d_isometry.reshape(len(internal), len(unitary), len(gram))
    result = np.zeros_like(unitary)
    result[:, modes] = np.einsum("ci,cji->ji", internal.conj(), d_columns)
    return result


def _seen_states(n_photons: int, n_all: int, n_outputs: int) -> np.ndarray:
    """What detectors see, blind to internal states: the index of each state of all modes."""
    basis = fock_basis(n_photons, n_all)
    seen = np.empty(len(basis), dtype=np.int64)
    for start in range(0, len(basis), _CHUNK):
        states = basis[start : start + _CHUNK].reshape(-1, n_all // n_outputs, n_outputs)
        seen[start : start + _CHUNK] = fock_index(states.sum(axis=1))
    return seen


class _Mixture:
    """Photons of overlap x strictly between 0 and 1, one decided at a time."""

    def __init__(self, unitary, counts, overlap: float):
        self.unitary, self.overlap = unitary, overlap
        self.squares = _squares(unitary)
        self.modes = photon_modes(counts)

    def probabilities(self) -> np.ndarray:
        nobody = np.zeros(self.unitary.shape[1], dtype=int)
        return self._from_photon(0, np.ones(1, dtype=complex), nobody)

    def pull_back(self, cotangent) -> np.ndarray:
        nobody = np.zeros(self.unitary.shape[1], dtype=int)
        self.d_unitary = np.zeros_like(self.unitary)
        self._back_from_photon(0, np.ones(1, dtype=complex), nobody, cotangent)
        return self.d_unitary

    def _from_photon(self, photon: int, product, joined):
        """Probabilities from the photons ``joined`` so far and all from ``photon`` on."""
        if photon == len(self.modes):
            return scale_by_factorials(_squares(product), joined, len(self.unitary), power=1)
        apart = self._from_photon(photon + 1, product, joined)
        apart = multiply_by_linear(apart, self._square_form(photon), self._degree(photon, joined))
        together = self._from_photon(photon + 1, *self._join(photon, product, joined))
        return self.overlap * together + (1 - self.overlap) * apart

    def _back_from_photon(self, photon: int, product, joined, cotangent):
        """Cotangent of ``product``; what does not fit the memory of a path is computed again."""
        if photon == len(self.modes):
            scale_by_factorials(cotangent, joined, len(self.unitary), power=1)
            return 2 * cotangent * product
        mode = self.modes[photon]
        apart = self._from_photon(photon + 1, product, joined)
        d_apart, d_square = multiply_pull_back(
            apart,
            self._square_form(photon),
            (1 - self.overlap) * cotangent,
            self._degree(photon, joined),
        )
        self.d_unitary[:, mode] += 2 * d_square * self.unitary[:, mode]
        d_product = self._back_from_photon(photon + 1, product, joined, d_apart)
        d_together = self._back_from_photon(
            photon + 1, *self._join(photon, product, joined), self.overlap * cotangent
        )
        d_factor, d_form = multiply_pull_back(
            product, self.unitary[:, mode].copy(), d_together, int(joined.sum())
        )
        self.d_unitary[:, mode] += d_form
        return d_product + d_factor

    def _join(self, photon: int, product, joined):
        mode = self.modes[photon]
        form = self.unitary[:, mode].copy()
        more = joined.copy()
        more[mode] += 1
        return multiply_by_linear(product, form, int(joined.sum())), more

    def _square_form(self, photon: int):
        return self.squares[:, self.modes[photon]].copy()

    def _degree(self, photon: int, joined) -> int:
        """Number of photons that the probabilities behind ``photon`` are about."""
        return int(joined.sum()) + len(self.modes) - photon - 1
