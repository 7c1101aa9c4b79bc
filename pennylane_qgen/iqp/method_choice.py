"""Which method computes which Z word of an IQP circuit, and at what cost."""

from enum import IntEnum

import numpy as np

from .interactions import Interactions, Ragged
from .monte_carlo import DENSE_ADVANTAGE

METHODS = ("auto", "exact", "hybrid", "monte-carlo")

MAX_EXACT_WEIGHT = 23
"""Largest number of wires of a word of which all patterns, 2**22 of them, are summed."""

_TRIGONOMETRY = 30
_GATHERING = 30
"""In operations: a sine and a cosine, and the coupling to a neighbour fetched from memory."""

_WORTH_OF_EXACT = 4
"""A word without noise may cost this many times one with."""


class Route(IntEnum):
    """How a word is computed."""

    EXACT = 0
    HYBRID = 1
    MONTE_CARLO = 2


def choose_routes(
    interactions: Interactions,
    words: Ragged,
    heavy: Ragged,
    *,
    method: str,
    n_samples: int,
    n_patterns: int,
) -> tuple[np.ndarray, float]:
    """Choose a route for each word.

    Args:
        interactions (Interactions): the circuit.
        words (Ragged): wires of each word, at least one.
        heavy (Ragged): for each word the heavy generators that anticommute with it.
        method (str): one of ``METHODS``.
        n_samples (int): number of samples of Monte Carlo.
        n_patterns (int): number of patterns of the hybrid method.

    Returns:
        tuple: the :class:`Route` of each word, and the total cost of their values in
        floating-point operations; gradients take about twice as much more.

    Raises:
        ValueError: if a word has no closed form and the method is ``"exact"``.
    """
    costs = _costs(interactions, words, heavy, n_samples, n_patterns)
    exact, hybrid, sampled = costs
    if method == "exact":
        _check_closed_form(interactions, words, heavy, exact)
        routes = np.full(len(exact), Route.EXACT)
    elif method == "monte-carlo":
        routes = np.full(len(exact), Route.MONTE_CARLO)
    else:
        closed = np.where(exact <= hybrid, Route.EXACT, Route.HYBRID)
        is_closed = np.isfinite(hybrid)
        if method == "auto":
            is_closed &= (exact <= _WORTH_OF_EXACT * sampled) | (hybrid <= sampled)
        routes = np.where(is_closed, closed, Route.MONTE_CARLO)
    return routes, float(np.take_along_axis(costs, routes[None], axis=0).sum())


def _costs(
    interactions: Interactions, words: Ragged, heavy: Ragged, n_samples: int, n_patterns: int
) -> np.ndarray:
    """Operations by each route (rows) for each word; infinite where the route is closed."""
    n_wires, weights = interactions.n_wires, words.sizes
    row_of_item = words.row_of_items()
    degrees = interactions.degrees[words.items]
    n_neighbours = np.bincount(row_of_item, degrees, minlength=len(weights))
    closed_form = np.where(heavy.sizes > 0, np.inf, 1.0)
    n_outside = np.minimum(n_neighbours, n_wires - weights)
    pattern = _TRIGONOMETRY + n_outside * (2 * weights + _TRIGONOMETRY)
    n_all = 2.0 ** np.minimum(weights - 1, 1000)
    exact = closed_form * (n_all * pattern + n_neighbours * _GATHERING)
    hybrid = closed_form * (n_patterns * pattern + n_neighbours * _GATHERING)
    fields = np.minimum(2 * degrees, 2 * n_wires / DENSE_ADVANTAGE)
    n_inside = n_neighbours * weights / (2 * n_wires)
    sample = weights + 3 * n_inside + 2 * heavy.sizes + _TRIGONOMETRY
    sample = sample + np.bincount(row_of_item, fields, minlength=len(weights))
    return np.stack([exact, hybrid, sample * n_samples])


def _check_closed_form(
    interactions: Interactions, words: Ragged, heavy: Ragged, costs: np.ndarray
) -> None:
    advice = 'use method="auto", "hybrid" or "monte-carlo"'
    if heavy.items.size:
        sizes = interactions.heavy.sizes[heavy.items]
        wires = interactions.heavy_generator(heavy.items[sizes.argmax()])
        word = heavy.row_of_items()[sizes.argmax()]
        word_wires = words.items[words.starts[word] : words.starts[word + 1]].tolist()
        raise ValueError(
            f"The word on wires {_shortened(word_wires)} has no closed form: the generator on "
            f"wires {_shortened(wires)} has more than two wires, an odd number of them in the word;"
            f" {advice}."
        )
    weights = words.sizes
    if weights.size and weights.max() > MAX_EXACT_WEIGHT:
        raise ValueError(
            f"A word of {weights.max()} wires would take {costs.max():.0e} operations in closed "
            f"form, which is for at most {MAX_EXACT_WEIGHT} wires; {advice}."
        )


def _shortened(wires: list[int]) -> str:
    return str(wires) if len(wires) <= 8 else f"{wires[:8]} and {len(wires) - 8} more"
