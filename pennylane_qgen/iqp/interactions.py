r"""The generators of an IQP circuit as fields, couplings and heavy terms of a spin model.

In the basis of products of X the circuit multiplies by :math:`e^{-i\varphi(z)}`. With spins
:math:`s_i = (-1)^{z_i}`,

.. math:: \varphi(s) = \sum_i \theta_i s_i + \sum_{i<j} \Theta_{ij} s_i s_j
          + \sum_{g: |g| > 2} \theta_g \prod_{i \in g} s_i .
"""

from functools import lru_cache
from typing import NamedTuple

import numba
import numpy as np

from ..templates.patterns import Pattern

_NO_LIST = np.empty(0, dtype=np.int32)


class Ragged(NamedTuple):
    """Rows of different length in one array: row ``r`` is ``items[starts[r]:starts[r + 1]]``."""

    starts: np.ndarray
    items: np.ndarray

    @classmethod
    def from_sizes(cls, sizes: np.ndarray, items: np.ndarray) -> "Ragged":
        """Rows of the given lengths, one after the other in ``items``."""
        return cls(np.concatenate([[0], np.cumsum(sizes)]), items)

    @property
    def sizes(self) -> np.ndarray:
        """Length of each row."""
        return np.diff(self.starts)

    def take(self, rows: np.ndarray) -> "Ragged":
        """Some of the rows, by ascending index."""
        is_taken = np.zeros(len(self.starts) - 1, dtype=bool)
        is_taken[rows] = True
        return Ragged.from_sizes(self.sizes[rows], self.items[np.repeat(is_taken, self.sizes)])

    def row_of_items(self) -> np.ndarray:
        """Row that each item belongs to."""
        return np.repeat(np.arange(len(self.starts) - 1), self.sizes)


class Adjacency(NamedTuple):
    """Coupled wires: wire ``i`` has the ``neighbours[starts[i]:starts[i + 1]]``, ascending.

    ``edges`` holds the index of each coupling, and ``ends`` the two wires of every coupling.
    """

    starts: np.ndarray
    neighbours: np.ndarray
    edges: np.ndarray
    ends: np.ndarray


class SpinAngles(NamedTuple):
    """Angles of the spin model: one a wire, one a coupling, one a heavy generator."""

    fields: np.ndarray
    couplings: np.ndarray
    heavy: np.ndarray


class Interactions:
    """What the expectation values need of a pattern; build it with :func:`interactions_of`.

    Attributes:
        n_wires (int): number of wires.
        adjacency (Adjacency): the couplings, each pair of wires once.
        heavy (Ragged): wires of each generator of more than two wires.
        heavy_by_wire (Ragged): for each wire the heavy generators that contain it.
    """

    def __init__(self, pattern: Pattern):
        self.n_wires = pattern.n_wires
        self._n_generators = pattern.n_generators
        sizes = pattern.sizes
        first = pattern.wires[pattern.offsets[:-1]]
        last = pattern.wires[pattern.offsets[1:] - 1]
        self._single, self._pair, self._heavy = (
            _indices(chosen) for chosen in (sizes == 1, sizes == 2, sizes > 2)
        )
        self._single_wires = first[self._single]
        keys = first[self._pair].astype(np.int64) * self.n_wires + last[self._pair]
        keys, self._edge_of_pair = np.unique(keys, return_inverse=True)
        self.adjacency = _adjacency(keys, self.n_wires)
        heavy_wires = pattern.wires[np.repeat(sizes > 2, sizes)]
        self.heavy = Ragged.from_sizes(sizes[self._heavy], heavy_wires)
        order = np.argsort(heavy_wires, kind="stable")
        self.heavy_by_wire = Ragged.from_sizes(
            np.bincount(heavy_wires, minlength=self.n_wires), self.heavy.row_of_items()[order]
        )

    @property
    def degrees(self) -> np.ndarray:
        """Number of wires that each wire is coupled to."""
        return np.diff(self.adjacency.starts)

    def split(self, angles) -> SpinAngles:
        """Angles of the spin model from those of the generators; repeated generators add up.

        Args:
            angles (array-like): float64 of shape ``(n_generators,)``.

        Raises:
            ValueError: if the shape is another one.
        """
        angles = np.asarray(angles, dtype=float)
        if angles.shape != (self._n_generators,):
            raise ValueError(
                f"angles must have shape ({self._n_generators},), one for each generator of the "
                f"pattern; got {angles.shape}."
            )
        n_edges = len(self.adjacency.ends)
        return SpinAngles(
            _sums(self._single_wires, angles[self._single], self.n_wires),
            _sums(self._edge_of_pair, angles[self._pair], n_edges),
            angles[self._heavy].copy(),
        )

    def join(self, gradient: SpinAngles) -> np.ndarray:
        """Gradient by the generators' angles from that by the angles of the spin model."""
        joined = np.empty(self._n_generators)
        joined[self._single] = gradient.fields[self._single_wires]
        joined[self._pair] = gradient.couplings[self._edge_of_pair]
        joined[self._heavy] = gradient.heavy
        return joined

    def zeros(self) -> SpinAngles:
        """Angles of zero, where a gradient is summed up."""
        return SpinAngles(
            np.zeros(self.n_wires),
            np.zeros(len(self.adjacency.ends)),
            np.zeros(len(self.heavy.starts) - 1),
        )

    def anticommuting_heavy(self, words: Ragged) -> Ragged:
        """For each word the heavy generators that have an odd number of wires in common with it."""
        counts = np.zeros(len(words.starts) - 1, dtype=np.int64)
        n_heavy = len(self.heavy.starts) - 1
        if n_heavy == 0:
            return Ragged.from_sizes(counts, np.empty(0, dtype=np.int32))
        _visit_odd_overlaps(words, self.heavy_by_wire, n_heavy, counts, _NO_LIST)
        found = np.empty(counts.sum(), dtype=np.int32)
        _visit_odd_overlaps(words, self.heavy_by_wire, n_heavy, counts, found)
        return Ragged.from_sizes(counts, found)

    def heavy_generator(self, index: int) -> list[int]:
        """Wires of a heavy generator."""
        return self.heavy.items[self.heavy.starts[index] : self.heavy.starts[index + 1]].tolist()


@lru_cache(maxsize=16)
def interactions_of(pattern: Pattern) -> Interactions:
    """The interactions of a pattern; kept, since a training loop asks for them at every step."""
    return Interactions(pattern)


def _indices(chosen: np.ndarray):
    """Where a mask holds, as a slice if it can be: a slice of many angles costs no copy."""
    indices = np.flatnonzero(chosen)
    if indices.size and indices[-1] - indices[0] == indices.size - 1:
        return slice(indices[0], indices[-1] + 1)
    return indices


def _sums(places: np.ndarray, values: np.ndarray, length: int) -> np.ndarray:
    # Of no values at all, NumPy makes integers.
    return np.bincount(places, values, minlength=length).astype(float, copy=False)


def _adjacency(keys: np.ndarray, n_wires: int) -> Adjacency:
    """Adjacency of the couplings ``keys = first * n_wires + last``."""
    ends = np.stack([keys // n_wires, keys % n_wires], axis=1)
    rows, columns = ends.T.ravel(), ends[:, ::-1].T.ravel()
    order = np.argsort(rows * n_wires + columns)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n_wires))])
    edges = order % max(len(keys), 1)
    return Adjacency(
        starts, columns[order].astype(np.int32), edges.astype(np.int32), ends.astype(np.int32)
    )


@numba.njit(cache=True)
def _visit_odd_overlaps(words, heavy_by_wire, n_heavy, counts, found):
    """Count each word's generators or, once there is room for all of them, list them."""
    overlaps = np.zeros(n_heavy, np.int32)
    touched = np.empty(n_heavy, np.int32)
    total = 0
    for index in range(len(counts)):
        n_touched, start = 0, total
        for wire in words.items[words.starts[index] : words.starts[index + 1]]:
            for k in range(heavy_by_wire.starts[wire], heavy_by_wire.starts[wire + 1]):
                generator = heavy_by_wire.items[k]
                if overlaps[generator] == 0:
                    touched[n_touched] = generator
                    n_touched += 1
                overlaps[generator] += 1
        for generator in touched[:n_touched]:
            if overlaps[generator] % 2:
                if len(found):
                    found[total] = generator
                total += 1
            overlaps[generator] = 0
        counts[index] = total - start
