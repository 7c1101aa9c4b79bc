"""Real molecules to train with, drawn at random."""

import hashlib

import numpy as np

from ..checks import check_integer
from .graphs import MolecularGraphs
from .qm9 import qm9_graphs


class MoleculeSource:
    """Draws molecules with replacement, and relabels the nodes of some of them.

    A graph has no first node. Networks that see the nodes in an order, as the generator does, are
    told so by real molecules with permuted nodes.

    Args:
        graphs (MolecularGraphs or None): the molecules; None takes :func:`qm9_graphs`.
        permutation_probability (float): share of the molecules whose nodes are permuted at random,
            in [0, 1].

    Raises:
        ImportError: if RDKit is missing and ``graphs`` is None.
        ValueError: if there is no molecule, or the probability is none.

    **Example**

    >>> from pennylane_qgen.molecules import smiles_to_graphs
    >>> source = MoleculeSource(smiles_to_graphs(["CCO", "C#N", "c1ccccc1"]))
    >>> source.batch(256, np.random.default_rng(0)).shape
    (256, 189)

    Source: appendix E of arXiv:2508.19857, which permutes with probability 0.3.
    """

    def __init__(
        self, graphs: MolecularGraphs | None = None, *, permutation_probability: float = 0.3
    ):
        self.graphs = qm9_graphs() if graphs is None else graphs
        if not len(self.graphs):
            raise ValueError("graphs must hold at least one molecule; got none.")
        if not 0 <= permutation_probability <= 1:
            raise ValueError(
                f"permutation_probability must be in [0, 1]; got {permutation_probability}."
            )
        self.permutation_probability = permutation_probability

    def batch(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        """Draw molecules.

        Args:
            n_samples (int): their number.
            rng (numpy.random.Generator): source of all randomness.

        Returns:
            numpy.ndarray: one-hot vectors as of :meth:`MolecularGraphs.one_hot`, float32, shape
            ``(n_samples, 189)``.
        """
        n_samples = check_integer("n_samples", n_samples, 1)
        drawn = self.graphs[rng.integers(len(self.graphs), size=n_samples)]
        permuted = rng.random(n_samples) < self.permutation_probability
        shuffled = drawn[permuted].permuted(rng)
        drawn.nodes[permuted], drawn.bonds[permuted] = shuffled.nodes, shuffled.bonds
        return drawn.one_hot()

    def describe(self) -> dict:
        """What tells these data from others, as JSON can hold it.

        Returns:
            dict: the number of molecules, a SHA-256 of them and the permutation probability.
        """
        sha = hashlib.sha256(np.concatenate([self.graphs.nodes, self.graphs.bonds], axis=1))
        return {
            "kind": "molecules",
            "n_molecules": len(self.graphs),
            "sha256": sha.hexdigest(),
            "permutation_probability": float(self.permutation_probability),
        }
