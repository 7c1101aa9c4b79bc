"""Bit strings whose number of ones is prescribed."""

import numpy as np

from .base import MAX_EXACT_WIRES, Dataset, all_bits, from_patterns


def cardinality(
    n_wires: int = 8, n_ones: int | None = None, *, n_samples: int | None = None, seed=None
) -> Dataset:
    """Bit strings with exactly ``n_ones`` ones, all with the same probability.

    Args:
        n_wires (int): length of the strings.
        n_ones (int | None): number of ones, from 0 to ``n_wires``; half of the wires by default.
        n_samples (int | None): number of strings to draw; None gives every string once, up to
            20 wires.
        seed (int | numpy.random.Generator | None): source of the draws.

    Returns:
        Dataset: the strings, with exact probabilities up to 20 wires.

    Raises:
        ValueError: if ``n_ones`` is out of range, or more than 20 wires are to be enumerated.

    **Example**

    >>> cardinality(3, 1).samples
    array([[0, 0, 1],
           [0, 1, 0],
           [1, 0, 0]], dtype=int8)

    Source: arXiv:2201.08770; with ``n_ones = n_wires // 2`` in arXiv:2305.02881.
    """
    n_ones = n_wires // 2 if n_ones is None else n_ones
    if not 0 <= n_ones <= n_wires:
        raise ValueError(f"n_ones must lie in [0, {n_wires}]; got {n_ones}.")
    name = f"cardinality {n_ones} of {n_wires}"
    source = f"generated: uniform over strings with {n_ones} ones (arXiv:2201.08770)"
    if _enumerate(n_wires, n_samples):
        strings = all_bits(n_wires)
        chosen = strings[strings.sum(axis=1) == n_ones]
        return from_patterns(chosen, n_samples=n_samples, seed=seed, name=name, source=source)
    row = (np.arange(n_wires) < n_ones).astype(np.int8)
    rows = np.random.default_rng(seed).permuted(np.tile(row, (n_samples, 1)), axis=1)
    return Dataset(rows, name, source)


def parity(n_wires: int = 8, *, n_samples: int | None = None, seed=None) -> Dataset:
    """Bit strings with an even number of ones, all with the same probability.

    All correlations of fewer than ``n_wires`` bits vanish: a loss that sees only words of low
    weight cannot tell these data from uniform noise.

    Args:
        n_wires (int): length of the strings.
        n_samples (int | None): number of strings to draw; None gives every string once, up to
            20 wires.
        seed (int | numpy.random.Generator | None): source of the draws.

    Returns:
        Dataset: the strings, with exact probabilities up to 20 wires.

    Raises:
        ValueError: if more than 20 wires are to be enumerated.

    **Example**

    >>> parity(2).samples
    array([[0, 0],
           [1, 1]], dtype=int8)

    Source: arXiv:2305.02881.
    """
    name, source = f"even parity {n_wires}", "generated: even number of ones (arXiv:2305.02881)"
    if _enumerate(n_wires, n_samples):
        strings = all_bits(n_wires)
        chosen = strings[strings.sum(axis=1) % 2 == 0]
        return from_patterns(chosen, n_samples=n_samples, seed=seed, name=name, source=source)
    free = np.random.default_rng(seed).integers(2, size=(n_samples, n_wires - 1), dtype=np.int8)
    last = free.sum(axis=1, keepdims=True) % 2
    return Dataset(np.concatenate([free, last], axis=1), name, source)


def _enumerate(n_wires: int, n_samples: int | None) -> bool:
    """Whether the strings are listed; if not, ``n_samples`` has to say how many to draw."""
    if n_wires < 1:
        raise ValueError(f"n_wires must be at least 1; got {n_wires}.")
    if n_wires > MAX_EXACT_WIRES and n_samples is None:
        raise ValueError(
            f"All strings are listed up to {MAX_EXACT_WIRES} wires; got {n_wires} wires. "
            "Pass n_samples= to draw some of them."
        )
    return n_wires <= MAX_EXACT_WIRES
