"""The independent-bits baseline."""

from dataclasses import dataclass

import numpy as np

from ..bits import check_bits, integers_to_bits

MAX_WIRES = 20


@dataclass(frozen=True, eq=False)
class IndependentBits:
    r"""A product of Bernoulli distributions, :math:`p(x) = \prod_i \mu_i^{x_i} (1-\mu_i)^{1-x_i}`.

    The best that a model without correlations can do: what a generative model has to beat.

    Args:
        means (array-like): probability of a one on each wire, shape ``(n_wires,)``.

    Raises:
        ValueError: if the means are no vector of numbers in [0, 1].

    **Example**

    >>> IndependentBits([0.5, 1.0]).probabilities()
    array([0. , 0.5, 0. , 0.5])
    """

    means: np.ndarray

    def __post_init__(self):
        means = np.asarray(self.means, dtype=float)
        if means.ndim != 1 or means.size == 0 or not ((means >= 0) & (means <= 1)).all():
            raise ValueError(
                f"means must be a vector of probabilities in [0, 1]; got {self.means}."
            )
        object.__setattr__(self, "means", means)

    @property
    def n_wires(self) -> int:
        """Number of bits."""
        return len(self.means)

    def sample(self, n_samples: int, *, seed=None) -> np.ndarray:
        """Draw samples.

        Args:
            n_samples (int): number of samples.
            seed (int | numpy.random.Generator | None): source of the draws.

        Returns:
            numpy.ndarray: bits of shape ``(n_samples, n_wires)``, ``int8``.
        """
        uniform = np.random.default_rng(seed).random((n_samples, self.n_wires))
        return (uniform < self.means).astype(np.int8)

    def probabilities(self) -> np.ndarray:
        """The exact distribution.

        Returns:
            numpy.ndarray: vector of length ``2**n_wires``, wire 0 the most significant bit.

        Raises:
            ValueError: if there are more than 20 wires.
        """
        if self.n_wires > MAX_WIRES:
            raise ValueError(
                f"Probability vectors are made up to {MAX_WIRES} wires; got {self.n_wires}. "
                "Use sample."
            )
        strings = integers_to_bits(np.arange(2**self.n_wires), self.n_wires)
        return np.where(strings, self.means, 1 - self.means).prod(axis=1)


def independent_bits(samples) -> IndependentBits:
    """Fit the independent-bits baseline by maximum likelihood.

    Args:
        samples (array-like): bits of shape ``(n_samples, n_wires)``.

    Returns:
        IndependentBits: the model with the means of the samples.

    Raises:
        ValueError: if the samples are not bits.

    **Example**

    >>> independent_bits([[0, 1], [1, 1]]).means
    array([0.5, 1. ])
    """
    return IndependentBits(check_bits(samples).mean(axis=0))
