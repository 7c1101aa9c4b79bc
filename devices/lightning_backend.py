r"""State vectors and adjoint gradients of PennyLane-Lightning, for a rebindable circuit.

Two ways to the gradient of :math:`\langle \psi | O | \psi \rangle`:

* :class:`DirectBackend` calls lightning's C++ vector-Jacobian product, which is bound but not
  public, with :math:`O |\psi\rangle`; the forward pass calls the gate kernels directly.
* :class:`PublicBackend` runs lightning's adjoint Jacobian of a ``SparseHamiltonian``; it works on
  every lightning backend, and on releases that move what the direct way needs.
"""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pennylane as qml
from pennylane.exceptions import DeviceError
from pennylane.tape import QuantumScript
from pennylane.wires import Wires
from scipy.sparse import diags

from .circuit_program import CircuitProgram

_BACKENDS = {
    "qubit": "pennylane-lightning",
    "kokkos": "pennylane-lightning-kokkos",
    "gpu": "pennylane-lightning-gpu",
}

_MAX_WIRES = 36
"""A terabyte of amplitudes."""


def make_simulator(backend: str, wires, options: dict):
    """The lightning device of a backend.

    Args:
        backend (str): ``"qubit"``, ``"kokkos"`` or ``"gpu"``.
        wires (int, Sequence or None): as for ``qml.device``.
        options (dict): further arguments of the device.

    Returns:
        Device: the simulator.

    Raises:
        ValueError: for another backend.
        ImportError: if it is not installed; the message names the package.
    """
    if backend not in _BACKENDS:
        raise ValueError(f"backend must be one of {tuple(_BACKENDS)}; got {backend!r}.")
    try:
        return qml.device(f"lightning.{backend}", wires=wires, **options)
    except (DeviceError, ImportError) as error:
        package = _BACKENDS[backend]
        raise ImportError(
            f"The {backend!r} backend of qgen.lightning could not be loaded; install it with "
            f"`pip install {package}`. Lightning said: {error}"
        ) from error


def check_memory(n_wires: int, itemsize: int) -> None:
    """Refuse a state vector that cannot fit: lightning would end the process instead."""
    if n_wires > _MAX_WIRES:
        size = itemsize * 2.0 ** (n_wires - 30)
        raise DeviceError(
            f"A state vector of {n_wires} wires takes {size:.0f} GiB; qgen.lightning simulates at "
            f"most {_MAX_WIRES} wires. Use fewer wires, for example coarser data."
        )


class PublicBackend:
    """Lightning through the classes of its Python package.

    Args:
        program (CircuitProgram): the circuit.
        simulator (Device): a lightning device.
    """

    def __init__(self, program: CircuitProgram, simulator):
        self.program = program
        self._simulator = simulator

    def run(self, state, angles: np.ndarray) -> None:
        """Bring a state vector from zeros to the end of the circuit."""
        state.reset_state()
        state.get_final_state(QuantumScript(self.program.bound_gates(angles)))

    def gradient(self, state, angles, trainable, diagonal, observables) -> np.ndarray:
        """Derivative of an expectation value by the angles.

        Args:
            state (LightningStateVector): the state at the end of the circuit.
            angles (numpy.ndarray): all angles of the program.
            trainable (numpy.ndarray): sorted indices of the angles wanted.
            diagonal (numpy.ndarray or None): diagonal part of the observable.
            observables (list[tuple[float, Operator]]): further terms with coefficients.

        Returns:
            numpy.ndarray: derivative by the trainable angles.
        """
        terms = list(observables)
        if diagonal is not None:
            matrix = diags(diagonal.astype(complex)).tocsr()
            terms.append((1.0, qml.SparseHamiltonian(matrix, wires=range(state.num_wires))))
        gates = self.program.bound_gates(angles)
        parametrised = np.cumsum([0] + [len(gate.data) for gate in gates])
        tape = QuantumScript(
            gates,
            [qml.expval(observable) for _, observable in terms],
            trainable_params=[int(parametrised[self.program.angle_gates[t]]) for t in trainable],
        )
        jacobian = self._simulator.LightningAdjointJacobian(state).calculate_jacobian(tape)
        jacobian = np.reshape(np.asarray(jacobian, dtype=float), (len(terms), len(trainable)))
        return np.array([coefficient for coefficient, _ in terms]) @ jacobian


class DirectBackend(PublicBackend):
    """Lightning-qubit through its C++ kernels.

    Args:
        program (CircuitProgram): the circuit.
        simulator (LightningQubit): the device.
    """

    def __init__(self, program: CircuitProgram, simulator):
        super().__init__(program, simulator)
        self._single = simulator.c_dtype == np.complex64
        gates = program.gates
        self._preparation = gates[:1] if _prepares_state(gates) else []
        serializer = _direct_api().QuantumScriptSerializer("lightning.qubit", self._single)
        (*head, matrices, controls, values), _ = serializer.serialize_ops(QuantumScript(gates))
        # Matrices of the wrong type cost the C++ side a conversion a gate, each time.
        matrices = [np.ascontiguousarray(matrix, dtype=simulator.c_dtype) for matrix in matrices]
        self._serialized = (*head, matrices, controls, values)
        if len(self._serialized[0]) != len(gates) - len(self._preparation):
            raise TypeError("lightning serialised a gate into several")
        self._slots = [index - len(self._preparation) for index in program.angle_gates]
        self._rebound = frozenset(self._slots)
        names = self._serialized[0]
        self._has_kernel = [
            name in program.gate_set and not control and not matrix.size
            for name, matrix, control in zip(names, matrices, controls, strict=True)
        ]
        # The C++ side counts the gates that carry parameters, of which some are not angles.
        carries = np.array([len(parameters) > 0 for parameters in self._serialized[1]], dtype=int)
        self._positions = (np.cumsum(carries) - carries)[self._slots]

    def _parameters(self, angles: np.ndarray) -> list:
        parameters = list(self._serialized[1])
        for slot, angle in zip(self._slots, angles.tolist(), strict=True):
            parameters[slot] = [angle]
        return parameters

    def run(self, state, angles: np.ndarray) -> None:
        """Bring a state vector from zeros to the end of the circuit."""
        state.reset_state()
        state.apply_operations(self._preparation)
        names, _, wires, inverses, *_ = self._serialized
        kernels = state.state_vector
        for i, parameters in enumerate(self._parameters(angles)):
            if self._has_kernel[i]:
                getattr(kernels, names[i])(wires[i], inverses[i], parameters)
            else:
                gate = self.program.gates[len(self._preparation) + i]
                if i in self._rebound:
                    gate = qml.ops.functions.bind_new_parameters(gate, parameters)
                state.apply_operations([gate])

    def gradient(self, state, angles, trainable, diagonal, observables) -> np.ndarray:
        """Derivative of an expectation value by the angles; see :class:`PublicBackend`."""
        api = _direct_api()
        psi = state.state
        image = np.zeros_like(psi) if diagonal is None else diagonal * psi
        for coefficient, observable in observables:
            image += coefficient * _apply(observable, psi, state.num_wires)
        names, _, *rest = self._serialized
        create, product = (
            (api.create_ops_listC64, api.VectorJacobianProductC64)
            if self._single
            else (api.create_ops_listC128, api.VectorJacobianProductC128)
        )
        operations = create(names, self._parameters(angles), *rest)
        wanted = self._positions[trainable].tolist()
        image = image.astype(psi.dtype)
        return 2 * np.real(product()(state.state_vector, operations, image, wanted))


def _prepares_state(gates) -> bool:
    return bool(gates) and isinstance(gates[0], qml.StatePrep | qml.BasisState)


def _apply(observable, psi: np.ndarray, n_wires: int) -> np.ndarray:
    """Product of an observable with a state vector, without a dense matrix."""
    wires = Wires(range(n_wires))
    if observable.pauli_rep is not None:
        return observable.pauli_rep.dot(psi, wire_order=wires).reshape(psi.shape)
    return observable.sparse_matrix(wire_order=wires) @ psi


@cache
def _direct_api():
    """The private names of lightning that the direct way needs, in one place."""
    from pennylane_lightning.lightning_base._serialize import QuantumScriptSerializer
    from pennylane_lightning.lightning_qubit_ops import algorithms

    names = ("C64", "C128")
    return SimpleNamespace(
        QuantumScriptSerializer=QuantumScriptSerializer,
        **{f"create_ops_list{n}": getattr(algorithms, f"create_ops_list{n}") for n in names},
        **{
            f"VectorJacobianProduct{n}": getattr(algorithms, f"VectorJacobianProduct{n}")
            for n in names
        },
    )


@cache
def direct_backend_works() -> bool:
    """Whether the C++ vector-Jacobian product is there and differentiates cos(x) right."""
    simulator = qml.device("lightning.qubit", wires=1)
    tape = QuantumScript([qml.RX(0.3, 0)], [qml.expval(qml.Z(0))])
    try:
        backend = DirectBackend(CircuitProgram(tape, {"RX"}), simulator)
        state = simulator.LightningStateVector(1)
        angles = np.array([0.3])
        backend.run(state, angles)
        result = backend.gradient(state, angles, np.array([0]), np.array([1.0, -1.0]), [])
    except (ImportError, AttributeError, TypeError, ValueError, RuntimeError):
        return False
    return np.allclose(result, -np.sin(0.3))
