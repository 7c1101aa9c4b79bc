"""Moments that classical controls are matched to."""

import numpy as np

from .base import Latent
from .boson_sampling import BosonSampling


def count_moments(
    latent: Latent, *, n_samples: int = 100_000, seed=None
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of a latent, in closed form for photon numbers.

    Args:
        latent (Latent): the distribution.
        n_samples (int): draws to estimate both from where there is no closed form.
        seed (int or numpy.random.Generator or None): seed of those draws.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray]: float64 of shapes ``(dim,)`` and ``(dim, dim)``.

    Raises:
        ValueError: if there are fewer than two draws.

    **Example**

    >>> mean, covariance = count_moments(BosonSampling(2, 3, seed=0))
    >>> bool(abs(covariance.sum()) < 1e-12)  # the number of photons is fixed
    True
    """
    if isinstance(latent, BosonSampling) and latent.detector == "number":
        return latent.mean, latent.covariance
    draws = latent.sample(n_samples, seed=seed)
    if len(draws) < 2:
        raise ValueError("A covariance needs n_samples of at least 2; got 1.")
    return draws.mean(axis=0), np.atleast_2d(np.cov(draws, rowvar=False))
