"""A device that differentiates by a vector-Jacobian product of its own.

PennyLane asks a device for gradients in several forms: one cotangent for a circuit, many of them
(Jacobians), many circuits at once (``jax.vmap``). Here all of them are brought back to one
question, :meth:`VectorJacobianDevice.pull_back`.
"""

from abc import abstractmethod
from dataclasses import replace

import numpy as np
from pennylane import math
from pennylane.devices import Device, ExecutionConfig
from pennylane.exceptions import DeviceError
from pennylane.measurements import StateMP
from pennylane.tape import QuantumScript

from .standard_wires import on_integers

_ROUTE = "qgen_vector_jacobian"
"""Device option that marks an execution config as one of ours."""


def own_route(config: ExecutionConfig, device: Device) -> ExecutionConfig:
    """The configuration under which PennyLane asks the device itself for gradients.

    Args:
        config (ExecutionConfig): what the user asked for.
        device (Device): the device, for messages.

    Returns:
        ExecutionConfig: the same with ``gradient_method="adjoint"`` and the mark of this route.

    Raises:
        DeviceError: for device options that do not exist.
    """
    unknown = set(config.device_options) - {_ROUTE}
    if unknown:
        raise DeviceError(f"Device option {sorted(unknown)} is not present on {device}.")
    return replace(
        config,
        gradient_method="adjoint",
        use_device_gradient=True,
        use_device_jacobian_product=True,
        grad_on_execution=False,
        # With the conversion, jax.jit would ask for the full Jacobian: execute converts.
        convert_to_numpy=False,
        device_options={_ROUTE: True},
    )


def is_own_route(config: ExecutionConfig | None) -> bool:
    """Whether a configuration was made by :func:`own_route`."""
    return config is not None and bool(config.device_options.get(_ROUTE))


class VectorJacobianDevice(Device):
    """Base class of devices with their own vector-Jacobian product.

    Subclasses say in ``setup_execution_config`` when the route holds (:func:`own_route`), in
    ``supports_derivatives`` for which circuits, and define :meth:`measure` and :meth:`pull_back`.
    The circuits given to these two act on wires ``0, 1, ...`` of the device.
    """

    @abstractmethod
    def measure(self, circuit: QuantumScript):
        """Result of a circuit, a tuple if it has more than one measurement."""

    @abstractmethod
    def pull_back(self, circuit: QuantumScript, cotangents: list[np.ndarray]) -> tuple:
        """Cotangents of the trainable parameters.

        Args:
            circuit (QuantumScript): the circuit, without broadcasting.
            cotangents (list[numpy.ndarray]): one of the shape of each result.

        Returns:
            tuple[numpy.ndarray]: one of the shape of each trainable parameter.
        """

    def supports_vjp(
        self, execution_config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> bool:
        """The same as :meth:`supports_derivatives`."""
        return self.supports_derivatives(execution_config, circuit)

    def execute(self, circuits, execution_config: ExecutionConfig | None = None):
        """Results of a batch of circuits."""
        return tuple(self.measure(on_integers(circuit, self.wires)) for circuit in circuits)

    def compute_vjp(self, circuits, cotangents, execution_config: ExecutionConfig | None = None):
        """Cotangents of the parameters for given cotangents of the results."""
        return tuple(
            self._pull_back_all(on_integers(circuit, self.wires), cotangent)
            for circuit, cotangent in zip(circuits, cotangents, strict=True)
        )

    def execute_and_compute_vjp(
        self, circuits, cotangents, execution_config: ExecutionConfig | None = None
    ):
        """Results and cotangents of the parameters."""
        results = self.execute(circuits, execution_config)
        return results, self.compute_vjp(circuits, cotangents, execution_config)

    def compute_derivatives(self, circuits, execution_config: ExecutionConfig | None = None):
        """Jacobians, row by row."""
        return tuple(self._jacobian(on_integers(circuit, self.wires)) for circuit in circuits)

    def execute_and_compute_derivatives(
        self, circuits, execution_config: ExecutionConfig | None = None
    ):
        """Results and Jacobians."""
        results = self.execute(circuits, execution_config)
        return results, self.compute_derivatives(circuits, execution_config)

    def n_wires_of(self, circuit: QuantumScript) -> int:
        """Number of wires that a circuit is run on."""
        return circuit.num_wires if self.wires is None else len(self.wires)

    def _pull_back_all(self, circuit: QuantumScript, cotangent) -> tuple:
        shapes = self._result_shapes(circuit)
        cotangents = (cotangent,) if len(shapes) == 1 else tuple(cotangent)
        cotangents = [
            np.asarray(math.unwrap([c])[0], dtype=complex if isinstance(mp, StateMP) else float)
            for c, mp in zip(cotangents, circuit.measurements, strict=True)
        ]
        # Jacobians ask for many cotangents of a circuit, jax.vmap for many circuits as well.
        batches = [len(p) for p in _batched_parameters(circuit).values()]
        batches += [
            len(c) for c, shape in zip(cotangents, shapes, strict=True) if c.ndim > len(shape)
        ]
        if not batches:
            return self.pull_back(circuit, cotangents)
        rows = [
            self.pull_back(
                _row(circuit, i),
                [c[i] if c.ndim > len(s) else c for c, s in zip(cotangents, shapes, strict=True)],
            )
            for i in range(batches[0])
        ]
        return tuple(np.stack(columns) for columns in zip(*rows, strict=True))

    def _jacobian(self, circuit: QuantumScript):
        """Jacobian in PennyLane's nesting: measurements, then trainable parameters."""
        shapes = self._result_shapes(circuit)
        rows = []
        for i, (shape, measurement) in enumerate(zip(shapes, circuit.measurements, strict=True)):
            zeros = [np.zeros(s) for s in shapes]

            def derivative(cotangent, before=zeros[:i], after=zeros[i + 1 :]):
                return self.pull_back(circuit, [*before, cotangent, *after])

            basis = np.eye(int(np.prod(shape))).reshape(-1, *shape)
            columns = zip(*map(derivative, basis), strict=True)
            if isinstance(measurement, StateMP):
                imaginary = zip(*map(derivative, -1j * basis), strict=True)
                columns = (
                    np.stack(re) + 1j * np.stack(im)
                    for re, im in zip(columns, imaginary, strict=True)
                )
            row = tuple(np.stack(c).reshape(*shape, *np.shape(c[0])) for c in columns)
            rows.append(row[0] if len(row) == 1 else row)
        return rows[0] if len(rows) == 1 else tuple(rows)

    def _result_shapes(self, circuit: QuantumScript) -> list[tuple[int, ...]]:
        n_wires = self.n_wires_of(circuit)
        return [mp.shape(num_device_wires=n_wires) for mp in circuit.measurements]


def numpy_parameters(circuit: QuantumScript) -> list[np.ndarray]:
    """All parameters of a circuit as NumPy arrays."""
    return [np.asarray(math.unwrap([p])[0]) for p in circuit.get_parameters(trainable_only=False)]


def _batched_parameters(circuit: QuantumScript) -> dict[int, np.ndarray]:
    """Parameters of gates that have one axis more than the gate asks for, by their index."""
    parameters = zip(numpy_parameters(circuit), circuit.par_info, strict=True)
    n_gates = len(circuit.operations)
    return {
        index: parameter
        for index, (parameter, place) in enumerate(parameters)
        if place["op_idx"] < n_gates and parameter.ndim > place["op"].ndim_params[place["p_idx"]]
    }


def _row(circuit: QuantumScript, row: int) -> QuantumScript:
    """The circuit with one row of those parameters that are batches.

    The batch size that PennyLane caches is not that of parameters bound later, so it is of no use.
    """
    values = {i: parameter[row] for i, parameter in _batched_parameters(circuit).items()}
    return circuit.bind_new_parameters(list(values.values()), list(values)) if values else circuit
