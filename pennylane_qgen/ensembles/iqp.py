"""Instantaneous quantum polynomial circuits of all rotations on one and two wires."""

import numba
import numpy as np

from ..bits import bits_to_integers, words_up_to_weight
from ..checks import check_integer
from ..iqp.trigonometry import sine_and_cosine
from ..walsh import transform_rows
from .base import begin


def iqp(n_wires: int, n_vectors: int, *, max_weight: int = 2, seed=None) -> np.ndarray:
    r"""IQP circuits of all words up to a weight, with uniform angles.

    .. math:: p_\theta(x) = \Big|\langle x | \prod_{1 \le |S| \le w} e^{-i\theta_S X_S}
              | 0 \rangle\Big|^2, \qquad \theta_S \sim U[0, 2\pi)

    Two Walsh-Hadamard transforms a circuit, one of the angles and one of the phases.

    Args:
        n_wires (int): number of wires, from 1 to 20.
        n_vectors (int): number of distributions.
        max_weight (int): :math:`w`, the largest number of wires of a rotation.
        seed (int, numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: of shape ``(n_vectors, 2**n_wires)``.

    Raises:
        ValueError: if a size is out of range.

    **Example**

    >>> p = iqp(3, 2, seed=0)
    >>> p.shape, bool(np.allclose(p.sum(axis=1), 1))
    ((2, 8), True)

    Source: Bremner, Montanaro and Shepherd, arXiv:1504.07999; arXiv:2512.24801.
    """
    rng = begin(n_wires, n_vectors, seed)
    check_integer("max_weight", max_weight, 1)
    masks = bits_to_integers(words_up_to_weight(n_wires, min(max_weight, n_wires)))
    angles = rng.uniform(0, 2 * np.pi, (n_vectors, len(masks)))
    result = np.empty((n_vectors, 2**n_wires))
    _probabilities(masks, angles, result)
    return result


@numba.njit(cache=True)
def _probabilities(masks, angles, result):
    """Amplitudes are pairs of reals, which the compiler vectorises."""
    size = result.shape[1]
    pairs = np.empty(2 * size)
    phases = np.empty(size)
    for row in range(len(result)):
        phases[:] = 0
        for g in range(len(masks)):
            phases[masks[g]] = angles[row, g]
        transform_rows(phases.reshape(1, -1), 1)
        for z in range(size):
            sine, cosine = sine_and_cosine(phases[z])
            pairs[2 * z] = cosine
            pairs[2 * z + 1] = -sine
        transform_rows(pairs.reshape(1, -1), 2)
        probabilities = result[row]
        for x in range(size):
            probabilities[x] = (pairs[2 * x] ** 2 + pairs[2 * x + 1] ** 2) / size**2
