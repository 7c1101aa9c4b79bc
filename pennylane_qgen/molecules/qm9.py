"""The molecules of the data set QM9."""

import functools
import hashlib
import lzma
from importlib.resources import files

from .cache import cached
from .extras import import_extra
from .graphs import MolecularGraphs
from .smiles import smiles_to_graphs

FILE_NAME = "qm9_smiles.smi.xz"
SHA256 = "79eb367f6457d1ce3eda26bcd59b972f27adcfd10bb51a59c25248e3994b7cf6"


@functools.cache
def _smiles_text() -> str:
    """Content of the file, one SMILES a line."""
    packed = (files(__package__) / "data" / FILE_NAME).read_bytes()
    if hashlib.sha256(packed).hexdigest() != SHA256:
        raise ValueError(
            f"{FILE_NAME} is damaged: its SHA-256 checksum is not that of the file that belongs "
            "to pennylane-qgen. Install pennylane-qgen again."
        )
    return lzma.decompress(packed).decode("ascii")


def qm9_smiles() -> list[str]:
    """The distinct molecules of QM9 as canonical SMILES.

    All have at most nine atoms of C, N, O and F besides hydrogen. Stereochemistry is left out.

    Returns:
        list[str]: 130,744 texts, sorted by length, then alphabetically.

    Raises:
        ValueError: if the file is damaged.

    **Example**

    >>> qm9_smiles()[:6]
    ['C', 'N', 'O', 'CC', 'CO', 'C#C']

    Source: Ramakrishnan et al., Scientific Data 1, 140022 (2014); the file ``data.md`` beside the
    data says more.
    """
    return _smiles_text().split()


def neutral_smiles() -> list[str]:
    """The molecules of :func:`qm9_smiles` without charged atoms, in the order of the graphs.

    Returns:
        list[str]: 130,165 texts.
    """
    return [smiles for smiles in qm9_smiles() if "+" not in smiles and "-]" not in smiles]


def qm9_graphs() -> MolecularGraphs:
    """The distinct molecules of QM9 as graphs, without the 579 that have charged atoms.

    The first call takes some ten seconds; the result is kept in the user's cache folder.

    Returns:
        MolecularGraphs: 130,165 molecules, their atoms in the order of the canonical SMILES.

    Raises:
        ImportError: if RDKit is missing.
        ValueError: if the file of the molecules is damaged.

    **Example**

    >>> graphs = qm9_graphs()
    >>> len(graphs)
    130165
    >>> graphs.nodes[4], graphs.bonds[4, :2]  # CO
    (array([1, 3, 0, 0, 0, 0, 0, 0, 0], dtype=uint8), array([1, 0], dtype=uint8))

    Source: Ramakrishnan et al., Scientific Data 1, 140022 (2014).
    """
    # RDKit chooses the Kekulé form, so another version may give other graphs.
    key = {"sha256": SHA256, "rdkit": import_extra("rdkit").__version__}
    arrays = cached("qm9_graphs", key, _convert)
    return MolecularGraphs(arrays["nodes"], arrays["bonds"])


def _convert() -> dict:
    graphs = smiles_to_graphs(neutral_smiles())
    return {"nodes": graphs.nodes, "bonds": graphs.bonds}
