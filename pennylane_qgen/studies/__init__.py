"""Published claims, computed again: ``qgen study`` on the command line.

A study is cut into seeded chunks, which run in this process, in processes of this machine or on a
Dask cluster. Finished chunks are kept as parquet, so that a run that was killed goes on.
"""

from .anticoncentration import Anticoncentration
from .bandwidth_sweep import BandwidthSweep
from .catalogue import STUDIES, find_study, names
from .finite_shot_training import FiniteShotTraining
from .k_body_blindness import KBodyBlindness
from .kac_rice import KacRice
from .kernel_law import KernelLaw
from .kl_plateau import KLPlateau
from .latent_mixture import LatentMixture
from .latent_molecules import LatentMolecules
from .latent_synthetic import LatentSynthetic
from .local_minima import LocalMinima
from .loss_concentration import LossConcentration
from .mmd_variance import MMDVariance
from .peaked_support import PeakedSupport
from .result import Claim, StudyResult, format_table
from .runs import run, run_all
from .shower_training import ShowerTraining
from .single_layer_training import SingleLayerTraining
from .study import Study
from .truncated_loss import TruncatedLoss

__all__ = [
    "STUDIES",
    "Anticoncentration",
    "BandwidthSweep",
    "Claim",
    "FiniteShotTraining",
    "KBodyBlindness",
    "KLPlateau",
    "KacRice",
    "KernelLaw",
    "LatentMixture",
    "LatentMolecules",
    "LatentSynthetic",
    "LocalMinima",
    "LossConcentration",
    "MMDVariance",
    "PeakedSupport",
    "ShowerTraining",
    "SingleLayerTraining",
    "Study",
    "StudyResult",
    "TruncatedLoss",
    "find_study",
    "format_table",
    "names",
    "run",
    "run_all",
]
