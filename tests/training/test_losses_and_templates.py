"""Training what the package is for: templates with losses, on its devices."""

import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.templates import IQP, HardwareEfficient
from pennylane_qgen.training import train

DATA = np.array([[0, 0, 0], [1, 1, 1]] * 10)
LOSSES = {
    "mmd": lambda: qgen.mmd(DATA, bandwidth=[0.5, 1.0]),
    "parities": lambda: qgen.mmd(DATA, max_weight=2),
    "squared distance": lambda: qgen.squared_distance(DATA),
    "kl": lambda: qgen.kl_divergence(DATA),
}


def born_machine(device, loss):
    @qml.qnode(qml.device(device, wires=3))
    def circuit(weights):
        HardwareEfficient(weights, wires=range(3))
        return loss()

    return circuit


@pytest.mark.parametrize("device", ["default.qubit", "lightning.qubit", "qgen.lightning"])
@pytest.mark.parametrize("name", LOSSES)
def test_losses_fall(device, name):
    weights = HardwareEfficient.init(n_layers=2, n_wires=3, strategy="small", seed=1)
    circuit = born_machine(device, LOSSES[name])
    result = train(circuit, weights, optimizer=qml.AdamOptimizer(0.1), steps=40)
    assert result.best_loss < 0.1 * result.history.loss[0]


@pytest.mark.parametrize("optimizer", ["L-BFGS-B", "COBYLA", "CMA-ES"])
def test_other_optimisers(optimizer):
    weights = HardwareEfficient.init(n_layers=1, n_wires=3, strategy="small", seed=1)
    circuit = born_machine("qgen.lightning", LOSSES["mmd"])
    result = train(circuit, weights, optimizer=optimizer, steps=25, seed=0)
    assert result.best_loss < 0.5 * result.history.loss[0] or result.best_loss < 1e-3


def test_loss_wrapped_in_a_function():
    """Infinitely many circuits fit; the distance of the probabilities themselves must vanish."""

    @qml.qnode(qml.device("default.qubit", wires=2))
    def circuit(weights):
        IQP(weights, wires=range(2))
        return qml.probs()

    target = np.array([0.5, 0.0, 0.0, 0.5])
    result = train(
        lambda weights: qml.math.sum((circuit(weights) - target) ** 2),
        IQP.init(n_wires=2, strategy="small", seed=0),
        optimizer="L-BFGS-B",
        steps=50,
    )
    np.testing.assert_allclose(circuit(result.weights), target, atol=1e-3)


def test_a_checkpoint_of_a_qnode_gives_the_same_bits(tmp_path):
    circuit = born_machine("qgen.lightning", LOSSES["mmd"])
    weights = HardwareEfficient.init(n_layers=1, n_wires=3, seed=0)
    train(circuit, weights, steps=4, checkpoint=tmp_path / "run.npz")
    result = train(circuit, weights, steps=10, checkpoint=tmp_path / "run.npz")
    expected = train(circuit, weights, steps=10)
    np.testing.assert_array_equal(result.weights, expected.weights)


def test_finite_shots():
    circuit = qml.set_shots(born_machine("lightning.qubit", LOSSES["mmd"]), 500)
    weights = HardwareEfficient.init(n_layers=1, n_wires=3, strategy="small", seed=1)
    result = train(circuit, weights, optimizer=qml.AdamOptimizer(0.2), steps=15)
    assert result.history.loss[-3:].mean() < result.history.loss[0]
