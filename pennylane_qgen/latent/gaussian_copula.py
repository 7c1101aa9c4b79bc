"""The classical control with the right one-mode distributions and the right pair correlations."""

import numpy as np
from scipy.special import ndtri

from ..checks import check_integer
from .base import Latent, array_digest

_N_TERMS = 60
"""Terms of the Hermite series; the coefficients fall, and powers of the correlation with them."""

_MOST_CORRELATED = 0.999


class GaussianCopula(Latent):
    r"""Correlated normal numbers, each cut into counts of a distribution of its own.

    .. math:: z \sim N(0, R), \qquad n_j = F_j^{-1}(\Phi(z_j))

    Args:
        marginals (array-like): probability of the counts 0, 1, ... in each mode, shape
            ``(dim, n_values)``.
        correlation (array-like): R, symmetric of shape ``(dim, dim)`` with ones on the diagonal.
            Negative eigenvalues are cut off, and the rest is scaled to ones on the diagonal.

    Raises:
        ValueError: if a row of the marginals is no distribution, or R has another shape, is not
            symmetric or has no ones on the diagonal.

    **Example**

    >>> latent = GaussianCopula([[0.5, 0.5], [0.5, 0.5]], [[1.0, -1.0], [-1.0, 1.0]])
    >>> latent.sample(4, seed=0).sum(axis=1)
    array([1, 1, 1, 1])

    Source: proposed as a classical challenger in reproductions of arXiv:2508.19857.
    """

    def __init__(self, marginals, correlation):
        self.marginals = _check_marginals(marginals)
        self.dim = len(self.marginals)
        self._thresholds = _normal_thresholds(self.marginals)
        self._factor = _normalised_factor(_check_correlation(correlation, self.dim))

    @classmethod
    def matched_to(cls, latent: Latent, *, n_samples: int = 100_000, seed=None) -> "GaussianCopula":
        r"""The control of a latent of counts: one-mode distributions and covariances.

        Both are those of some draws. R is found pair by pair, so that the *counts* have the
        covariance of the draws, by the series of

        .. math:: \operatorname{Cov}(n_i, n_j) = \sum_{k \ge 1} R_{ij}^k c_{ik} c_{jk},

        with the coefficients of :math:`n_i(z)` in normalised Hermite polynomials. Pairs that do not
        fit together to a positive R are met only about. So it is with a fixed photon number, where
        all covariances sum to zero: the total fluctuates then, and at 8 photons in 16 modes the
        covariances of pairs come out a third too small.

        Args:
            latent (Latent): a latent of counts that are not negative, or of bits.
            n_samples (int): number of draws, at least 2.
            seed (int or numpy.random.Generator or None): their seed.

        Returns:
            GaussianCopula: the control.

        Raises:
            ValueError: if the draws are not counts.

        **Example**

        >>> from pennylane_qgen.latent import BosonSampling
        >>> boson = BosonSampling(3, 6, seed=0)
        >>> control = GaussianCopula.matched_to(boson, n_samples=20_000, seed=1)
        >>> bool(abs(control.mean - boson.mean).max() < 0.02)
        True
        """
        draws = latent.sample(check_integer("n_samples", n_samples, 2), seed=seed)
        if draws.dtype.kind != "i" or draws.min() < 0:
            raise ValueError(
                "A Gaussian copula is matched to counts, integers that are not negative; "
                f"{latent!r} draws {draws.dtype}."
            )
        values = np.arange(draws.max() + 1)
        marginals = (draws[:, :, None] == values).mean(axis=0)
        covariance = np.atleast_2d(np.cov(draws, rowvar=False))
        return cls(marginals, _normal_correlation(marginals, covariance))

    @property
    def mean(self) -> np.ndarray:
        """Means of the one-mode distributions, exact for draws of the copula."""
        return self.marginals @ np.arange(self.marginals.shape[1])

    def describe(self) -> dict:
        """What the distribution is, as plain data."""
        correlation = self._factor @ self._factor.T
        return {
            "kind": "GaussianCopula",
            "dim": self.dim,
            "marginals_sha256": array_digest(self.marginals.round(8)),
            "correlation_sha256": array_digest(correlation.round(8) + 0.0),
        }

    def _draw(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        normal = rng.standard_normal((n_samples, self.dim)) @ self._factor.T
        return (normal[:, :, None] > self._thresholds).sum(axis=2, dtype=np.int16)


def _check_marginals(marginals) -> np.ndarray:
    marginals = np.array(marginals, dtype=float)
    if marginals.ndim != 2 or not (marginals >= 0).all():
        raise ValueError(
            "marginals must be probabilities of shape (dim, n_values); got shape "
            f"{marginals.shape}."
        )
    totals = marginals.sum(axis=1, keepdims=True)
    if not np.allclose(totals, 1, atol=1e-6):
        raise ValueError(f"Each row of marginals must sum to 1; got sums {totals.ravel()}.")
    return marginals / totals


def _check_correlation(correlation, dim: int) -> np.ndarray:
    matrix = np.array(correlation, dtype=float)
    if matrix.shape != (dim, dim):
        raise ValueError(f"correlation must have shape {(dim, dim)}; got {matrix.shape}.")
    if not np.allclose(matrix, matrix.T) or not np.allclose(np.diag(matrix), 1):
        raise ValueError("correlation must be symmetric, with ones on the diagonal.")
    return matrix


def _normalised_factor(correlation: np.ndarray) -> np.ndarray:
    """L with L Lᵀ the correlation without its negative eigenvalues, of ones on the diagonal."""
    values, vectors = np.linalg.eigh(correlation)
    factor = vectors * np.sqrt(np.maximum(values, 0))
    return factor / np.linalg.norm(factor, axis=1, keepdims=True)


def _normal_thresholds(marginals: np.ndarray) -> np.ndarray:
    """The normal numbers above which the count is at least 1, 2, ..., ``(dim, n_values - 1)``."""
    return ndtri(np.minimum(np.cumsum(marginals, axis=1)[:, :-1], 1))


def _hermite_coefficients(marginals: np.ndarray) -> np.ndarray:
    """Coefficients of the counts as functions of a normal number, ``(dim, _N_TERMS)``.

    A step at t has the coefficient φ(t) He_{k-1}(t) / √k!.
    """
    steps = np.clip(_normal_thresholds(marginals), -30, 30)  # beyond, φ is zero
    previous, current = np.zeros_like(steps), np.exp(-(steps**2) / 2) / np.sqrt(2 * np.pi)
    coefficients = []
    for k in range(1, _N_TERMS + 1):
        coefficients.append(current.sum(axis=1) / np.sqrt(k))
        following = (steps * current - np.sqrt(k - 1) * previous) / np.sqrt(k)
        previous, current = current, following
    return np.stack(coefficients, axis=1)


def _normal_correlation(marginals: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """The correlation of normal numbers whose counts have a covariance, pair by pair."""
    coefficients = _hermite_coefficients(marginals)
    products = coefficients[:, None, :] * coefficients[None, :, :]
    powers = np.arange(1, _N_TERMS + 1)
    low = np.full(covariance.shape, -_MOST_CORRELATED)
    high = -low
    for _ in range(40):  # the covariance grows with the correlation: bisect
        middle = (low + high) / 2
        too_small = (products * middle[:, :, None] ** powers).sum(axis=2) < covariance
        low, high = np.where(too_small, middle, low), np.where(too_small, high, middle)
    correlation = (low + high) / 2
    np.fill_diagonal(correlation, 1.0)
    return (correlation + correlation.T) / 2
