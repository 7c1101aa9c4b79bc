"""Shifted circuits and gradients from shots against QNodes."""

import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.studies.shifted_circuits import RotationCircuit
from pennylane_qgen.studies.shot_training import (
    kl_loss,
    local_fidelity_loss,
    mmd_loss,
    shot_gradient,
    stepsize,
    train_from_shots,
)

ANSATZ = {"rotations": ("RZ", "RY", "RZ"), "entangler": "yx"}
N_WIRES = 3


@pytest.fixture
def circuit():
    return RotationCircuit.euler_and_yx(2, N_WIRES)


@pytest.fixture
def weights(circuit):
    return np.random.default_rng(0).uniform(0, 2 * np.pi, circuit.n_weights)


@pytest.fixture
def target():
    return np.random.default_rng(1).dirichlet(np.ones(2**N_WIRES))


def probabilities(weights):
    @qml.qnode(qml.device("default.qubit", wires=N_WIRES))
    def born_machine():
        qgen.HardwareEfficient(weights, wires=range(N_WIRES), **ANSATZ)
        return qml.probs()

    return born_machine()


def test_distribution_of_the_circuit(circuit, weights):
    np.testing.assert_allclose(circuit.probabilities(weights), probabilities(weights), atol=1e-14)


def test_every_shifted_distribution(circuit, weights):
    center, shifted = circuit.shifted_probabilities(weights)
    np.testing.assert_allclose(center, probabilities(weights), atol=1e-14)
    for j in range(circuit.n_weights):
        for side, sign in enumerate((1, -1)):
            moved = weights.copy()
            moved[j] += sign * np.pi / 2
            np.testing.assert_allclose(shifted[side, j], probabilities(moved), atol=1e-14)


def test_the_adjoint_undoes_the_circuit(circuit, weights):
    state = np.zeros(2**N_WIRES, dtype=complex)

    @qml.qnode(qml.device("default.qubit", wires=N_WIRES))
    def born_machine():
        qgen.HardwareEfficient(weights, wires=range(N_WIRES), **ANSATZ)
        return qml.state()

    state = born_machine()
    back = circuit.adjoint().probabilities(-weights[::-1], start=state)
    np.testing.assert_allclose(back, np.eye(2**N_WIRES)[0], atol=1e-13)


@pytest.mark.parametrize("name", ["mmd", "kl", "local-fidelity"])
def test_exact_gradient_is_that_of_the_package(circuit, weights, target, name):
    ours = {"mmd": mmd_loss((1.0, 2.0)), "kl": kl_loss(), "local-fidelity": local_fidelity_loss()}

    @qml.qnode(qml.device("default.qubit", wires=N_WIRES))
    def loss(w):
        if name == "local-fidelity":
            wires = range(N_WIRES)
            qgen.compute_uncompute(target, qgen.HardwareEfficient, w, wires=wires, **ANSATZ)
            return qgen.local_fidelity(wires=wires)
        qgen.HardwareEfficient(w, wires=range(N_WIRES), **ANSATZ)
        return (
            qgen.mmd(target, bandwidth=[1.0, 2.0]) if name == "mmd" else qgen.kl_divergence(target)
        )

    expected = qml.grad(loss)(qml.numpy.array(weights, requires_grad=True))
    gradient = shot_gradient(circuit, weights, target, ours[name], n_shots=None, rng=None)
    np.testing.assert_allclose(gradient, expected, atol=1e-12)


@pytest.mark.parametrize("loss", [mmd_loss((1.0,)), local_fidelity_loss()])
def test_gradients_from_shots_are_unbiased(circuit, weights, target, loss):
    rng = np.random.default_rng(2)
    draws = np.array(
        [shot_gradient(circuit, weights, target, loss, n_shots=20, rng=rng) for _ in range(2000)]
    )
    exact = shot_gradient(circuit, weights, target, loss, n_shots=None, rng=None)
    z = (draws.mean(axis=0) - exact) / (draws.std(axis=0) / np.sqrt(len(draws)) + 1e-15)
    assert np.abs(z[np.abs(exact) > 1e-12]).max() < 4.5


def test_training_lowers_the_distance(circuit, target):
    rng = np.random.default_rng(0)
    distances = train_from_shots(
        circuit, target, mmd_loss((0.5, 1.0)), n_shots=None, n_epochs=150, rng=rng
    )
    assert distances.shape == (151,)
    assert distances[-1] < distances[0] / 3


def test_step_sizes_of_the_paper():
    assert stepsize(0) == 0.01
    assert stepsize(10**6) == 1e-5
