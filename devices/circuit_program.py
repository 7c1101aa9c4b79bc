"""A circuit as a fixed list of gates whose angles are rebound at every execution.

Decomposing a template and checking its gates costs PennyLane far more than simulating it at a
dozen wires. The gates of a circuit do not change while its weights do, so this is done once per
circuit structure. How the angles depend on the weights is found by probing: the contract of
:class:`~pennylane_qgen.templates.base.Ansatz` says that each is affine in one weight.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import numpy as np
import pennylane as qml
from pennylane.operation import Operator
from pennylane.ops import Adjoint, Controlled
from pennylane.tape import QuantumScript

from ..templates.base import Ansatz


def is_ansatz(op: Operator) -> bool:
    """Whether ``op`` is a template of this package, or its adjoint."""
    return isinstance(op.base if isinstance(op, Adjoint) else op, Ansatz)


def structure(tape: QuantumScript) -> Hashable:
    """Everything of a tape's operations but the angles; equal for tapes with the same program."""
    return tape.num_wires, tuple(_operation_structure(op) for op in tape.operations)


def _operation_structure(op: Operator) -> Hashable:
    if isinstance(op, Adjoint):
        return "adjoint", _operation_structure(op.base)
    if isinstance(op, Controlled):
        values = tuple(bool(value) for value in op.control_values)
        return "controlled", op.control_wires.labels, values, _operation_structure(op.base)
    if not (is_ansatz(op) or _is_rebindable(op)):
        return op.name, op.hash
    shapes = tuple(np.shape(parameter) for parameter in op.data)
    return op.name, op.wires.labels, tuple(op.hyperparameters.items()), shapes


def _is_rebindable(op: Operator) -> bool:
    """Whether the gate is fixed by its name, wires and at most one real angle."""
    if isinstance(op, Adjoint | Controlled):
        return _is_rebindable(op.base)
    if len(op.data) > 1 or any(np.ndim(parameter) for parameter in op.data):
        return False
    try:
        hash(tuple(op.hyperparameters.items()))
    except TypeError:
        return False
    return True


@dataclass(frozen=True)
class _Angles:
    """Angles of a run of gates as ``coefficient * weights.ravel()[entry] + offset``."""

    parameter: int
    entry: np.ndarray
    coefficient: np.ndarray
    offset: np.ndarray


class CircuitProgram:
    """Gates of a tape with a map from its parameters to their angles.

    Args:
        tape (QuantumScript): operations on wires ``0, 1, ...``; templates, and gates the
            simulator runs.
        gate_set (set[str]): names of the gates into which templates are decomposed.

    Attributes:
        gate_set (set[str]): as given.
        gates (list[Operator]): the gates, with the angles of the tape they were made from.
        angle_gates (list[int]): for each angle, the index of its gate.
    """

    def __init__(self, tape: QuantumScript, gate_set: set[str]):
        self.gate_set = gate_set
        self.gates: list[Operator] = []
        self.angle_gates: list[int] = []
        self._angles: list[_Angles] = []
        self.n_parameters = 0
        for op in tape.operations:
            self._add(op)

    def _add(self, op: Operator) -> None:
        gates = list(self._decompose(op)) if is_ansatz(op) else [op]
        if is_ansatz(op):
            self._angles.append(self._probe(op, gates))
        elif _is_rebindable(op) and op.data:
            one = np.ones(1)
            self._angles.append(_Angles(self.n_parameters, np.zeros(1, int), one, 0 * one))
        self.n_parameters += len(op.data)
        for gate in gates:
            if gate.data and (is_ansatz(op) or _is_rebindable(op)):
                self.angle_gates.append(len(self.gates))
            self.gates.append(gate)

    def _decompose(self, op: Operator) -> Iterator[Operator]:
        if op.name in self.gate_set:
            yield op
            return
        with qml.QueuingManager.stop_recording():
            parts = op.decomposition()
        for part in parts:
            yield from self._decompose(part)

    def _probe(self, op: Operator, gates: list[Operator]) -> _Angles:
        """Find the affine map by four decompositions: of 0, of 1, of the entry, of noise."""
        shape = np.shape(op.data[0])
        size = int(np.prod(shape))

        def angles(weights):
            bound = qml.ops.functions.bind_new_parameters(op, [weights.reshape(shape)])
            parts = self._decompose(bound)
            return np.array([float(part.data[0]) for part in parts if part.data])

        offset = angles(np.zeros(size))
        coefficient = angles(np.ones(size)) - offset
        divisor = np.where(coefficient == 0, 1, coefficient)
        entry = np.rint((angles(np.arange(1.0, size + 1)) - offset) / divisor).astype(int) - 1
        entry = np.where(coefficient == 0, 0, entry)
        noise = np.random.default_rng(0).uniform(size=size)
        if (
            offset.size != sum(bool(gate.data) for gate in gates)
            or not ((entry >= 0) & (entry < max(size, 1))).all()
            or not np.allclose(coefficient * noise[entry] + offset, angles(noise))
        ):
            raise qml.exceptions.DeviceError(
                f"Every gate parameter of {op.name} must be affine in one entry of its weights, "
                "as the contract of Ansatz says."
            )
        return _Angles(self.n_parameters, entry, coefficient, offset)

    def bind(self, parameters: list) -> np.ndarray:
        """Angles of all gates that have one.

        Args:
            parameters (list): the parameters of a tape of the same structure.

        Returns:
            numpy.ndarray: float64 vector, in the order of :attr:`angle_gates`.
        """
        values = [
            a.coefficient * np.ravel(parameters[a.parameter])[a.entry] + a.offset
            for a in self._angles
        ]
        return np.concatenate(values, dtype=float) if values else np.zeros(0)

    def bound_gates(self, angles: np.ndarray) -> list[Operator]:
        """The gates as PennyLane operations with the given angles."""
        gates = list(self.gates)
        for index, angle in zip(self.angle_gates, angles, strict=True):
            gates[index] = qml.ops.functions.bind_new_parameters(gates[index], [angle])
        return gates

    def trainable_angles(self, trainable: list[int]) -> np.ndarray:
        """Which angles depend on the trainable parameters, as sorted indices of angles."""
        chosen = [
            np.full(a.entry.size, a.parameter in trainable) & (a.coefficient != 0)
            for a in self._angles
        ]
        return np.flatnonzero(np.concatenate(chosen)) if chosen else np.zeros(0, int)

    def pull_back(self, gradient: np.ndarray, parameters: list, trainable: list[int]) -> tuple:
        """Chain rule from the angles to the trainable parameters of a tape.

        Args:
            gradient (numpy.ndarray): derivative by every angle, zero where it was not asked for.
            parameters (list): the parameters of the tape.
            trainable (list[int]): indices of the trainable ones.

        Returns:
            tuple[numpy.ndarray]: a derivative of the shape of each trainable parameter.

        Raises:
            DeviceError: if a trainable parameter is no angle, such as an amplitude.
        """
        unknown = set(trainable) - {a.parameter for a in self._angles}
        if unknown:
            raise qml.exceptions.DeviceError(
                f"Trainable parameters {sorted(unknown)} of the circuit are no angles of a gate; "
                "use diff_method='parameter-shift' or 'finite-diff', or mark them as constant."
            )
        result = {index: np.zeros(np.size(parameters[index])) for index in trainable}
        start = 0
        for a in self._angles:
            stop = start + a.entry.size
            if a.parameter in result:
                weights = a.coefficient * gradient[start:stop]
                result[a.parameter] += np.bincount(a.entry, weights, result[a.parameter].size)
            start = stop
        return tuple(result[i].reshape(np.shape(parameters[i])) for i in trainable)
