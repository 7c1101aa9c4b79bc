"""``qgen.lightning``: PennyLane-Lightning with the adjoint gradient of any loss.

Lightning differentiates expectation values by the adjoint method and everything else by
parameter-shift. The vector-Jacobian product of probabilities and parities is the gradient of one
diagonal observable, so it too takes one backward sweep, whatever the number of outcomes.
"""

from collections import OrderedDict
from pathlib import Path

import numpy as np
import pennylane as qml
from pennylane import math
from pennylane.devices import ExecutionConfig
from pennylane.devices.capabilities import DeviceCapabilities
from pennylane.devices.modifiers import simulator_tracking, single_tape_support
from pennylane.devices.preprocess import (
    decompose,
    validate_adjoint_trainable_params,
    validate_device_wires,
)
from pennylane.exceptions import (
    DecompositionUndefinedError,
    DeviceError,
    QuantumFunctionError,
    WireError,
)
from pennylane.measurements import ExpectationMP, ProbabilityMP
from pennylane.operation import StatePrepBase
from pennylane.ops import Adjoint, Controlled
from pennylane.tape import QuantumScript

from ..measurements import ParityMP
from .circuit_program import CircuitProgram, is_ansatz, structure
from .cotangents import observable_of
from .lightning_backend import (
    DirectBackend,
    PublicBackend,
    check_memory,
    direct_backend_works,
    make_simulator,
)
from .vector_jacobian import VectorJacobianDevice, is_own_route, numpy_parameters, own_route

_MAX_PROGRAMS = 32
_NOT_IN_BACKWARD_SWEEP = ("Rot", "CRot", "PauliRot", "PCPhase")
"""Gates that lightning applies, but takes apart or rejects in its backward sweep."""


@simulator_tracking
@single_tape_support
class GenerativeLightning(VectorJacobianDevice):
    r"""State-vector simulator that differentiates probabilities, parities and losses in one sweep.

    It runs whatever ``lightning.qubit`` runs, and gives the same results. With
    ``diff_method="best"`` or ``"adjoint"``, circuits that return ``qml.probs``,
    :func:`~pennylane_qgen.parities`, ``qml.expval``, or any mix of them, are differentiated by
    the adjoint method: a loss gradient costs a fixed number of circuit sweeps. Templates of this
    package are decomposed once and only rebound afterwards.

    Args:
        wires (int or Sequence): number of wires or their labels; by default those of the circuit.
        shots (int): deprecated by PennyLane in favour of ``qml.set_shots``; default shots.
        backend (str): ``"qubit"``, ``"kokkos"`` or ``"gpu"``; the last two where installed.
        c_dtype (type): ``numpy.complex128``, or ``numpy.complex64`` for half the memory.
        seed (int or str): seed of the samples; ``"global"`` takes one from NumPy's generator.
        **options: further options of the lightning device, such as ``batch_obs``.

    Raises:
        ValueError: for an unknown backend or ``c_dtype``.
        DeviceError: for more than 36 wires, a terabyte of amplitudes.
        ImportError: if a backend is not installed; the message names the package.
        TypeError: for an option that the lightning device does not have.

    **Example**

    >>> dev = qml.device("qgen.lightning", wires=2)
    >>> @qml.qnode(dev)
    ... def circuit(weights):
    ...     qml.RY(weights[0], 0)
    ...     qml.CNOT([0, 1])
    ...     return qgen.squared_distance([0.5, 0, 0, 0.5])
    >>> qml.grad(circuit)(qml.numpy.array([np.pi / 3])).round(4)
    array([-0.433])

    Source: the simulator, Asadi et al., arXiv:2403.02512.
    """

    config_filepath = Path(__file__).parent / "lightning.toml"

    def __init__(
        self,
        wires=None,
        shots=None,
        *,
        backend: str = "qubit",
        c_dtype: type = np.complex128,
        seed="global",
        **options,
    ):
        super().__init__(wires=wires, shots=shots)
        if np.dtype(c_dtype) not in (np.dtype(np.complex64), np.dtype(np.complex128)):
            raise ValueError(f"c_dtype must be numpy.complex64 or complex128; got {c_dtype!r}.")
        if self.wires is not None:
            check_memory(len(self.wires), np.dtype(c_dtype).itemsize)
        options |= {"c_dtype": c_dtype, "seed": seed}
        self._simulator = make_simulator(backend, wires, options)
        self._backend_class = (
            DirectBackend if backend == "qubit" and direct_backend_works() else PublicBackend
        )
        self._backends: OrderedDict = OrderedDict()
        self._state = None
        self._state_of: tuple | None = None
        capabilities: DeviceCapabilities = self._simulator.capabilities
        self._gate_set = capabilities.gate_set()
        self._adjoint_gate_set = capabilities.gate_set(differentiable=True)

    @property
    def name(self) -> str:
        """The device's string."""
        return "qgen.lightning"

    @property
    def c_dtype(self) -> type:
        """Complex type of the state vector."""
        return self._simulator.c_dtype

    # -- preprocessing ---------------------------------------------------------------------------

    def setup_execution_config(
        self, config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> ExecutionConfig:
        """Choose the adjoint route where it holds, and leave everything else to lightning."""
        config = config or ExecutionConfig()
        adjoint = config.gradient_method in ("best", "adjoint")
        if not adjoint or circuit is None or not self._differentiates(circuit):
            return self._simulator.setup_execution_config(config, circuit)
        return own_route(config, self)

    def preprocess_transforms(self, execution_config: ExecutionConfig | None = None):
        """Decompose to what the chosen route runs."""
        config = execution_config or ExecutionConfig()
        if not is_own_route(config):
            return self._simulator.preprocess_transforms(config)
        pipeline = qml.CompilePipeline()
        pipeline.add_transform(_prepare, device=self)
        return pipeline

    def _adjoint_pipeline(self) -> qml.CompilePipeline:
        pipeline = qml.CompilePipeline()
        pipeline.add_transform(validate_device_wires, self.wires, name=self.name)
        pipeline.add_transform(
            decompose,
            stopping_condition=lambda op: is_ansatz(op) or op.name in self._gate_set,
            skip_initial_state_prep=True,
            device_wires=self.wires,
            target_gates=self._gate_set,
            name=self.name,
        )
        pipeline.add_transform(
            decompose,
            stopping_condition=self._has_adjoint,
            skip_initial_state_prep=False,
            device_wires=self.wires,
            target_gates=self._adjoint_gate_set,
            name=self.name,
        )
        pipeline.add_transform(qml.transforms.broadcast_expand)
        pipeline.add_transform(validate_adjoint_trainable_params)
        return pipeline

    def _runs_as_it_is(self, circuit: QuantumScript) -> bool:
        """Whether the pipeline would change nothing, which spares a training loop its passes."""
        return (
            circuit.batch_size is None
            and (self.wires is None or self.wires.contains_wires(circuit.wires))
            and all(map(self._has_adjoint, circuit.operations))
            and not any(isinstance(op, StatePrepBase) for op in circuit.operations[1:])
            and not any(mp.obs is not None and mp.obs.num_params for mp in circuit.measurements)
        )

    def _has_adjoint(self, op) -> bool:
        if is_ansatz(op) or op.name in self._adjoint_gate_set:
            return True
        if _innermost(op).name in _NOT_IN_BACKWARD_SWEEP:
            return False
        runs = op.has_matrix or isinstance(op, StatePrepBase)
        return runs and not any(math.requires_grad(parameter) for parameter in op.data)

    def _differentiates(self, circuit: QuantumScript) -> bool:
        """Whether the adjoint route holds for a circuit."""
        if circuit.shots or not circuit.measurements:
            return False
        if not all(map(_is_adjoint_measurement, circuit.measurements)):
            return False
        if self._runs_as_it_is(circuit):
            return True
        try:
            self._adjoint_pipeline()((circuit,))
        except (DecompositionUndefinedError, DeviceError, QuantumFunctionError, WireError):
            return False
        return True

    def supports_derivatives(
        self, execution_config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> bool:
        """First derivatives of probabilities, parities and expectation values."""
        if execution_config is None or circuit is None:
            return self._simulator.supports_derivatives(execution_config, circuit)
        if execution_config.derivative_order > 1:
            return False  # the adjoint method has no second derivative: autograd would get zeros
        adjoint = execution_config.gradient_method in ("best", "adjoint")
        return (adjoint and self._differentiates(circuit)) or (
            self._simulator.supports_derivatives(execution_config, circuit)
        )

    # -- execution -------------------------------------------------------------------------------

    def execute(self, circuits, execution_config: ExecutionConfig | None = None):
        """Results of a batch of circuits."""
        if not is_own_route(execution_config):
            return self._simulator.execute(circuits, execution_config)
        return super().execute(circuits, execution_config)

    def compute_vjp(self, circuits, cotangents, execution_config: ExecutionConfig | None = None):
        """Cotangents of the parameters for given cotangents of the results."""
        if not is_own_route(execution_config):
            return self._simulator.compute_vjp(circuits, cotangents, execution_config)
        return super().compute_vjp(circuits, cotangents, execution_config)

    def execute_and_compute_vjp(
        self, circuits, cotangents, execution_config: ExecutionConfig | None = None
    ):
        """Results and cotangents of the parameters."""
        if not is_own_route(execution_config):
            return self._simulator.execute_and_compute_vjp(circuits, cotangents, execution_config)
        return super().execute_and_compute_vjp(circuits, cotangents, execution_config)

    def compute_derivatives(self, circuits, execution_config: ExecutionConfig | None = None):
        """Jacobians, row by row where the route is ours."""
        if not is_own_route(execution_config):
            return self._simulator.compute_derivatives(circuits, execution_config)
        return super().compute_derivatives(circuits, execution_config)

    def execute_and_compute_derivatives(
        self, circuits, execution_config: ExecutionConfig | None = None
    ):
        """Results and Jacobians."""
        if not is_own_route(execution_config):
            return self._simulator.execute_and_compute_derivatives(circuits, execution_config)
        return super().execute_and_compute_derivatives(circuits, execution_config)

    def _run(self, circuit: QuantumScript):
        """Backend, angles and final state of a circuit; the last state is kept for its gradient."""
        n_wires = self.n_wires_of(circuit)
        key = (n_wires, structure(circuit))
        backend = self._backend(key, circuit)
        angles = backend.program.angles.bind(numpy_parameters(circuit))
        if self._state is None or self._state.num_wires != n_wires:
            self._state, self._state_of = self._new_state(n_wires), None
        if self._state_of != (key, angles.tobytes()):
            self._state_of = None
            backend.run(self._state, angles)
            self._state_of = (key, angles.tobytes())
        return backend, angles, self._state

    def _backend(self, key, circuit: QuantumScript):
        if key not in self._backends:
            [circuit], _ = qml.transforms.convert_to_numpy_parameters(circuit)
            program = CircuitProgram(circuit, self._adjoint_gate_set)
            self._backends[key] = self._backend_class(program, self._simulator)
            if len(self._backends) > _MAX_PROGRAMS:
                self._backends.popitem(last=False)
        self._backends.move_to_end(key)
        return self._backends[key]

    def _new_state(self, n_wires: int):
        check_memory(n_wires, np.dtype(self.c_dtype).itemsize)
        return self._simulator.LightningStateVector(num_wires=n_wires, dtype=self.c_dtype)

    def measure(self, circuit: QuantumScript):
        """Result of a circuit from its final state."""
        _, _, state = self._run(circuit)
        measure = self._simulator.LightningMeasurements(state).measurement
        results = tuple(np.asarray(measure(mp)) for mp in circuit.measurements)
        return results[0] if len(results) == 1 else results

    def pull_back(self, circuit: QuantumScript, cotangents) -> tuple:
        """Cotangents of the parameters by one backward sweep."""
        backend, angles, state = self._run(circuit)
        program_angles = backend.program.angles
        parameters = numpy_parameters(circuit)
        trainable = list(circuit.trainable_params)
        chosen = program_angles.trainable(trainable)
        gradient = np.zeros(angles.size)
        if chosen.size:
            diagonal, observables = observable_of(circuit.measurements, cotangents, state.num_wires)
            if diagonal is not None or observables:
                gradient[chosen] = backend.gradient(state, angles, chosen, diagonal, observables)
        return program_angles.pull_back(gradient, parameters, trainable)


@qml.transform
def _prepare(circuit: QuantumScript, device: GenerativeLightning):
    """Decompose and validate a circuit for the adjoint route, where there is anything to do."""
    if device._runs_as_it_is(circuit):
        return (circuit,), lambda results: results[0]
    circuits, postprocessing = device._adjoint_pipeline()((circuit,))
    return circuits, lambda results: postprocessing(results)[0]


def _innermost(op):
    while isinstance(op, Adjoint | Controlled):
        op = op.base
    return op


def _is_adjoint_measurement(mp) -> bool:
    if isinstance(mp, ExpectationMP):
        return mp.mv is None and (mp.obs.pauli_rep is not None or mp.obs.has_sparse_matrix)
    return isinstance(mp, ParityMP) or (
        isinstance(mp, ProbabilityMP) and mp.obs is None and mp.mv is None
    )
