"""Circuits taken apart to passive linear optics, for all devices that know nothing else."""

from dataclasses import replace
from functools import partial

import pennylane as qml
from pennylane.devices import Device, ExecutionConfig
from pennylane.devices.preprocess import validate_device_wires, validate_measurements
from pennylane.exceptions import DeviceError
from pennylane.operation import Operator
from pennylane.queuing import QueuingManager
from pennylane.tape import QuantumScript

from ...photonics import photonic_shift
from ...photonics.from_pennylane import from_pennylane
from ...photonics.photonic_shift import refuse_trainable_observables
from .photonic_circuit import is_linear_optics
from .photonic_measurements import is_analytic, is_sampled

SHIFT_METHODS = ("best", "parameter-shift", qml.gradients.param_shift, photonic_shift)
"""Gradient methods that mean photonic shift rules on a device that knows no better."""


def with_photonic_shift(config: ExecutionConfig) -> ExecutionConfig:
    """The configuration with photonic shift rules in place of those for qubits.

    Args:
        config (ExecutionConfig): what the user asked for.

    Returns:
        ExecutionConfig: the same if the gradient method is none of :data:`SHIFT_METHODS`.
    """
    if config.gradient_method not in SHIFT_METHODS:
        return config
    return replace(
        config,
        gradient_method=photonic_shift,
        use_device_gradient=False,
        use_device_jacobian_product=False,
        grad_on_execution=False,
    )


def photonic_pipeline(device: Device) -> qml.CompilePipeline:
    """Check wires and measurements, and take circuits apart to linear optics, one of a batch.

    Args:
        device (Device): the device, with an attribute ``detector``; its name is in the messages.

    Returns:
        CompilePipeline: the transforms.
    """
    pipeline = qml.CompilePipeline()
    pipeline.add_transform(validate_device_wires, device.wires, name=device.name)
    pipeline.add_transform(expand_to_linear_optics, name=device.name)
    pipeline.add_transform(
        validate_measurements,
        analytic_measurements=partial(is_analytic, detector=device.detector),
        sample_measurements=partial(is_sampled, detector=device.detector),
        name=device.name,
    )
    pipeline.add_transform(qml.transforms.broadcast_expand)
    return pipeline


@qml.transform
def expand_to_linear_optics(circuit: QuantumScript, name: str = "device"):
    """Translate PennyLane's photonic operations and decompose templates.

    Args:
        circuit (QuantumScript): any circuit.
        name (str): the device, for messages.

    Returns:
        tuple: a circuit of operations that
        :func:`~pennylane_qgen.devices.photonic.photonic_circuit.read_circuit` knows, and the
        function that hands on its results.

    Raises:
        DeviceError: for an operation that is not of passive linear optics; it is named.
        QuantumFunctionError: if coefficients of an observable are to be trained.
    """
    refuse_trainable_observables(circuit)
    if not all(map(is_linear_optics, circuit.operations)):
        operations = [part for op in circuit.operations for part in _expand(op, op, name)]
        circuit = circuit.copy(operations=operations)
    return (circuit,), lambda results: results[0]


def _expand(op: Operator, original: Operator, device: str) -> list[Operator]:
    if is_linear_optics(op):
        return [op]
    [*parts] = from_pennylane(op)
    if parts == [op]:
        if not op.has_decomposition:
            raise DeviceError(
                f"{device} runs passive linear optics on Fock states; got {original.name}. "
                "Squeezed and displaced light runs on qgen.fock and qgen.sf.gaussian, qubits on "
                "qgen.lightning."
            )
        with QueuingManager.stop_recording():
            parts = op.decomposition()
    return [deeper for part in parts for deeper in _expand(part, original, device)]
