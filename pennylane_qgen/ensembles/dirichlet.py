"""Normalised Gamma weights; Haar-random states among them."""

import numpy as np

from .base import begin, normalise


def dirichlet(n_wires: int, n_vectors: int, *, concentration: float = 1.0, seed=None) -> np.ndarray:
    r"""Symmetric Dirichlet distributions.

    .. math:: f(p) \propto \prod_x p(x)^{\alpha - 1}

    With :math:`\alpha = 1` these are the outcome probabilities of Haar-random states.

    Args:
        n_wires (int): number of wires, from 1 to 20.
        n_vectors (int): number of distributions.
        concentration (float): :math:`\alpha`, positive.
        seed (int, numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: of shape ``(n_vectors, 2**n_wires)``.

    Raises:
        ValueError: if a size or the concentration is out of range.

    **Example**

    >>> dirichlet(3, 2, seed=0).shape
    (2, 8)

    Source: theorem 1 of arXiv:2512.24801.
    """
    rng = begin(n_wires, n_vectors, seed)
    if not concentration > 0:
        raise ValueError(f"concentration must be positive; got {concentration!r}.")
    return normalise(rng.standard_gamma(concentration, (n_vectors, 2**n_wires)))
