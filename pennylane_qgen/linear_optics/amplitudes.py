r"""Amplitudes of all output states of indistinguishable photons, and their gradient.

.. math:: \langle t | \hat U | s \rangle = \frac{\operatorname{perm} U_{t,s}}{\sqrt{t! \, s!}}
          = \sqrt{\frac{t!}{s!}} \, [x^t] \prod_k \Big( \sum_j U_{jk} x_j \Big)^{s_k}

The product is multiplied out a photon at a time (SLOS), so all amplitudes together cost
:math:`O\big(m \binom{n + m - 1}{n}\big)`. Source: Heurtel et al., arXiv:2206.10549.
"""

from math import factorial

import numba
import numpy as np

from .fock_space import n_fock_states
from .polynomials import block_sizes, multiply_by_linear, multiply_pull_back
from .unitaries import check_counts, check_isometry


def amplitudes(unitary, input_counts) -> np.ndarray:
    """Amplitude of every output state of a Fock state sent through an interferometer.

    Args:
        unitary (array-like): unitary or isometry of shape ``(n_outputs, n_inputs)``.
        input_counts (array-like): photons in each input mode, shape ``(n_inputs,)``.

    Returns:
        numpy.ndarray: complex128 over :func:`fock_basis(n_photons, n_outputs) <fock_basis>`.

    Raises:
        ValueError: if the matrix is not unitary or the counts do not fit it.

    **Example**

    Two photons on a balanced beam splitter leave together:

    >>> from pennylane_qgen.linear_optics import beam_splitter
    >>> amplitudes(beam_splitter(np.pi / 4), [1, 1]).real.round(3) + 0.0
    array([-0.707,  0.   ,  0.707])

    Source: Heurtel et al., arXiv:2206.10549; that amplitudes are permanents, Aaronson and Arkhipov,
    arXiv:1011.3245.
    """
    unitary = check_isometry(unitary)
    counts = check_counts(input_counts, unitary.shape[1])
    coefficients = np.ones(1, dtype=complex)
    for degree, mode in enumerate(photon_modes(counts)):
        coefficients = multiply_by_linear(coefficients, unitary[:, mode].copy(), degree)
    return scale_by_factorials(coefficients, counts, len(unitary), power=0.5)


def amplitudes_pull_back(unitary, input_counts, cotangent) -> np.ndarray:
    r"""Cotangent of the interferometer from that of the amplitudes, in one reverse sweep.

    For a real L with :math:`dL = \operatorname{Re} \sum_t \overline{g_t} \, dA_t`, the G of
    :math:`dL = \operatorname{Re} \sum_{jk} \overline{G_{jk}} \, dU_{jk}`. This is torch's
    convention for complex gradients; jax's is the conjugate.

    Args:
        unitary (array-like): as for :func:`amplitudes`.
        input_counts (array-like): as for :func:`amplitudes`.
        cotangent (array-like): g, of shape ``(n_states,)``.

    Returns:
        numpy.ndarray: G, complex128 of the shape of ``unitary``.

    Raises:
        ValueError: as for :func:`amplitudes`.

    **Example**

    >>> amplitudes_pull_back(np.eye(2), [1, 0], [1, 0]).real
    array([[1., 0.],
           [0., 0.]])

    Source: derived from the algorithm of Heurtel et al., arXiv:2206.10549.
    """
    unitary = check_isometry(unitary)
    counts = check_counts(input_counts, unitary.shape[1])
    modes = photon_modes(counts)
    cotangent = np.array(cotangent, dtype=complex)
    n_states = n_fock_states(len(modes), len(unitary))
    if cotangent.shape != (n_states,):
        raise ValueError(
            f"The cotangent must have one entry a state, shape ({n_states},); "
            f"got {cotangent.shape}."
        )
    cotangent = scale_by_factorials(cotangent, counts, len(unitary), power=0.5)
    products = [np.ones(1, dtype=complex)]
    for degree, mode in enumerate(modes[:-1]):
        products.append(multiply_by_linear(products[-1], unitary[:, mode].copy(), degree))
    result = np.zeros_like(unitary)
    for degree, mode in reversed(list(enumerate(modes))):
        form = unitary[:, mode].copy()
        cotangent, d_form = multiply_pull_back(products.pop(), form, cotangent, degree)
        result[:, mode] += d_form
    return result


def photon_modes(counts) -> np.ndarray:
    """The input mode of each photon.

    **Example**

    >>> photon_modes([2, 0, 1])
    array([0, 0, 2])
    """
    return np.repeat(np.arange(len(counts)), counts)


def scale_by_factorials(vector, input_counts, n_outputs: int, *, power: float) -> np.ndarray:
    r"""Multiply the entry of each state by :math:`(t! / s!)^{power}`, in place.

    Args:
        vector (numpy.ndarray): an entry for each output state t.
        input_counts (array-like): the input state s.
        n_outputs (int): number of output modes.
        power (float): 1/2 between coefficients and amplitudes, 1 between their squares.

    Returns:
        numpy.ndarray: ``vector``.

    **Example**

    >>> scale_by_factorials(np.ones(3), [1, 1], 2, power=1)
    array([2., 1., 2.])
    """
    n_photons = int(np.sum(input_counts))
    factorials = np.array([float(factorial(n)) ** power for n in range(n_photons + 1)])
    sizes = block_sizes(n_photons, n_outputs)
    weight = 1 / np.prod(factorials[input_counts])
    _scale_block(vector, factorials, sizes, n_photons, n_outputs, 0, weight)
    return vector


@numba.njit(cache=True)
def _scale_block(vector, factorials, sizes, degree, left, start, weight):
    """One block of the states with ``degree`` photons in the last ``left`` modes."""
    if degree <= 1 or left == 1:
        vector[start : start + sizes[degree, left]] *= weight * factorials[degree]
        return
    for behind in range(degree + 1):
        here = weight * factorials[degree - behind]
        _scale_block(vector, factorials, sizes, behind, left - 1, start, here)
        start += sizes[behind, left - 1]
