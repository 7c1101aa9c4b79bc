"""The classical control with independent modes of the right means and variances."""

import numpy as np

from .base import Latent, array_digest
from .count_moments import count_moments


class NegativeBinomial(Latent):
    r"""Independent counts, each of its own mean :math:`\mu` and variance :math:`v`.

    The negative binomial distribution of :math:`\mu^2 / (v - \mu)` successes, for light a
    superposition of thermal modes. A mode with :math:`v \le \mu` gets the nearest member of the
    family, the Poisson distribution. The total photon number fluctuates.

    Args:
        mean (array-like): mean of each count, not negative, shape ``(dim,)``.
        variance (array-like): variance of each count, not negative, shape ``(dim,)``.

    Raises:
        ValueError: if the shapes differ or a number is negative.

    **Example**

    >>> NegativeBinomial([0.5, 2.0], [0.5, 6.0]).sample(3, seed=0).shape
    (3, 2)

    Source: proposed as a classical challenger in reproductions of arXiv:2508.19857.
    """

    def __init__(self, mean, variance):
        self._mean, self.variance = (np.array(values, dtype=float) for values in (mean, variance))
        if self._mean.ndim != 1 or self._mean.shape != self.variance.shape:
            raise ValueError(
                "mean and variance must be vectors of one length; got shapes "
                f"{self._mean.shape} and {self.variance.shape}."
            )
        if not ((self._mean >= 0) & (self.variance >= 0)).all():
            raise ValueError("mean and variance must not be negative or nan.")
        self.dim = len(self._mean)

    @classmethod
    def matched_to(
        cls, latent: Latent, *, n_samples: int = 100_000, seed=None
    ) -> "NegativeBinomial":
        """The control of a latent of counts: mean and variance of each mode, nothing else.

        Args:
            latent (Latent): the latent.
            n_samples (int): draws to estimate the moments from where there is no closed form.
            seed (int or numpy.random.Generator or None): seed of those draws.

        Returns:
            NegativeBinomial: the control.

        **Example**

        >>> from pennylane_qgen.latent import BosonSampling
        >>> boson = BosonSampling(8, 16, seed=0)
        >>> np.allclose(NegativeBinomial.matched_to(boson).mean, boson.mean)
        True
        """
        mean, covariance = count_moments(latent, n_samples=n_samples, seed=seed)
        return cls(mean, np.diag(covariance))

    @property
    def mean(self) -> np.ndarray:
        """Mean counts, exact."""
        return self._mean

    def describe(self) -> dict:
        """What the distribution is, as plain data."""
        moments = np.stack([self._mean, self.variance])
        return {
            "kind": "NegativeBinomial",
            "dim": self.dim,
            "moments_sha256": array_digest(moments.round(8)),
        }

    def _draw(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        bunched = self.variance > self._mean
        rates = np.tile(self._mean, (n_samples, 1))
        mean, excess = self._mean[bunched], (self.variance - self._mean)[bunched]
        # Poisson counts of gamma-distributed rates are negative binomial.
        shape = (n_samples, len(mean))
        rates[:, bunched] = rng.gamma(mean**2 / excess, excess / mean, shape)
        return rng.poisson(rates).astype(np.int16)
