"""The latents that deep generative models usually have: independent normal numbers or bits."""

import numpy as np

from ..checks import check_integer
from .base import Latent


class Gaussian(Latent):
    r"""Independent standard normal numbers, :math:`N(0, 1)^d`.

    Args:
        dim (int): length d of a vector.

    Raises:
        ValueError: if the length is no integer of at least 1.

    **Example**

    >>> Gaussian(3).sample(2, seed=0).round(2)
    array([[ 0.13, -0.13,  0.64],
           [ 0.1 , -0.54,  0.36]])

    Source: a latent of arXiv:2508.19857.
    """

    def __init__(self, dim: int):
        self.dim = check_integer("dim", dim, 1)

    @property
    def mean(self) -> np.ndarray:
        """Zeros."""
        return np.zeros(self.dim)

    def describe(self) -> dict:
        """What the distribution is, as plain data."""
        return {"kind": "Gaussian", "dim": self.dim}

    def _draw(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        return rng.standard_normal((n_samples, self.dim))


class Bernoulli(Latent):
    """Independent bits, each 1 with the same probability.

    Args:
        dim (int): length of a vector.
        p (float): probability of a 1, in [0, 1].

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> Bernoulli(4).sample(2, seed=0)
    array([[0, 1, 1, 1],
           [0, 0, 0, 0]], dtype=int8)

    Source: a latent of arXiv:2508.19857.
    """

    def __init__(self, dim: int, p: float = 0.5):
        self.dim = check_integer("dim", dim, 1)
        if np.ndim(p) or not 0 <= p <= 1:
            raise ValueError(f"p must be a number in [0, 1]; got {p!r}.")
        self.p = float(p)

    @property
    def mean(self) -> np.ndarray:
        """The probability of a 1 in every place."""
        return np.full(self.dim, self.p)

    def describe(self) -> dict:
        """What the distribution is, as plain data."""
        return {"kind": "Bernoulli", "dim": self.dim, "p": self.p}

    def _draw(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        return (rng.random((n_samples, self.dim)) < self.p).astype(np.int8)
