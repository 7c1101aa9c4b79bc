"""SMILES to graphs and back."""

import numpy as np
import pytest

from pennylane_qgen.molecules import MolecularGraphs, graphs_to_smiles, smiles_to_graphs
from pennylane_qgen.molecules.graphs import PAIR_OF_NODES

Chem = pytest.importorskip("rdkit.Chem")


def graph(nodes, bonds=()):
    """A graph of some nodes, and bonds (i, j, order)."""
    pairs = np.zeros(36, dtype=int)
    for i, j, order in bonds:
        pairs[PAIR_OF_NODES[i, j]] = order
    return MolecularGraphs([[*nodes, *[0] * (9 - len(nodes))]], [pairs])


def test_round_trip(some_smiles, some_graphs):
    assert len(some_smiles) > 400
    assert graphs_to_smiles(some_graphs) == some_smiles


def test_permuted_graphs_are_the_same_molecules(some_smiles, some_graphs):
    permuted = some_graphs.permuted(np.random.default_rng(0))
    assert (permuted.nodes != some_graphs.nodes).any(axis=1).mean() > 0.9
    assert graphs_to_smiles(permuted) == some_smiles


def test_benzene_has_alternating_bonds():
    benzene = smiles_to_graphs(["c1ccccc1"])
    assert benzene.nodes.tolist() == [[1, 1, 1, 1, 1, 1, 0, 0, 0]]
    assert sorted(benzene.bonds[benzene.bonds > 0].tolist()) == [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("molecule", "smiles"),
    [
        (graph([1]), "C"),
        (graph([0, 0, 3]), "O"),
        (graph([1, 0, 2], [(0, 2, 3)]), "C#N"),
        (graph([4, 1, 1], [(0, 1, 1), (1, 2, 2)]), "C=CF"),
    ],
)
def test_valid_graphs(molecule, smiles):
    assert graphs_to_smiles(molecule) == [smiles]


@pytest.mark.parametrize(
    "molecule",
    [
        graph([]),
        graph([1, 1]),
        graph([1], [(0, 1, 1)]),
        graph([], [(3, 4, 1)]),
        graph([4, 1], [(0, 1, 2)]),
        graph([1] * 6, [(0, k, 1) for k in range(1, 6)]),
    ],
    ids=["empty", "two fragments", "bond to no atom", "bond of no atoms", "F=C", "five bonds"],
)
def test_graphs_that_are_no_molecules(molecule, capfd):
    assert graphs_to_smiles(molecule) == [None]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("smiles", "message"),
    [
        ("C[NH3+]", r"neutral molecules .* got 'C\[NH3\+\]'"),
        ("CS", r"of C, N, O and F, .* got 'CS'"),
        ("C" * 10, "at most 9 atoms"),
        ("[CH3]", "no unpaired electrons"),
    ],
)
def test_molecules_outside_of_qm9(smiles, message):
    with pytest.raises(ValueError, match=message):
        smiles_to_graphs([smiles])


def test_texts_that_are_no_molecules():
    with pytest.raises(ValueError, match=r"texts that RDKit reads.*'C1'"):
        smiles_to_graphs(["CO", "C1"])
