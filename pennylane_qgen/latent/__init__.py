"""Latent distributions for deep generative models: photons, and what classical controls share.

A latent has ``sample``, ``mean`` and ``describe``; a generator turns its draws into data. Boson
sampling is believed to be classically hard; whether a model gains from that is a question for
controls that share its simpler statistics.

Source: arXiv:2508.19857.
"""

from .base import Latent
from .born_machine import BornMachine
from .boson_sampling import BosonSampling, Distinguishable
from .count_moments import count_moments
from .dirichlet_multinomial import DirichletMultinomial
from .gaussian_copula import GaussianCopula
from .negative_binomial import NegativeBinomial
from .sample_bank import SampleBank
from .shuffled_columns import ShuffledColumns
from .simple import Bernoulli, Gaussian

__all__ = [
    "Bernoulli",
    "BornMachine",
    "BosonSampling",
    "DirichletMultinomial",
    "Distinguishable",
    "Gaussian",
    "GaussianCopula",
    "Latent",
    "NegativeBinomial",
    "SampleBank",
    "ShuffledColumns",
    "count_moments",
]
