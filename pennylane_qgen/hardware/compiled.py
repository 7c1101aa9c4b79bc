"""Gates and depth of a circuit as a machine would run it."""

from collections import Counter
from dataclasses import dataclass

from pennylane.tape import QuantumScript

from .error_rates import ErrorRates, combine, gate_error
from .machine import is_qiskit_backend, is_qiskit_device, machine_of

_NO_GATES = ("barrier", "delay", "measure")


@dataclass(frozen=True)
class CompiledCircuit:
    """What is left of a circuit after compilation.

    Args:
        gates (dict[str, int]): number of gates by name, most frequent first.
        two_qubit_gates (int): number of gates on two qubits or more.
        depth (int): longest chain of gates.
        two_qubit_depth (int): longest chain of gates on two qubits or more.
        error (float or None): probability that any gate or readout goes wrong, if it is known.
    """

    gates: dict[str, int]
    two_qubit_gates: int
    depth: int
    two_qubit_depth: int
    error: float | None


def compile_circuit(device, circuit: QuantumScript, errors: ErrorRates | None) -> CompiledCircuit:
    """Compile a circuit as the device would, without running it.

    Args:
        device (qml.devices.Device): a ``qiskit.remote`` device compiles by Qiskit's transpiler and
            the device's options; on others the gates that PennyLane hands over are counted.
        circuit (QuantumScript): a circuit prepared for the device.
        errors (ErrorRates or None): error rates; by default those that the backend publishes.

    Returns:
        CompiledCircuit: gates, depths and error.
    """
    if is_qiskit_device(device):
        gates, measured, error = _by_qiskit(device, circuit)
    else:
        gates = [(gate.name, tuple(gate.wires)) for gate in circuit.operations]
        measured, error = len(circuit.wires), None
    sizes = [len(qubits) for _, qubits in gates]
    if errors is not None:
        error = errors.of_circuit(sizes, measured)
    return CompiledCircuit(
        dict(Counter(name for name, _ in gates).most_common()),
        sum(size > 1 for size in sizes),
        _depth([qubits for _, qubits in gates]),
        _depth([qubits for _, qubits in gates if len(qubits) > 1]),
        error,
    )


def _by_qiskit(device, circuit: QuantumScript):
    """Compiled gates, the number of qubits read, and the error by the backend's own numbers."""
    from pennylane_qiskit.converter import circuit_to_qiskit

    script = circuit_to_qiskit(circuit, device.num_wires, diagonalize=True, measure=True)
    [compiled] = device.compile_circuits([script])
    applied = [
        (
            instruction.operation.name,
            tuple(compiled.find_bit(qubit).index for qubit in instruction.qubits),
        )
        for instruction in compiled.data
    ]
    gates = [(name, qubits) for name, qubits in applied if name not in _NO_GATES]
    read = [qubits for name, qubits in applied if name == "measure"]
    machine = machine_of(device)
    error = None
    if is_qiskit_backend(machine):
        rates = [gate_error(machine, name, qubits) for name, qubits in applied]
        error = combine(rates)
    return gates, len(read), error


def _depth(gates) -> int:
    """Longest chain of gates that must wait for each other."""
    level = {}
    for qubits in gates:
        start = max((level.get(qubit, 0) for qubit in qubits), default=0)
        level.update(dict.fromkeys(qubits, start + 1))
    return max(level.values(), default=0)
