import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.training import train
from pennylane_qgen.training.random_parameters import RandomParameters

DATA = [[0, 0, 0], [1, 1, 0], [0, 1, 1]]


def make_circuit(ansatz, loss=lambda: qgen.mmd(DATA, bandwidth=1.0, wires=range(3))):
    @qml.qnode(qml.device("default.qubit", wires=3), diff_method="parameter-shift")
    def circuit(weights):
        ansatz(weights)
        return loss()

    return circuit


def shared(weights):
    """A gate of two weights, a weight in two gates, and a constant gate."""
    qml.RX(weights[0] + 2 * weights[1], wires=0)
    qml.RY(weights[1], wires=1)
    qml.RZ(0.3, wires=1)
    qml.CNOT([0, 1])
    qml.RY(weights[2] ** 2, wires=2)
    qml.CNOT([1, 2])
    qml.Rot(weights[3], 0.1, weights[0], wires=2)


ANSAETZE = {
    "shared": (shared, 4),
    "hardware efficient": (lambda w: qgen.HardwareEfficient(w, wires=range(3)), 12),
    "IQP": (lambda w: qgen.IQP(w, wires=range(3)), 6),
}


@pytest.mark.parametrize("name", ANSAETZE)
@pytest.mark.parametrize("step", range(3))
def test_gradient_of_the_weights_drawn(name, step):
    ansatz, size = ANSAETZE[name]
    circuit = make_circuit(ansatz)
    weights = qml.numpy.array(np.random.default_rng(0).uniform(0, np.pi, size))
    part, mask = RandomParameters(circuit, (size,), n_parameters=2, seed=1)(step)
    assert mask.sum() == 2
    assert part(weights) == pytest.approx(circuit(weights))
    expected = qml.grad(circuit)(weights)
    np.testing.assert_allclose((qml.grad(part)(weights))[mask], expected[mask], atol=1e-12)


def test_only_their_gates_are_shifted():
    circuit = make_circuit(ANSAETZE["hardware efficient"][0])
    with qml.Tracker(circuit.device) as tracker:
        train(circuit, np.full(12, 0.3), steps=2, n_parameters=3, seed=0)
    assert tracker.totals["executions"] == 2 * (1 + 2 * 3)


def test_other_weights_stay():
    circuit = make_circuit(shared)
    start = np.array([0.1, 0.2, 0.3, 0.4])
    optimizer = qml.GradientDescentOptimizer(0.1)
    result = train(circuit, start, steps=1, optimizer=optimizer, n_parameters=1, seed=0)
    assert np.count_nonzero(result.weights - start) == 1


def test_resumed_run_draws_the_same(tmp_path):
    circuit = make_circuit(shared)
    settings = {"n_parameters": 2, "seed": 3}
    whole = train(circuit, np.full(4, 0.3), steps=6, **settings)
    for steps in (2, 6):
        parts = train(
            circuit, np.full(4, 0.3), steps=steps, checkpoint=tmp_path / "run.npz", **settings
        )
    np.testing.assert_array_equal(parts.weights, whole.weights)


def test_trains():
    circuit = make_circuit(ANSAETZE["hardware efficient"][0])
    start = qgen.HardwareEfficient.init(1, 3, seed=0)
    result = train(circuit, start, steps=60, n_parameters=4, seed=0)
    assert result.best_loss < 0.3 * result.history.loss[0]


def test_with_words_drawn_in_each_step():
    circuit = make_circuit(
        shared, lambda: qgen.mmd(DATA, 1.0, n_observables=4, resample=True, seed=0, wires=range(3))
    )
    result = train(circuit, np.full(4, 0.3), steps=3, n_parameters=2, seed=0)
    assert result.steps == 3


@pytest.mark.parametrize("number", [0, 5])
def test_bad_number(number):
    with pytest.raises(ValueError, match=r"n_parameters must be an integer in \[1, 4\]"):
        train(make_circuit(shared), np.full(4, 0.3), n_parameters=number)


def test_needs_a_qnode():
    with pytest.raises(TypeError, match="n_parameters= of train need a QNode"):
        train(lambda w: qml.math.sum(w**2), np.full(4, 0.3), n_parameters=1)
