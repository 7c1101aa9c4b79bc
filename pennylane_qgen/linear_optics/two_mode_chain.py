r"""Interferometers made of two-mode elements: their matrix, and the gradient of their angles.

Element l acts on the pair (i, j) as a phase on mode i, then a beam splitter:

.. math:: T_l = \begin{pmatrix} e^{i\phi_l} \cos\theta_l & -\sin\theta_l \\
                                e^{i\phi_l} \sin\theta_l & \cos\theta_l \end{pmatrix}, \qquad
          U = \operatorname{diag}(e^{i\alpha}) \, T_L \cdots T_2 T_1 .

Meshes and time-bin loops are such chains. Both sweeps cost :math:`O(L m)`, and the reverse sweep
takes the elements off again instead of keeping what they made.
"""

import numba
import numpy as np


def chain_matrix(pairs, thetas, phis=None, output_phases=None, *, n_modes: int) -> np.ndarray:
    """Matrix of a chain of two-mode elements, the first pair applied first.

    Args:
        pairs (array-like): modes (i, j) of each element, integers of shape ``(n_elements, 2)``.
        thetas (array-like): beam-splitter angles in radians, shape ``(n_elements,)``.
        phis (array-like or None): phases in radians, shape ``(n_elements,)``; ``None`` for zeros.
        output_phases (array-like or None): final phases, shape ``(n_modes,)``; ``None`` for zeros.
        n_modes (int): number of modes.

    Returns:
        numpy.ndarray: complex128 unitary of shape ``(n_modes, n_modes)``.

    Raises:
        ValueError: if a shape is wrong or a pair does not name two different modes.

    **Example**

    >>> chain_matrix([(0, 1)], [np.pi / 4], n_modes=2).real.round(3)
    array([[ 0.707, -0.707],
           [ 0.707,  0.707]])
    """
    pairs, thetas, phis, phases = _check_chain(pairs, thetas, phis, output_phases, n_modes)
    matrix = np.eye(n_modes, dtype=complex)
    _apply_elements(matrix, pairs, thetas, phis)
    return np.exp(1j * phases)[:, None] * matrix


def chain_pull_back(pairs, thetas, phis, output_phases, cotangent):
    r"""Gradient of the angles of a chain from the cotangent of its matrix.

    For a real L with :math:`dL = \operatorname{Re} \sum_{jk} \overline{G_{jk}} \, dU_{jk}`.

    Args:
        pairs (array-like): as for :func:`chain_matrix`.
        thetas (array-like): as for :func:`chain_matrix`.
        phis (array-like or None): as for :func:`chain_matrix`.
        output_phases (array-like or None): as for :func:`chain_matrix`.
        cotangent (array-like): G, complex of shape ``(n_modes, n_modes)``.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]: derivatives of L by ``thetas``,
        ``phis`` and ``output_phases``, float64.

    Raises:
        ValueError: as for :func:`chain_matrix`.

    **Example**

    >>> d_theta, _, _ = chain_pull_back([(0, 1)], [0.3], None, None, [[1, 0], [0, 0]])
    >>> np.allclose(d_theta, -np.sin(0.3))
    True
    """
    cotangent = np.array(cotangent, dtype=complex)
    n_modes = len(cotangent)
    matrix = chain_matrix(pairs, thetas, phis, output_phases, n_modes=n_modes)
    pairs, thetas, phis, phases = _check_chain(pairs, thetas, phis, output_phases, n_modes)
    d_phases = np.imag(np.sum(matrix.conj() * cotangent, axis=1))
    undo = np.exp(-1j * phases)[:, None]
    d_thetas, d_phis = _elements_pull_back(undo * matrix, undo * cotangent, pairs, thetas, phis)
    return d_thetas, d_phis, d_phases


def _check_chain(pairs, thetas, phis, output_phases, n_modes: int):
    pairs = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    phis = np.zeros(len(pairs)) if phis is None else phis
    output_phases = np.zeros(n_modes) if output_phases is None else output_phases
    angles = [np.array(values, dtype=float) for values in (thetas, phis, output_phases)]
    for name, values, length in zip(
        ("thetas", "phis", "output_phases"), angles, (len(pairs), len(pairs), n_modes), strict=True
    ):
        if values.shape != (length,):
            raise ValueError(f"{name} must have shape ({length},); got {values.shape}.")
    if pairs.size and (pairs.min() < 0 or pairs.max() >= n_modes):
        raise ValueError(f"Pairs must name modes from 0 to {n_modes - 1}; got {pairs.tolist()}.")
    if (pairs[:, 0] == pairs[:, 1]).any():
        raise ValueError(f"An element must act on two different modes; got {pairs.tolist()}.")
    return pairs, *angles


@numba.njit(cache=True)
def _apply_elements(matrix, pairs, thetas, phis):
    for element in range(len(pairs)):
        first, second = matrix[pairs[element, 0]], matrix[pairs[element, 1]]
        cosine, sine = np.cos(thetas[element]), np.sin(thetas[element])
        phase = np.exp(1j * phis[element])
        for k in range(matrix.shape[1]):
            upper, lower = phase * first[k], second[k]
            first[k] = cosine * upper - sine * lower
            second[k] = sine * upper + cosine * lower


@numba.njit(cache=True)
def _elements_pull_back(matrix, cotangent, pairs, thetas, phis):
    """Overwrites both matrices, which return to what stood before each element."""
    d_thetas, d_phis = np.zeros(len(pairs)), np.zeros(len(pairs))
    for element in range(len(pairs) - 1, -1, -1):
        first, second = matrix[pairs[element, 0]], matrix[pairs[element, 1]]
        d_first, d_second = cotangent[pairs[element, 0]], cotangent[pairs[element, 1]]
        cosine, sine = np.cos(thetas[element]), np.sin(thetas[element])
        phase = np.exp(-1j * phis[element])
        for k in range(matrix.shape[1]):
            # The rotation's derivative maps its result (a, b) to (-b, a).
            d_thetas[element] += (d_second[k] * np.conj(first[k])).real
            d_thetas[element] -= (d_first[k] * np.conj(second[k])).real
            upper = cosine * first[k] + sine * second[k]
            second[k] = cosine * second[k] - sine * first[k]
            d_upper = cosine * d_first[k] + sine * d_second[k]
            d_second[k] = cosine * d_second[k] - sine * d_first[k]
            d_phis[element] += (d_upper * np.conj(upper)).imag
            first[k], d_first[k] = phase * upper, phase * d_upper
    return d_thetas, d_phis
