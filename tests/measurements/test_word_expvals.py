"""The MMD of words on a device that refuses parities."""

import jax
import numpy as np
import pennylane as qml
import pytest
import torch
from pennylane import numpy as pnp
from pennylane.devices.preprocess import validate_measurements

import pennylane_qgen as qgen
from pennylane_qgen.measurements import ParityMP, WordExpvals, takes_parities
from pennylane_qgen.training import MeteredDevice

DATA = np.array([[0, 0, 1], [1, 1, 0], [0, 1, 1]])
WEIGHTS = np.random.default_rng(0).uniform(0, np.pi, 6)


class Refusing(qml.devices.DefaultQubit):
    """A simulator that takes PennyLane's own measurements only, as hardware does."""

    def preprocess_transforms(self, execution_config=None):
        pipeline = super().preprocess_transforms(execution_config)
        pipeline.add_transform(
            validate_measurements,
            analytic_measurements=lambda m: not isinstance(m, ParityMP),
            sample_measurements=lambda m: not isinstance(m, ParityMP),
            name="refusing",
        )
        return pipeline


def loss(**options):
    return qgen.mmd(DATA, bandwidth=1.0, max_weight=3, **options)


def make_circuit(device, shots=None, measure=loss, **options):
    @qml.set_shots(shots)
    @qml.qnode(device, **options)
    def circuit(weights):
        for layer in range(2):
            for wire in range(3):
                qml.RY(weights[3 * layer + wire], wires=wire)
            qml.CNOT([0, 1])
            qml.CNOT([1, 2])
        return measure()

    return circuit


def refusing(**options):
    return Refusing(wires=3, **options)


EXPECTED = make_circuit(qml.device("default.qubit", wires=3))


def test_who_takes_parities():
    assert not takes_parities(refusing(), shots=True)
    assert not takes_parities(MeteredDevice(refusing()), shots=False)
    assert takes_parities(qml.device("lightning.qubit", wires=2), shots=True)
    assert takes_parities(MeteredDevice(qml.device("default.qubit")), shots=True)


def test_value():
    assert make_circuit(refusing())(WEIGHTS) == pytest.approx(EXPECTED(WEIGHTS))


def test_nothing_but_expectation_values_is_measured():
    """All of them from one circuit, and so from the same shots."""
    device = refusing()
    circuit = make_circuit(device, shots=10)
    with qml.Tracker(device) as tracker:
        circuit(WEIGHTS)
    [resources] = tracker.history["resources"]
    assert sum(resources.measurements.values()) == 7
    assert all(name.startswith("expval") for name in resources.measurements)


@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize("interface", ["autograd", "torch", "jax", "jax.jit"])
@pytest.mark.parametrize("method", ["parameter-shift", "best"])
def test_gradient(interface, method):
    expected = qml.grad(EXPECTED)(pnp.array(WEIGHTS))
    circuit = make_circuit(refusing(), diff_method=method)
    if interface == "torch":
        weights = torch.tensor(WEIGHTS, requires_grad=True)
        circuit(weights).backward()
        gradient = weights.grad.numpy()
    elif interface == "autograd":
        gradient = qml.grad(circuit)(pnp.array(WEIGHTS))
    else:
        function = jax.grad(circuit)
        gradient = (jax.jit(function) if interface == "jax.jit" else function)(
            jax.numpy.array(WEIGHTS)
        )
    np.testing.assert_allclose(gradient, expected, atol=1e-8)


@pytest.mark.parametrize("shots", [2, 5, 50])
def test_value_of_few_shots_is_unbiased(shots):
    circuit = make_circuit(refusing(seed=0), shots)
    values = [float(circuit(WEIGHTS)) for _ in range(400)]
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    assert abs(np.mean(values) - EXPECTED(WEIGHTS)) < 4 * error


def test_gradient_of_few_shots_is_unbiased():
    circuit = make_circuit(refusing(seed=0), 3, diff_method="parameter-shift")
    draws = np.array([qml.grad(circuit)(pnp.array(WEIGHTS)) for _ in range(250)])
    error = draws.std(axis=0, ddof=1) / np.sqrt(len(draws))
    expected = qml.grad(EXPECTED)(pnp.array(WEIGHTS))
    assert (np.abs(draws.mean(axis=0) - expected) < 4 * error).all()


def test_beside_others():
    circuit = make_circuit(refusing(), measure=lambda: (qml.expval(qml.Z(0)), loss()))
    z, value = circuit(WEIGHTS)
    assert np.shape(z) == ()
    assert value == pytest.approx(EXPECTED(WEIGHTS))


def test_broadcasting():
    circuit = make_circuit(refusing())
    batch = np.stack([WEIGHTS, WEIGHTS + 1])
    values = circuit(batch.T)
    np.testing.assert_allclose(values, [EXPECTED(weights) for weights in batch], atol=1e-12)


def test_made_outside_and_applied():
    outside = loss()
    circuit = make_circuit(refusing(), measure=lambda: qml.apply(outside))
    assert circuit(WEIGHTS) == pytest.approx(EXPECTED(WEIGHTS))
    other = make_circuit(qml.device("default.qubit", wires=3), measure=lambda: qml.apply(outside))
    assert other(WEIGHTS) == pytest.approx(EXPECTED(WEIGHTS))


def test_empty_word():
    words = WordExpvals.of_words(np.array([[0, 0], [1, 1]]), wires=["a", "b"])
    assert [type(m.obs).__name__ for m in words.measurements] == ["Identity", "Prod"]


def test_equal_shot_vectors():
    circuit = make_circuit(refusing(seed=0), (4000, 4000))
    np.testing.assert_allclose(circuit(WEIGHTS), EXPECTED(WEIGHTS), atol=0.05)


@pytest.mark.parametrize("shots", [1, (10, 20)])
def test_shots_without_an_unbiased_square(shots):
    with pytest.raises(qml.exceptions.QuantumFunctionError, match="same number of at least 2"):
        make_circuit(refusing(), shots)(WEIGHTS)


def test_wires_that_are_not_known():
    with pytest.raises(ValueError, match=r"pass wires= to qgen\.mmd, as many as the target has, 3"):
        make_circuit(Refusing())(WEIGHTS)
    assert make_circuit(Refusing(), measure=lambda: loss(wires=range(3)))(WEIGHTS) == pytest.approx(
        EXPECTED(WEIGHTS)
    )
