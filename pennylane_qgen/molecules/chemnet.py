"""The Fréchet ChemNet distance between sets of molecules."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..checks import check_integer
from .cache import cached
from .extras import import_extra
from .qm9 import neutral_smiles
from .sample_quality import as_smiles

REFERENCE_SIZE = 10_000
"""Molecules of QM9 in the reference."""


@dataclass(frozen=True, eq=False)
class ChemNetStatistics:
    """Mean and covariance of ChemNet's activations over a set of molecules.

    Args:
        mean (numpy.ndarray): shape ``(512,)``.
        covariance (numpy.ndarray): shape ``(512, 512)``.
        n_molecules (int): size of the set.

    **Example**

    >>> ChemNetStatistics(np.zeros(512), np.eye(512), 100).covariance.shape
    (512, 512)
    """

    mean: np.ndarray
    covariance: np.ndarray
    n_molecules: int


def frechet_distance(first: ChemNetStatistics, second: ChemNetStatistics) -> float:
    r"""Squared Fréchet distance of two normal distributions.

    .. math:: |\mu_1 - \mu_2|^2
        + \operatorname{Tr}\big(\Sigma_1 + \Sigma_2 - 2 (\Sigma_1 \Sigma_2)^{1/2}\big)

    The last trace is the sum of the square roots of the eigenvalues of
    :math:`\Sigma_1^{1/2} \Sigma_2 \Sigma_1^{1/2}`, which is symmetric: this stays accurate for
    covariances without full rank, of fewer molecules than activations.

    Args:
        first (ChemNetStatistics): mean and covariance of one.
        second (ChemNetStatistics): those of the other.

    Returns:
        float: the distance, not below zero but for rounding.

    **Example**

    >>> unit = ChemNetStatistics(np.zeros(2), np.eye(2), 100)
    >>> moved = ChemNetStatistics(np.array([3.0, 0.0]), 4 * np.eye(2), 100)
    >>> frechet_distance(unit, moved)
    11.0

    Source: arXiv:1706.08500.
    """
    values, vectors = np.linalg.eigh(first.covariance)
    root = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    overlaps = np.linalg.eigvalsh(root @ second.covariance @ root).clip(min=0)
    shift = first.mean - second.mean
    traces = np.trace(first.covariance) + np.trace(second.covariance)
    return float(shift @ shift + traces - 2 * np.sqrt(overlaps).sum())


def chemnet_statistics(smiles: Sequence[str]) -> ChemNetStatistics:
    """Mean and covariance of ChemNet's activations.

    It takes about 5 ms a distinct molecule.

    Args:
        smiles (Sequence[str]): at least two molecules, canonical SMILES.

    Returns:
        ChemNetStatistics: of 512 activations.

    Raises:
        ImportError: if the package fcd or torch is missing.
        ValueError: if there are fewer than two molecules.

    **Example**

    >>> chemnet_statistics(["C", "CO", "C#C"]).mean.shape
    (512,)

    Source: the package fcd; Preuer et al., arXiv:1803.09518.
    """
    if len(smiles) < 2:
        raise ValueError(f"a covariance needs at least two molecules; got {len(smiles)}.")
    distinct, rows = np.unique(smiles, return_inverse=True)
    activations = _activations(distinct.tolist())[rows]
    return ChemNetStatistics(
        activations.mean(axis=0), np.cov(activations, rowvar=False), len(activations)
    )


def _activations(smiles: list[str]) -> np.ndarray:
    """Activations of ChemNet's last hidden layer, float64, shape ``(n_molecules, 512)``."""
    package = import_extra("fcd")
    with warnings.catch_warnings():
        # fcd 1.2 leaves a temporary folder to the garbage collector, and calls a function by a
        # name that NumPy 2 has deprecated.
        warnings.filterwarnings("ignore", "Implicitly cleaning up", ResourceWarning)
        warnings.filterwarnings("ignore", "`row_stack` alias is deprecated", DeprecationWarning)
        model = package.load_ref_model()
        # Without jobs, it starts no processes.
        return package.get_predictions(model, smiles, n_jobs=0, device="cpu").astype(float)


def reference_molecules(n_molecules: int) -> list[str]:
    """The first molecules of QM9 in a fixed random order; the reference comes first.

    Args:
        n_molecules (int): their number.

    Returns:
        list[str]: SMILES.
    """
    smiles = neutral_smiles()
    order = np.random.default_rng(0).permutation(len(smiles))
    return [smiles[row] for row in order[:n_molecules]]


def reference_statistics(n_molecules: int = REFERENCE_SIZE) -> ChemNetStatistics:
    """Statistics of molecules of QM9, what generated molecules are compared with.

    The first call takes about 5 ms a molecule; the result is kept in the user's cache folder.

    Args:
        n_molecules (int): number of molecules, drawn from QM9 without replacement.

    Returns:
        ChemNetStatistics: always of the same molecules.

    Raises:
        ImportError: if the package fcd or torch is missing.
        ValueError: if QM9 has not as many molecules.
    """
    n_molecules = check_integer("n_molecules", n_molecules, 2, len(neutral_smiles()))

    def compute() -> dict:
        statistics = chemnet_statistics(reference_molecules(n_molecules))
        return {"mean": statistics.mean, "covariance": statistics.covariance}

    key = {"n_molecules": n_molecules, "fcd": import_extra("fcd").__version__}
    arrays = cached(f"qm9_chemnet_{n_molecules}", key, compute)
    return ChemNetStatistics(arrays["mean"], arrays["covariance"], n_molecules)


def fcd(samples, n_molecules: int, *, n_reference: int = REFERENCE_SIZE) -> float:
    """Fréchet ChemNet distance of generated molecules to molecules of QM9.

    It falls with the number of molecules, since a covariance of few molecules is far from that of
    many. Compare values of the same two numbers only, and with their :func:`fcd_floor`.

    Args:
        samples (array-like, MolecularGraphs or Sequence[str | None]): generated molecules: one-hot
            vectors of shape ``(n, 189)``, graphs, or canonical SMILES with None for what is no
            molecule.
        n_molecules (int): the distance is that of the first so many valid ones, repeated ones
            included.
        n_reference (int): molecules of the reference, the same in every call. The first call with
            a number takes about 5 ms a molecule; the statistics are kept in the user's cache
            folder.

    Returns:
        float: the distance, lower is better.

    Raises:
        ImportError: if RDKit, the package fcd or torch is missing.
        ValueError: if there are fewer valid molecules.

    **Example**

    Chains of carbon, and a text that is no molecule, beside three molecules of QM9:

    >>> fcd(["C", "CC", None, "CCC"], 3, n_reference=3) > fcd_floor(3, n_reference=3)
    True

    Source: Preuer et al., arXiv:1803.09518.
    """
    n_molecules = check_integer("n_molecules", n_molecules, 2)
    valid = [smiles for smiles in as_smiles(samples) if smiles is not None]
    if len(valid) < n_molecules:
        raise ValueError(
            f"samples must hold at least n_molecules={n_molecules} valid molecules; got "
            f"{len(valid)}. Generate more, or compare fewer."
        )
    reference = reference_statistics(n_reference)
    return frechet_distance(chemnet_statistics(valid[:n_molecules]), reference)


def fcd_floor(n_molecules: int, *, n_reference: int = REFERENCE_SIZE) -> float:
    """Fréchet ChemNet distance of real molecules to others: what a perfect generator reaches.

    With the default reference it is 0.41 for 1,000 molecules, 0.23 for 2,000, 0.11 for 5,000.

    Args:
        n_molecules (int): number of real molecules, none of which is in the reference.
        n_reference (int): molecules of the reference, as in :func:`fcd`.

    Returns:
        float: the distance, kept in the user's cache folder.

    Raises:
        ImportError: if the package fcd or torch is missing.
        ValueError: if QM9 has not as many molecules.

    **Example**

    >>> fcd_floor(3, n_reference=3) > 0
    True

    Source: the distance, Preuer et al., arXiv:1803.09518.
    """
    n_reference = check_integer("n_reference", n_reference, 2)
    rest = len(neutral_smiles()) - n_reference
    n_molecules = check_integer("n_molecules", n_molecules, 2, rest)

    def compute() -> dict:
        real = reference_molecules(n_reference + n_molecules)[n_reference:]
        return {"floor": fcd(real, n_molecules, n_reference=n_reference)}

    key = {
        "n_molecules": n_molecules,
        "n_reference": n_reference,
        "fcd": import_extra("fcd").__version__,
    }
    return cached(f"qm9_fcd_floor_{n_reference}_{n_molecules}", key, compute)["floor"]
