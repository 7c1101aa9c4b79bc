import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.training import MeteredDevice, SampledMMD, train

DATA = np.array([[0, 0], [1, 1]] * 50)


def make_circuit(device):
    @qml.qnode(device)
    def circuit(weights):
        qml.RY(weights[0], wires=0)
        qml.CNOT([0, 1])
        return qgen.mmd(DATA, bandwidth=1.0)

    return circuit


def test_falls_to_zero_within_errors():
    circuit = make_circuit(qml.device("lightning.qubit", wires=2, seed=0))
    watch = SampledMMD(circuit, DATA, bandwidth=1.0, shots=500, every=20)
    train(circuit, [0.3], steps=40, callbacks=[watch], optimizer=qml.AdamOptimizer(0.1))
    assert watch.steps == [20, 40]
    last = watch.estimates[-1]
    assert abs(last.value) < 4 * last.standard_error


def test_agrees_with_the_exact_loss():
    circuit = make_circuit(qml.device("lightning.qubit", wires=2, seed=0))
    watch = SampledMMD(circuit, DATA, bandwidth=1.0, shots=2000, every=1)
    result = train(circuit, [0.3], steps=2, callbacks=[watch])
    [_, estimate] = watch.estimates
    # The jackknife's error holds for the sampling of the data too, which are exact here.
    assert abs(estimate.value - circuit(result.weights)) < 4 * estimate.standard_error


def test_samples_are_metered():
    device = MeteredDevice(qml.device("lightning.qubit", wires=2, seed=0))
    circuit = make_circuit(device)
    train(
        circuit,
        [0.3],
        steps=2,
        callbacks=[SampledMMD(circuit, DATA, bandwidth=1.0, shots=30, every=2)],
    )
    assert device.usage.shots == 30


@pytest.mark.parametrize("options", [{"shots": 2}, {"shots": 10, "every": 0}])
def test_bad_numbers(options):
    with pytest.raises(ValueError, match="must be an integer"):
        SampledMMD(make_circuit(qml.device("default.qubit")), DATA, bandwidth=1.0, **options)
