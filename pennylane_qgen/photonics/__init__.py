"""Photonic gates and measurements, on PennyLane's public base classes; each wire is a mode."""

from .attenuation import Attenuation
from .base import PhotonicGate
from .beam_splitter import BeamSplitter
from .displacement import Displacement
from .interferometer import Interferometer
from .kerr import Kerr
from .loops import Loops
from .mesh import Mesh
from .phase_shifter import PhaseShifter
from .photon_counts import PhotonCountsMP, photon_counts
from .photon_moments import PhotonMomentsMP, photon_correlations, photon_number
from .photon_probs import PhotonProbsMP, photon_probs
from .photonic_shift import photonic_shift
from .photons import Photons
from .quadratures import QuadratureMomentsMP, quadrature_moments
from .squeezing import Squeezing
from .superposition import Superposition

__all__ = [
    "Attenuation",
    "BeamSplitter",
    "Displacement",
    "Interferometer",
    "Kerr",
    "Loops",
    "Mesh",
    "PhaseShifter",
    "PhotonCountsMP",
    "PhotonMomentsMP",
    "PhotonProbsMP",
    "PhotonicGate",
    "Photons",
    "QuadratureMomentsMP",
    "Squeezing",
    "Superposition",
    "photon_correlations",
    "photon_counts",
    "photon_number",
    "photon_probs",
    "photonic_shift",
    "quadrature_moments",
]
