"""What is measured on a state that is known in the Fock basis."""

from collections.abc import Callable, Sequence

import numpy as np
from pennylane.wires import Wires

from ...photonics import PhotonMomentsMP
from ...photonics.fock_probabilities import marginal
from .fock_statistics import (
    clicks_of_photons,
    quadrature_operators,
    sample_homodyne,
    sample_table,
)


class FockReadout:
    """Statistics of a state; those of photons are differentiable by the distribution.

    Args:
        probabilities (tensor_like): joint distribution of the photon numbers, an axis a mode; it is
            normalised here.
        reduced (Callable): gives the density matrix of a mode, normalised or not; ``None`` if no
            quadratures will be read.
    """

    def __init__(self, probabilities, reduced: Callable[[int], np.ndarray] | None = None):
        self._probabilities = probabilities / probabilities.sum()
        self._reduced = reduced
        self.n_modes = probabilities.ndim
        self._modes = Wires(range(self.n_modes))

    def photon_probabilities(self, modes: Sequence[int], cutoff: int):
        """Joint distribution of photon numbers, an axis a mode; at least up to a cutoff."""
        return marginal(self._probabilities, Wires(modes), self._modes)

    def click_probabilities(self, modes: Sequence[int]):
        """Distribution of the patterns of threshold detectors, length ``2**n_modes``."""
        distribution = marginal(self._probabilities, Wires(modes), self._modes)
        return clicks_of_photons(distribution).reshape(-1)

    def photon_moments(self, modes: Sequence[int], order: int):
        """Means of photon numbers, or of all products of two."""
        measurement = PhotonMomentsMP(Wires(modes), order=order)
        return measurement.process_fock_probabilities(self._probabilities, self._modes)

    def quadrature_moment(self, mode: int, angle: float, order: int) -> float:
        """Mean of a quadrature or of its square."""
        density_matrix = self._normalised(mode)
        operator = quadrature_operators(angle, len(density_matrix))[order - 1]
        return np.trace(operator @ density_matrix).real

    def sample_photons(self, shots: int, rng: np.random.Generator) -> np.ndarray:
        """Photon numbers of all modes, shape ``(shots, n_modes)``."""
        return sample_table(self._probabilities, shots, rng)

    def sample_clicks(self, shots: int, rng: np.random.Generator) -> np.ndarray:
        """Click patterns of all modes, shape ``(shots, n_modes)``."""
        return np.minimum(self.sample_photons(shots, rng), 1)

    def sample_quadrature(
        self, mode: int, angle: float, shots: int, rng: np.random.Generator
    ) -> np.ndarray:
        """Outcomes of homodyne detection, shape ``(shots,)``."""
        return sample_homodyne(self._normalised(mode), angle, shots, rng)

    def _normalised(self, mode: int) -> np.ndarray:
        density_matrix = self._reduced(mode)
        return density_matrix / np.trace(density_matrix)
