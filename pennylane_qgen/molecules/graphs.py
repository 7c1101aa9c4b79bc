"""Molecular graphs of at most nine heavy atoms, as small integers and as one-hot vectors."""

from dataclasses import dataclass

import numpy as np

N_NODES = 9
"""Nodes of a graph: the most heavy atoms that a molecule of QM9 has."""

NODE_SYMBOLS = ("none", "C", "N", "O", "F")
"""Meaning of the node classes; class 0 is a node without an atom."""

BOND_ORDERS = (0, 1, 2, 3)
"""Meaning of the bond classes; class 0 is a pair of nodes without a bond."""

PAIRS = np.stack(np.triu_indices(N_NODES, 1), axis=1)
"""The pairs of nodes in the order of the bonds, shape ``(36, 2)``: (0, 1), (0, 2), ... (7, 8)."""

N_PAIRS = len(PAIRS)
N_NODE_CLASSES = len(NODE_SYMBOLS)
N_BOND_CLASSES = len(BOND_ORDERS)
NODE_LENGTH = N_NODES * N_NODE_CLASSES
"""Entries of a one-hot vector that are about nodes; the bonds follow."""

VECTOR_LENGTH = NODE_LENGTH + N_PAIRS * N_BOND_CLASSES
"""Entries of a one-hot vector: 9 * 5 + 36 * 4 = 189."""

PAIR_OF_NODES = np.zeros((N_NODES, N_NODES), dtype=np.intp)
"""Index of the pair (i, j) in either order; the diagonal is not used."""
PAIR_OF_NODES[PAIRS[:, 0], PAIRS[:, 1]] = PAIR_OF_NODES[PAIRS[:, 1], PAIRS[:, 0]] = range(N_PAIRS)


@dataclass(frozen=True, eq=False)
class MolecularGraphs:
    """Molecules as classes of nine nodes and of the bonds between all pairs of them.

    Hydrogen atoms are left out: valences say where they are. Aromatic rings are in Kekulé form,
    with single and double bonds.

    Args:
        nodes (array-like): classes 0..4 (none, C, N, O, F), shape ``(n_molecules, 9)``.
        bonds (array-like): classes 0..3 (none, single, double, triple) of the pairs (0, 1),
            (0, 2), ..., (7, 8), shape ``(n_molecules, 36)``.

    Raises:
        ValueError: if shapes or classes are others.

    **Example**

    >>> water_and_methanol = MolecularGraphs(
    ...     nodes=[[3] + 8 * [0], [1, 3] + 7 * [0]], bonds=[36 * [0], [1] + 35 * [0]]
    ... )
    >>> len(water_and_methanol)
    2
    >>> water_and_methanol.one_hot().shape
    (2, 189)

    Source: MolGAN, arXiv:1805.11973.
    """

    nodes: np.ndarray
    bonds: np.ndarray

    def __post_init__(self):
        for name, width, n_classes in (
            ("nodes", N_NODES, N_NODE_CLASSES),
            ("bonds", N_PAIRS, N_BOND_CLASSES),
        ):
            object.__setattr__(
                self, name, _check_classes(name, getattr(self, name), width, n_classes)
            )
        if len(self.nodes) != len(self.bonds):
            raise ValueError(
                "nodes and bonds must be of the same molecules; "
                f"got {len(self.nodes)} and {len(self.bonds)}."
            )

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, rows) -> "MolecularGraphs":
        """Some of the molecules, by a slice or an array of indices or truth values."""
        return MolecularGraphs(self.nodes[rows], self.bonds[rows])

    def one_hot(self) -> np.ndarray:
        """The molecules as flat vectors, what networks are trained with.

        Returns:
            numpy.ndarray: zeros and ones, float32, shape ``(n_molecules, 189)``: nine nodes of
            five classes each, then 36 bonds of four.
        """
        nodes = np.eye(N_NODE_CLASSES, dtype=np.float32)[self.nodes]
        bonds = np.eye(N_BOND_CLASSES, dtype=np.float32)[self.bonds]
        return np.concatenate([nodes.reshape(len(self), -1), bonds.reshape(len(self), -1)], axis=1)

    @classmethod
    def from_one_hot(cls, vectors) -> "MolecularGraphs":
        """The most likely class of every node and bond of vectors as of :meth:`one_hot`.

        Args:
            vectors (array-like): shape ``(n_molecules, 189)``; a torch tensor without gradient
                will do.

        Returns:
            MolecularGraphs: the graphs.

        Raises:
            ValueError: if the shape is another.
        """
        vectors = np.asarray(vectors)
        if vectors.ndim != 2 or vectors.shape[1] != VECTOR_LENGTH:
            raise ValueError(
                f"vectors must have shape (n_molecules, {VECTOR_LENGTH}); got {vectors.shape}."
            )
        nodes = vectors[:, :NODE_LENGTH].reshape(-1, N_NODES, N_NODE_CLASSES)
        bonds = vectors[:, NODE_LENGTH:].reshape(-1, N_PAIRS, N_BOND_CLASSES)
        return cls(nodes.argmax(axis=2), bonds.argmax(axis=2))

    def permuted(self, rng: np.random.Generator) -> "MolecularGraphs":
        """The same molecules with their nodes in random order, another order for each.

        Args:
            rng (numpy.random.Generator): source of the orders.

        Returns:
            MolecularGraphs: the relabelled graphs.
        """
        orders = rng.permuted(np.tile(np.arange(N_NODES), (len(self), 1)), axis=1)
        pairs = PAIR_OF_NODES[orders[:, PAIRS[:, 0]], orders[:, PAIRS[:, 1]]]
        return MolecularGraphs(
            np.take_along_axis(self.nodes, orders, axis=1),
            np.take_along_axis(self.bonds, pairs, axis=1),
        )


def _check_classes(name: str, values, width: int, n_classes: int) -> np.ndarray:
    values = np.asarray(values)
    if values.ndim != 2 or values.shape[1] != width or values.dtype.kind not in "iu":
        raise ValueError(
            f"{name} must be integers of shape (n_molecules, {width}); "
            f"got {values.dtype} of shape {values.shape}."
        )
    if values.size and not 0 <= values.min() <= values.max() < n_classes:
        raise ValueError(
            f"{name} must be classes 0 to {n_classes - 1}; "
            f"got values from {values.min()} to {values.max()}."
        )
    return values.astype(np.uint8)
