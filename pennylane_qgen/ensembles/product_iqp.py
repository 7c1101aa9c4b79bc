"""Independent bits from single-wire rotations with uniform angles."""

import numpy as np

from .base import begin, independent_bits


def product_iqp(n_wires: int, n_vectors: int, *, seed=None) -> np.ndarray:
    r"""One X rotation on each wire, with uniform angles.

    .. math:: p_\theta(x) = \prod_i |\langle x_i | R_X(\theta_i) | 0 \rangle|^2, \qquad
              \theta_i \sim U[0, 2\pi)

    This is the "IQP product" family of the figures of arXiv:2512.24801. It is not its definition 1,
    :func:`product`: here :math:`E\langle Z\rangle^2 = 1/2`, there :math:`1/3`.

    Args:
        n_wires (int): number of wires, from 1 to 20.
        n_vectors (int): number of distributions.
        seed (int, numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: of shape ``(n_vectors, 2**n_wires)``.

    Raises:
        ValueError: if a size is out of range.

    **Example**

    >>> product_iqp(1, 2, seed=0).shape
    (2, 2)

    Source: arXiv:2512.24801, section on numerics.
    """
    rng = begin(n_wires, n_vectors, seed)
    angles = rng.uniform(0, 2 * np.pi, (n_vectors, n_wires))
    return independent_bits(np.square(np.sin(angles / 2)))
