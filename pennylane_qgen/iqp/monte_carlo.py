r"""Monte Carlo estimates of the expectation values of Z words, with any generators.

.. math:: \langle Z_a \rangle = \mathbb{E}_s \cos\big(\varphi(s) - \varphi(s^{(a)})\big)

over random spins :math:`s`, of which :math:`s^{(a)}` has those of the word :math:`a` flipped. A
cat state makes the spins random with a product of +1 over its wires. With the local fields
:math:`h_i = s_i (\theta_i + \sum_j \Theta_{ij} s_j)`, which all words share, a word touches only
its own wires,

.. math:: \tfrac12 \big(\varphi(s) - \varphi(s^{(a)})\big) = \sum_{i \in a} h_i
    - 2 \sum_{i<j \in a} \Theta_{ij} s_i s_j + \sum_{g} \theta_g \prod_{i \in g} s_i ,

where the last sum is over the heavy generators that anticommute with :math:`Z_a`.

Source: van den Nest, arXiv:0911.1624; arXiv:2503.02934.
"""

from typing import NamedTuple

import numba
import numpy as np

from .interactions import Interactions, Ragged, SpinAngles
from .spins import batch_bounds, random_spins_of_cat
from .trigonometry import sine_and_cosine

_BLOCK_BYTES, _BLOCK_LIMITS = 2**21, (128, 4096)
"""Samples are taken in blocks, so that the spins and fields of a block stay in the cache."""

DENSE_ADVANTAGE = 8
"""How much faster a dense matrix product does an operation than a sparse one."""


class _Energy(NamedTuple):
    """What the energy of each word is summed from."""

    rows: Ragged  # rows of the local fields
    edges: Ragged  # couplings inside the word
    ends: np.ndarray  # wires of each coupling
    heavy: Ragged  # heavy generators that anticommute


class MonteCarloWords:
    """Words estimated from samples of random spins.

    Args:
        interactions (Interactions): the circuit.
        words (Ragged): wires of each word, at least one.
        heavy (Ragged): for each word the heavy generators that anticommute with it.
        cat (numpy.ndarray): boolean mask of the wires of the cat state, all False for none; each
            word holds an even number of them.
        n_samples (int): number of samples.
        dtype (type): of the local fields, ``numpy.float64`` or ``numpy.float32``.
    """

    def __init__(
        self,
        interactions: Interactions,
        words: Ragged,
        heavy: Ragged,
        cat: np.ndarray,
        *,
        n_samples: int,
        dtype: type = np.float64,
    ):
        self._interactions = interactions
        self._cat = cat
        self._n_samples = n_samples
        self._dtype = np.dtype(dtype)
        self._wires, rows = np.unique(words.items, return_inverse=True)
        self._energy = _Energy(
            Ragged(words.starts, rows),
            _inner_edges(words, interactions.adjacency),
            interactions.adjacency.ends,
            heavy,
        )
        n_wires, degrees = interactions.n_wires, interactions.degrees[self._wires]
        self._is_dense = degrees.sum() * DENSE_ADVANTAGE > len(self._wires) * n_wires
        sample_bytes = self._dtype.itemsize * (n_wires + len(self._wires))
        sample_bytes += len(interactions.heavy.starts)
        self._block = int(np.clip(_BLOCK_BYTES // sample_bytes, *_BLOCK_LIMITS))

    def evaluate(self, angles: SpinAngles, rng: np.random.Generator, n_batches: int):
        """Estimates for each batch of samples, and the reverse pass.

        Args:
            angles (SpinAngles): angles of the circuit.
            rng (numpy.random.Generator): source of the samples.
            n_batches (int): number of batches the samples are split into.

        Returns:
            tuple: estimates of shape ``(n_batches, n_words)``, and a function that takes their
            cotangents and adds to a gradient.
        """
        n_wires, n_words = self._interactions.n_wires, len(self._energy.rows.starts) - 1
        spins = random_spins_of_cat(n_wires, self._n_samples, self._cat, rng)
        bounds = batch_bounds(self._n_samples, n_batches)
        couplings = self._coupling_matrix(angles)
        sines = np.empty((n_words, self._n_samples), dtype=self._dtype)
        values = np.zeros((n_batches, n_words))
        for first in range(0, self._n_samples, self._block):
            block = spins[:, first : first + self._block].astype(self._dtype)
            fields = self._local_fields(angles, couplings, block)
            heavy = _heavy_signs(self._interactions.heavy, block)
            _add_cosines(self._energy, angles, fields, block, heavy, bounds, first, values, sines)
        values /= np.diff(bounds)[:, None]

        def pull_back(cotangent: np.ndarray, gradient: SpinAngles) -> None:
            # d cos(2 h) / dh = -2 sin(2 h), where h is half the phase difference.
            rates = np.ascontiguousarray(-2 * cotangent.T / np.diff(bounds))
            self._pull_back(rates, spins, bounds, sines, gradient)

        return values, pull_back

    def _coupling_matrix(self, angles: SpinAngles) -> np.ndarray | None:
        """Couplings of the words' wires with all wires, if a dense product is the faster one."""
        if not self._is_dense:
            return None
        matrix = np.zeros((len(self._wires), self._interactions.n_wires), dtype=self._dtype)
        _fill_couplings(self._wires, self._interactions.adjacency, angles.couplings, matrix)
        return matrix

    def _local_fields(self, angles: SpinAngles, couplings, spins: np.ndarray) -> np.ndarray:
        """Local fields of the words' wires, of shape ``(len(self._wires), n_samples)``."""
        if couplings is not None:
            fields = couplings @ spins
        else:
            fields = np.zeros((len(self._wires), spins.shape[1]), dtype=self._dtype)
            adjacency = self._interactions.adjacency
            _add_neighbours(self._wires, adjacency, angles.couplings, spins, fields)
        fields += angles.fields[self._wires, None].astype(self._dtype)
        fields *= spins[self._wires]
        return fields

    def _pull_back(self, rates, spins, bounds, sines, gradient: SpinAngles) -> None:
        adjacency = self._interactions.adjacency
        dense = np.zeros((len(self._wires), self._interactions.n_wires)) if self._is_dense else None
        for first in range(0, self._n_samples, self._block):
            block = spins[:, first : first + self._block].astype(self._dtype)
            heavy = _heavy_signs(self._interactions.heavy, block)
            slopes = np.zeros((len(self._wires), block.shape[1]), dtype=self._dtype)
            _add_slopes(self._energy, rates, sines, block, heavy, bounds, first, slopes, gradient)
            slopes *= block[self._wires]
            gradient.fields[self._wires] += slopes.sum(axis=1, dtype=float)
            if dense is not None:
                dense += slopes @ block.T
            else:
                _add_products(self._wires, adjacency, slopes, block, gradient.couplings)
        if dense is not None:
            _add_matrix(self._wires, adjacency, dense, gradient.couplings)


def _inner_edges(words: Ragged, adjacency) -> Ragged:
    """For each word the couplings between two of its wires."""
    counts = np.zeros(len(words.starts) - 1, dtype=np.int64)
    _visit_inner_edges(words, adjacency, counts, np.empty(0, dtype=np.int32))
    edges = np.empty(counts.sum(), dtype=np.int32)
    _visit_inner_edges(words, adjacency, counts, edges)
    return Ragged.from_sizes(counts, edges)


@numba.njit(cache=True)
def _visit_inner_edges(words, adjacency, counts, edges):
    """Count the edges of each word or, once there is room for all of them, list them."""
    is_inside = np.zeros(len(adjacency.starts) - 1, np.bool_)
    total = 0
    for index in range(len(counts)):
        wires = words.items[words.starts[index] : words.starts[index + 1]]
        if len(wires) == 1:
            continue
        is_inside[wires] = True
        start = total
        for wire in wires:
            for k in range(adjacency.starts[wire], adjacency.starts[wire + 1]):
                neighbour = adjacency.neighbours[k]
                if neighbour > wire and is_inside[neighbour]:
                    if len(edges):
                        edges[total] = adjacency.edges[k]
                    total += 1
        counts[index] = total - start
        is_inside[wires] = False


@numba.njit(cache=True)
def _fill_couplings(wires, adjacency, couplings, matrix):
    for row in range(len(wires)):
        for k in range(adjacency.starts[wires[row]], adjacency.starts[wires[row] + 1]):
            matrix[row, adjacency.neighbours[k]] = couplings[adjacency.edges[k]]


@numba.njit(cache=True)
def _add_matrix(wires, adjacency, matrix, couplings):
    for row in range(len(wires)):
        for k in range(adjacency.starts[wires[row]], adjacency.starts[wires[row] + 1]):
            couplings[adjacency.edges[k]] += matrix[row, adjacency.neighbours[k]]


@numba.njit(cache=True)
def _add_neighbours(wires, adjacency, couplings, spins, fields):
    """The sparse form of ``fields += matrix @ spins``."""
    for row in range(len(wires)):
        field = fields[row]
        for k in range(adjacency.starts[wires[row]], adjacency.starts[wires[row] + 1]):
            coupling = spins.dtype.type(couplings[adjacency.edges[k]])
            neighbour = spins[adjacency.neighbours[k]]
            for x in range(len(field)):
                field[x] += coupling * neighbour[x]


@numba.njit(cache=True)
def _add_products(wires, adjacency, slopes, spins, couplings):
    """The sparse form of ``matrix += slopes @ spins.T``."""
    for row in range(len(wires)):
        for k in range(adjacency.starts[wires[row]], adjacency.starts[wires[row] + 1]):
            product = _dot(slopes[row], spins[adjacency.neighbours[k]])
            couplings[adjacency.edges[k]] += product


@numba.njit(cache=True)
def _heavy_signs(heavy, spins):
    """Product of the spins of each heavy generator, ``int8`` of shape (n_heavy, n_samples)."""
    signs = np.ones((len(heavy.starts) - 1, spins.shape[1]), np.int8)
    for g in range(len(signs)):
        row = signs[g]
        for wire in heavy.items[heavy.starts[g] : heavy.starts[g + 1]]:
            spin = spins[wire]
            for x in range(len(row)):
                row[x] *= np.int8(spin[x])
    return signs


@numba.njit(cache=True)
def _set_energy(word, energy, angles, fields, spins, heavy, total):
    """Half the phase difference of a word for each sample."""
    total[:] = 0
    for row in energy.rows.items[energy.rows.starts[word] : energy.rows.starts[word + 1]]:
        field = fields[row]
        for x in range(len(total)):
            total[x] += field[x]
    for edge in energy.edges.items[energy.edges.starts[word] : energy.edges.starts[word + 1]]:
        coupling = 2 * angles.couplings[edge]
        one, other = spins[energy.ends[edge, 0]], spins[energy.ends[edge, 1]]
        for x in range(len(total)):
            total[x] -= coupling * one[x] * other[x]
    heavy_angles = angles.heavy  # a look-up in the loop would count references
    for g in energy.heavy.items[energy.heavy.starts[word] : energy.heavy.starts[word + 1]]:
        angle, signs = heavy_angles[g], heavy[g]
        for x in range(len(total)):
            total[x] += angle * signs[x]


@numba.njit(cache=True)
def _add_cosines(energy, angles, fields, spins, heavy, bounds, first, values, sines):
    """Sum the cosines of a block of samples by batch, and keep the sines for the reverse pass."""
    n_samples = spins.shape[1]
    # Rows of one array, unpacked, would not be known to be contiguous: a fourth of the speed.
    half, cosines = np.empty(n_samples), np.empty(n_samples)
    for word in range(len(sines)):
        _set_energy(word, energy, angles, fields, spins, heavy, half)
        kept = sines[word, first : first + n_samples]
        for x in range(n_samples):
            sine, cosine = sine_and_cosine(2 * half[x])
            kept[x], cosines[x] = sine, cosine
        batch = np.searchsorted(bounds, first, side="right") - 1
        start = 0
        while start < n_samples:
            stop = min(bounds[batch + 1] - first, n_samples)
            values[batch, word] += _sum(cosines[start:stop])
            start, batch = stop, batch + 1


@numba.njit(cache=True)
def _add_slopes(energy, rates, sines, spins, heavy, bounds, first, slopes, gradient):
    """Gradient by the energies of a block of samples, and by all but the local fields."""
    n_samples = spins.shape[1]
    slope = np.empty(n_samples)
    batch_of_sample = np.searchsorted(bounds, np.arange(first, first + n_samples), side="right") - 1
    for word in range(len(sines)):
        kept, rate = sines[word, first : first + n_samples], rates[word]
        for x in range(n_samples):
            slope[x] = rate[batch_of_sample[x]] * kept[x]
        for row in energy.rows.items[energy.rows.starts[word] : energy.rows.starts[word + 1]]:
            total = slopes[row]
            for x in range(n_samples):
                total[x] += slope[x]
        for edge in energy.edges.items[energy.edges.starts[word] : energy.edges.starts[word + 1]]:
            one, other = spins[energy.ends[edge, 0]], spins[energy.ends[edge, 1]]
            gradient.couplings[edge] -= 2 * _triple_dot(slope, one, other)
        for g in energy.heavy.items[energy.heavy.starts[word] : energy.heavy.starts[word + 1]]:
            gradient.heavy[g] += _dot(slope, heavy[g])


@numba.njit(cache=True, fastmath={"reassoc"})
def _sum(x):
    total = 0.0
    for i in range(len(x)):
        total += x[i]
    return total


@numba.njit(cache=True, fastmath={"reassoc"})
def _dot(x, y):
    total = 0.0
    for i in range(len(x)):
        total += x[i] * y[i]
    return total


@numba.njit(cache=True, fastmath={"reassoc"})
def _triple_dot(x, y, z):
    total = 0.0
    for i in range(len(x)):
        total += x[i] * y[i] * z[i]
    return total
