"""Every loss, on every device, with every gradient method, in every interface."""

import jax
import numpy as np
import pennylane as qml
import pytest
import torch
from pennylane import numpy as pnp

import pennylane_qgen as qgen
from pennylane_qgen import reference

pytestmark = pytest.mark.usefixtures("double_precision")

N_WIRES = 3
WIRES = range(N_WIRES)
SAMPLES = np.random.default_rng(0).integers(0, 2, (12, N_WIRES))
TARGET = reference.empirical_distribution(SAMPLES)
WEIGHTS = np.random.default_rng(1).uniform(0, np.pi, (2, N_WIRES))

FIDELITIES = ("fidelity", "local_fidelity")

LOSSES = {
    "mmd": (
        lambda: qgen.mmd(SAMPLES, [0.5, 1.5], wires=WIRES),
        lambda q: reference.mmd(q, TARGET, [0.5, 1.5]),
    ),
    "mmd of a distribution": (
        lambda: qgen.mmd(TARGET, 1.0, wires=WIRES),
        lambda q: reference.mmd(q, TARGET, [1.0]),
    ),
    "mmd of integers": (
        lambda: qgen.mmd(SAMPLES, [1.0, 3.0], kernel="integer", wires=WIRES),
        lambda q: reference.mmd(q, TARGET, [1.0, 3.0], reference.integer_kernel),
    ),
    "mmd of parities": (
        lambda: qgen.mmd(SAMPLES, [0.5, 1.5], max_weight=N_WIRES, wires=WIRES),
        lambda q: reference.mmd(q, TARGET, [0.5, 1.5]),
    ),
    "squared_distance": (
        lambda: qgen.squared_distance(SAMPLES, wires=WIRES),
        lambda q: reference.squared_distance(q, TARGET),
    ),
    "kl_divergence": (
        lambda: qgen.kl_divergence(SAMPLES, wires=WIRES),
        lambda q: reference.kl_divergence(q, TARGET, 1e-6),
    ),
    "reverse_kl_divergence": (
        lambda: qgen.reverse_kl_divergence(SAMPLES, wires=WIRES),
        lambda q: reference.reverse_kl_divergence(q, TARGET, 1e-6),
    ),
    "jensen_shannon_divergence": (
        lambda: qgen.jensen_shannon_divergence(SAMPLES, wires=WIRES),
        lambda q: reference.jensen_shannon_divergence(q, TARGET),
    ),
    "total_variation": (
        lambda: qgen.total_variation(SAMPLES, wires=WIRES),
        lambda q: reference.total_variation(q, TARGET),
    ),
    "fidelity": (
        lambda: qgen.fidelity(WIRES),
        lambda u: reference.fidelity(u, TARGET),
    ),
    "local_fidelity": (
        lambda: qgen.local_fidelity(WIRES),
        lambda u: reference.local_fidelity(u, TARGET),
    ),
}
DEVICES = ("default.qubit", "lightning.qubit", "qgen.lightning")
METHODS = ("best", "backprop", "adjoint", "parameter-shift", "finite-diff", "hadamard")


def expected_refusal(name, device, method, interface):
    """The error type and words of what cannot be done, or None where the gradient must be right."""
    no_method = (qml.exceptions.QuantumFunctionError, "does not support (backprop|adjoint)")
    if device != "default.qubit" and method == "backprop":
        return no_method
    if name in FIDELITIES:
        return None
    if device == "lightning.qubit" and method == "adjoint":
        return no_method  # it takes expectation values only
    if device == "default.qubit" and method == "adjoint":
        return qml.exceptions.QuantumFunctionError, "wrong values and gradients of probabilities"
    if name == "mmd of parities" and method == "hadamard":
        return (Exception, "does not support qgen.parities")
    return None


def ansatz(weights, wires):
    for layer in range(2):
        for wire in wires:
            qml.RY(weights[layer, wire], wires=wire)
            qml.RX(0.3 + wire, wires=wire)
        qml.CNOT([wires[0], wires[1]])
        qml.CNOT([wires[1], wires[2]])


def make_qnode(name, device, method="best", shots=None):
    kwargs = {"gradient_kwargs": {"aux_wire": N_WIRES}} if method == "hadamard" else {}
    device = qml.device(device, wires=N_WIRES + (method == "hadamard"), seed=7)

    @qml.set_shots(shots)
    @qml.qnode(device, diff_method=method, **kwargs)
    def circuit(weights):
        if name in FIDELITIES:
            qgen.compute_uncompute(SAMPLES, ansatz, weights, wires=WIRES)
        else:
            ansatz(weights, WIRES)
        return LOSSES[name][0]()

    return circuit


def expected_value(name, weights):
    unitary = qml.matrix(ansatz, wire_order=WIRES)(weights, WIRES)
    return LOSSES[name][1](unitary if name in FIDELITIES else np.abs(unitary[:, 0]) ** 2)


def expected_gradient(name):
    return np.array([
        [
            (expected_value(name, WEIGHTS + step) - expected_value(name, WEIGHTS - step)) / 2e-5
            for step in 1e-5 * np.eye(WEIGHTS.size).reshape(-1, *WEIGHTS.shape)[i :: N_WIRES]
        ]
        for i in range(N_WIRES)
    ]).T  # fmt: skip


def gradient(circuit, interface):
    if interface == "torch":
        weights = torch.tensor(WEIGHTS, requires_grad=True)
        circuit(weights).backward()
        return weights.grad.numpy()
    if interface == "jax":
        return np.asarray(jax.grad(circuit)(jax.numpy.array(WEIGHTS)))
    if interface == "jax.jit":
        return np.asarray(jax.jit(jax.grad(circuit))(jax.numpy.array(WEIGHTS)))
    return qml.grad(circuit)(pnp.array(WEIGHTS, requires_grad=True))


@pytest.fixture(scope="module")
def backprop():
    """The gradient by backpropagation, the reference of all others, once a loss."""
    return {name: gradient(make_qnode(name, "default.qubit", "backprop"), None) for name in LOSSES}


@pytest.mark.parametrize("name", LOSSES)
class TestAgainstReference:
    def test_gradient_is_that_of_the_formula(self, name, backprop):
        np.testing.assert_allclose(backprop[name], expected_gradient(name), atol=1e-8)

    @pytest.mark.parametrize("device", DEVICES)
    def test_value(self, name, device):
        value = make_qnode(name, device)(pnp.array(WEIGHTS))
        assert np.shape(value) == ()
        np.testing.assert_allclose(value, expected_value(name, WEIGHTS), atol=1e-10)

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("device", DEVICES)
    @pytest.mark.parametrize("interface", ["autograd", "torch", "jax", "jax.jit"])
    def test_gradient(self, name, device, method, interface, backprop):
        tolerance = 1e-5 if method == "finite-diff" else 1e-8
        refusal = expected_refusal(name, device, method, interface)
        if refusal is not None:
            with pytest.raises(refusal[0], match=refusal[1]):
                gradient(make_qnode(name, device, method), interface)
            return
        result = gradient(make_qnode(name, device, method), interface)
        np.testing.assert_allclose(result, backprop[name], atol=tolerance)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", LOSSES)
class TestFiniteShots:
    def test_gradient_within_standard_errors(self, name, device, backprop):
        """The bias of a plug-in estimate falls as 1 / shots, the error as its root."""
        circuit = make_qnode(name, device, "parameter-shift", shots=20_000)
        draws = np.array([gradient(circuit, "autograd") for _ in range(8)])
        error = draws.std(axis=0, ddof=1) / np.sqrt(len(draws))
        spread = np.maximum(error, np.median(error))
        assert (np.abs(draws.mean(axis=0) - backprop[name]) < 5 * spread + 1e-3).all()

    @pytest.mark.parametrize("method", ["adjoint", "backprop"])
    def test_exact_methods_refuse_shots(self, name, device, method):
        with pytest.raises(qml.exceptions.QuantumFunctionError):
            gradient(make_qnode(name, device, method, shots=10), "autograd")


@pytest.mark.parametrize("interface", ["torch", "jax", "jax.jit"])
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", ["mmd", "mmd of parities", "local_fidelity"])
def test_finite_shots_in_other_interfaces(name, device, interface, backprop):
    circuit = make_qnode(name, device, "parameter-shift", shots=20_000)
    draws = np.array([gradient(circuit, interface) for _ in range(6)])
    error = draws.std(axis=0, ddof=1) / np.sqrt(len(draws))
    spread = np.maximum(error, np.median(error))
    assert (np.abs(draws.mean(axis=0) - backprop[name]) < 5 * spread + 1e-3).all()


def test_a_loss_made_outside_is_refused_too():
    """default.qubit's adjoint gives a wrong value here: a constant gate stands before."""
    loss = qgen.squared_distance([0.5, 0.5], wires=[0])

    @qml.qnode(qml.device("default.qubit", wires=1), diff_method="adjoint")
    def circuit(angle):
        qml.RX(0.3, wires=0)
        qml.RY(angle, wires=0)
        return qml.apply(loss)

    with pytest.raises(qml.exceptions.QuantumFunctionError, match="wrong values and gradients"):
        circuit(pnp.array(0.5, requires_grad=True))
