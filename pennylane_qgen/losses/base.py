"""A loss: one linear measurement and a smooth function of its result.

PennyLane's gradient rules hold for measurements that are linear in the state, and no interesting
loss is. So a loss is a pytree whose only leaf is a linear measurement. A QNode that returns it
executes and differentiates the measurement, then rebuilds what was returned from the results:
there the function is applied, in the user's interface, by the chain rule of that interface.
"""

from collections.abc import Callable
from numbers import Number

import numpy as np
from pennylane import math
from pennylane.exceptions import QuantumFunctionError
from pennylane.measurements import ExpectationMP, MeasurementProcess, ProbabilityMP
from pennylane.pytrees import register_pytree
from pennylane.queuing import QueuingManager
from pennylane.wires import Wires

from ..bits import check_bits, check_probabilities, empirical_distribution
from ..measurements.qnode_guards import (
    GRADIENT_TRANSFORM_ADVICE,
    evaluated_qnode,
    refuse_gradient_transform,
    refuse_wrong_adjoint,
)

MAX_EXACT_WIRES = 20
"""Losses of the full distribution are refused above this number of wires unless asked for."""


class Loss:
    """What a QNode returns to have a loss evaluated.

    Args:
        measurement (MeasurementProcess): what the device measures, linear in the state.
        function (Callable): maps the result of the measurement, in any interface and with
            leading batch axes, to the loss.
        name (str): the name in ``repr``.
        redraw (Callable or None): for a loss that draws random numbers, makes another one with
            new numbers; :func:`qml.apply <pennylane.apply>` then takes its measurement and
            function.

    Raises:
        QuantumFunctionError: inside a QNode to which a gradient transform was applied, or on
            default.qubit with ``diff_method="adjoint"``, which gets all but expectation values
            wrong.

    **Example**

    >>> dev = qml.device("default.qubit", wires=1)
    >>> @qml.qnode(dev)
    ... def circuit(angle):
    ...     qml.RX(angle, wires=0)
    ...     return qgen.Loss(qml.expval(qml.Z(0)), lambda z: (z - 1) ** 2, "squared_error")
    >>> circuit(np.pi / 2).round(4)
    np.float64(1.0)
    """

    def __init__(
        self,
        measurement,
        function: Callable | None = None,
        name: str = "loss",
        *,
        redraw: Callable[[], "Loss"] | None = None,
    ):
        if function is None:
            # PennyLane builds type(output)(results) if a transform changed the number of results.
            raise QuantumFunctionError(GRADIENT_TRANSFORM_ADVICE)
        _refuse_wrong_use(measurement)
        self.measurement = measurement
        self.function = function
        self.name = name
        self._redraw = redraw
        self._queued = QueuingManager.recording()

    def postprocess(self, result):
        """Loss of a measured result, for those who execute tapes themselves.

        Args:
            result (tensor-like): what a device returns for :attr:`measurement`.

        Returns:
            tensor-like: the loss, a scalar or one for each entry of a leading batch axis.
        """
        return self.function(result)

    def queue(self, context=QueuingManager):
        """Queue the measurement again: ``qml.apply(loss)`` reuses a loss made outside a QNode."""
        _refuse_wrong_use(self.measurement)
        if self._redraw is not None:
            fresh = self._redraw()
            self.measurement, self.function = fresh.measurement, fresh.function
        self.measurement.queue(context)
        self._queued = True
        return self

    def __repr__(self):
        return f"{self.name}({self.measurement})"


def _refuse_wrong_use(measurement) -> None:
    refuse_gradient_transform()
    if not isinstance(measurement, ExpectationMP):
        refuse_wrong_adjoint()


def _flatten(loss: Loss):
    if not loss._queued and evaluated_qnode() is not None:
        raise QuantumFunctionError(
            f"{loss} was made outside the QNode that returns it, so its measurement is not in the "
            "circuit. Return qml.apply(loss), or make the loss inside."
        )
    return (loss.measurement,), (loss.function, loss.name)


def _unflatten(leaves, metadata):
    """Apply the function where numbers came; keep a loss of whatever else stands for a leaf."""
    (leaf,), (function, name) = leaves, metadata
    return function(leaf) if _is_numeric(leaf) else Loss(leaf, function, name)


def _is_numeric(leaf) -> bool:
    """Arrays, tensors and tracers have a sum; measurements, shapes and placeholders have none."""
    if isinstance(leaf, MeasurementProcess):
        return False
    return isinstance(leaf, Number) or hasattr(leaf, "sum")


register_pytree(Loss, _flatten, _unflatten, namespace="qgen")


def check_distribution(probabilities, size: int) -> None:
    """Raise if a result cannot be the probabilities that a loss measured.

    Args:
        probabilities (tensor-like): result of shape ``(..., size)``; the values are checked only
            where they are known, not on tracers.
        size (int): number of outcomes of the target.

    Raises:
        ValueError: if the number of outcomes is a power of two other than that of the target.
        QuantumFunctionError: if the result is no probability vector, as when a gradient transform
            is applied to the QNode itself.
    """
    shape = math.shape(probabilities)
    if not shape or shape[-1] & (shape[-1] - 1):
        raise QuantumFunctionError(
            f"Expected probabilities; got shape {shape}. {GRADIENT_TRANSFORM_ADVICE}"
        )
    if not math.is_abstract(probabilities):
        totals = np.sum(math.unwrap([probabilities])[0], axis=-1)
        if (abs(totals - 1) > 1e-3).any():
            worst = np.ravel(totals)[np.argmax(np.abs(np.ravel(totals) - 1))]
            raise QuantumFunctionError(
                f"Expected probabilities that sum to 1; got a sum of {worst:.4g}. "
                + GRADIENT_TRANSFORM_ADVICE
            )
    _check_size(shape[-1], size)


def _check_size(measured: int, size: int) -> None:
    if measured != size:
        raise ValueError(
            f"The target of the loss lives on {size.bit_length() - 1} wires, but the circuit "
            f"measured {measured.bit_length() - 1}. Pass wires= to the loss to say which."
        )


def constant_like(array: np.ndarray, tensor):
    """A NumPy constant that can meet ``tensor`` in arithmetic: torch alone needs a conversion."""
    return math.convert_like(array, tensor) if math.get_interface(tensor) == "torch" else array


def read_target(target) -> tuple[np.ndarray, int]:
    """Return a target as checked samples or probabilities, and its number of wires.

    Args:
        target (array-like): samples of shape ``(n_samples, n_wires)`` or a probability vector of
            length ``2**n_wires``.

    Returns:
        tuple[numpy.ndarray, int]: ``int8`` samples or ``float64`` probabilities, and ``n_wires``.

    Raises:
        ValueError: if it is neither.
    """
    array = np.asarray(target)
    if array.ndim == 2:
        samples = check_bits(array, name="The target's samples")
        return samples, samples.shape[1]
    if array.ndim == 1:
        vector = check_probabilities(array, name="The target's probabilities")
        return vector, vector.size.bit_length() - 1
    raise ValueError(
        "The target of a loss is samples, bits of shape (n_samples, n_wires), or a probability "
        f"vector of length 2**n_wires; got shape {array.shape}."
    )


def check_wires(wires, n_wires: int) -> Wires | None:
    """Return ``wires`` as :class:`~pennylane.wires.Wires`, as many as the target has.

    Raises:
        ValueError: if their number is not that of the target.
    """
    if wires is None:
        return None
    wires = Wires(wires)
    if len(wires) != n_wires:
        raise ValueError(f"The target has {n_wires} wires; got {len(wires)} wires, {wires}.")
    return wires


def distribution_loss(
    name: str, target, wires, formula: Callable, *, max_wires: int | None = MAX_EXACT_WIRES
) -> Loss:
    """A loss of the full probability vector.

    Args:
        name (str): name of the loss.
        target (array-like): samples or probabilities.
        wires (Sequence or None): measured wires; all of the device if ``None``.
        formula (Callable): ``formula(q, p)`` with measured ``q`` of shape ``(..., 2**n)`` and
            target ``p`` of shape ``(2**n,)``, both in the interface of the QNode.
        max_wires (int or None): refuse targets of more wires.

    Returns:
        Loss: the loss.

    Raises:
        ValueError: for a bad target, wires that do not fit it, or too many of them.
    """
    target, n_wires = read_target(target)
    if max_wires is not None and n_wires > max_wires:
        raise ValueError(
            f"{name} needs all 2**{n_wires} probabilities, which is too much above {max_wires} "
            "wires. Use qgen.mmd(target, n_observables=1000), which measures parities instead."
        )
    p = target if target.ndim == 1 else empirical_distribution(target)

    def function(q):
        check_distribution(q, p.size)
        return formula(q, constant_like(p, q))

    return Loss(ProbabilityMP(wires=check_wires(wires, n_wires)), function, name)
