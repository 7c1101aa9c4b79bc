"""What all latent distributions share: drawing, centring, describing, comparing."""

import hashlib
import json
from abc import ABC, abstractmethod

import numpy as np

from ..checks import check_integer


class Latent(ABC):
    r"""A distribution over vectors that a generator turns into data.

    Subclasses set ``dim`` and provide ``mean``, :meth:`describe` and ``_draw(n_samples, rng)``.

    Attributes:
        dim (int): length of a vector.
        mean (numpy.ndarray): mean vector, float64 of shape ``(dim,)``, exact unless the class says
            otherwise.

    **Example**

    A distribution of one's own:

    >>> class Dice(Latent):
    ...     dim = 2
    ...     mean = np.full(2, 3.5)
    ...     def describe(self):
    ...         return {"kind": "Dice"}
    ...     def _draw(self, n_samples, rng):
    ...         return rng.integers(1, 7, size=(n_samples, 2))
    >>> Dice().sample(2, seed=0, center=True)
    array([[ 2.5,  0.5],
           [ 0.5, -1.5]])
    """

    dim: int

    @property
    @abstractmethod
    def mean(self) -> np.ndarray:
        """Mean vector of shape ``(dim,)``."""

    @abstractmethod
    def _draw(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        """Draws of shape ``(n_samples, dim)``."""

    @abstractmethod
    def describe(self) -> dict:
        """What the distribution is, as plain data that fit into JSON.

        Returns:
            dict: equal for two latents only if they have the same distribution.
        """

    def sample(self, n_samples: int, *, seed=None, center: bool = False) -> np.ndarray:
        """Independent draws.

        Args:
            n_samples (int): number of draws, at least 1.
            seed (int or numpy.random.Generator or None): source of the random numbers.
            center (bool): whether to subtract the mean.

        Returns:
            numpy.ndarray: shape ``(n_samples, dim)``: ``int16`` photon numbers, ``int8`` bits or
            ``float64``; with ``center`` always ``float64``.

        Raises:
            ValueError: if the number of draws is no integer of at least 1, or would take too long.
        """
        n_samples = check_integer("n_samples", n_samples, 1)
        draws = self._draw(n_samples, np.random.default_rng(seed))
        return draws - self.mean if center else draws

    def __eq__(self, other):
        return isinstance(other, Latent) and self.describe() == other.describe()

    def __hash__(self):
        return hash(json.dumps(self.describe(), sort_keys=True))

    def __repr__(self):
        facts = self.describe()
        kind = facts.pop("kind")
        return f"{kind}({', '.join(f'{name}={_short(value)}' for name, value in facts.items())})"


def array_digest(array) -> str:
    """SHA-256 of an array's type, shape and values, for :meth:`Latent.describe`.

    Args:
        array (numpy.ndarray): numeric array.

    Returns:
        str: 64 hexadecimal digits.

    **Example**

    >>> array_digest(np.arange(3)) == array_digest(np.arange(3))
    True
    """
    array = np.ascontiguousarray(array)
    sha = hashlib.sha256(f"{array.dtype.str} {array.shape}".encode())
    sha.update(array.reshape(-1).view(np.uint8).data)
    return sha.hexdigest()


def _short(value) -> str:
    """A value in a repr, digests cut and nested descriptions written like latents."""
    if isinstance(value, dict):
        return f"{value['kind']}(...)"
    return repr(f"{value[:8]}..." if isinstance(value, str) and len(value) == 64 else value)
