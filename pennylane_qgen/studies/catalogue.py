"""All studies by name."""

import difflib

from .anticoncentration import Anticoncentration
from .bandwidth_sweep import BandwidthSweep
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
from .shower_training import ShowerTraining
from .single_layer_training import SingleLayerTraining
from .study import Study
from .truncated_loss import TruncatedLoss

STUDIES = {
    study.name: study
    for study in (
        LossConcentration,
        Anticoncentration,
        PeakedSupport,
        BandwidthSweep,
        KernelLaw,
        KLPlateau,
        MMDVariance,
        KBodyBlindness,
        TruncatedLoss,
        SingleLayerTraining,
        FiniteShotTraining,
        ShowerTraining,
        LocalMinima,
        KacRice,
        LatentMixture,
        LatentSynthetic,
        LatentMolecules,
    )
}
"""Name to class, in the order of the papers."""


def names() -> list[str]:
    """Names of all studies.

    Returns:
        list[str]: the names, in the order of the papers.

    **Example**

    >>> "loss-concentration" in names()
    True
    """
    return list(STUDIES)


def find_study(name: str, *, quick: bool = False) -> Study:
    """A study by its name.

    Args:
        name (str): a name from :func:`names`.
        quick (bool): the size that takes minutes.

    Returns:
        Study: the study.

    Raises:
        ValueError: if there is none of that name.

    **Example**

    >>> find_study("loss-concentration", quick=True).n_pairs
    20000
    """
    if name not in STUDIES:
        close = difflib.get_close_matches(name, STUDIES, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"There is no study {name!r}.{hint} There are: {', '.join(STUDIES)}.")
    return STUDIES[name].sized(quick)
