r"""The general two-wire gate as fifteen single-parameter gates.

.. math:: \big(A_1 \otimes B_1\big)\;
    e^{-i(\theta_6 X\!X + \theta_7 Y\!Y + \theta_8 Z\!Z)/2}\;\big(A_0 \otimes B_0\big),
    \qquad A, B = RZ\,RY\,RZ .

Any two-qubit unitary has this form up to a global phase (Khaneja and Glaser, `quant-ph/0010100
<https://arxiv.org/abs/quant-ph/0010100>`_).
"""

import numpy as np
import pennylane as qml
from scipy.stats import unitary_group

N_BLOCK_WEIGHTS = 15
"""Number of angles of a block."""

_MAGIC = np.array([[1, 1j, 0, 0], [0, 0, 1j, 1], [0, 0, 1j, -1], [1, -1j, 0, 0]]) / np.sqrt(2)
"""Columns are Bell states, with the phases that make products of SU(2) real orthogonal."""

_SIGNS = np.array([[1, -1, 1, -1], [-1, 1, 1, -1], [1, 1, -1, -1]])
"""Eigenvalues of XX, YY and ZZ on the columns of the magic basis."""


def two_qubit_block(angles, wires) -> list:
    """The gates of one block.

    Args:
        angles (Sequence[tensor_like]): fifteen angles in the order in which their gates act:
            RZ, RY, RZ of the first wire, RZ, RY, RZ of the second, IsingXX, IsingYY, IsingZZ, then
            RZ, RY, RZ of the first and of the second wire again.
        wires (Sequence): two wires.

    Returns:
        list[Operation]: fifteen gates.

    **Example**

    >>> [gate.name for gate in two_qubit_block(np.zeros(15), [0, 1])][6:9]
    ['IsingXX', 'IsingYY', 'IsingZZ']
    """
    first, second = wires
    return [
        *_euler(angles[0:3], first),
        *_euler(angles[3:6], second),
        qml.IsingXX(angles[6], [first, second]),
        qml.IsingYY(angles[7], [first, second]),
        qml.IsingZZ(angles[8], [first, second]),
        *_euler(angles[9:12], first),
        *_euler(angles[12:15], second),
    ]


def blocks(weights, pairs) -> list:
    """The gates of several blocks.

    Args:
        weights (tensor_like): angles of shape ``(n_blocks, 15)`` or ``(batch, n_blocks, 15)``.
        pairs (Sequence[tuple]): two wires for each block.

    Returns:
        list[Operation]: the gates.
    """
    gates = []
    for block, pair in enumerate(pairs):
        angles = [weights[..., block, k] for k in range(N_BLOCK_WEIGHTS)]
        gates += two_qubit_block(angles, pair)
    return gates


def haar_angles(n_blocks: int, rng: np.random.Generator) -> np.ndarray:
    """Angles of blocks that are Haar-random unitaries, of shape ``(n_blocks, 15)``."""
    angles = np.empty((n_blocks, N_BLOCK_WEIGHTS))
    for row in angles:
        row[:] = block_angles(unitary_group.rvs(4, random_state=rng))
    return angles


def block_angles(unitary) -> np.ndarray:
    """Angles with which a block is a given unitary, up to a global phase.

    In the magic basis a unitary is a product ``left * diagonal * right`` of two real orthogonal
    matrices, which are the rotations, and the phases of the Ising gates between them.

    Args:
        unitary (array-like): unitary matrix of shape ``(4, 4)``.

    Returns:
        numpy.ndarray: fifteen angles.

    Raises:
        ValueError: if the matrix is not a two-qubit unitary.

    **Example**

    >>> angles = block_angles(qml.CNOT.compute_matrix())
    >>> circuit = qml.prod(*two_qubit_block(angles, wires=[0, 1])[::-1])
    >>> overlap = np.trace(circuit.matrix(wire_order=[0, 1]) @ qml.CNOT.compute_matrix()) / 4
    >>> bool(np.isclose(abs(overlap), 1))
    True
    """
    unitary = np.asarray(unitary, dtype=complex)
    if unitary.shape != (4, 4) or not np.allclose(unitary @ unitary.conj().T, np.eye(4)):
        raise ValueError("A block must be a unitary matrix of shape (4, 4).")
    magic = _MAGIC.conj().T @ unitary @ _MAGIC / np.linalg.det(unitary) ** 0.25
    right = _real_eigenvectors(magic.T @ magic).T
    right[0] *= np.linalg.det(right)
    phases = np.angle(np.diag(right @ magic.T @ magic @ right.T)) / 2
    left = (magic @ right.T * np.exp(-1j * phases)).real
    if np.linalg.det(left) < 0:
        # the square root of a phase has two signs, and only one keeps the rotation proper
        left[:, 0] *= -1
        phases[0] += np.pi
    ising = -_SIGNS @ phases / 2
    return np.concatenate([_local_angles(right), ising, _local_angles(left)])


def _real_eigenvectors(symmetric: np.ndarray) -> np.ndarray:
    """Real orthonormal eigenvectors of a symmetric unitary matrix, as columns.

    Its real and imaginary parts commute, so the eigenvectors of a mixture of both are common to
    both unless the mixture happens to be degenerate where they are not.
    """
    for mixture in np.linspace(0.3, 1.8, 8):
        matrix = np.cos(mixture) * symmetric.real + np.sin(mixture) * symmetric.imag
        vectors = np.linalg.eigh(matrix)[1]
        rotated = vectors.T @ symmetric @ vectors
        if np.allclose(rotated, np.diag(np.diag(rotated)), atol=1e-9):
            return vectors
    raise ValueError("The matrix could not be decomposed; is it unitary to within 1e-9?")


def _local_angles(rotation: np.ndarray) -> np.ndarray:
    """Euler angles of both wires of a real rotation in the magic basis."""
    local = (_MAGIC @ rotation @ _MAGIC.conj().T).reshape(2, 2, 2, 2)
    u, _, v = np.linalg.svd(local.transpose(0, 2, 1, 3).reshape(4, 4))
    return np.concatenate([_euler_angles(u[:, 0]), _euler_angles(v[0])])


def _euler_angles(vector: np.ndarray) -> np.ndarray:
    """Angles (phi, theta, omega) with RZ(omega) RY(theta) RZ(phi) the matrix, up to a phase."""
    matrix = vector.reshape(2, 2)
    matrix = matrix / np.sqrt(np.linalg.det(matrix))
    theta = 2 * np.arctan2(abs(matrix[1, 0]), abs(matrix[1, 1]))
    total, difference = np.angle(matrix[1, 1]), np.angle(matrix[1, 0])
    return np.array([total - difference, theta, total + difference])


def _euler(angles, wire) -> list:
    return [qml.RZ(angles[0], wire), qml.RY(angles[1], wire), qml.RZ(angles[2], wire)]
