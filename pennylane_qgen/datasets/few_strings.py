"""Distributions supported on a few bit strings."""

import numpy as np

from .base import Dataset, from_patterns


def ghz(n_wires: int = 8, *, n_samples: int | None = None, seed=None) -> Dataset:
    """All zeros or all ones, what a GHZ state gives when it is measured.

    Args:
        n_wires (int): length of the strings.
        n_samples (int | None): number of strings to draw; None gives both once.
        seed (int | numpy.random.Generator | None): source of the draws.

    Returns:
        Dataset: the strings, with exact probabilities up to 20 wires.

    Raises:
        ValueError: if ``n_wires`` is below 1.

    **Example**

    >>> ghz(3).samples
    array([[0, 0, 0],
           [1, 1, 1]], dtype=int8)

    Source: arXiv:2305.02881.
    """
    if n_wires < 1:
        raise ValueError(f"n_wires must be at least 1; got {n_wires}.")
    return from_patterns(
        np.array([[0] * n_wires, [1] * n_wires], dtype=np.int8),
        n_samples=n_samples,
        seed=seed,
        name=f"GHZ {n_wires}",
        source="generated: all zeros or all ones (arXiv:2305.02881)",
    )


def random_strings(
    n_wires: int = 8, n_strings: int | None = None, *, n_samples: int | None = None, seed=None
) -> Dataset:
    """Distinct random bit strings, all with the same probability.

    Args:
        n_wires (int): length of the strings.
        n_strings (int | None): number of strings, from 1 to ``2**n_wires``; as many as wires by
            default. Pass ``n_wires**2`` for the larger set of the paper.
        n_samples (int | None): number of strings to draw; None gives every string once.
        seed (int | numpy.random.Generator | None): source of the strings and the draws.

    Returns:
        Dataset: the strings, with exact probabilities up to 20 wires.

    Raises:
        ValueError: if there are not that many strings.

    **Example**

    >>> random_strings(10, seed=0)
    Dataset('10 random strings of 10 wires', n_samples=10, n_wires=10)

    Source: the O(n) and O(n^2) targets of arXiv:2305.02881.
    """
    n_strings = n_wires if n_strings is None else n_strings
    if n_wires < 1 or not 1 <= n_strings <= 2**n_wires:
        raise ValueError(
            f"n_strings must lie in [1, 2**n_wires]; got {n_strings} strings of {n_wires} wires."
        )
    rng = np.random.default_rng(seed)
    return from_patterns(
        _distinct_strings(n_wires, n_strings, rng),
        n_samples=n_samples,
        seed=rng,
        name=f"{n_strings} random strings of {n_wires} wires",
        source=f"generated: {n_strings} distinct random strings (arXiv:2305.02881)",
    )


def _distinct_strings(n_wires: int, n_strings: int, rng: np.random.Generator) -> np.ndarray:
    """Draw until enough are distinct: each new string is uniform over those not yet seen."""
    seen = {}
    while len(seen) < n_strings:
        for row in rng.integers(2, size=(n_strings, n_wires), dtype=np.int8):
            if len(seen) < n_strings:
                seen.setdefault(row.tobytes(), row)
    return np.stack(list(seen.values()))
