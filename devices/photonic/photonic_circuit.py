r"""A photonic tape as numbers: photons at the inputs and one matrix from inputs to outputs.

Passive linear optics with loss is an isometry from the modes to the modes and the environment:
each attenuated mode gets a row of its own for the photons that it loses.
"""

from dataclasses import dataclass

import numpy as np
from pennylane.exceptions import DeviceError
from pennylane.operation import Operator
from pennylane.tape import QuantumScript

from ...photonics import Attenuation, Photons
from .mode_gates import has_mode_matrix, mode_matrix, numbers, parameter_cotangents

_ALWAYS_TRANSPARENT = ("Barrier", "Identity", "Snapshot", "WireCut")
_BOUNDARY = 1e-9
"""Distance of a trainable transmission from 0 and 1, where a square root has no derivative."""


def is_linear_optics(op: Operator) -> bool:
    """Whether :func:`read_circuit` knows an operation."""
    return (
        isinstance(op, Photons | Attenuation)
        or op.name in _ALWAYS_TRANSPARENT
        or has_mode_matrix(op)
    )


@dataclass(frozen=True)
class _Step:
    """One gate: its matrix and what came in, the rows of the circuit's matrix of its wires."""

    op: Operator
    first_parameter: int
    wires: list[int]
    matrix: np.ndarray
    incoming: np.ndarray
    lost: slice


@dataclass(frozen=True)
class PhotonicCircuit:
    """Photons in, an isometry, and how it came about.

    Attributes:
        input_counts (numpy.ndarray): photons in each mode, integers of shape ``(n_modes,)``.
        isometry (numpy.ndarray): amplitudes from each input mode to each mode, then to each mode of
            the environment; complex, shape ``(n_modes + n_lost, n_modes)``.
        steps (tuple): the gates, for :meth:`pull_back`.
    """

    input_counts: np.ndarray
    isometry: np.ndarray
    steps: tuple[_Step, ...]

    @property
    def n_modes(self) -> int:
        """Number of modes, without those of the environment."""
        return len(self.input_counts)

    @property
    def n_photons(self) -> int:
        """Number of photons at the inputs."""
        return int(self.input_counts.sum())

    @property
    def transfer(self) -> np.ndarray:
        """Amplitudes from modes to modes, ``(n_modes, n_modes)``; unitary if nothing is lost."""
        return self.isometry[: self.n_modes]

    @property
    def is_lossless(self) -> bool:
        """Whether no gate loses photons."""
        return len(self.isometry) == self.n_modes

    def pull_back(self, cotangent: np.ndarray, trainable: list[int]) -> tuple[np.ndarray, ...]:
        r"""Cotangents of parameters of the tape.

        Args:
            cotangent (numpy.ndarray): cotangent ``G`` of the isometry ``V``, complex, with
                :math:`dL = \mathrm{Re} \sum G^* dV`.
            trainable (list[int]): indices of the tape's parameters.

        Returns:
            tuple[numpy.ndarray]: one of the shape of each of these parameters.

        Raises:
            DeviceError: if one of them is no parameter of a trainable gate.
        """
        cotangent = cotangent.copy()
        results: dict[int, np.ndarray] = {}
        for step in reversed(self.steps):
            indices = range(step.first_parameter, step.first_parameter + step.op.num_params)
            if not set(indices).isdisjoint(trainable):
                results.update(zip(indices, self._of_parameters(step, cotangent), strict=True))
            back = step.matrix.conj().T @ cotangent[step.wires]
            if isinstance(step.op, Attenuation):
                [transmission] = numbers(step.op)
                back += np.sqrt(1 - transmission) * cotangent[step.lost]
            cotangent[step.wires] = back
        unknown = sorted(set(trainable) - set(results))
        if unknown:
            raise DeviceError(
                f"Trainable parameters {unknown} of the circuit belong to no trainable gate of "
                "linear optics; mark them as constant."
            )
        return tuple(results[index] for index in trainable)

    def _of_parameters(self, step: _Step, cotangent: np.ndarray) -> tuple[np.ndarray, ...]:
        if isinstance(step.op, Attenuation):
            return (self._transmission_cotangent(step, cotangent),)
        of_matrix = cotangent[step.wires] @ step.incoming.conj().T
        return parameter_cotangents(step.op, of_matrix)

    @staticmethod
    def _transmission_cotangent(step: _Step, cotangent: np.ndarray) -> np.ndarray:
        [transmission] = numbers(step.op)
        passed = np.vdot(cotangent[step.wires], step.incoming).real / (2 * np.sqrt(transmission))
        lost = np.vdot(cotangent[step.lost], step.incoming).real / (2 * np.sqrt(1 - transmission))
        return passed - lost


def read_circuit(circuit: QuantumScript, n_modes: int) -> PhotonicCircuit:
    """Read a tape of passive linear optics.

    Args:
        circuit (QuantumScript): operations on wires ``0, 1, ...`` for which
            :func:`is_linear_optics` holds, without broadcasting.
        n_modes (int): number of modes.

    Returns:
        PhotonicCircuit: its photons and its matrix.

    Raises:
        DeviceError: for an operation that is not of passive linear optics, or photons that enter
            a mode after something happened to it.
    """
    counts = np.zeros(n_modes, dtype=np.int64)
    touched: set[int] = set()
    rows = np.eye(n_modes, dtype=complex)
    lost_rows: list[np.ndarray] = []
    n_rows, n_parameters = n_modes, 0
    steps = []
    for op in circuit.operations:
        wires, first_parameter = op.wires.tolist(), n_parameters
        n_parameters += op.num_params
        if op.name in _ALWAYS_TRANSPARENT:
            continue
        if isinstance(op, Photons):
            _check_fresh(op, touched)
            counts[wires] = op.counts
        else:
            matrix = _matrix(op)
            incoming = rows[wires]
            rows[wires] = matrix @ incoming
            n_lost = 0
            if isinstance(op, Attenuation):
                [transmission] = numbers(op)
                lost_rows.append(np.sqrt(1 - transmission) * incoming)
                n_lost = len(wires)
            lost = slice(n_rows, n_rows + n_lost)
            steps.append(_Step(op, first_parameter, wires, matrix, incoming, lost))
            n_rows += n_lost
        touched.update(wires)
    isometry = np.concatenate([rows, *lost_rows]) if lost_rows else rows
    return PhotonicCircuit(counts, isometry, tuple(steps))


def _matrix(op: Operator) -> np.ndarray:
    if isinstance(op, Attenuation):
        return op.compute_mode_matrix(*numbers(op), n_wires=len(op.wires))
    if not has_mode_matrix(op):
        raise DeviceError(f"{op.name} is no gate of passive linear optics.")
    return mode_matrix(op)


def _check_fresh(op: Photons, touched: set[int]) -> None:
    late = sorted(touched.intersection(op.wires.tolist()))
    if late:
        raise DeviceError(
            f"Photons enter the modes {late} after something happened to these modes; prepare the "
            "photons of each mode once, before its first gate."
        )


def away_from_the_boundary(circuit: QuantumScript) -> QuantumScript:
    """The circuit with trainable transmissions moved off 0 and 1 by 1e-9.

    At 1 probabilities have a derivative, but the row of the lost photons, a square root, has none.
    At 0 the derivative is infinite where attenuated and other light interfere.
    """
    moved = {
        index: np.clip(value, _BOUNDARY, 1 - _BOUNDARY)
        for index in circuit.trainable_params
        for value in [circuit.par_info[index]["op"].data[circuit.par_info[index]["p_idx"]]]
        if isinstance(circuit.par_info[index]["op"], Attenuation)
    }
    if not moved:
        return circuit
    return circuit.bind_new_parameters(list(moved.values()), list(moved))
