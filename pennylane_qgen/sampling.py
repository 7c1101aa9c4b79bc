"""Draw bit strings from the circuit of a QNode that was written to return a loss."""

import contextlib

import numpy as np
import pennylane as qml
from pennylane.tape import QuantumScript
from pennylane.wires import Wires

from .checks import check_integer
from .losses.fidelity import DataState

MAX_PROBABILITY_WIRES = 26
"""Above this number of wires a probability vector takes more than half a gigabyte."""


def sample(qnode: qml.QNode, weights, *, shots: int, seed=None, wires=None) -> np.ndarray:
    """Samples of the distribution that a QNode's circuit prepares.

    The operations of the QNode are run on its device with ``qml.sample`` in place of what the
    QNode returns. No array of length ``2**n_wires`` is built here, so the device alone sets the
    limit.

    Args:
        qnode (qml.QNode): a QNode of one argument, the weights, on any device.
        weights (array-like): weights without a batch axis.
        shots (int): number of samples.
        seed (int, numpy.random.Generator or None): makes the samples reproducible on PennyLane's
            simulators, whose generator is put back afterwards. ``None`` draws from the device's own
            generator, which ``qml.device(..., seed=...)`` seeds.
        wires (Any, Iterable or None): wires to read, in this order. By default those that the
            first measurement of the QNode names, else all wires of the device, else all wires of
            the circuit.

    Returns:
        numpy.ndarray: ``int8`` zeros and ones of shape ``(shots, n_wires)``.

    Raises:
        TypeError: if ``qnode`` is not a QNode.
        ValueError: if ``shots`` is not a positive integer, the circuit measures an overlap with a
            data state, the weights are a batch, or a seed is given to a device without a
            generator that can be seeded.

    **Example**

    >>> dev = qml.device("lightning.qubit", wires=2)
    >>> @qml.qnode(dev)
    ... def circuit(weights):
    ...     qml.RY(weights[0], wires=0)
    ...     qml.CNOT([0, 1])
    ...     return qml.probs()
    >>> sample(circuit, [np.pi], shots=2)
    array([[1, 1],
           [1, 1]], dtype=int8)
    """
    check_integer("shots", shots, 1)
    operations, wires = _circuit(qnode, weights, wires)
    with _seeded(qnode.device, seed):
        result = _draw(qnode, operations, wires, int(shots))
    if result.size != shots * len(wires):
        raise ValueError(_batch_message(result.shape))
    return result.reshape(shots, len(wires)).astype(np.int8)


def probabilities(qnode: qml.QNode, weights, *, wires=None) -> np.ndarray:
    """Exact distribution that a QNode's circuit prepares.

    Args:
        qnode (qml.QNode): a QNode of one argument, the weights, on a simulator.
        weights (array-like): weights without a batch axis.
        wires (Any, Iterable or None): wires to read, as for :func:`sample`; at most 26.

    Returns:
        numpy.ndarray: float64 vector of length ``2**n_wires``, the first wire the most significant
        bit.

    Raises:
        TypeError: if ``qnode`` is not a QNode.
        ValueError: if there are more than 26 wires, the circuit measures an overlap with a data
            state, or the weights are a batch.

    **Example**

    >>> dev = qml.device("lightning.qubit", wires=2)
    >>> @qml.qnode(dev)
    ... def circuit(weights):
    ...     qml.RY(weights[0], wires=0)
    ...     qml.CNOT([0, 1])
    ...     return qml.expval(qml.Z(0))
    >>> probabilities(circuit, [np.pi / 2], wires=[0, 1]).round(3)
    array([0.5, 0. , 0. , 0.5])
    """
    operations, wires = _circuit(qnode, weights, wires)
    if len(wires) > MAX_PROBABILITY_WIRES:
        raise ValueError(
            f"The probabilities of {len(wires)} wires are 2**{len(wires)} numbers; at most "
            f"{MAX_PROBABILITY_WIRES} wires can be computed. Use qgen.sample, or name fewer wires."
        )
    script = QuantumScript(operations, [qml.probs(wires=wires)])
    result = np.asarray(_execute(qnode, script), dtype=float)
    if result.shape != (2 ** len(wires),):
        raise ValueError(_batch_message(result.shape))
    return result


def _circuit(qnode, weights, wires) -> tuple[list, Wires]:
    """Operations of the QNode at the weights, as NumPy numbers, and the wires to read."""
    if not isinstance(qnode, qml.QNode):
        raise TypeError(
            "Samples are drawn from a QNode, whose circuit and device are used; got "
            f"{type(qnode).__name__}. Pass the QNode itself, not a function that calls it."
        )
    weights = np.asarray(weights) if isinstance(weights, list | tuple) else weights
    tape = qml.workflow.construct_tape(qnode)(weights)
    if any(isinstance(operation, DataState) for operation in tape.operations):
        raise ValueError(
            "This QNode prepares a data state and measures its overlap with the ansatz, so its "
            "samples are not those of the model. Sample a QNode of the ansatz itself, such as one "
            "that applies the ansatz and returns qml.probs()."
        )
    [tape], _ = qml.transforms.convert_to_numpy_parameters(tape)
    return tape.operations, _read_wires(tape, qnode.device, wires)


def _read_wires(tape: QuantumScript, device, wires) -> Wires:
    if wires is not None:
        return Wires(wires)
    if tape.measurements and len(tape.measurements[0].wires) > 0:
        return tape.measurements[0].wires
    if device.wires is not None and len(device.wires) > 0:
        return device.wires
    # PennyLane's own order for a device without wires.
    numbered = set(tape.wires) == set(range(len(tape.wires)))
    return Wires(range(len(tape.wires))) if numbered else tape.wires


def _execute(qnode: qml.QNode, script: QuantumScript):
    settings = {key: qnode.execute_kwargs[key] for key in ("postselect_mode", "mcm_method")}
    return qml.execute([script], qnode.device, diff_method=None, interface=None, **settings)[0]


def _draw(qnode: qml.QNode, operations: list, wires: Wires, shots: int) -> np.ndarray:
    """Samples; from counts where a device has no samples of several wires, as Braket's."""
    script = QuantumScript(operations, [qml.sample(wires=wires)], shots=shots)
    try:
        return np.asarray(_execute(qnode, script))
    except NotImplementedError:  # raised before anything is submitted
        counts = _execute(qnode, script.copy(measurements=[qml.counts(wires=wires)]))
    outcomes = [[int(bit) for bit in outcome] for outcome in counts]
    return np.repeat(outcomes, [int(number) for number in counts.values()], axis=0)


def _batch_message(shape: tuple[int, ...]) -> str:
    return (
        f"One circuit is sampled at a time; the device returned an array of shape {shape}. Pass "
        "weights without a batch axis."
    )


@contextlib.contextmanager
def _seeded(device, seed):
    """Put a simulator's random generator into a seeded state, and back afterwards."""
    if seed is None:
        yield
        return
    # Lightning's state vector shares this very object, so its state is set, not the attribute.
    candidates = (device, getattr(device, "_simulator", None))
    simulator = next((c for c in candidates if hasattr(c, "_rng")), None)
    generator = getattr(simulator, "_rng", None)
    if not isinstance(generator, np.random.Generator):
        raise ValueError(
            f"The device {device.name} has no generator that can be seeded here. Leave out seed=, "
            "and seed the device if it can be: qml.device(..., seed=...)."
        )
    before = generator.bit_generator.state
    number = np.random.default_rng(seed).integers(2**63)
    generator.bit_generator.state = type(generator.bit_generator)(number).state
    try:
        yield
    finally:
        if simulator._rng is not generator:  # default.qubit replaces it after some executions
            simulator._rng = generator
        generator.bit_generator.state = before
