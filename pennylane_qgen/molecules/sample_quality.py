"""How many generated molecules are valid, unique and novel."""

from collections.abc import Collection
from dataclasses import dataclass

from .graphs import MolecularGraphs
from .qm9 import qm9_smiles
from .smiles import graphs_to_smiles


@dataclass(frozen=True)
class SampleQuality:
    """Counts of generated molecules.

    Args:
        n_samples (int): molecules that were generated.
        n_valid (int): of them, graphs that are molecules.
        n_unique (int): distinct molecules among the valid ones: "valid and unique".
        n_novel (int): of these, molecules outside the training data.

    **Example**

    >>> quality = SampleQuality(n_samples=100, n_valid=50, n_unique=40, n_novel=10)
    >>> quality.validity, quality.uniqueness, quality.novelty
    (0.5, 0.8, 0.25)
    """

    n_samples: int
    n_valid: int
    n_unique: int
    n_novel: int

    @property
    def validity(self) -> float:
        """Share of the samples that are molecules."""
        return _share(self.n_valid, self.n_samples)

    @property
    def uniqueness(self) -> float:
        """Distinct molecules per valid sample, 0 where none is valid."""
        return _share(self.n_unique, self.n_valid)

    @property
    def novelty(self) -> float:
        """Share of the distinct molecules that are novel, 0 where none is valid."""
        return _share(self.n_novel, self.n_unique)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def sample_quality(samples, known: Collection[str] | None = None) -> SampleQuality:
    """Count valid, unique and novel molecules.

    Args:
        samples (array-like, MolecularGraphs or Sequence[str | None]): generated molecules: one-hot
            vectors of shape ``(n, 189)``, graphs, or canonical SMILES with None for what is no
            molecule, as of :func:`graphs_to_smiles`.
        known (Collection[str] or None): canonical SMILES of the training data; None takes
            :func:`qm9_smiles`.

    Returns:
        SampleQuality: the counts.

    Raises:
        ImportError: if RDKit is missing and ``samples`` are not SMILES.

    **Example**

    >>> sample_quality(["CO", "CO", None, "C[Si]"], known=["CO"])
    SampleQuality(n_samples=4, n_valid=3, n_unique=2, n_novel=1)

    Source: MolGAN, arXiv:1805.11973; the counts of valid and unique, and of novel molecules among
    10,000 samples are in table II of arXiv:2508.19857.
    """
    smiles = as_smiles(samples)
    valid = [text for text in smiles if text is not None]
    unique = set(valid)
    novel = unique.difference(qm9_smiles() if known is None else known)
    return SampleQuality(len(smiles), len(valid), len(unique), len(novel))


def as_smiles(samples) -> list[str | None]:
    """Canonical SMILES of molecules in any form, None for what is no molecule.

    Args:
        samples (array-like, MolecularGraphs or Sequence[str | None]): as of
            :func:`sample_quality`.

    Returns:
        list[str | None]: a text or None for each.
    """
    if isinstance(samples, MolecularGraphs):
        return graphs_to_smiles(samples)
    if isinstance(samples, list | tuple) and all(s is None or isinstance(s, str) for s in samples):
        return list(samples)
    return graphs_to_smiles(MolecularGraphs.from_one_hot(samples))
