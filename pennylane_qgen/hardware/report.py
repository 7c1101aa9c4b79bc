"""What a training would cost on a device, before anything is submitted."""

from collections.abc import Callable
from dataclasses import dataclass

import pennylane as qml

from ..checks import check_integer
from ..training import MeteredDevice, Usage, train
from .compiled import CompiledCircuit, compile_circuit
from .error_rates import ErrorRates
from .machine import is_qiskit_device


class DryRun(MeteredDevice):
    """A device that prepares circuits as the inner one does, and answers with zeros.

    Args:
        device (qml.devices.Device): the device that is asked for nothing but its preparation.
    """

    def __init__(self, device):
        super().__init__(device)
        self.circuits = []
        self._zeros = qml.device("null.qubit", wires=device.wires)

    def _submit(self, circuits, keys, execution_config):
        self.usage += Usage.of_circuits(circuits)
        self.circuits += circuits
        results = self._zeros.execute(circuits)
        if not is_qiskit_device(self.target_of_meter):
            return results
        # It returns a tuple for a single measurement too, and expects it.
        return tuple(r if isinstance(r, tuple) else (r,) for r in results)


@dataclass(frozen=True)
class HardwareReport:
    """Circuit and cost of a training.

    Args:
        device (str): name of the device.
        n_wires (int): number of wires of the circuit.
        circuit (CompiledCircuit): gates, depths and error of the circuit after compilation.
        per_step (Usage): executions and shots of the first step.
        total (Usage): the same of all steps.
        steps (int): number of steps.
        cost (float): price of all steps, in the currency of the prices given.

    **Example**

    >>> @qml.set_shots(1000)
    ... @qml.qnode(qml.device("default.qubit", wires=2))
    ... def circuit(weights):
    ...     qgen.HardwareEfficient(weights, wires=[0, 1])
    ...     return qgen.mmd([[0, 1], [1, 0]], bandwidth=1.0)
    >>> weights = qgen.HardwareEfficient.init(n_layers=1, n_wires=2, seed=0)
    >>> report = hardware_report(circuit, weights, steps=50, price_per_shot=0.001)
    >>> report.total, report.cost
    (Usage(executions=850, shots=850000), 850.0)
    """

    device: str
    n_wires: int
    circuit: CompiledCircuit
    per_step: Usage
    total: Usage
    steps: int
    cost: float

    def __str__(self):
        circuit = self.circuit
        gates = ", ".join(f"{number} {name}" for name, number in circuit.gates.items())
        error = "not known" if circuit.error is None else f"{circuit.error:.1%}"
        return "\n".join(
            [
                f"device           {self.device}, {self.n_wires} wires",
                f"gates            {gates}",
                f"depth            {circuit.depth}, of two-qubit gates {circuit.two_qubit_depth}",
                f"estimated error  {error}",
                f"each step        {self.per_step.executions:,} circuits, "
                f"{self.per_step.shots:,} shots",
                f"{self.steps} steps".ljust(17)
                + f"{self.total.executions:,} circuits, {self.total.shots:,} shots",
                f"price            {self.cost:,.2f}",
            ]
        )


def hardware_report(
    qnode: qml.QNode,
    weights,
    *,
    optimizer=None,
    steps: int = 100,
    shots: int | Callable[[int], int] | None = None,
    n_parameters: int | None = None,
    errors: ErrorRates | None = None,
    price_per_execution: float = 0.0,
    price_per_shot: float = 0.0,
) -> HardwareReport:
    """Gates, depth, estimated error, shots, executions and price of a training; nothing is run.

    The numbers are counted, not guessed: the first step of the training is taken on a device that
    prepares each circuit as the real one does and answers with zeros. Optimisers that take a
    different number of evaluations in each step, such as SciPy's, are counted by their first one.

    Args:
        qnode (qml.QNode): the QNode to be trained.
        weights (array-like): its weights.
        optimizer (Optimizer, qml.GradientDescentOptimizer, qml.SPSAOptimizer, str or None): as in
            :func:`~pennylane_qgen.train`.
        steps (int): number of steps of the training.
        shots (int, Callable or None): shots or their schedule; those of the QNode by default.
        n_parameters (int or None): weights to differentiate in a step; all by default.
        errors (ErrorRates or None): error rates of the machine; by default those that a Qiskit
            backend publishes.
        price_per_execution (float): price of a circuit.
        price_per_shot (float): price of a shot.

    Returns:
        HardwareReport: ``print`` shows it as a table.

    Raises:
        TypeError: if ``qnode`` is not a QNode.
        ValueError: if the QNode has no shots.

    **Example**

    >>> @qml.set_shots(1000)
    ... @qml.qnode(qml.device("default.qubit", wires=2))
    ... def circuit(weights):
    ...     qgen.HardwareEfficient(weights, wires=[0, 1])
    ...     return qgen.mmd([[0, 1], [1, 0]], bandwidth=1.0)
    >>> weights = qgen.HardwareEfficient.init(n_layers=1, n_wires=2, seed=0)
    >>> print(hardware_report(circuit, weights, steps=50, price_per_shot=0.001))
    device           default.qubit, 2 wires
    gates            4 RY, 4 RZ, 1 CNOT
    depth            5, of two-qubit gates 1
    estimated error  not known
    each step        17 circuits, 17,000 shots
    50 steps         850 circuits, 850,000 shots
    price            850.00
    """
    if not isinstance(qnode, qml.QNode):
        raise TypeError(f"hardware_report needs a QNode; got {type(qnode).__name__}.")
    check_integer("steps", steps, 1)
    if not (shots or qnode.shots):
        raise ValueError(
            "Hardware measures with shots, and this QNode has none. Say how many: "
            "qml.set_shots(qnode, shots=1000), or shots= here."
        )
    device = qnode.device
    device = device.target_of_meter if isinstance(device, MeteredDevice) else device
    dry = DryRun(device)
    train(
        qnode.update(device=dry),
        weights,
        optimizer=optimizer,
        steps=1,
        shots=shots,
        n_parameters=n_parameters,
        seed=0,
        progress=False,
    )
    total = _of_all_steps(dry.usage, steps, shots)
    return HardwareReport(
        device=device.name,
        n_wires=len(dry.circuits[0].wires),
        circuit=compile_circuit(device, dry.circuits[0], errors),
        per_step=dry.usage,
        total=total,
        steps=steps,
        cost=price_per_execution * total.executions + price_per_shot * total.shots,
    )


def _of_all_steps(first: Usage, steps: int, shots) -> Usage:
    if not callable(shots):
        return Usage(first.executions * steps, first.shots * steps)
    scheduled = sum(shots(step) for step in range(steps))
    return Usage(first.executions * steps, first.shots * scheduled // shots(0))
