import numpy as np
import pennylane as qml
import pytest


def bowl(weights):
    """A loss that is no quadratic, with its minimum 0 at the ones."""
    distance = weights - 1
    return qml.math.sum(distance**2) + 0.1 * qml.math.sum(distance**4)


@pytest.fixture
def loss():
    return bowl


@pytest.fixture
def device():
    return qml.device("default.qubit", wires=2)


@pytest.fixture
def circuit(device):
    @qml.qnode(device)
    def expectation(weights):
        qml.RY(weights[0], wires=0)
        qml.RX(weights[1], wires=1)
        qml.CNOT([0, 1])
        qml.RY(weights[2], wires=1)
        return qml.expval(qml.Z(1))

    return expectation


@pytest.fixture
def weights():
    return np.array([0.1, 0.4, -0.3])
