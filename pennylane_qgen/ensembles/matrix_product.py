"""Random matrix product states."""

import numpy as np

from ..checks import check_integer
from .base import begin, born_probabilities


def matrix_product(
    n_wires: int, n_vectors: int, *, bond_dimension: int | None = None, seed=None
) -> np.ndarray:
    r"""Matrix product states of complex Gaussian tensors with open ends, normalised.

    .. math:: \psi(x) \propto A^{(1)}_{x_1} A^{(2)}_{x_2} \cdots A^{(n)}_{x_n}, \qquad
              A^{(i)}_{b} \in \mathbb{C}^{\chi \times \chi}

    with a row at the first and a column at the last wire. The two halves of the line are contracted
    apart and meet in one matrix product.

    Args:
        n_wires (int): number of wires, from 1 to 20.
        n_vectors (int): number of distributions.
        bond_dimension (int or None): :math:`\chi`; by default the number of wires, as in
            arXiv:2512.24801.
        seed (int, numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: of shape ``(n_vectors, 2**n_wires)``.

    Raises:
        ValueError: if a size is out of range.

    **Example**

    >>> matrix_product(3, 2, bond_dimension=2, seed=0).sum(axis=1).round(12)
    array([1., 1.])

    Source: arXiv:2512.24801; complex tensors match its curves, real ones do not.
    """
    rng = begin(n_wires, n_vectors, seed)
    bond = n_wires if bond_dimension is None else check_integer("bond_dimension", bond_dimension, 1)
    ends = [1] + [bond] * (n_wires - 1) + [1]
    shapes = [(n_vectors, ends[i], 2, ends[i + 1]) for i in range(n_wires)]
    tensors = [_complex_normal(shape, rng) for shape in shapes]
    middle = n_wires // 2
    left, right = np.ones((n_vectors, 1, 1)), np.ones((n_vectors, 1, 1))
    for tensor in tensors[:middle]:
        _, low, _, high = tensor.shape
        left = (left @ tensor.reshape(n_vectors, low, 2 * high)).reshape(n_vectors, -1, high)
    for tensor in reversed(tensors[middle:]):
        _, low, _, high = tensor.shape
        right = (tensor.reshape(n_vectors, low * 2, high) @ right).reshape(n_vectors, low, -1)
    return born_probabilities((left @ right).reshape(n_vectors, -1))


def _complex_normal(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Tensors with rows of unit norm on average, so that long products neither grow nor vanish."""
    reals = rng.standard_normal((*shape[:-1], 2 * shape[-1]))
    reals /= np.sqrt(2 * shape[1])
    return reals.view(complex)
