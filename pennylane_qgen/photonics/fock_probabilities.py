"""Probabilities of photon numbers as a tensor with one axis a mode."""

from pennylane import math
from pennylane.measurements import MeasurementProcess
from pennylane.wires import Wires


def measured_wires(measurement: MeasurementProcess, wire_order: Wires) -> Wires:
    """The wires of a measurement, all of the order if it names none."""
    return measurement.wires or wire_order


def marginal(probabilities, wires: Wires, wire_order: Wires):
    """Joint probabilities of the photon numbers of some modes.

    Args:
        probabilities (tensor_like): of shape ``(..., cutoff, ..., cutoff)`` with one last axis for
            each wire of ``wire_order``.
        wires (Wires): the modes that remain, in the order of the result's axes.
        wire_order (Wires): all modes.

    Returns:
        tensor_like: of shape ``(..., cutoff, ..., cutoff)`` with one last axis for each of
        ``wires``.

    **Example**

    >>> pair = np.array([[0.1, 0.2], [0.3, 0.4]])
    >>> marginal(pair, Wires(["b"]), Wires(["a", "b"]))
    array([0.4, 0.6])
    """
    n_batch_axes = math.ndim(probabilities) - len(wire_order)
    rest = [n_batch_axes + i for i, wire in enumerate(wire_order) if wire not in wires]
    kept = [wire for wire in wire_order if wire in wires]
    if rest:
        probabilities = math.sum(probabilities, axis=tuple(rest))
    axes = [n_batch_axes + kept.index(wire) for wire in wires]
    return math.transpose(probabilities, (*range(n_batch_axes), *axes))
