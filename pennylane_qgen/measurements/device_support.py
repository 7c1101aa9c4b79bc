"""Whether a device takes a measurement process that PennyLane itself does not have."""

import warnings
from weakref import WeakKeyDictionary

import pennylane as qml
from pennylane.devices import LegacyDeviceFacade
from pennylane.exceptions import DeviceError
from pennylane.tape import QuantumScript

from .parities import ParityMP

_KNOWN: WeakKeyDictionary = WeakKeyDictionary()


def takes_parities(device, shots: bool) -> bool:
    """Whether a device measures :func:`~pennylane_qgen.parities`; nothing is executed.

    A device that checks measurements when it prepares a circuit is asked with a small circuit.
    Devices of PennyLane's older interface, such as ``qiskit.aer`` and ``cirq.simulator``, do not
    check: they fail later, and those of density matrices give wrong numbers. So none of them does.

    Args:
        device (qml.devices.Device): the device.
        shots (bool): whether it is asked for finite shots.

    Returns:
        bool: the answer.

    **Example**

    >>> takes_parities(qml.device("default.qubit"), shots=True)
    True
    """
    while hasattr(device, "target_of_meter"):
        device = device.target_of_meter
    if isinstance(device, LegacyDeviceFacade):
        return False
    answers = _KNOWN.setdefault(device, {})
    if shots not in answers:
        answers[shots] = _prepares(device, shots)
    return answers[shots]


def _prepares(device, shots: bool) -> bool:
    wires = device.wires or [0]
    # Some devices warn of circuits without shots; nothing is executed here.
    with qml.QueuingManager.stop_recording(), warnings.catch_warnings(action="ignore"):
        measurement = ParityMP([[1]], wires=qml.wires.Wires(wires[0]))
        circuit = QuantumScript([], [measurement], shots=100 if shots else None)
        config = device.setup_execution_config(circuit=circuit)
        try:
            device.preprocess_transforms(config)([circuit])
        except DeviceError:
            return False
    return True
