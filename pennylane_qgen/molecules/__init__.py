"""Molecules of QM9 by generative adversarial networks: data, networks and metrics.

The parts of the molecule experiment of arXiv:2508.19857 (table II, appendix E): molecular graphs
as one-hot vectors, the generator and the critic, and what is counted afterwards. Latent
distributions and training are elsewhere in the package. Needs the extras ``molecules`` (RDKit and
ChemNet) and ``torch``; importing this module imports neither.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .chemnet import ChemNetStatistics, chemnet_statistics, fcd, fcd_floor, frechet_distance
from .extras import import_extra
from .graphs import MolecularGraphs
from .molecule_source import MoleculeSource
from .qm9 import qm9_graphs, qm9_smiles
from .sample_quality import SampleQuality, sample_quality
from .smiles import graphs_to_smiles, smiles_to_graphs

if TYPE_CHECKING:
    from .critic import RelationalGCNCritic
    from .generator import MoleculeGenerator

__all__ = [
    "ChemNetStatistics",
    "MolecularGraphs",
    "MoleculeGenerator",
    "MoleculeSource",
    "RelationalGCNCritic",
    "SampleQuality",
    "chemnet_statistics",
    "fcd",
    "fcd_floor",
    "frechet_distance",
    "graphs_to_smiles",
    "qm9_graphs",
    "qm9_smiles",
    "sample_quality",
    "smiles_to_graphs",
]

# Networks are classes of torch, so their modules are imported when they are asked for.
_NETWORKS = {"MoleculeGenerator": "generator", "RelationalGCNCritic": "critic"}


def __getattr__(name: str):
    if name not in _NETWORKS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import_extra("torch")
    return getattr(import_module(f".{_NETWORKS[name]}", __name__), name)
