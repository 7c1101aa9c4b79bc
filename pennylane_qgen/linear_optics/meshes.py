r"""Meshes of beam splitters that make every interferometer, and the angles of a given one.

A mesh is a chain of :math:`m (m - 1) / 2` elements on neighbouring modes and a phase on each output
(:mod:`~pennylane_qgen.linear_optics.two_mode_chain`). The *rectangular* mesh has depth m and equal
losses on all paths (Clements et al., arXiv:1603.08788); the *triangular* one is the older form
(Reck et al., Phys. Rev. Lett. 73, 58 (1994)).
"""

import numpy as np

from .two_mode_chain import chain_matrix
from .unitaries import check_isometry, haar_unitary

SHAPES = ("rectangular", "triangular")


def mesh_pairs(n_modes: int, shape: str = "rectangular") -> np.ndarray:
    """Modes of each element of a mesh, in the order in which light meets them.

    Args:
        n_modes (int): number of modes, at least 1.
        shape (str): ``"rectangular"`` or ``"triangular"``.

    Returns:
        numpy.ndarray: ``int64`` of shape ``(n_modes * (n_modes - 1) / 2, 2)``.

    Raises:
        ValueError: if there is no mode or the shape is unknown.

    **Example**

    >>> mesh_pairs(3).tolist()
    [[0, 1], [1, 2], [0, 1]]

    Source: Clements et al., arXiv:1603.08788; Reck et al., Phys. Rev. Lett. 73, 58 (1994).
    """
    _check_shape(n_modes, shape)
    if shape == "triangular":
        firsts = [i for length in range(n_modes - 1, 0, -1) for i in range(length)]
    else:
        firsts = [i for layer in range(n_modes) for i in range(layer % 2, n_modes - 1, 2)]
    firsts = np.array(firsts, dtype=np.int64)
    return np.stack([firsts, firsts + 1], axis=1)


def mesh_angles(unitary, shape: str = "rectangular"):
    r"""Angles with which a mesh is a given interferometer.

    Args:
        unitary (array-like): of shape ``(n_modes, n_modes)``.
        shape (str): ``"rectangular"`` or ``"triangular"``.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]: ``thetas`` in :math:`[0, \pi / 2]`,
        ``phis`` and ``output_phases``, for :func:`chain_matrix` on :func:`mesh_pairs`.

    Raises:
        ValueError: if the matrix is not unitary or the shape is unknown.

    **Example**

    >>> unitary = haar_unitary(4, seed=0)
    >>> again = chain_matrix(mesh_pairs(4), *mesh_angles(unitary), n_modes=4)
    >>> np.allclose(again, unitary)
    True

    Source: Clements et al., arXiv:1603.08788; Reck et al., Phys. Rev. Lett. 73, 58 (1994).
    """
    matrix = check_isometry(unitary).copy()
    n_modes = len(matrix)
    if matrix.shape[1] != n_modes:
        raise ValueError(f"A mesh has as many outputs as inputs; got shape {matrix.shape}.")
    _check_shape(n_modes, shape)
    before, after = (_null_triangle if shape == "triangular" else _null_diagonals)(matrix)
    phases = np.angle(np.diagonal(matrix)).copy()
    elements = before + [_move_behind_phases(element, phases) for element in reversed(after)]
    firsts, thetas, phis = np.array(elements, dtype=float).reshape(-1, 3).T
    order = _in_mesh_order(firsts.astype(int), n_modes, shape)
    return thetas[order], phis[order], phases


def haar_mesh_angles(n_modes: int, shape: str = "rectangular", seed=None):
    """Angles of a mesh whose interferometer is Haar-random.

    Args:
        n_modes (int): number of modes, at least 1.
        shape (str): ``"rectangular"`` or ``"triangular"``.
        seed (int or numpy.random.Generator or None): source of the random numbers.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]: as for :func:`mesh_angles`.

    Raises:
        ValueError: if there is no mode or the shape is unknown.

    **Example**

    >>> thetas, phis, output_phases = haar_mesh_angles(4, seed=0)
    >>> thetas.shape, phis.shape, output_phases.shape
    ((6,), (6,), (4,))

    Source: Mezzadri, arXiv:math-ph/0609050, for the matrix; its angles as in :func:`mesh_angles`.
    """
    return mesh_angles(haar_unitary(n_modes, seed), shape)


def _check_shape(n_modes: int, shape: str) -> None:
    if n_modes < 1:
        raise ValueError(f"A mesh needs at least 1 mode; got {n_modes}.")
    if shape not in SHAPES:
        raise ValueError(f"shape must be one of {SHAPES}; got {shape!r}.")


def _null_triangle(matrix):
    """Make ``matrix`` diagonal from the right, row by row from below."""
    before = []
    for row in range(len(matrix) - 1, 0, -1):
        before += [_null_from_right(matrix, row, column) for column in range(row)]
    return before, []


def _null_diagonals(matrix):
    """Make ``matrix`` diagonal from both sides in turn, along its anti-diagonals."""
    n_modes = len(matrix)
    before, after = [], []
    for diagonal in range(n_modes - 1):
        for j in range(diagonal + 1):
            if diagonal % 2 == 0:
                before.append(_null_from_right(matrix, n_modes - 1 - j, diagonal - j))
            else:
                after.append(_null_from_left(matrix, n_modes - 1 + j - diagonal, j))
    return before, after


def _null_from_right(matrix, row, column):
    r"""Multiply by :math:`T^{-1}` on modes (column, column + 1) so that the entry vanishes."""
    left, right = matrix[row, column], matrix[row, column + 1]
    theta = np.arctan2(abs(left), abs(right))
    phi = np.angle(left) - np.angle(right)
    _apply(matrix.T, column, _element(theta, phi).conj())
    return column, theta, phi


def _null_from_left(matrix, row, column):
    """Multiply by T on modes (row - 1, row) so that the entry vanishes."""
    upper, lower = matrix[row - 1, column], matrix[row, column]
    theta = np.arctan2(abs(lower), abs(upper))
    phi = np.angle(lower) - np.angle(upper) + np.pi
    _apply(matrix, row - 1, _element(theta, phi))
    return row - 1, theta, phi


def _move_behind_phases(element, phases):
    r"""Write :math:`T^{-1} D` as :math:`D' T'`; the phases D become D' in place."""
    first, theta, phi = element
    upper, lower = phases[first], phases[first + 1]
    phases[first], phases[first + 1] = lower - phi + np.pi, lower
    return first, theta, upper - lower + np.pi


def _in_mesh_order(firsts, n_modes: int, shape: str) -> np.ndarray:
    """Positions of the elements in the mesh; only elements on separate modes change places."""
    if shape == "triangular":
        return np.arange(len(firsts))
    depth = np.zeros(n_modes, dtype=int)
    layers = np.zeros(len(firsts), dtype=int)
    for element, first in enumerate(firsts):
        layers[element] = max(depth[first], depth[first + 1])
        depth[first : first + 2] = layers[element] + 1
    return np.lexsort((firsts, layers))


def _element(theta, phi):
    return chain_matrix([(0, 1)], [theta], [phi], n_modes=2)


def _apply(matrix, first, element):
    matrix[first : first + 2] = element @ matrix[first : first + 2]
