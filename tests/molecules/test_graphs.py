"""Graphs, one-hot vectors and permutations, against plain loops."""

import numpy as np
import pytest

from pennylane_qgen.molecules import MolecularGraphs
from pennylane_qgen.molecules.graphs import PAIR_OF_NODES, PAIRS


@pytest.fixture
def random_graphs():
    rng = np.random.default_rng(0)
    return MolecularGraphs(rng.integers(5, size=(50, 9)), rng.integers(4, size=(50, 36)))


def adjacency(bonds):
    """Matrix of bond classes of one molecule."""
    matrix = np.zeros((9, 9), dtype=int)
    matrix[np.triu_indices(9, 1)] = bonds
    return matrix + matrix.T


def test_pairs_and_their_indices_are_inverse():
    assert [PAIR_OF_NODES[i, j] for i, j in PAIRS] == list(range(36))
    assert [PAIR_OF_NODES[j, i] for i, j in PAIRS] == list(range(36))


def test_one_hot_vectors_and_back(random_graphs):
    vectors = random_graphs.one_hot()
    assert vectors.dtype == np.float32
    again = MolecularGraphs.from_one_hot(vectors)
    np.testing.assert_array_equal(again.nodes, random_graphs.nodes)
    np.testing.assert_array_equal(again.bonds, random_graphs.bonds)


def test_layout_of_one_hot_vectors():
    nodes, bonds = np.zeros((1, 9), int), np.zeros((1, 36), int)
    nodes[0, 2], bonds[0, 1] = 3, 2
    ones = {5 * node + (3 if node == 2 else 0) for node in range(9)}
    ones |= {45 + 4 * pair + (2 if pair == 1 else 0) for pair in range(36)}
    assert set(np.flatnonzero(MolecularGraphs(nodes, bonds).one_hot())) == ones


def test_the_largest_entry_decides():
    vector = MolecularGraphs(np.zeros((1, 9), int), np.zeros((1, 36), int)).one_hot()
    vector[0, 4] = 1.5
    assert MolecularGraphs.from_one_hot(vector).nodes[0].tolist() == [4] + 8 * [0]


def test_a_permutation_relabels_nodes_and_bonds_alike(random_graphs):
    # Nodes that are all different show where each went; here, pairs of class and bond row.
    permuted = random_graphs.permuted(np.random.default_rng(1))
    orders = np.random.default_rng(1).permuted(np.tile(np.arange(9), (50, 1)), axis=1)
    for row, order in enumerate(orders):
        matrix = adjacency(random_graphs.bonds[row])[np.ix_(order, order)]
        np.testing.assert_array_equal(adjacency(permuted.bonds[row]), matrix)
        np.testing.assert_array_equal(permuted.nodes[row], random_graphs.nodes[row][order])


def test_every_molecule_is_permuted_in_its_own_way():
    nodes = np.tile([1, 2, 3, 4, 0, 0, 0, 0, 0], (100, 1))
    graphs = MolecularGraphs(nodes, np.zeros((100, 36), int))
    permuted = graphs.permuted(np.random.default_rng(0))
    assert len(np.unique(permuted.nodes, axis=0)) > 90
    np.testing.assert_array_equal(np.sort(permuted.nodes), np.sort(nodes))


def test_parts(random_graphs):
    assert len(random_graphs[10:15]) == 5
    np.testing.assert_array_equal(random_graphs[[3]].bonds, random_graphs.bonds[3:4])


@pytest.mark.parametrize(
    ("nodes", "bonds", "message"),
    [
        (np.zeros((2, 8), int), np.zeros((2, 36), int), r"nodes must .* \(n_molecules, 9\)"),
        (np.zeros((2, 9)), np.zeros((2, 36), int), "nodes must be integers.*float64"),
        (np.full((2, 9), 5), np.zeros((2, 36), int), "nodes must be classes 0 to 4; .* 5 to 5"),
        (np.zeros((2, 9), int), np.full((2, 36), -1), "bonds must be classes 0 to 3"),
        (np.zeros((2, 9), int), np.zeros((3, 36), int), "same molecules; got 2 and 3"),
    ],
)
def test_wrong_graphs(nodes, bonds, message):
    with pytest.raises(ValueError, match=message):
        MolecularGraphs(nodes, bonds)


def test_wrong_vectors():
    with pytest.raises(ValueError, match=r"\(n_molecules, 189\); got \(2, 188\)"):
        MolecularGraphs.from_one_hot(np.zeros((2, 188)))
