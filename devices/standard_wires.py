"""Circuits on the wires that a simulator counts."""

import pennylane as qml
from pennylane.tape import QuantumScript
from pennylane.wires import Wires


def on_integers(circuit: QuantumScript, wires: Wires | None) -> QuantumScript:
    """The circuit on wires 0, 1, ... of a device.

    Args:
        circuit (QuantumScript): a circuit on the labels of the device.
        wires (Wires or None): the device's labels; ``None`` for those of the circuit.

    Returns:
        QuantumScript: the same object where nothing changes.
    """
    if wires is None:
        return circuit.map_to_standard_wires()
    labels = wires.labels
    if labels == tuple(range(len(labels))):
        return circuit
    wire_map = {label: index for index, label in enumerate(labels)}
    return qml.map_wires(circuit, wire_map)[0][0]
