"""Patterns of IQP circuits: which generators there are and which weight each belongs to."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import chain, combinations
from math import comb

import numpy as np

from ..bits import check_bits
from .topology import edges_of

_EXAMPLE = "such as [[[0]], [[1]], [[0, 1]]]"
_LONGEST_REPR = 8


@dataclass(frozen=True, eq=False, repr=False)
class Pattern:
    """The generators of an IQP circuit in flat arrays: immutable, hashable, quick to compare.

    Generator ``g`` is the product of X on ``wires[offsets[g]:offsets[g + 1]]`` and its angle is
    the weight number ``parameters[g]``. Build one with :meth:`from_lists`,
    :func:`all_up_to_weight`, :func:`nearest_neighbours` or :func:`from_covariance`.

    Args:
        wires (array-like): wire positions of all generators, one generator after the other.
        offsets (array-like): where each generator starts in ``wires``, and the end of the last;
            shape ``(n_generators + 1,)``.
        parameters (array-like): index of each generator's weight, from 0 upwards without gaps;
            shape ``(n_generators,)``.
        n_wires (int): number of wires of the circuit.

    Raises:
        ValueError: if there is no generator, a generator is empty or names a wire twice or one
            that does not exist, or the weights' indices have gaps.

    **Example**

    >>> pattern = Pattern.from_lists([[[0], [1]], [[1, 0]]], n_wires=2)
    >>> pattern
    Pattern.from_lists([[[0], [1]], [[0, 1]]], n_wires=2)
    >>> pattern.n_weights, pattern.n_generators
    (2, 3)
    """

    wires: np.ndarray
    offsets: np.ndarray
    parameters: np.ndarray
    n_wires: int

    def __post_init__(self):
        offsets = np.array(self.offsets, dtype=np.int64)
        parameters = np.array(self.parameters, dtype=np.int32)
        wires = np.array(self.wires, dtype=np.int64)
        sizes = np.diff(offsets)
        if parameters.size == 0:
            raise ValueError(f"A pattern must have at least one generator, {_EXAMPLE}; got none.")
        if sizes.shape != parameters.shape or offsets[0] != 0 or offsets[-1] != wires.size:
            raise ValueError(
                "offsets must run from 0 to len(wires) and have one entry more than parameters."
            )
        if (sizes < 1).any():
            raise ValueError("A generator must name at least one wire; got an empty one.")
        steps = np.diff(parameters)
        if parameters[0] != 0 or (steps < 0).any() or (steps > 1).any():
            raise ValueError("Every weight of a pattern must have at least one generator.")
        wires = self._sorted_wires(wires, sizes)
        for name, array in (("wires", wires), ("offsets", offsets), ("parameters", parameters)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "n_wires", int(self.n_wires))

    def _sorted_wires(self, wires: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """Wires in ascending order within each generator: X_i X_j is X_j X_i."""
        if wires.min() < 0 or wires.max() >= self.n_wires:
            wrong = wires[(wires < 0) | (wires >= self.n_wires)][0]
            raise ValueError(
                f"A pattern on {self.n_wires} wires must name wire positions from 0 to "
                f"{self.n_wires - 1}; got {wrong}."
            )
        keys = np.repeat(np.arange(sizes.size), sizes) * self.n_wires + wires
        keys.sort()
        repeated = np.flatnonzero(np.diff(keys) == 0)
        if repeated.size:
            wire = keys[repeated[0]] % self.n_wires
            raise ValueError(f"A generator must name a wire once; got wire {wire} twice.")
        return (keys % self.n_wires).astype(np.int32)

    @classmethod
    def from_lists(cls, lists, n_wires: int) -> "Pattern":
        """Build a pattern from nested lists.

        Args:
            lists (list[list[list[int]]]): for each weight the list of its generators, each a list
                of wire positions.
            n_wires (int): number of wires.

        Returns:
            Pattern: the same pattern.

        Raises:
            ValueError: if the nesting is wrong or the pattern is not valid.
        """
        try:
            counts = [len(generators) for generators in lists]
            generators = [tuple(generator) for group in lists for generator in group]
        except TypeError as error:
            raise ValueError(
                "A pattern must be a list with, for each weight, a list of generators, each a list "
                f"of wire positions, {_EXAMPLE}; got {lists!r}."
            ) from error
        if 0 in counts:
            raise ValueError("Every weight of a pattern must have at least one generator.")
        wires = np.array(list(chain.from_iterable(generators)) or [0])
        if wires.dtype.kind not in "iu":
            raise ValueError(f"Wire positions of a pattern must be integers; got {wires.dtype}.")
        offsets = np.cumsum([0, *map(len, generators)])
        return cls(
            wires[: offsets[-1]], offsets, np.repeat(np.arange(len(counts)), counts), n_wires
        )

    @property
    def n_weights(self) -> int:
        """Number of weights."""
        return int(self.parameters[-1]) + 1

    @property
    def n_generators(self) -> int:
        """Number of generators; more than one may share a weight."""
        return self.parameters.size

    @property
    def sizes(self) -> np.ndarray:
        """Number of wires of each generator, of shape ``(n_generators,)``."""
        return np.diff(self.offsets)

    @cached_property
    def masks(self) -> np.ndarray:
        """Generators as ``int64``, wire 0 the most significant bit; for at most 62 wires."""
        bits = np.int64(1) << (self.n_wires - 1 - self.wires.astype(np.int64))
        return np.bitwise_or.reduceat(bits, self.offsets[:-1])

    def generators(self):
        """Iterate over the generators: pairs of a weight's index and a list of wire positions."""
        bounds = self.offsets.tolist()
        wires = self.wires.tolist()
        for parameter, start, stop in zip(
            self.parameters.tolist(), bounds[:-1], bounds[1:], strict=True
        ):
            yield parameter, wires[start:stop]

    def to_lists(self) -> list[list[list[int]]]:
        """The pattern as nested lists, as in :class:`qml.IQP <pennylane.IQP>`."""
        lists = [[] for _ in range(self.n_weights)]
        for parameter, wires in self.generators():
            lists[parameter].append(wires)
        return lists

    @cached_property
    def digest(self) -> bytes:
        """16 bytes that tell patterns apart."""
        state = blake2b(np.int64(self.n_wires).tobytes(), digest_size=16)
        for array in (self.offsets, self.parameters, self.wires):
            state.update(array.tobytes())
        return state.digest()

    def __len__(self) -> int:
        return self.n_weights

    def __iter__(self):
        return iter(self.to_lists())

    def __eq__(self, other) -> bool:
        return isinstance(other, Pattern) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        # PennyLane's execution cache tells operators apart by the text of their hyperparameters,
        # so two different patterns must never print the same.
        if self.n_generators <= _LONGEST_REPR:
            return f"Pattern.from_lists({self.to_lists()}, n_wires={self.n_wires})"
        return (
            f"Pattern(n_wires={self.n_wires}, n_weights={self.n_weights}, "
            f"n_generators={self.n_generators}, digest={self.digest.hex()})"
        )

    def __copy__(self) -> "Pattern":
        return self

    def __deepcopy__(self, memo) -> "Pattern":
        return self

    def __reduce__(self):
        return Pattern, (self.wires, self.offsets, self.parameters, self.n_wires)


@lru_cache(maxsize=16)
def all_up_to_weight(n_wires: int, max_weight: int) -> Pattern:
    """All generators on at most ``max_weight`` wires, each with its own weight.

    Args:
        n_wires (int): number of wires.
        max_weight (int): largest number of wires of a generator, from 1 to ``n_wires``.

    Returns:
        Pattern: single wires first, then pairs, and so on, each in lexicographic order.

    Raises:
        ValueError: if ``max_weight`` is out of range.

    **Example**

    >>> all_up_to_weight(3, 2).to_lists()
    [[[0]], [[1]], [[2]], [[0, 1]], [[0, 2]], [[1, 2]]]

    Source: the gates of the models of arXiv:2503.02934.
    """
    if not 1 <= max_weight <= n_wires:
        raise ValueError(f"max_weight must lie in [1, {n_wires}]; got {max_weight}.")
    counts = [comb(n_wires, size) for size in range(1, max_weight + 1)]
    sizes = np.repeat(np.arange(1, max_weight + 1), counts)
    subsets = (combinations(range(n_wires), size) for size in range(1, max_weight + 1))
    flat = chain.from_iterable(chain.from_iterable(subsets))
    wires = np.fromiter(flat, dtype=np.int64, count=int(sizes.sum()))
    return _one_weight_each(wires, sizes, n_wires)


def nearest_neighbours(topology, n_wires: int) -> Pattern:
    """All single wires and all edges of a graph, each with its own weight.

    Args:
        topology (str or graph or Iterable): ``"line"``, ``"ring"``, ``"all_to_all"``, a graph with
            nodes 0, 1, ... (networkx or rustworkx), or pairs of wire positions.
        n_wires (int): number of wires.

    Returns:
        Pattern: the single wires, then each edge once.

    Raises:
        ValueError: if the topology is unknown or an edge is not on the wires.

    **Example**

    >>> nearest_neighbours("line", 3).to_lists()
    [[[0]], [[1]], [[2]], [[0, 1]], [[1, 2]]]
    """
    pairs = dict.fromkeys(tuple(sorted(edge)) for edge in edges_of(topology, n_wires))
    return _singles_and_pairs(np.array(list(pairs), dtype=np.int64).reshape(-1, 2), n_wires)


def from_covariance(samples, *, n_pairs: int | None = None, threshold: float | None = None):
    r"""All single wires and the pairs of wires whose bits vary together most.

    The pairs are ranked by :math:`|\mathrm{cov}(x_i, x_j)|`, which is at most 1/4 for bits.

    Args:
        samples (array-like): bits of shape ``(n_samples, n_wires)``.
        n_pairs (int): keep this many pairs.
        threshold (float): keep the pairs with an absolute covariance above this number.

    Returns:
        Pattern: the single wires, then the pairs, strongest first; equal ones in
        lexicographic order.

    Raises:
        ValueError: unless exactly one of ``n_pairs`` and ``threshold`` is given.

    **Example**

    >>> from_covariance([[0, 0, 1], [1, 1, 1], [1, 1, 0], [0, 0, 0]], n_pairs=1).to_lists()
    [[[0]], [[1]], [[2]], [[0, 1]]]

    **Source**: the weights of such pairs are initialised from the same covariances in
    arXiv:2503.02934.
    """
    if (n_pairs is None) == (threshold is None):
        raise ValueError(
            f"Give either n_pairs or threshold; got n_pairs={n_pairs} and threshold={threshold}."
        )
    covariance = bit_covariance(samples)
    n_wires = len(covariance)
    rows, columns = np.triu_indices(n_wires, k=1)
    strength = np.abs(covariance[rows, columns])
    order = np.argsort(-strength, kind="stable")
    if n_pairs is None:
        n_pairs = int((strength > threshold).sum())
    elif not 0 <= n_pairs <= strength.size:
        raise ValueError(f"n_pairs must lie in [0, {strength.size}]; got {n_pairs}.")
    chosen = order[:n_pairs]
    return _singles_and_pairs(np.stack([rows[chosen], columns[chosen]], axis=1), n_wires)


def bit_covariance(samples) -> np.ndarray:
    """Covariance matrix of bits, of shape ``(n_wires, n_wires)``."""
    bits = check_bits(samples).astype(float)
    centred = bits - bits.mean(axis=0)
    return centred.T @ centred / len(bits)


def _singles_and_pairs(pairs: np.ndarray, n_wires: int) -> Pattern:
    sizes = np.repeat([1, 2], [n_wires, len(pairs)])
    return _one_weight_each(np.concatenate([np.arange(n_wires), pairs.ravel()]), sizes, n_wires)


def _one_weight_each(wires: np.ndarray, sizes: np.ndarray, n_wires: int) -> Pattern:
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    return Pattern(wires, offsets, np.arange(sizes.size), n_wires)
