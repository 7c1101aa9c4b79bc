r"""Expectation values of Z words where the wires outside are integrated out in closed form.

Given the spins :math:`s_i` of the wires of a word :math:`a`, each other wire enters the mean by a
factor of its own, as long as no generator has more than two wires:

.. math:: \langle Z_a \rangle = 2^{-w} \sum_{s \in \{\pm1\}^a}
    \cos\Big(2 \sum_{i \in a} \theta_i s_i\Big)
    \prod_{j \notin a} \cos\Big(2 \sum_{i \in a} \Theta_{ij} s_i\Big) .

A cat state on the wires :math:`T` adds a second term for each pattern :math:`s`. It has the factor
:math:`\prod_{i \in a \cap T} s_i`, a sine for a cosine for each of the :math:`m` wires of
:math:`T \setminus a`, and :math:`m \pi / 2` added to the first argument. No term changes when all
spins flip, so half of the patterns suffice. For words too long for a sum the patterns are drawn.
"""

import math
from typing import NamedTuple

import numba
import numpy as np

from .interactions import Interactions, Ragged, SpinAngles
from .spins import batch_bounds, random_spins
from .trigonometry import sine_and_cosine

_HALF_PI = math.pi / 2
_FREE, _INSIDE = -1, -2
_ALL_PATTERNS = np.zeros((0, 0), dtype=np.int8)
_NO_COTANGENT = np.zeros((0, 0))

# A zero factor is replaced by this. Then the product of the other factors, which the gradient
# needs, is the product divided by the factor; and it vanishes if another factor is zero.
_TINY = 1e-100


class _Word(NamedTuple):
    """One word, its angles, and who of the wires inside and outside belongs to the cat."""

    wires: np.ndarray
    fields: np.ndarray
    table: np.ndarray  # couplings of the wires inside (rows) with those outside (columns)
    inside_cat: np.ndarray
    outside_cat: np.ndarray
    n_terms: int


class _Slopes(NamedTuple):
    """Gradient by the angles of one word."""

    fields: np.ndarray
    table: np.ndarray


class ClosedFormWords:
    """Words of which the wires outside are integrated exactly.

    Args:
        interactions (Interactions): the circuit; its heavy generators must commute with the words.
        words (Ragged): wires of each word, at least one.
        cat (numpy.ndarray): boolean mask of the wires of the cat state, all False for none; each
            word holds an even number of them.
        n_patterns (int or None): number of patterns drawn for the spins inside; None sums all.
    """

    def __init__(
        self,
        interactions: Interactions,
        words: Ragged,
        cat: np.ndarray,
        *,
        n_patterns: int | None = None,
    ):
        self._interactions = interactions
        self._words = words
        self._cat = cat
        self._n_patterns = n_patterns

    def evaluate(self, angles: SpinAngles, rng: np.random.Generator, n_batches: int):
        """Values of the words, and the reverse pass.

        Args:
            angles (SpinAngles): angles of the circuit.
            rng (numpy.random.Generator): source of the patterns, if they are drawn.
            n_batches (int): number of batches the patterns are split into, if they are drawn.

        Returns:
            tuple: values of shape ``(n_batches, n_words)``, or ``(1, n_words)`` if all patterns are
            summed; and a function that takes cotangents of shape ``(n_batches, n_words)`` and adds
            to a gradient.
        """
        spins, bounds = _ALL_PATTERNS, np.zeros(2, dtype=np.int64)
        if self._n_patterns is not None:
            spins = random_spins(self._interactions.n_wires, self._n_patterns, rng)
            bounds = batch_bounds(self._n_patterns, n_batches)
        task = self._words, spins, bounds, self._interactions.adjacency, self._cat, angles
        values = np.empty((len(bounds) - 1, len(self._words.starts) - 1))
        _sweep(*task, _NO_COTANGENT, values, angles)

        def pull_back(cotangent: np.ndarray, gradient: SpinAngles) -> None:
            if self._n_patterns is None:
                cotangent = cotangent.sum(axis=0, keepdims=True)
            _sweep(*task, cotangent, values, gradient)

        return values, pull_back


@numba.njit(cache=True)
def _sweep(words, spins, bounds, adjacency, cat, angles, cotangents, values, gradient):
    """Values of all words and, if there are cotangents, their gradient."""
    column_of = np.full(len(cat), _FREE)
    columns = np.empty(len(cat), np.int64)
    buffer = np.empty(3 * len(cat))
    tables = np.empty((2, _largest_table(words, adjacency)))
    for index in range(len(words.starts) - 1):
        wires = words.items[words.starts[index] : words.starts[index + 1]]
        n_columns = _open_columns(wires, adjacency, column_of, columns)
        word = _word(wires, columns[:n_columns], column_of, adjacency, cat, angles, tables[0])
        slopes = _no_slopes(word, tables[1])
        work = buffer[: 3 * n_columns].reshape(3, n_columns)
        for batch in range(len(values)):
            first, last = _patterns_of_batch(batch, bounds, spins, len(wires))
            rate = cotangents[batch, index] / (last - first) if cotangents.size else 0.0
            total = 0.0
            for pattern in range(first, last):
                signs = _signs(pattern, wires, spins)
                for term in range(word.n_terms):
                    total += _term(term, signs, word, rate, slopes, work)
            values[batch, index] = total / (last - first)
        if cotangents.size:
            _scatter(word, slopes, column_of, adjacency, gradient)
        _close_columns(wires, columns[:n_columns], column_of)


@numba.njit(cache=True)
def _largest_table(words, adjacency):
    """Largest number of entries of the table of a word."""
    largest, n_wires = 0, len(adjacency.starts) - 1
    for index in range(len(words.starts) - 1):
        wires = words.items[words.starts[index] : words.starts[index + 1]]
        n_neighbours = (adjacency.starts[wires + 1] - adjacency.starts[wires]).sum()
        largest = max(largest, len(wires) * min(n_neighbours, n_wires - len(wires)))
    return largest


@numba.njit(cache=True)
def _open_columns(wires, adjacency, column_of, columns):
    """Give a column to each wire outside that the wires inside are coupled to; their number."""
    for wire in wires:
        column_of[wire] = _INSIDE
    n_columns = 0
    for wire in wires:
        for neighbour in adjacency.neighbours[adjacency.starts[wire] : adjacency.starts[wire + 1]]:
            if column_of[neighbour] == _FREE:
                column_of[neighbour] = n_columns
                columns[n_columns] = neighbour
                n_columns += 1
    return n_columns


@numba.njit(cache=True)
def _close_columns(wires, outside, column_of):
    column_of[wires] = _FREE
    column_of[outside] = _FREE


@numba.njit(cache=True)
def _word(wires, outside, column_of, adjacency, cat, angles, buffer):
    table = buffer[: len(wires) * len(outside)].reshape(len(wires), len(outside))
    table[:] = 0
    for row in range(len(wires)):
        for k in range(adjacency.starts[wires[row]], adjacency.starts[wires[row] + 1]):
            column = column_of[adjacency.neighbours[k]]
            if column != _INSIDE:
                table[row, column] = angles.couplings[adjacency.edges[k]]
    inside_cat, outside_cat = cat[wires], cat[outside].astype(np.float64)
    # The sine of a wire of the cat that nothing inside is coupled to is zero, and so is the term.
    reached = inside_cat.sum() + outside_cat.sum()
    n_terms = 2 if reached > 0 and reached == cat.sum() else 1
    return _Word(wires, angles.fields[wires], table, inside_cat, outside_cat, n_terms)


@numba.njit(cache=True)
def _no_slopes(word, buffer):
    table = buffer[: word.table.size].reshape(word.table.shape)
    table[:] = 0
    return _Slopes(np.zeros(len(word.wires)), table)


@numba.njit(cache=True)
def _patterns_of_batch(batch, bounds, spins, n_inside):
    if spins.size == 0:
        return 0, 1 << (n_inside - 1)
    return bounds[batch], bounds[batch + 1]


@numba.njit(cache=True)
def _signs(pattern, wires, spins):
    """Spins inside, drawn or else by the bits of the number; the last is +1, as all may flip."""
    signs = np.ones(len(wires))
    for i in range(len(wires)):
        if spins.size:
            signs[i] = spins[wires[i], pattern]
        elif pattern >> i & 1:
            signs[i] = -1
    return signs


@numba.njit(cache=True, error_model="numpy")
def _term(term, signs, word, rate, slopes, work):
    """A term of the sum; adds ``rate`` times its gradient to the slopes."""
    factors, derivatives = work[0], work[1]
    phase, sign = term * word.outside_cat.sum() * _HALF_PI, 1.0
    for i in range(len(signs)):
        phase += 2 * signs[i] * word.fields[i]
        if term and word.inside_cat[i]:
            sign *= signs[i]
    _set_factors(signs, word.table, term * word.outside_cat, work)
    product = sign * _product(factors)
    if rate != 0:
        weights = work[2]
        weight = rate * math.cos(phase) * product
        for j in range(len(weights)):
            weights[j] = weight * derivatives[j] / factors[j]
        for i in range(len(signs)):
            slopes.fields[i] -= 2 * rate * math.sin(phase) * product * signs[i]
            row = slopes.table[i]
            for j in range(len(weights)):
                row[j] += signs[i] * weights[j]
    return math.cos(phase) * product


@numba.njit(cache=True, error_model="numpy")
def _set_factors(signs, table, turned, work):
    """A cosine, or where ``turned`` is 1 a sine, for each wire outside, and its derivative."""
    factors, derivatives, arguments = work[0], work[1], work[2]
    arguments[:] = 0
    for i in range(len(signs)):
        row, sign = table[i], 2 * signs[i]
        for j in range(len(arguments)):
            arguments[j] += sign * row[j]
    for j in range(len(arguments)):
        sine, cosine = sine_and_cosine(arguments[j])
        factor = cosine + turned[j] * (sine - cosine)
        factors[j] = factor if abs(factor) > _TINY else _TINY
        derivatives[j] = 2 * (turned[j] * (cosine + sine) - sine)


@numba.njit(cache=True, fastmath={"reassoc"})
def _product(factors):
    product = 1.0
    for factor in factors:
        product *= factor
    return product


@numba.njit(cache=True)
def _scatter(word, slopes, column_of, adjacency, gradient):
    """Add the gradient by the angles of a word to that by all angles."""
    for row in range(len(word.wires)):
        wire = word.wires[row]
        gradient.fields[wire] += slopes.fields[row]
        for k in range(adjacency.starts[wire], adjacency.starts[wire + 1]):
            column = column_of[adjacency.neighbours[k]]
            if column != _INSIDE:
                gradient.couplings[adjacency.edges[k]] += slopes.table[row, column]
