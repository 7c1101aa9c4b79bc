"""Gradients with respect to a few weights, drawn at random in each step.

By parameter-shift a gradient takes two circuits a gate with a weight in it. Gates whose angles do
not depend on the weights drawn become constants, so no circuit is executed for them.
"""

import copy
from collections.abc import Callable

import numpy as np
import pennylane as qml
from pennylane.devices.preprocess import decompose
from pennylane.ops.functions import bind_new_parameters
from pennylane.queuing import AnnotatedQueue
from pennylane.tape import QuantumScript


class RandomParameters:
    """Draws the weights of each step and makes the QNode that depends on them alone.

    Args:
        qnode (qml.QNode): the QNode.
        shape (tuple[int]): shape of the weights.
        n_parameters (int): number of weights to draw.
        seed (int): seed of the run; a step draws the same when it is done again.

    **Example**

    >>> @qml.qnode(qml.device("default.qubit"))
    ... def circuit(weights):
    ...     qml.RX(weights[0], wires=0)
    ...     qml.RY(weights[1], wires=0)
    ...     return qml.expval(qml.Z(0))
    >>> function, mask = RandomParameters(circuit, (2,), n_parameters=1, seed=0)(step=0)
    >>> mask.tolist()
    [False, True]
    >>> qml.grad(function)(qml.numpy.array([0.0, np.pi / 2]))
    array([ 0., -1.])
    """

    def __init__(self, qnode: qml.QNode, shape, *, n_parameters: int, seed: int):
        self._qnode, self._shape = qnode, shape
        self._n_parameters, self._seed = n_parameters, seed

    def __call__(self, step: int) -> tuple[qml.QNode, np.ndarray]:
        """QNode and mask of the weights of a step.

        Args:
            step (int): number of steps done before.

        Returns:
            tuple[qml.QNode, numpy.ndarray]: the QNode, whose value is the same, and a mask that is
            true for the weights drawn.
        """
        rng = np.random.default_rng([self._seed, step])
        size = int(np.prod(self._shape))
        mask = np.zeros(size, dtype=bool)
        mask[rng.choice(size, self._n_parameters, replace=False)] = True
        mask = mask.reshape(self._shape)
        # A gate depends on the weights drawn if its angle moves when they do.
        shift = mask * rng.uniform(0.5, 1.5, self._shape)
        qnode = copy.copy(self._qnode)
        qnode.func = _hold(self._qnode.func, shift)
        return qnode, mask


def _hold(circuit: Callable, shift: np.ndarray) -> Callable:
    """The circuit with constant angles in all gates that do not change by the shift."""

    def held(weights):
        gates, measurements, output = _record(circuit, weights)
        moved, _, _ = _record(circuit, qml.math.unwrap([weights])[0] + shift)
        for gate, other in zip(gates, moved, strict=True):
            _held_gate(gate, other).queue()
        for measurement in measurements:
            measurement.queue()
        return output

    return held


def _record(circuit: Callable, weights) -> tuple[list, list, object]:
    """Gates of scalar angles and measurements of a circuit, and what it returns."""
    with AnnotatedQueue() as queue:
        output = circuit(weights)
    script = QuantumScript.from_queue(queue)
    [decomposed], _ = decompose(script, stopping_condition=_is_elementary, name="train")
    return decomposed.operations, script.measurements, output


def _is_elementary(gate) -> bool:
    return not gate.has_decomposition or all(qml.math.ndim(angle) == 0 for angle in gate.data)


def _held_gate(gate, other):
    angles = [
        angle if _number(angle) != _number(moved) else _number(angle)
        for angle, moved in zip(gate.data, other.data, strict=True)
        if qml.math.ndim(angle) == 0
    ]
    return bind_new_parameters(gate, angles) if len(angles) == gate.num_params else gate


def _number(angle) -> float:
    return float(qml.math.unwrap([angle])[0])
