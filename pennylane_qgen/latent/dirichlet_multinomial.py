"""The classical control with the photon number, the means and the bunching of boson sampling."""

import numpy as np

from ..checks import check_integer
from .base import Latent, array_digest
from .count_moments import count_moments

_TOLERANCE = 1e-6


class DirichletMultinomial(Latent):
    r"""n photons thrown into modes with random probabilities, the same for all photons of a draw.

    .. math:: q \sim \mathrm{Dirichlet}(A p), \qquad t \sim \mathrm{Multinomial}(n, q), \qquad
              \operatorname{Var} n_j = n p_j (1 - p_j) \, \frac{n + A}{1 + A}

    The photon number is fixed, the means are :math:`n p_j`, and a small concentration A bunches
    photons. It is classically easy: it has no interference and no structure between modes, and
    every pair of modes is anticorrelated.

    Args:
        n_photons (int): number n of photons.
        mean (array-like): mean photon number of each mode, not negative, of sum n.
        concentration (float or None): A, positive; ``None`` is the limit of large A, the
            multinomial distribution.

    Raises:
        ValueError: if the means do not sum to the number of photons, or an argument is out of
            range.

    **Example**

    >>> latent = DirichletMultinomial(4, [1.0, 1.0, 2.0], concentration=3.0)
    >>> latent.sample(3, seed=0).sum(axis=1)
    array([4, 4, 4])

    Source: proposed as a classical challenger in reproductions of arXiv:2508.19857; the
    distribution is Pólya's.
    """

    def __init__(self, n_photons: int, mean, concentration: float | None = None):
        self.n_photons = check_integer("n_photons", n_photons, 1)
        self._mean = _check_means(mean, self.n_photons)
        self.dim = len(self._mean)
        if concentration is not None and not 0 < concentration < np.inf:
            raise ValueError(
                "concentration must be positive and finite, or None for the multinomial "
                f"distribution; got {concentration!r}."
            )
        self.concentration = None if concentration is None else float(concentration)

    @classmethod
    def with_fano_factor(cls, n_photons: int, mean, fano_factor: float) -> "DirichletMultinomial":
        r"""The distribution with one Fano factor :math:`F = \sum_j \operatorname{Var} n_j / n`.

        With :math:`f = F / (1 - \sum_j p_j^2)` it is :math:`A = (n - f) / (f - 1)`. A Fano factor
        with :math:`f \le 1`, that of the multinomial distribution or below (as of photons that do
        not interfere), is out of reach: the result is then multinomial.

        Args:
            n_photons (int): number n of photons.
            mean (array-like): mean photon number of each mode, of sum n.
            fano_factor (float): F, positive.

        Returns:
            DirichletMultinomial: the distribution.

        Raises:
            ValueError: if the means do not sum to the number of photons, or the Fano factor is
                not positive or so large that :math:`f \ge n`.

        **Example**

        >>> DirichletMultinomial.with_fano_factor(4, [1, 1, 1, 1], 1.5).concentration
        2.0
        """
        n_photons = check_integer("n_photons", n_photons, 1)
        mean = _check_means(mean, n_photons)
        spread = 1 - np.sum((mean / n_photons) ** 2)
        # Rounding must not turn a multinomial distribution into one of a huge concentration.
        if 0 < fano_factor <= spread * (1 + _TOLERANCE):
            return cls(n_photons, mean)
        if not 0 < fano_factor < n_photons * spread:
            raise ValueError(
                f"The Fano factor must lie between 0 and {n_photons * spread:.4g}, where all "
                f"photons share one mode; got {fano_factor!r}."
            )
        inflation = fano_factor / spread
        return cls(n_photons, mean, (n_photons - inflation) / (inflation - 1))

    @classmethod
    def matched_to(
        cls, latent: Latent, *, n_samples: int = 100_000, seed=None
    ) -> "DirichletMultinomial":
        r"""The control of a latent: its photon number, its means and its Fano factor.

        What is matched is :math:`\sum_j \operatorname{Var} n_j`, one number, and so neither the
        variance of each mode nor any correlation. The moments are those of
        :func:`~pennylane_qgen.latent.count_moments`, in closed form for photon numbers.

        Args:
            latent (Latent): a latent whose draws all have the same sum.
            n_samples (int): draws to estimate the moments from where there is no closed form.
            seed (int or numpy.random.Generator or None): seed of those draws.

        Returns:
            DirichletMultinomial: the control.

        Raises:
            ValueError: if the photon number varies, as with losses.

        **Example**

        >>> from pennylane_qgen.latent import BosonSampling
        >>> boson = BosonSampling(8, 16, seed=0)
        >>> control = DirichletMultinomial.matched_to(boson)
        >>> np.allclose(control.mean, boson.mean)
        True
        """
        mean, covariance = count_moments(latent, n_samples=n_samples, seed=seed)
        total = mean.sum()
        n_photons = int(np.rint(total))
        if abs(covariance.sum()) > _TOLERANCE * max(1, total) or n_photons < 1:
            raise ValueError(
                "A Dirichlet-multinomial control needs a latent with a fixed number of photons; "
                f"the total has mean {total:.4g} and variance {covariance.sum():.4g}. Match "
                "NegativeBinomial, or the latent without loss."
            )
        fano_factor = np.trace(covariance) / n_photons
        if fano_factor < _TOLERANCE:
            return cls(n_photons, mean)
        return cls.with_fano_factor(n_photons, mean, fano_factor)

    @property
    def mean(self) -> np.ndarray:
        """Mean photon numbers, exact."""
        return self._mean

    @property
    def covariance(self) -> np.ndarray:
        """Exact covariance, ``(dim, dim)``."""
        p, n = self._mean / self.n_photons, self.n_photons
        inflation = 1.0
        if self.concentration is not None:
            inflation = (n + self.concentration) / (1 + self.concentration)
        return inflation * n * (np.diag(p) - np.outer(p, p))

    def describe(self) -> dict:
        """What the distribution is, as plain data."""
        return {
            "kind": "DirichletMultinomial",
            "dim": self.dim,
            "n_photons": self.n_photons,
            "concentration": self.concentration,
            "mean_sha256": array_digest(self._mean.round(8)),
        }

    def _draw(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        probabilities = self._mean / self.n_photons
        if self.concentration is not None:
            probabilities = rng.dirichlet(self.concentration * probabilities, n_samples)
        draws = rng.multinomial(self.n_photons, probabilities, (n_samples,))
        return draws.astype(np.int16)


def _check_means(mean, n_photons: int) -> np.ndarray:
    mean = np.array(mean, dtype=float)
    if mean.ndim != 1 or not (mean >= 0).all():
        raise ValueError(f"mean must be a vector of numbers that are not negative; got {mean}.")
    if not abs(mean.sum() - n_photons) <= _TOLERANCE * n_photons:
        raise ValueError(f"mean must sum to n_photons={n_photons}; it sums to {mean.sum():.6g}.")
    return mean * (n_photons / mean.sum())
