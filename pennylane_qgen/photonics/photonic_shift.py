r"""Parameter-shift rules of linear optics.

With n photons, the probabilities of a circuit are trigonometric polynomials of its angles: of
degree n in a phase and of degree 2n in an angle of a beam splitter, whatever the measurement, with
loss and with distinguishable photons too. A polynomial of degree R needs 2R shifted circuits; with
fewer the gradient is wrong. How many photons can come through a gate follows from the circuit.
"""

import copy
from itertools import zip_longest

import numpy as np
import pennylane as qml
from pennylane import math
from pennylane.exceptions import QuantumFunctionError
from pennylane.operation import Operator
from pennylane.queuing import QueuingManager
from pennylane.tape import QuantumScript

from ..linear_optics import shift_rule
from .beam_splitter import BeamSplitter
from .from_pennylane import translate
from .phase_shifter import PhaseShifter
from .photons import Photons

_FREQUENCIES_A_PHOTON = {PhaseShifter: 1, BeamSplitter: 2}
_CHANGES_PHOTON_NUMBER = (
    "CatState",
    "CoherentState",
    "CubicPhase",
    "Displacement",
    "GaussianState",
    "Squeezing",
    "ThermalState",
    "TwoModeSqueezing",
)


def photons_through(operations: list[Operator]) -> list[int]:
    """The most photons that can be in the modes of each operation.

    Args:
        operations (list[Operator]): photonic operations; photons come in by ``Photons``.

    Returns:
        list[int]: photons of all inputs that reach the modes of an operation, for each.

    **Example**

    >>> photons_through([qgen.Photons([1, 2], [0, 1]), qgen.PhaseShifter(0.1, 1)])
    [3, 2]
    """
    photons: dict = {}
    sources: dict = {}
    totals = []
    for op in operations:
        if isinstance(op, Photons):
            photons.update(zip(op.wires, op.counts, strict=True))
            reached = {wire: frozenset([wire]) for wire in op.wires}
        else:
            joined = frozenset().union(*(sources.get(wire, ()) for wire in op.wires))
            reached = dict.fromkeys(op.wires, joined)
        sources |= reached
        totals.append(sum(photons[wire] for wire in frozenset().union(*reached.values())))
    return totals


def refuse_trainable_observables(circuit: QuantumScript) -> None:
    """Raise if coefficients of observables are to be differentiated, which no rule here does.

    Args:
        circuit (QuantumScript): a circuit in the user's interface.

    Raises:
        QuantumFunctionError: naming the measurement.
    """
    for mp in circuit.measurements:
        if mp.obs is not None and any(math.requires_grad(value) for value in mp.obs.data):
            raise QuantumFunctionError(
                f"The coefficients of {mp} cannot be trained; measure its words one by one and "
                "multiply their results, or mark the coefficients as constant."
            )


def _is_trainable(op: Operator) -> bool:
    return any(math.requires_grad(parameter) for parameter in op.data)


def _expand(operations) -> list[Operator]:
    """Take trainable meshes and loops apart, down to gates that have a rule."""
    expanded = []
    for op in translate(operations):
        if _is_trainable(op) and type(op) not in _FREQUENCIES_A_PHOTON and op.has_decomposition:
            with QueuingManager.stop_recording():
                expanded += _expand(op.decomposition())
        else:
            expanded.append(op)
    return expanded


def _expand_circuit(circuit: QuantumScript, **_):
    """Run before the rule, where the user's interface still sees how angles depend on weights."""
    refuse_trainable_observables(circuit)
    operations = _expand(circuit.operations)
    if any(a is not b for a, b in zip_longest(operations, circuit.operations)):
        circuit = circuit.copy(operations=operations, trainable_params=None)
        parameters = circuit.get_parameters(trainable_only=False)
        circuit.trainable_params = [i for i, p in enumerate(parameters) if math.requires_grad(p)]
    return (circuit,), lambda results: results[0]


def _photonic_shift(circuit: QuantumScript, argnum=None, broadcast=False):
    r"""Gradient by photonic parameter-shift rules, exact or from shots.

    .. math:: f'(\theta) = \sum_{\mu = 1}^{2 R} \frac{(-1)^{\mu - 1}}{4 R \sin^2(x_\mu / 2)}
              f(\theta + x_\mu), \qquad x_\mu = \frac{(2 \mu - 1) \pi}{2 R},

    with :math:`R = n` for a phase shifter and :math:`R = 2 n` for a beam splitter that n photons
    can reach. The photonic devices take it for ``diff_method="parameter-shift"``. The rule is
    linear, so gradients from shots are unbiased.

    Args:
        circuit (QNode or QuantumScript): photonic circuit to differentiate.
        argnum (int or Sequence[int]): trainable parameters to differentiate by; all if ``None``.
        broadcast (bool): whether all shifts of one angle make one batched circuit.

    Returns:
        tuple: the shifted circuits and the function from their results to the Jacobian.

    Raises:
        QuantumFunctionError: if a gate changes the number of photons, so that no rule of finitely
            many terms holds.

    **Example**

    >>> @qml.qnode(qml.device("qgen.boson", wires=2), diff_method="parameter-shift")
    ... def circuit(theta):
    ...     qgen.Photons([1, 1], wires=[0, 1])
    ...     qgen.BeamSplitter(theta, 0.0, wires=[0, 1])
    ...     return qml.probs(wires=[0, 1])
    >>> theta = qml.numpy.array(0.3, requires_grad=True)
    >>> qml.jacobian(circuit)(theta).round(6)  # of cos(2 theta)**2 for two clicks
    array([ 0.      ,  0.932039,  0.932039, -1.864078])

    **Source**: `arXiv:2409.16369 <https://arxiv.org/abs/2409.16369>`_, `arXiv:2410.02726
    <https://arxiv.org/abs/2410.02726>`_.
    """
    changing = {op.name for op in circuit.operations} & set(_CHANGES_PHOTON_NUMBER)
    if changing:
        raise QuantumFunctionError(
            f"There is no parameter-shift rule with {sorted(changing)}, after which the number of "
            "photons has no bound; use diff_method='finite-diff' or that of the device."
        )
    operations = [
        _with_rule(op, photons)
        for op, photons in zip(circuit.operations, photons_through(circuit.operations), strict=True)
    ]
    circuit = circuit.copy(operations=operations, trainable_params=circuit.trainable_params)
    return qml.gradients.param_shift.tape_transform(circuit, argnum=argnum, broadcast=broadcast)


def _with_rule(op: Operator, n_photons: int) -> Operator:
    frequencies = _FREQUENCIES_A_PHOTON.get(type(op))
    if frequencies is None:
        return op
    shifts, coefficients = shift_rule(max(1, frequencies * n_photons))
    recipe = np.stack([coefficients, np.ones_like(shifts), shifts], axis=1).tolist()
    op = copy.copy(op)
    op.grad_recipe = (recipe,) * op.num_params
    return op


photonic_shift = qml.transform(
    _photonic_shift,
    expand_transform=_expand_circuit,
    # applied to a QNode, it continues through the classical processing as PennyLane's own does
    classical_cotransform=qml.gradients.param_shift.classical_cotransform,
    final_transform=True,
)
