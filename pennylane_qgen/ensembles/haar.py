"""Haar-random unitary matrices, many small ones at a time."""

import numba
import numpy as np


def haar_unitaries(n_matrices: int, dimension: int, rng: np.random.Generator) -> np.ndarray:
    """Haar-random unitary matrices, by Gram-Schmidt on complex Gaussian rows.

    Args:
        n_matrices (int): number of matrices.
        dimension (int): their dimension; small, as Gram-Schmidt loses digits with it.
        rng (numpy.random.Generator): source of the random numbers.

    Returns:
        numpy.ndarray: complex, of shape ``(n_matrices, dimension, dimension)``.
    """
    matrices = rng.standard_normal((n_matrices, dimension, 2 * dimension)).view(complex)
    _orthonormalise(matrices)
    return matrices


@numba.njit(cache=True)
def _orthonormalise(matrices):
    dimension = matrices.shape[1]
    for matrix in matrices:
        for i in range(dimension):
            for j in range(i):
                overlap = 0j
                for k in range(dimension):
                    overlap += np.conj(matrix[j, k]) * matrix[i, k]
                for k in range(dimension):
                    matrix[i, k] -= overlap * matrix[j, k]
            norm = 0.0
            for k in range(dimension):
                norm += matrix[i, k].real ** 2 + matrix[i, k].imag ** 2
            norm = np.sqrt(norm)
            for k in range(dimension):
                matrix[i, k] /= norm
