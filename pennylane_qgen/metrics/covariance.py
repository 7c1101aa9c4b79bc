"""Distance of covariance matrices."""

import numpy as np

from ..hamming import check_pair


def covariance_distance(samples, reference) -> float:
    r"""Frobenius norm of the difference of the covariance matrices of the bits.

    .. math:: \lVert C_x - C_y \rVert_F, \qquad
        C_{ij} = \langle x_i x_j \rangle - \langle x_i \rangle \langle x_j \rangle

    Covariances are those of bits 0 and 1, divided by the number of samples; of spins -1 and 1
    they, and the distance, are four times as large.

    Args:
        samples (array-like): bits of shape ``(n_samples, n_wires)``.
        reference (array-like): bits of shape ``(m_samples, n_wires)``.

    Returns:
        float: the distance, from 0 to ``n_wires / 2``.

    Raises:
        ValueError: if the arguments are not bits over the same wires.

    **Example**

    >>> covariance_distance([[0, 0], [1, 1]], [[0, 1], [1, 0]])
    0.7071067811865476

    Source: the comparison of covariance matrices in arXiv:2503.02934.
    """
    x, y = check_pair(samples, reference)
    return float(np.linalg.norm(_covariance(x) - _covariance(y)))


def _covariance(bits: np.ndarray) -> np.ndarray:
    centred = bits - bits.mean(axis=0)
    return centred.T @ centred / len(bits)
