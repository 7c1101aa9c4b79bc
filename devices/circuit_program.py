"""A circuit as a fixed list of gates whose angles are rebound at every execution.

Decomposing a template and checking its gates costs PennyLane far more than simulating it at a
dozen wires. The gates of a circuit do not change while its weights do, so this is done once per
circuit structure. How the angles depend on the weights is found by probing: the contract of
:class:`~pennylane_qgen.templates.base.Ansatz` says that each is affine in one weight.
"""

from collections.abc import Hashable, Iterator

import numpy as np
import pennylane as qml
from pennylane.operation import Operator
from pennylane.ops import Adjoint, Controlled
from pennylane.tape import QuantumScript

from ..templates.base import Ansatz
from .affine_angles import AffineAngles


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
        angles (AffineAngles): the angles as functions of the tape's parameters.
    """

    def __init__(self, tape: QuantumScript, gate_set: set[str]):
        self.gate_set = gate_set
        self.gates: list[Operator] = []
        self.angle_gates: list[int] = []
        self.angles = AffineAngles()
        for op in tape.operations:
            self._add(op)

    def _add(self, op: Operator) -> None:
        gates = list(self._decompose(op)) if is_ansatz(op) else [op]
        if is_ansatz(op):
            self.angles.append(*self._probe(op, gates))
        elif _is_rebindable(op) and op.data:
            self.angles.append([0], [1.0], [0.0])
        else:
            self.angles.skip(len(op.data))
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

    def _probe(self, op: Operator, gates: list[Operator]) -> tuple[np.ndarray, ...]:
        """Entries, coefficients and offsets of the angles, found by decomposing four weights."""
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
        return entry, coefficient, offset

    def bound_gates(self, angles: np.ndarray) -> list[Operator]:
        """The gates as PennyLane operations with the given angles."""
        gates = list(self.gates)
        for index, angle in zip(self.angle_gates, angles, strict=True):
            gates[index] = qml.ops.functions.bind_new_parameters(gates[index], [angle])
        return gates
