"""Where real samples come from: rows of an array, or anything that hands out batches."""

import hashlib
from typing import Protocol

import numpy as np


class DataSource(Protocol):
    """What hands out batches of real samples.

    **Example**

    A ring with noise, of which no two batches are alike:

    >>> from pennylane_qgen import gan, latent
    >>> class Ring:
    ...     def batch(self, n_samples, rng):
    ...         angle = rng.uniform(0, 2 * np.pi, n_samples)
    ...         return np.stack([np.cos(angle), np.sin(angle)], axis=1)
    ...     def describe(self):
    ...         return {"kind": "ring"}
    >>> networks = gan.MLP([4, 8, 2]), gan.MLP([2, 8, 1])
    >>> settings = gan.GANSettings(iterations=1, batch_size=4)
    >>> gan.train(*networks, latent.Gaussian(4), Ring(), settings=settings).history
    GANHistory(1 steps)
    """

    def batch(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        """Real samples of shape ``(n_samples, dim)``."""

    def describe(self) -> dict:
        """What tells these data from others, as JSON can hold it."""


class Rows:
    """Rows of an array, drawn with replacement.

    Args:
        samples (array-like): finite numbers of shape ``(n_samples, dim)``.

    Raises:
        ValueError: if the shape is another or a number is not finite.

    **Example**

    >>> from pennylane_qgen.gan import Rows
    >>> Rows([[0, 1], [0, 1]]).batch(1, np.random.default_rng(0))
    array([[0., 1.]], dtype=float32)
    """

    def __init__(self, samples):
        self.samples = np.asarray(samples, dtype=np.float32)
        if self.samples.ndim != 2 or 0 in self.samples.shape:
            raise ValueError(
                "data must have shape (n_samples, dim), at least one of each; got "
                f"{self.samples.shape}."
            )
        if not np.isfinite(self.samples).all():
            raise ValueError("data must be finite; there are entries that are infinite or nan.")

    def batch(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        """Rows of shape ``(n_samples, dim)``."""
        return self.samples[rng.integers(len(self.samples), size=n_samples)]

    def describe(self) -> dict:
        """Shape and SHA-256 of the array."""
        return {
            "kind": "rows",
            "shape": list(self.samples.shape),
            "sha256": hashlib.sha256(np.ascontiguousarray(self.samples)).hexdigest(),
        }


class Draws:
    """New samples of a distribution in every batch, as when there is no end of data.

    Args:
        latent (pennylane_qgen.latent.Latent): the distribution, used as data.

    **Example**

    >>> from pennylane_qgen import gan, latent
    >>> photons = gan.Draws(latent.BosonSampling(2, 4, seed=0))
    >>> photons.batch(3, np.random.default_rng(0)).sum(axis=1)
    array([2, 2, 2])
    """

    def __init__(self, latent):
        self.latent = latent

    def batch(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        """Samples of shape ``(n_samples, dim)``, raw and not centred."""
        return self.latent.sample(n_samples, seed=rng)

    def describe(self) -> dict:
        """The description of the distribution."""
        return {"kind": "draws", "of": self.latent.describe()}


def as_data(data) -> DataSource:
    """A source of batches, or an array made into one."""
    return data if hasattr(data, "batch") else Rows(data)
