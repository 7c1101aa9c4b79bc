r"""Photons in linear optics: exact distributions, samplers, meshes, loops and detectors.

Plain functions of NumPy arrays; :mod:`pennylane_qgen.photonics` and the photonic devices stand on
them. Conventions:

* ``unitary[j, k]`` is the amplitude from input mode k to output mode j. Matrices may be isometries
  with more outputs than inputs; that is how losses are written (:func:`dilate`).
* A state is a photon number a mode. Distributions are vectors over :func:`fock_basis`, in
  lexicographic order, descending: (2, 0), (1, 1), (0, 2).
* ``indistinguishability`` is the overlap x of two photons; the visibility of their interference
  is :math:`V = x^2`.
* Cotangents of complex matrices are G with
  :math:`dL = \operatorname{Re} \sum \overline{G} \, dU`, as in torch; jax's are the conjugate.
"""

from .amplitudes import amplitudes, amplitudes_pull_back
from .detection import detect, number_response, threshold_response
from .distributions import distribution, distribution_pull_back
from .estimates import Cost, estimate_sampling, estimate_table
from .fock_space import fock_basis, fock_index, n_fock_states
from .loops import loop_matrix, loop_pairs
from .meshes import haar_mesh_angles, mesh_angles, mesh_pairs
from .moments import factorial_moments, mean_counts
from .outcomes import click_probabilities, outcome_probabilities, outcome_pull_back
from .permanents import minors, permanent
from .sampler import sample, sample_distribution
from .shift_rule import shift_rule
from .time_bin import sample_single_loop
from .two_mode_chain import chain_matrix, chain_pull_back
from .unitaries import beam_splitter, check_counts, check_isometry, dilate, haar_unitary

__all__ = [
    "Cost",
    "amplitudes",
    "amplitudes_pull_back",
    "beam_splitter",
    "chain_matrix",
    "chain_pull_back",
    "check_counts",
    "check_isometry",
    "click_probabilities",
    "detect",
    "dilate",
    "distribution",
    "distribution_pull_back",
    "estimate_sampling",
    "estimate_table",
    "factorial_moments",
    "fock_basis",
    "fock_index",
    "haar_mesh_angles",
    "haar_unitary",
    "loop_matrix",
    "loop_pairs",
    "mean_counts",
    "mesh_angles",
    "mesh_pairs",
    "minors",
    "n_fock_states",
    "number_response",
    "outcome_probabilities",
    "outcome_pull_back",
    "permanent",
    "sample",
    "sample_distribution",
    "sample_single_loop",
    "shift_rule",
    "threshold_response",
]
