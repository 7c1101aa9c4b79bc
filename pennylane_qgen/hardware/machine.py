"""The machine behind a device: Qiskit's backend, Braket's device, or none."""

from ..training import MeteredDevice


def machine_of(device):
    """What knows the qubits and couplings of a device, through any wrappers.

    Args:
        device: a PennyLane device, a Qiskit backend, a Braket device or anything else.

    Returns:
        object: a Qiskit backend, a Braket device, or what was given.
    """
    if isinstance(device, MeteredDevice):
        device = device.target_of_meter
    device = getattr(device, "target_device", device)
    backend = _attribute(device, "backend")
    if hasattr(backend, "num_qubits"):
        return backend
    inner = _attribute(device, "_device")
    return inner if hasattr(inner, "properties") else device


def is_qiskit_backend(machine) -> bool:
    """Whether a machine is a backend of Qiskit's second version, with a target."""
    return hasattr(machine, "target") and hasattr(machine, "num_qubits")


def is_qiskit_device(device) -> bool:
    """Whether a PennyLane device is ``qiskit.remote`` or its like, which compiles by itself."""
    return hasattr(device, "compile_circuits")


def _attribute(device, name):
    """An attribute, or None: PennyLane's devices raise errors of their own for some."""
    return getattr(device, name, None)
