"""The device qgen.lightning against default.qubit, by both of its ways to a gradient."""

import jax
import numpy as np
import pennylane as qml
import pytest
import torch
from pennylane import numpy as pnp
from pennylane_qgen.devices import lightning, lightning_backend
from pennylane_qgen.devices.circuit_program import CircuitProgram, structure

import pennylane_qgen as qgen
from pennylane_qgen.templates.base import Ansatz

pytestmark = pytest.mark.usefixtures("double_precision")

N_WIRES = 4
WEIGHTS = np.random.default_rng(0).uniform(-np.pi, np.pi, 12)
WORDS = [[1, 0, 0, 0], [0, 1, 1, 0], [1, 1, 1, 1]]


@pytest.fixture(params=["direct", "public"])
def route(request, monkeypatch):
    """Both backends, whatever this release of lightning offers."""
    monkeypatch.setattr(lightning, "direct_backend_works", lambda: request.param == "direct")
    return request.param


def many_gates(weights, wires):
    """Gates of every kind: native, controlled, inverse, matrices, shared and repeated angles."""
    qml.BasisState([1, 0, 1, 0], wires=wires)
    for weight, wire in zip(weights[:4], wires, strict=True):
        qml.RX(weight, wires=wire)
        qml.RZ(2 * weight, wires=wire)
    qml.Rot(0.1, 0.2, 0.3, wires=wires[0])
    qml.Rot(weights[4], weights[0], weights[5], wires=wires[1])
    qml.CRX(weights[6], wires=wires[:2])
    qml.adjoint(qml.RY(weights[7], wires=wires[2]))
    qml.ctrl(qml.RX, control=wires[:2], control_values=[1, 0])(weights[8], wires=wires[3])
    qml.QubitUnitary(qml.matrix(qml.RY(0.4, 0)), wires=wires[3])
    qml.PauliRot(weights[9], "XYZ", wires=wires[:3])
    qml.IsingXY(weights[10], wires=wires[2:])
    qml.Toffoli(wires=wires[:3])
    qml.MultiRZ(weights[11], wires=wires)
    qml.PCPhase(0.2, 2, wires=wires[:2])
    qml.SWAP(wires=[wires[0], wires[3]])


MEASUREMENTS = {
    "probs": lambda w: qml.probs(wires=w),
    "some probs": lambda w: qml.probs(wires=[w[2], w[0]]),
    "parities": lambda w: qgen.parities(WORDS, wires=w),
    "some parities": lambda w: qgen.parities([[1, 1], [0, 1]], wires=[w[3], w[1]]),
    "pauli sum": lambda w: qml.expval(0.5 * qml.Z(w[0]) @ qml.X(w[1]) - 2 * qml.Y(w[2])),
    "z sum": lambda w: qml.expval(0.5 * qml.Z(w[0]) @ qml.Z(w[3]) + qml.Z(w[2])),
    "hermitian": lambda w: qml.expval(qml.Hermitian([[1, 2 - 1j], [2 + 1j, 0]], wires=w[1])),
    "projector": lambda w: qml.expval(qml.Projector([0, 1, 1, 0], wires=w)),
    "identity": lambda w: qml.expval(qml.Identity(w[0])),
}


def make_qnode(device, measure, *, labels=range(N_WIRES), method="best", circuit=many_gates):
    labels = list(labels)

    @qml.qnode(device, diff_method=method)
    def qnode(weights):
        circuit(weights, labels)
        return measure(labels)

    return qnode


def reference(measure, labels=range(N_WIRES), circuit=many_gates):
    device = qml.device("default.qubit", wires=list(labels))
    return make_qnode(device, measure, labels=labels, method="backprop", circuit=circuit)


def jacobian(qnode, weights=WEIGHTS):
    return qml.jacobian(qnode)(pnp.array(weights, requires_grad=True))


class TestAgainstDefaultQubit:
    @pytest.mark.parametrize("name", MEASUREMENTS)
    @pytest.mark.parametrize("labels", [range(4), ["a", "b", "c", "d"], [3, 1, 0, 2]])
    def test_value_and_jacobian(self, route, name, labels):
        measure = MEASUREMENTS[name]
        qnode = make_qnode(qml.device("qgen.lightning", wires=labels), measure, labels=labels)
        expected = reference(measure, labels)
        np.testing.assert_allclose(qnode(WEIGHTS), expected(WEIGHTS), atol=1e-12)
        np.testing.assert_allclose(jacobian(qnode), jacobian(expected), atol=1e-10)

    def test_mix_of_measurements(self, route):
        def measure(labels):
            return tuple(make(labels) for make in MEASUREMENTS.values())

        def flat(qnode):
            return lambda weights: qml.math.hstack(qnode(weights))

        device = qml.device("qgen.lightning", wires=N_WIRES)
        np.testing.assert_allclose(
            jacobian(flat(make_qnode(device, measure))),
            jacobian(flat(reference(measure))),
            atol=1e-10,
        )

    def test_wires_of_the_circuit(self, route):
        qnode = make_qnode(qml.device("qgen.lightning"), MEASUREMENTS["probs"])
        expected = jacobian(reference(MEASUREMENTS["probs"]))
        np.testing.assert_allclose(jacobian(qnode), expected, atol=1e-10)

    def test_more_wires_than_the_circuit(self, route):
        qnode = make_qnode(qml.device("qgen.lightning", wires=6), MEASUREMENTS["some parities"])
        expected = jacobian(reference(MEASUREMENTS["some parities"]))
        np.testing.assert_allclose(jacobian(qnode), expected, atol=1e-10)

    def test_half_the_memory(self, route):
        device = qml.device("qgen.lightning", wires=N_WIRES, c_dtype=np.complex64)
        qnode = make_qnode(device, MEASUREMENTS["probs"])
        expected = reference(MEASUREMENTS["probs"])
        np.testing.assert_allclose(qnode(WEIGHTS), expected(WEIGHTS), atol=1e-6)
        np.testing.assert_allclose(jacobian(qnode), jacobian(expected), atol=1e-5)

    def test_state_preparation_has_no_angle(self, route):
        amplitudes = np.random.default_rng(1).normal(size=16) + 0j
        amplitudes /= np.linalg.norm(amplitudes)

        def circuit(weights, wires):
            qml.StatePrep(amplitudes, wires=wires)
            for weight, wire in zip(weights[:4], wires, strict=True):
                qml.RY(weight, wires=wire)

        device = qml.device("qgen.lightning", wires=N_WIRES)
        qnode = make_qnode(device, MEASUREMENTS["probs"], circuit=circuit)
        expected = jacobian(reference(MEASUREMENTS["probs"], circuit=circuit))
        np.testing.assert_allclose(jacobian(qnode), expected, atol=1e-10)


TEMPLATES = {
    "IQP": (qgen.IQP, qgen.IQP.init(4, seed=0)),
    "Product": (qgen.Product, qgen.Product.init(4, seed=0)),
    "HardwareEfficient": (qgen.HardwareEfficient, qgen.HardwareEfficient.init(2, 4, seed=0)),
    "Brickwork": (qgen.Brickwork, qgen.Brickwork.init(2, 4, seed=0)),
    "MatrixProduct": (qgen.MatrixProduct, qgen.MatrixProduct.init(4, seed=0)),
    "Peaked": (qgen.Peaked, qgen.Peaked.init(4, seed=0)),
}


@pytest.mark.parametrize("inverse", [False, True])
@pytest.mark.parametrize("name", TEMPLATES)
class TestTemplates:
    def qnodes(self, name, inverse):
        template, weights = TEMPLATES[name]
        template = qml.adjoint(template) if inverse else template

        def circuit(weights, wires):
            template(weights, wires=wires)

        device = qml.device("qgen.lightning", wires=4)
        measure = MEASUREMENTS["probs"]
        ours = make_qnode(device, measure, circuit=circuit)
        return ours, reference(measure, circuit=circuit), np.array(weights)

    def test_jacobian(self, route, name, inverse):
        ours, expected, weights = self.qnodes(name, inverse)
        for scale in (1, 0.3):  # the second call rebinds the program of the first
            np.testing.assert_allclose(
                jacobian(ours, scale * weights), jacobian(expected, scale * weights), atol=1e-10
            )

    def test_decomposed_once(self, name, inverse, monkeypatch):
        made = []
        monkeypatch.setattr(
            lightning, "CircuitProgram", lambda *args: made.append(1) or CircuitProgram(*args)
        )
        ours, _, weights = self.qnodes(name, inverse)
        for seed in range(4):
            jacobian(ours, weights + seed)
        assert len(made) == 1

    def test_batch_of_weights(self, name, inverse):
        ours, expected, weights = self.qnodes(name, inverse)
        batch = np.stack([weights, 2 * weights, 0 * weights])
        np.testing.assert_allclose(ours(batch), expected(batch), atol=1e-12)


class TestInterfaces:
    @pytest.fixture
    def qnodes(self, route):
        def measure(labels):
            return qml.probs(wires=labels[1:3])

        device = qml.device("qgen.lightning", wires=N_WIRES)
        return make_qnode(device, measure), jacobian(reference(measure))

    def test_torch(self, qnodes):
        qnode, expected = qnodes
        result = torch.autograd.functional.jacobian(qnode, torch.tensor(WEIGHTS))
        np.testing.assert_allclose(result.numpy(), expected, atol=1e-10)

    @pytest.mark.parametrize("transform", [jax.jacrev, lambda f: jax.jit(jax.jacrev(f))])
    def test_jax(self, qnodes, transform):
        qnode, expected = qnodes
        result = transform(qnode)(jax.numpy.array(WEIGHTS))
        np.testing.assert_allclose(result, expected, atol=1e-10)

    @pytest.mark.parametrize("compile_", [lambda f: f, jax.jit])
    def test_vmap_of_the_gradient(self, route, compile_):
        device = qml.device("qgen.lightning", wires=N_WIRES)
        qnode = make_qnode(device, lambda w: qgen.squared_distance(np.full(16, 1 / 16)))
        gradient = compile_(jax.grad(qnode))
        batch = jax.numpy.array([WEIGHTS, 0.5 * WEIGHTS])
        expected = [gradient(weights) for weights in batch]
        np.testing.assert_allclose(jax.vmap(gradient)(batch), expected, atol=1e-10)

    def test_full_jacobian_of_the_device(self, qnodes):
        """compute_derivatives serves those who work with tapes.

        The fourth weight is the angle of one RX and, doubled, of one RZ.
        """
        qnode, expected = qnodes
        device, tape = qnode.device, qml.workflow.construct_tape(qnode)(WEIGHTS)
        config = qml.devices.ExecutionConfig(gradient_method="adjoint")
        config = device.setup_execution_config(config, tape)
        [tape], _ = device.preprocess_transforms(config)((tape,))
        tape.trainable_params = [7, 8]
        results, jacobians = device.execute_and_compute_derivatives((tape,), config)
        np.testing.assert_allclose(results[0], qnode(WEIGHTS), atol=1e-12)
        by_rx, by_rz = jacobians[0]
        np.testing.assert_allclose(by_rx + 2 * by_rz, expected[:, 3], atol=1e-10)

    @pytest.mark.filterwarnings("ignore:Casting complex values to real")
    def test_trainable_amplitudes_are_right_too(self, route):
        def circuit(weights, wires):
            qml.StatePrep(weights[:4], wires=wires[:2], normalize=True)
            qml.RX(weights[5], wires=wires[0])

        device = qml.device("qgen.lightning", wires=N_WIRES)
        qnode = make_qnode(device, MEASUREMENTS["some probs"], circuit=circuit)
        expected = jacobian(reference(MEASUREMENTS["some probs"], circuit=circuit))
        np.testing.assert_allclose(jacobian(qnode), expected, atol=1e-8)


class TestOtherRoutes:
    @pytest.mark.parametrize(
        "measure", [lambda w: qml.var(qml.Z(w[0])), lambda w: qml.purity(wires=w[:1])]
    )
    def test_what_has_no_adjoint_falls_back(self, measure):
        device = qml.device("qgen.lightning", wires=N_WIRES)
        qnode, expected = make_qnode(device, measure), reference(measure)
        np.testing.assert_allclose(qnode(WEIGHTS), expected(WEIGHTS), atol=1e-10)

    def test_gradient_of_a_variance(self):
        def measure(labels):
            return qml.var(qml.Z(labels[0]))

        qnode = make_qnode(qml.device("qgen.lightning", wires=N_WIRES), measure)
        np.testing.assert_allclose(jacobian(qnode), jacobian(reference(measure)), atol=1e-8)

    def test_second_derivatives_are_by_parameter_shift(self):
        """The adjoint method has none, and autograd would take that for zeros."""

        def hessian(device, method):
            @qml.qnode(qml.device(device, wires=2), diff_method=method, max_diff=2)
            def circuit(weights):
                qgen.Product(weights, wires=range(2))
                return qgen.squared_distance(np.full(4, 0.25))

            result = qml.jacobian(qml.grad(circuit))(pnp.array([0.3, 0.8], requires_grad=True))
            return qml.math.unwrap([result])[0]

        expected = hessian("default.qubit", "backprop")
        np.testing.assert_allclose(hessian("qgen.lightning", "best"), expected, atol=1e-8)
        with pytest.raises(qml.exceptions.QuantumFunctionError, match="does not support adjoint"):
            hessian("qgen.lightning", "adjoint")

    def test_samples_are_seeded(self):
        def sample():
            device = qml.device("qgen.lightning", wires=N_WIRES, seed=0)
            qnode = make_qnode(device, lambda w: qml.sample(wires=w))
            return qml.set_shots(qnode, 50)(WEIGHTS)

        np.testing.assert_array_equal(sample(), sample())

    def test_mid_circuit_measurement(self):
        @qml.qnode(qml.device("qgen.lightning", wires=3))
        def circuit(weight):
            qml.RX(weight, wires=0)
            outcome = qml.measure(0)
            qml.cond(outcome, qml.X)(wires=1)
            return qml.probs(wires=1)

        expected = [np.cos(0.2) ** 2, np.sin(0.2) ** 2]
        np.testing.assert_allclose(circuit(0.4), expected, atol=1e-12)

    def test_tracker_counts_one_execution_and_one_product(self):
        device = qml.device("qgen.lightning", wires=N_WIRES)
        qnode = make_qnode(device, lambda w: qgen.squared_distance(np.full(16, 1 / 16)))
        with qml.Tracker(device) as tracker:
            qml.grad(qnode)(pnp.array(WEIGHTS, requires_grad=True))
        assert tracker.totals["executions"] == 1
        assert tracker.totals["vjps"] == 1


class TestStructure:
    def test_same_gates_share_a_program(self):
        def tape(angle):
            return qml.tape.QuantumScript([qml.RX(angle, 0), qml.CNOT([0, 1])], [qml.probs()])

        assert structure(tape(0.1)) == structure(tape(0.2))

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (qml.RX(0.1, 0), qml.RX(0.1, 1)),
            (qml.RX(0.1, 0), qml.adjoint(qml.RX(0.1, 0))),
            (qml.QubitUnitary(np.eye(2), 0), qml.QubitUnitary(-np.eye(2), 0)),
            (qml.ctrl(qml.RX(0.1, 0), 1, [0]), qml.ctrl(qml.RX(0.1, 0), 1, [1])),
            (qml.PCPhase(0.1, 1, [0, 1]), qml.PCPhase(0.1, 2, [0, 1])),
            (qml.PauliRot(0.1, "XYZ", [0, 1, 2]), qml.PauliRot(0.1, "XXZ", [0, 1, 2])),
            (
                qgen.Peaked(np.zeros(1), range(3), seed=0),
                qgen.Peaked(np.zeros(1), range(3), seed=1),
            ),
        ],
    )
    def test_other_gates_do_not(self, first, second):
        tapes = [qml.tape.QuantumScript([op], [qml.probs()]) for op in (first, second)]
        assert structure(tapes[0]) != structure(tapes[1])

    def test_contract_of_the_ansatz_is_checked(self):
        class Quadratic(Ansatz):
            shape = init = staticmethod(lambda: None)

            @staticmethod
            def compute_decomposition(weights, wires, **_):
                return [qml.RX(weights[0] * weights[1], wires[0])]

        tape = qml.tape.QuantumScript([Quadratic(np.ones(2), wires=qml.wires.Wires(0))])
        with pytest.raises(qml.exceptions.DeviceError, match="affine in one entry"):
            CircuitProgram(tape, {"RX"})


class TestErrors:
    def test_unknown_backend(self):
        with pytest.raises(ValueError, match=r"backend must be one of .*'qubit'.*; got 'cpu'"):
            qml.device("qgen.lightning", wires=1, backend="cpu")

    def test_missing_backend_names_the_package(self):
        with pytest.raises(ImportError, match="pip install pennylane-lightning-gpu"):
            qml.device("qgen.lightning", wires=1, backend="gpu")

    def test_unknown_option(self):
        with pytest.raises(TypeError, match="n_threads"):
            qml.device("qgen.lightning", wires=1, n_threads=2)

    @pytest.mark.parametrize("n_wires", [37, 64])
    def test_more_wires_than_any_memory_holds(self, n_wires):
        with pytest.raises(qml.exceptions.DeviceError, match="at most 36 wires"):
            qml.device("qgen.lightning", wires=n_wires)

    def test_more_wires_in_the_circuit(self):
        @qml.qnode(qml.device("qgen.lightning"))
        def circuit():
            qgen.Product(np.zeros(40), wires=range(40))
            return qml.probs(wires=0)

        with pytest.raises(qml.exceptions.DeviceError, match="at most 36 wires"):
            circuit()

    def test_wrong_dtype(self):
        with pytest.raises(ValueError, match="complex64 or complex128"):
            qml.device("qgen.lightning", wires=1, c_dtype=float)

    def test_unknown_wire(self):
        qnode = make_qnode(qml.device("qgen.lightning", wires=2), MEASUREMENTS["probs"])
        with pytest.raises(qml.exceptions.WireError, match="wires not found on the device"):
            qnode(WEIGHTS)


def test_a_release_without_the_private_product_is_noticed(monkeypatch):
    lightning_backend.direct_backend_works.cache_clear()
    monkeypatch.setattr(
        lightning_backend, "_direct_api", lambda: (_ for _ in ()).throw(ImportError)
    )
    assert not lightning_backend.direct_backend_works()
    monkeypatch.undo()
    lightning_backend.direct_backend_works.cache_clear()
    assert lightning_backend.direct_backend_works()
