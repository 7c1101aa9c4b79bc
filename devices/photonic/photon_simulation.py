"""Exact tables and samples of photons behind an interferometer, whichever is cheaper."""

import os
from dataclasses import dataclass

import numpy as np
from pennylane.exceptions import DeviceError

from ...linear_optics import (
    Cost,
    distribution,
    distribution_pull_back,
    estimate_sampling,
    estimate_table,
    sample,
    sample_distribution,
)
from .photonic_circuit import PhotonicCircuit

_DEFAULT_MEMORY = 8 * 2**30


@dataclass(frozen=True)
class Limits:
    """What a simulation may take.

    Attributes:
        memory (float): bytes.
        time (float): seconds.
    """

    memory: float
    time: float

    def allow(self, cost: Cost) -> bool:
        """Whether a cost is within the limits."""
        return cost.bytes <= self.memory and cost.seconds <= self.time

    def check_array(self, n_entries: int, what: str) -> None:
        """Raise if a result of float64 numbers, and another of its size, do not fit.

        Args:
            n_entries (int): number of entries.
            what (str): what has them, for the message.

        Raises:
            DeviceError: with the size.
        """
        n_bytes = 16 * n_entries
        if n_bytes > self.memory:
            raise DeviceError(
                f"{what} has {n_entries:.3g} outcomes, which take {n_bytes / 2**30:.3g} GiB. "
                "Measure fewer wires, or samples, or parities as by qgen.mmd(n_observables=1000)."
            )


def half_of_memory() -> float:
    """Half of the machine's memory in bytes; 8 GiB where the system does not tell."""
    try:
        return 0.5 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # no sysconf, or not these names
        return _DEFAULT_MEMORY


@dataclass(frozen=True)
class Light:
    """What of a circuit its statistics depend on.

    Attributes:
        counts (numpy.ndarray): photons of the inputs that have any, ``(n_inputs,)``.
        isometry (numpy.ndarray): from these inputs to the modes and then to the environment, which
            is turned to as few modes as there are inputs; ``(n_outputs, n_inputs)``.
        inputs (numpy.ndarray): which inputs they are.
        turn (numpy.ndarray or None): orthonormal columns, from the modes of the environment that
            are kept to all of it.
    """

    counts: np.ndarray
    isometry: np.ndarray
    inputs: np.ndarray
    turn: np.ndarray | None

    @classmethod
    def of(cls, circuit: PhotonicCircuit) -> "Light":
        """The light of a circuit."""
        inputs = np.flatnonzero(circuit.input_counts)
        inputs = inputs if inputs.size else np.zeros(1, dtype=int)
        isometry, turn = circuit.isometry[:, inputs], None
        lost = isometry[circuit.n_modes :]
        if len(lost) > len(inputs):
            turn, lost = np.linalg.qr(lost)
            isometry = np.concatenate([isometry[: circuit.n_modes], lost])
        return cls(circuit.input_counts[inputs], isometry, inputs, turn)

    @property
    def n_photons(self) -> int:
        """Number of photons."""
        return int(self.counts.sum())

    @property
    def n_outputs(self) -> int:
        """Number of modes, with those of the environment."""
        return len(self.isometry)

    def expand(self, cotangent: np.ndarray, circuit: PhotonicCircuit) -> np.ndarray:
        """Cotangent of the circuit's isometry from that of the one kept here.

        Turning the modes of the environment changes nothing that is measured, so the turn itself
        can be taken as constant.
        """
        result = np.zeros_like(circuit.isometry)
        n_modes = circuit.n_modes
        lost = cotangent[n_modes:]
        result[:n_modes, self.inputs] = cotangent[:n_modes]
        result[n_modes:, self.inputs] = lost if self.turn is None else self.turn @ lost
        return result


class PhotonSimulator:
    """Tables of all Fock states, and samples, of passive linear optics.

    Args:
        indistinguishability (float): overlap x of any two photons.
        gram (numpy.ndarray or None): Gram matrix of the photons instead.
        method (str): ``"auto"``, ``"exact"`` or ``"sample"``.
        n_threads (int): threads of the sampler.
        limits (Limits): what a simulation may take.
    """

    def __init__(self, *, indistinguishability, gram, method, n_threads, limits: Limits):
        self.method = method
        self.n_threads = n_threads
        self.limits = limits
        self._photons = {"indistinguishability": indistinguishability, "gram": gram}
        self._table: np.ndarray | None = None
        self._table_of: tuple | None = None

    @property
    def is_differentiable(self) -> bool:
        """Whether there are tables to differentiate."""
        return self.method != "sample"

    def table(self, light: Light) -> np.ndarray:
        """Probabilities of all Fock states, of shape ``(n_states,)``; the last one is kept.

        Args:
            light (Light): photons and isometry.

        Returns:
            numpy.ndarray: float64 vector in the order of
            :func:`~pennylane_qgen.linear_optics.fock_basis`.

        Raises:
            DeviceError: if it would take too much; the message has the estimate.
        """
        key = (light.counts.tobytes(), light.isometry.shape, light.isometry.tobytes())
        if self._table_of != key:
            self._check(light, self._cost_of_table(light), "table", "Set shots, or")
            self._table = distribution(light.isometry, light.counts, **self._photons)
            self._table_of = key
        return self._table

    def pull_back(self, light: Light, cotangent: np.ndarray) -> np.ndarray:
        """Cotangent of the isometry for a cotangent of the table.

        Args:
            light (Light): photons and isometry.
            cotangent (numpy.ndarray): of the shape of the table.

        Returns:
            numpy.ndarray: complex, of the shape of the isometry.

        Raises:
            DeviceError: if it would take too much; the message has the estimate.
        """
        cost = self._cost_of_table(light, gradient=True)
        self._check(light, cost, "gradient of the table", "Use parameter-shift with shots, or")
        return distribution_pull_back(light.isometry, light.counts, cotangent, **self._photons)

    def sample(self, light: Light, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        """Photon numbers at the outputs.

        Args:
            light (Light): photons and isometry.
            n_samples (int): number of samples.
            rng (numpy.random.Generator): source of randomness.

        Returns:
            numpy.ndarray: integers of shape ``(n_samples, n_outputs)``.

        Raises:
            DeviceError: if it would take too much; the message has the estimate.
        """
        if self._prefers_table(light, n_samples):
            return sample_distribution(
                self.table(light), light.n_photons, light.n_outputs, n_samples, seed=rng
            )
        cost = self._cost_of_samples(light, n_samples)
        self._check(light, cost, f"{n_samples} samples", "Take fewer shots, or")
        return sample(
            light.isometry,
            light.counts,
            n_samples,
            **self._photons,
            seed=rng,
            n_threads=self.n_threads,
        )

    def _prefers_table(self, light: Light, n_samples: int) -> bool:
        if self.method != "auto":
            return self.method == "exact"
        table = self._cost_of_table(light)
        samples = self._cost_of_samples(light, n_samples)
        return self.limits.allow(table) and table.seconds < samples.seconds

    @property
    def _rank(self) -> int:
        gram = self._photons["gram"]
        return 1 if gram is None else int(np.linalg.matrix_rank(gram))

    def _cost_of_table(self, light: Light, *, gradient: bool = False) -> Cost:
        mixture = 0 < self._photons["indistinguishability"] < 1
        return estimate_table(
            light.n_photons, light.n_outputs, gradient=gradient, mixture=mixture, rank=self._rank
        )

    def _cost_of_samples(self, light: Light, n_samples: int) -> Cost:
        cost = estimate_sampling(light.n_photons, light.n_outputs, n_samples, rank=self._rank)
        return Cost(cost.bytes, cost.seconds / self.n_threads)

    def _check(self, light: Light, cost: Cost, what: str, advice: str) -> None:
        if self.limits.allow(cost):
            return
        raise DeviceError(
            f"The {what} of {light.n_photons} photons in {light.n_outputs} modes would take about "
            f"{cost}, above the limits of {Cost(int(self.limits.memory), self.limits.time)}. "
            f"{advice} take fewer photons, or raise memory_limit= and time_limit= of the device."
        )
