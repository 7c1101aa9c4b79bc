"""Data sets for Born machines: loaders and generators that return samples with their source."""

from .bars_and_stripes import bars_and_stripes
from .base import Dataset
from .blobs import blobs
from .catalogue import CatalogueEntry, catalogue
from .digits import digits
from .discretized import gaussian_mixture, log_normal, mixture_2d
from .few_strings import ghz, random_strings
from .files import from_array, from_csv, from_npz
from .hamming_weight import cardinality, parity
from .independent_sets import independent_sets
from .ising import ising, ising_energy
from .jets import jets
from .ring_mixture import RingMixture
from .scale_free_ising import scale_free_ising
from .showers import clic_showers, showers
from .spin_glass import spin_glass

__all__ = [
    "CatalogueEntry",
    "Dataset",
    "RingMixture",
    "bars_and_stripes",
    "blobs",
    "cardinality",
    "catalogue",
    "clic_showers",
    "digits",
    "from_array",
    "from_csv",
    "from_npz",
    "gaussian_mixture",
    "ghz",
    "independent_sets",
    "ising",
    "ising_energy",
    "jets",
    "log_normal",
    "mixture_2d",
    "parity",
    "random_strings",
    "scale_free_ising",
    "showers",
    "spin_glass",
]
