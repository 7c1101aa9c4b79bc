"""The data set that every loader and generator returns."""

from dataclasses import dataclass

import numpy as np

from ..bits import check_bits, check_probabilities, empirical_distribution, integers_to_bits

MAX_EXACT_WIRES = 20
"""Up to this number of wires a generator enumerates all bit strings."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Bit strings with their provenance.

    A data set can be passed wherever samples can: ``np.asarray(dataset)`` is its samples.

    Args:
        samples (array-like): zeros and ones of shape ``(n_samples, n_wires)``.
        name (str): what the data are called.
        source (str): where they come from: a file, a paper, the parameters of a generator.
        probabilities (array-like): the distribution the samples were drawn from, a vector of
            length ``2**n_wires``, wire 0 the most significant bit; None where it is unknown.

    Raises:
        ValueError: if the samples are not bits, or the probabilities are no distribution over
            the same number of wires.

    **Example**

    >>> data = Dataset([[0, 1], [1, 0], [0, 1]], name="flip", source="written by hand")
    >>> len(data), data.n_wires
    (3, 2)
    >>> print(data.describe())
    flip
      samples   3 of 2 wires, 2 distinct
      mean bit  0.5000
      exact     no
      source    written by hand
    """

    samples: np.ndarray
    name: str
    source: str
    probabilities: np.ndarray | None = None

    def __post_init__(self):
        object.__setattr__(self, "samples", check_bits(self.samples))
        if self.probabilities is not None:
            vector = check_probabilities(self.probabilities)
            if vector.size != 2**self.n_wires:
                raise ValueError(
                    f"probabilities of {self.n_wires} wires must have length "
                    f"{2**self.n_wires}; got {vector.size}."
                )
            object.__setattr__(self, "probabilities", vector)

    @property
    def n_wires(self) -> int:
        """Number of bits in a sample."""
        return self.samples.shape[1]

    def __len__(self) -> int:
        return len(self.samples)

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        return np.array(self.samples, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        return f"Dataset({self.name!r}, n_samples={len(self)}, n_wires={self.n_wires})"

    def train_test_split(self, test_size: float = 0.25, *, seed=None) -> "tuple[Dataset, Dataset]":
        """Divide the samples at random into a training and a test set.

        Both keep the exact probabilities. The sets are disjoint as lists of samples; a bit
        string that occurs several times can be in both.

        Args:
            test_size (float): share of the samples in the test set, between 0 and 1.
            seed (int | numpy.random.Generator | None): source of the random order.

        Returns:
            tuple[Dataset, Dataset]: the training and the test set.

        Raises:
            ValueError: if ``test_size`` leaves one of the two empty.

        **Example**

        >>> data = Dataset([[0], [1], [0], [1]], name="coin", source="written by hand")
        >>> train, test = data.train_test_split(0.25, seed=0)
        >>> train
        Dataset('coin (train)', n_samples=3, n_wires=1)
        >>> len(test)
        1
        """
        n_test = round(test_size * len(self))
        if not 0 < n_test < len(self):
            raise ValueError(
                f"test_size must leave at least one of the {len(self)} samples on each side; "
                f"got {test_size}. Choose a share between 0 and 1, or take more samples."
            )
        order = np.random.default_rng(seed).permutation(len(self))
        return self._part(order[n_test:], "train"), self._part(order[:n_test], "test")

    def _part(self, rows: np.ndarray, label: str) -> "Dataset":
        name = f"{self.name} ({label})"
        return Dataset(self.samples[rows], name, self.source, self.probabilities)

    def describe(self) -> str:
        """What the data are, how many, how many are distinct, their mean bit and their source.

        Returns:
            str: five lines of text.
        """
        distinct = len(np.unique(self.samples, axis=0))
        return "\n".join(
            [
                self.name,
                f"  samples   {len(self)} of {self.n_wires} wires, {distinct} distinct",
                f"  mean bit  {self.samples.mean():.4f}",
                f"  exact     {'no' if self.probabilities is None else 'probabilities known'}",
                f"  source    {self.source}",
            ]
        )


def all_bits(n_wires: int) -> np.ndarray:
    """All bit strings in the order of a probability vector, shape ``(2**n_wires, n_wires)``."""
    return integers_to_bits(np.arange(2**n_wires), n_wires)


def check_exact(n_wires: int, name: str) -> None:
    """Refuse to enumerate bit strings that do not fit."""
    if not 1 <= n_wires <= MAX_EXACT_WIRES:
        raise ValueError(
            f"{name} enumerates all bit strings of 1 to {MAX_EXACT_WIRES} wires; "
            f"got {n_wires} wires."
        )


def from_probabilities(probabilities, *, n_samples, seed, name, source) -> Dataset:
    """Draw samples from a probability vector."""
    n_wires = len(probabilities).bit_length() - 1
    drawn = np.random.default_rng(seed).choice(len(probabilities), size=n_samples, p=probabilities)
    return Dataset(integers_to_bits(drawn, n_wires), name, source, probabilities)


def from_patterns(patterns, *, n_samples, seed, name, source) -> Dataset:
    """Every pattern once, or ``n_samples`` drawn uniformly; exact probabilities where they fit."""
    n_wires = patterns.shape[1]
    probabilities = empirical_distribution(patterns) if n_wires <= MAX_EXACT_WIRES else None
    if n_samples is not None:
        patterns = patterns[np.random.default_rng(seed).integers(len(patterns), size=n_samples)]
    return Dataset(patterns, name, source, probabilities)
