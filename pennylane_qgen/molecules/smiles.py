"""Molecules as SMILES texts, to and from graphs, with RDKit."""

from collections.abc import Sequence

import numpy as np

from .extras import import_extra
from .graphs import BOND_ORDERS, N_NODES, PAIRS, MolecularGraphs

_ATOMIC_NUMBERS = (0, 6, 7, 8, 9)
_CLASS_OF_ATOMIC_NUMBER = {number: c for c, number in enumerate(_ATOMIC_NUMBERS) if number}


def smiles_to_graphs(smiles: Sequence[str]) -> MolecularGraphs:
    """Graphs of neutral molecules with at most nine atoms of C, N, O and F besides hydrogen.

    Args:
        smiles (Sequence[str]): the molecules.

    Returns:
        MolecularGraphs: their graphs in Kekulé form, the atoms in the order of the text.

    Raises:
        ImportError: if RDKit is missing.
        ValueError: if a text is no SMILES, or a molecule has another atom, a charge, an unpaired
            electron or more atoms.

    **Example**

    >>> graphs = smiles_to_graphs(["CO", "C#N"])
    >>> graphs.nodes[:, :2]
    array([[1, 3],
           [1, 2]], dtype=uint8)
    >>> graphs.bonds[:, 0]
    array([1, 3], dtype=uint8)
    """
    nodes = np.zeros((len(smiles), N_NODES), dtype=np.uint8)
    bonds = np.zeros((len(smiles), len(PAIRS)), dtype=np.uint8)
    for row, text in enumerate(smiles):
        classes, orders = _atoms_and_bonds(text)
        nodes[row, : len(classes)] = classes
        inside = PAIRS[:, 1] < len(classes)
        bonds[row, inside] = orders[tuple(PAIRS[inside].T)]
    return MolecularGraphs(nodes, bonds)


def _atoms_and_bonds(text: str) -> tuple[list[int], np.ndarray]:
    """Node classes of the atoms of a molecule, and the matrix of its bond orders."""
    chem = import_extra("rdkit.Chem")
    molecule = chem.MolFromSmiles(text)
    if molecule is None:
        raise ValueError(f"smiles must be texts that RDKit reads as molecules; got {text!r}.")
    numbers = [atom.GetAtomicNum() for atom in molecule.GetAtoms()]
    if (
        len(numbers) > N_NODES
        or not _CLASS_OF_ATOMIC_NUMBER.keys() >= set(numbers)
        or any(a.GetFormalCharge() or a.GetNumRadicalElectrons() for a in molecule.GetAtoms())
    ):
        raise ValueError(
            f"smiles must be neutral molecules of at most {N_NODES} atoms of C, N, O and F, with "
            f"no unpaired electrons; got {text!r}. Leave it out."
        )
    chem.Kekulize(molecule, clearAromaticFlags=True)
    orders = chem.GetAdjacencyMatrix(molecule, useBO=True)
    return [_CLASS_OF_ATOMIC_NUMBER[number] for number in numbers], orders


def graphs_to_smiles(graphs: MolecularGraphs) -> list[str | None]:
    """Canonical SMILES of graphs, None for those that are no molecule.

    A graph is a valid molecule if it has an atom, hangs together, has no bond to a node without
    an atom, and RDKit accepts its valences.

    Args:
        graphs (MolecularGraphs): the graphs.

    Returns:
        list[str | None]: a text or None for each.

    Raises:
        ImportError: if RDKit is missing.

    **Example**

    >>> graphs_to_smiles(smiles_to_graphs(["OC", "N#C"]))
    ['CO', 'C#N']
    """
    chem = import_extra("rdkit.Chem")
    rd_base = import_extra("rdkit.rdBase")
    with rd_base.BlockLogs():  # a line on stderr for each graph that is no molecule
        return [
            _canonical_smiles(chem, *graph)
            for graph in zip(graphs.nodes, graphs.bonds, strict=True)
        ]


def _canonical_smiles(chem, nodes: np.ndarray, bonds: np.ndarray) -> str | None:
    """Canonical SMILES of one graph, None if it is no molecule."""
    atoms = np.flatnonzero(nodes)
    bonded = np.flatnonzero(bonds)
    if not len(atoms) or not nodes[PAIRS[bonded]].all():
        return None
    molecule = chem.RWMol()
    place = np.zeros(N_NODES, dtype=int)
    for atom in atoms:
        place[atom] = molecule.AddAtom(chem.Atom(_ATOMIC_NUMBERS[nodes[atom]]))
    for pair in bonded:
        first, second = place[PAIRS[pair]].tolist()
        molecule.AddBond(first, second, chem.BondType.values[BOND_ORDERS[bonds[pair]]])
    if chem.SanitizeMol(molecule, catchErrors=True) != chem.SanitizeFlags.SANITIZE_NONE:
        return None
    if len(chem.GetMolFrags(molecule)) > 1:
        return None
    return chem.MolToSmiles(molecule)
