"""Normalised heavy-tailed weights."""

import numpy as np

from .base import begin, normalise


def pareto(n_wires: int, n_vectors: int, *, shape: float = 2.0, seed=None) -> np.ndarray:
    r"""Independent Lomax weights, divided by their sum.

    .. math:: p(x) = \frac{Y_x}{\sum_{x'} Y_{x'}}, \qquad
              f_Y(y) = \frac{\alpha}{(1 + y)^{\alpha + 1}}, \quad y \ge 0

    Args:
        n_wires (int): number of wires, from 1 to 20.
        n_vectors (int): number of distributions.
        shape (float): :math:`\alpha`, positive; the weights have no variance up to 2.
        seed (int, numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: of shape ``(n_vectors, 2**n_wires)``.

    Raises:
        ValueError: if a size or the shape is out of range.

    **Example**

    >>> pareto(3, 1, seed=0).sum().round(12)
    np.float64(1.0)

    Source: arXiv:2512.24801, which calls it Pareto; its figures start at zero, as Lomax does, and
    not at one.
    """
    rng = begin(n_wires, n_vectors, seed)
    if not shape > 0:
        raise ValueError(f"shape must be positive; got {shape!r}.")
    return normalise(rng.pareto(shape, (n_vectors, 2**n_wires)))
