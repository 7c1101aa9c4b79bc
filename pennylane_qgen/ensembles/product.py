"""Independent bits, as single-wire Haar-random states give them."""

import numpy as np

from .base import begin, independent_bits


def product(n_wires: int, n_vectors: int, *, seed=None) -> np.ndarray:
    r"""Products of Haar-random single-wire states.

    .. math:: p_a(x) = \prod_i \big(x_i + (-1)^{x_i} a_i\big), \qquad a_i \sim U[0, 1]

    Args:
        n_wires (int): number of wires, from 1 to 20.
        n_vectors (int): number of distributions.
        seed (int, numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: of shape ``(n_vectors, 2**n_wires)``.

    Raises:
        ValueError: if a size is out of range.

    **Example**

    >>> product(2, 3, seed=0).sum(axis=1).round(12)
    array([1., 1., 1.])

    Source: definition 1 of arXiv:2512.24801.
    """
    rng = begin(n_wires, n_vectors, seed)
    return independent_bits(1 - rng.random((n_vectors, n_wires)))
