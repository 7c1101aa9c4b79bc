"""The classical control with the right distribution of every mode, and independent modes."""

import numpy as np

from .base import Latent


class ShuffledColumns(Latent):
    """Each entry from a draw of its own: the one-mode distributions of a latent, nothing else.

    As if every column of an endless table of draws were shuffled by itself, so that the entries
    are independent in a small batch too. A batch costs ``dim`` batches of the latent; for a latent
    that is slow, wrap a :class:`~pennylane_qgen.latent.SampleBank` of its draws.

    Args:
        latent (Latent): the latent.

    Raises:
        TypeError: if it is no latent.

    **Example**

    >>> from pennylane_qgen.latent import BosonSampling
    >>> boson = BosonSampling(3, 6, seed=0)
    >>> len(set(ShuffledColumns(boson).sample(100, seed=0).sum(axis=1))) > 1
    True
    """

    def __init__(self, latent: Latent):
        if not isinstance(latent, Latent):
            raise TypeError(
                f"latent must be a Latent; got {type(latent).__name__}. Wrap an array of draws in "
                "a SampleBank."
            )
        self.latent = latent
        self.dim = latent.dim

    @property
    def mean(self) -> np.ndarray:
        """The mean of the latent."""
        return self.latent.mean

    def describe(self) -> dict:
        """What the distribution is, as plain data."""
        return {"kind": "ShuffledColumns", "latent": self.latent.describe()}

    def _draw(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        draws = self.latent.sample(self.dim * n_samples, seed=rng)
        own_draw = np.arange(self.dim)
        return draws.reshape(n_samples, self.dim, self.dim)[:, own_draw, own_draw]
