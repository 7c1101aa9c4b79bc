"""Circuits of commuting X rotations as generators and angles, for ``qgen.iqp``."""

import numpy as np
import pennylane as qml
from pennylane.exceptions import DeviceError
from pennylane.operation import Operator
from pennylane.ops import Adjoint
from pennylane.tape import QuantumScript

from ..checks import brief
from ..templates import IQP
from ..templates.patterns import Pattern
from .affine_angles import AffineAngles

_ROTATIONS = ("RX", "IsingXX", "PauliRot")
_DEEPEST = 10
"""Levels of decomposition after which a gate is given up: PennyLane's rules can go in circles."""


def is_x_rotation(op: Operator) -> bool:
    """Whether an operation is one that :class:`IQPCircuit` takes as it is."""
    base = op.base if isinstance(op, Adjoint) else op
    if base.name == "PauliRot":
        word = base.hyperparameters["pauli_word"]
        return set(word) <= {"X", "I"} and "X" in word
    return base.name in ("RX", "IsingXX", "PauliX", "Identity") or isinstance(base, IQP)


def x_rotations(op: Operator, device_name: str) -> list[Operator]:
    """The operation as operations that :class:`IQPCircuit` takes.

    Args:
        op (Operator): any operation.
        device_name (str): for the message.

    Returns:
        list[Operator]: their product is the operation.

    Raises:
        DeviceError: if it is no product of commuting X rotations.
    """
    rotations = _expand(op, _DEEPEST)
    if rotations is None:
        raise DeviceError(
            f"{device_name} runs products of X rotations (qgen.IQP, qml.IQP, RX, IsingXX, PauliRot "
            f"of X, PauliX, their adjoints and powers); got {brief(op)}. Use qgen.lightning for it."
        )
    return rotations


def _expand(op: Operator, depth: int) -> list[Operator] | None:
    if is_x_rotation(op):
        return [op]
    if op.name == "IQP":
        return [_with_visible_weights(op)]
    if depth == 0 or not op.has_decomposition:
        return None
    with qml.QueuingManager.stop_recording():
        parts = op.decomposition()
    expanded = [_expand(part, depth - 1) for part in parts]
    return None if None in expanded else [gate for gates in expanded for gate in gates]


def _with_visible_weights(op: Operator) -> Operator:
    """PennyLane's IQP as ours. It keeps its weights among the hyperparameters."""
    options = op.hyperparameters
    try:
        weights = np.array(options["weights"], dtype=float)
    except (TypeError, ValueError) as error:  # a tracer is no number, and would be lost
        raise DeviceError(
            "qml.IQP hides its weights from differentiation. Use qgen.IQP(weights, wires, "
            "pattern), which has the same angles and pattern."
        ) from error
    return IQP(weights, op.wires, options["pattern"], spin_sym=options["spin_sym"])


class IQPCircuit:
    r"""Generators of a circuit, its initial cat state, and its angles as functions of parameters.

    Args:
        tape (QuantumScript): operations that satisfy :func:`is_x_rotation`, on wires ``0, 1, ...``.
        n_wires (int): number of wires of the device.

    Attributes:
        pattern (Pattern): the generators, in the order of the angles.
        angles (AffineAngles): the angle :math:`\theta_g` of each, of :math:`e^{-i\theta_g X_S}`.
        cat (numpy.ndarray or None): ``int8`` mask of the wires that begin in
            :math:`(|0\dots0\rangle + |1\dots1\rangle)/\sqrt2`, of shape ``(n_wires,)``.
        phase (complex): factor of the state.

    Raises:
        DeviceError: if a cat state is not prepared first on its wires, or there are two.
    """

    def __init__(self, tape: QuantumScript, n_wires: int):
        self.angles = AffineAngles()
        self.cat = None
        self.phase = 1
        self._n_wires = n_wires
        self._patterns: list[Pattern] = []
        touched = set()
        for op in tape.operations:
            self._add(op, touched)
            touched |= set(op.wires)
        if not self._patterns:
            self._add_constant([0], 0.0)
        self.pattern = _joined(self._patterns, n_wires)

    def _add(self, op: Operator, touched: set) -> None:
        adjoint, base = isinstance(op, Adjoint), op.base if isinstance(op, Adjoint) else op
        if isinstance(base, IQP):
            self._add_template(base, adjoint, touched)
        elif base.name in _ROTATIONS:
            word = base.hyperparameters.get("pauli_word", "X" * len(base.wires))
            wires = [wire for wire, letter in zip(base.wires, word, strict=True) if letter == "X"]
            self._patterns.append(Pattern(wires, [0, len(wires)], [0], self._n_wires))
            self.angles.append([0], [-0.5 if adjoint else 0.5], [0.0])
        elif base.name == "PauliX":
            # X = i exp(-i pi/2 X) and, for the adjoint, -i exp(+i pi/2 X).
            self._add_constant(base.wires.tolist(), -np.pi / 2 if adjoint else np.pi / 2)
            self.phase *= -1j if adjoint else 1j

    def _add_template(self, template: Operator, adjoint: bool, touched: set) -> None:
        pattern, wires = template.hyperparameters["pattern"], template.wires.tolist()
        if template.hyperparameters["spin_sym"]:
            self._set_cat(wires, adjoint, touched)
        if wires != list(range(self._n_wires)):
            pattern = Pattern(
                np.array(wires)[pattern.wires], pattern.offsets, pattern.parameters, self._n_wires
            )
        self._patterns.append(pattern)
        sign = np.full(pattern.n_generators, -1.0 if adjoint else 1.0)
        self.angles.append(pattern.parameters, sign, 0 * sign)

    def _set_cat(self, wires: list[int], adjoint: bool, touched: set) -> None:
        if adjoint or self.cat is not None or touched & set(wires):
            raise DeviceError(
                "spin_sym prepares a cat state, which qgen.iqp can only do once, as the first "
                "operation on its wires and not in an adjoint."
            )
        self.cat = np.zeros(self._n_wires, dtype=np.int8)
        self.cat[wires] = 1

    def _add_constant(self, wires: list[int], angle: float) -> None:
        self._patterns.append(Pattern(wires, [0, len(wires)], [0], self._n_wires))
        self.angles.append_constant(angle)


def _joined(patterns: list[Pattern], n_wires: int) -> Pattern:
    """All generators in one pattern, each with an angle of its own."""
    if len(patterns) == 1:
        return patterns[0]
    sizes = np.concatenate([pattern.sizes for pattern in patterns])
    wires = np.concatenate([pattern.wires for pattern in patterns])
    return Pattern(wires, np.concatenate([[0], np.cumsum(sizes)]), np.arange(sizes.size), n_wires)
