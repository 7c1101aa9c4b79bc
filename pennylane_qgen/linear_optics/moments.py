r"""Closed forms for means and pair correlations of photon numbers behind an interferometer.

With :math:`V_{jk} = |U_{jk}|^2`, the input counts :math:`s_k`, :math:`D_j = \sum_k s_k V_{jk}` and
:math:`G_{ij} = \sum_k s_k U_{ik} \overline{U_{jk}}`:

.. math:: E[n_j] = D_j, \qquad E[n_i n_j - \delta_{ij} n_i] = D_i D_j - \sum_k s_k V_{ik} V_{jk}
          + x^2 \Big( |G_{ij}|^2 - \sum_k s_k^2 V_{ik} V_{jk} \Big).

They cost nothing where distributions are out of reach, and so check samplers of any size. For
indistinguishable photons, one an input mode, the diagonal is exactly twice that of distinguishable
ones.
"""

import numpy as np

from .distinguishability import check_overlap
from .unitaries import check_counts, check_isometry


def mean_counts(unitary, input_counts) -> np.ndarray:
    """Mean photon number of each output mode, whatever the photons' likeness.

    Args:
        unitary (array-like): unitary or isometry of shape ``(n_outputs, n_inputs)``.
        input_counts (array-like): photons in each input mode, shape ``(n_inputs,)``.

    Returns:
        numpy.ndarray: float64 of shape ``(n_outputs,)``.

    Raises:
        ValueError: if the matrix is not unitary or the counts do not fit it.

    **Example**

    >>> from pennylane_qgen.linear_optics import beam_splitter
    >>> mean_counts(beam_splitter(0.0), [2, 1])
    array([2., 1.])
    """
    unitary = check_isometry(unitary)
    return np.abs(unitary) ** 2 @ check_counts(input_counts, unitary.shape[1])


def factorial_moments(unitary, input_counts, *, indistinguishability: float = 1.0) -> np.ndarray:
    r"""Second factorial moments of the photon numbers.

    Args:
        unitary (array-like): unitary or isometry of shape ``(n_outputs, n_inputs)``.
        input_counts (array-like): photons in each input mode, shape ``(n_inputs,)``.
        indistinguishability (float): overlap x in [0, 1].

    Returns:
        numpy.ndarray: float64 of shape ``(n_outputs, n_outputs)``: :math:`E[n_i n_j]`, and
        :math:`E[n_i (n_i - 1)]` on the diagonal.

    Raises:
        ValueError: if the matrix is not unitary, or an argument is out of range.

    **Example**

    >>> from pennylane_qgen.linear_optics import beam_splitter
    >>> factorial_moments(beam_splitter(np.pi / 4), [1, 1]).round(3) + 0.0
    array([[1., 0.],
           [0., 1.]])
    """
    unitary = check_isometry(unitary)
    counts = check_counts(input_counts, unitary.shape[1])
    overlap = check_overlap(indistinguishability)
    squares = np.abs(unitary) ** 2
    means = squares @ counts
    coherence = (unitary * counts) @ unitary.conj().T
    independent = np.outer(means, means) - (squares * counts) @ squares.T
    interference = np.abs(coherence) ** 2 - (squares * counts**2) @ squares.T
    return independent + overlap**2 * interference
