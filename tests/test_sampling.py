import numpy as np
import pennylane as qml
import pytest
from pennylane.devices import Device

import pennylane_qgen as qgen
from pennylane_qgen.sampling import probabilities, sample
from pennylane_qgen.templates import Product

SIMULATORS = ["default.qubit", "lightning.qubit", "qgen.lightning", "default.mixed"]


def circuit_on(device, measure=qml.probs):
    """Wire 0 is 1 with probability sin^2(w/2), wire 1 its copy, wire 2 always 1."""

    @qml.qnode(device)
    def circuit(weights):
        qml.RY(weights[0], wires=0)
        qml.CNOT([0, 1])
        qml.X(2)
        return measure()

    return circuit


class Coins(Device):
    """Any number of wires; every sample is the alternating bit string."""

    name = "coins"

    def execute(self, circuits, execution_config=None):
        return tuple(
            np.tile(np.arange(len(tape.measurements[0].wires)) % 2, (tape.shots.total_shots, 1))
            for tape in circuits
        )


@pytest.mark.parametrize("name", SIMULATORS)
class TestSimulators:
    def test_samples(self, name):
        circuit = circuit_on(qml.device(name, wires=3))
        samples = sample(circuit, [1.0], shots=2000, seed=1)
        assert samples.shape == (2000, 3)
        assert samples.dtype == np.int8
        np.testing.assert_array_equal(samples[:, 0], samples[:, 1])
        assert samples[:, 2].all()
        expected = np.sin(0.5) ** 2
        error = np.sqrt(expected * (1 - expected) / 2000)
        assert abs(samples[:, 0].mean() - expected) < 4 * error

    def test_probabilities(self, name):
        circuit = circuit_on(qml.device(name, wires=3))
        result = probabilities(circuit, [1.0])
        expected = np.zeros(8)
        expected[[0b001, 0b111]] = np.cos(0.5) ** 2, np.sin(0.5) ** 2
        assert result.dtype == np.float64
        np.testing.assert_allclose(result, expected, atol=1e-12)

    def test_seed(self, name):
        circuit = circuit_on(qml.device(name, wires=3))
        first, second = (sample(circuit, [1.0], shots=50, seed=7) for _ in range(2))
        np.testing.assert_array_equal(first, second)
        other = sample(circuit, [1.0], shots=50, seed=8)
        assert (first != other).any()

    def test_seed_zero_is_a_seed(self, name):
        circuit = circuit_on(qml.device(name, wires=3))
        first, second = (sample(circuit, [1.0], shots=50, seed=0) for _ in range(2))
        np.testing.assert_array_equal(first, second)

    def test_generator_as_seed_moves_on(self, name):
        circuit = circuit_on(qml.device(name, wires=3))
        generator = np.random.default_rng(0)
        first, second = (sample(circuit, [1.0], shots=50, seed=generator) for _ in range(2))
        assert (first != second).any()

    def test_a_seed_leaves_the_device_as_it_was(self, name):
        first, second = (circuit_on(qml.device(name, wires=3, seed=5)) for _ in range(2))
        sample(first, [1.0], shots=10, seed=99)
        np.testing.assert_array_equal(
            sample(first, [1.0], shots=50), sample(second, [1.0], shots=50)
        )

    def test_seeded_device(self, name):
        first, second = (circuit_on(qml.device(name, wires=3, seed=5)) for _ in range(2))
        np.testing.assert_array_equal(
            sample(first, [1.0], shots=50), sample(second, [1.0], shots=50)
        )

    def test_one_shot(self, name):
        assert sample(circuit_on(qml.device(name, wires=3)), [np.pi], shots=1).tolist() == [
            [1, 1, 1]
        ]


class TestWires:
    @pytest.mark.parametrize(
        ("measure", "expected"),
        [
            (lambda: qml.probs(wires=[2, 0]), [1, 0]),
            (lambda: qml.expval(qml.Z(2)), [1]),
            (qml.probs, [0, 0, 1, 0]),
            (lambda: qgen.mmd([[0, 1]], wires=[0, 2]), [0, 1]),
            (lambda: (qml.probs(wires=2), qml.expval(qml.Z(0))), [1]),
        ],
    )
    def test_those_measured(self, measure, expected):
        circuit = circuit_on(qml.device("lightning.qubit", wires=4), measure)
        assert sample(circuit, [0.0], shots=1).tolist() == [expected]

    def test_given(self):
        circuit = circuit_on(qml.device("lightning.qubit", wires=4), lambda: qml.probs(wires=0))
        assert sample(circuit, [0.0], shots=1, wires=[2, 3]).tolist() == [[1, 0]]
        assert sample(circuit, [0.0], shots=1, wires=2).tolist() == [[1]]
        np.testing.assert_allclose(probabilities(circuit, [0.0], wires=[2]), [0, 1], atol=1e-12)

    def test_device_without_wires(self):
        circuit = circuit_on(qml.device("default.qubit"))
        assert sample(circuit, [0.0], shots=1).tolist() == [[0, 0, 1]]

    def test_device_without_wires_reads_as_pennylane_does(self):
        @qml.qnode(qml.device("default.qubit"))
        def circuit(weights):
            qml.X("b")
            qml.RY(weights[0], wires="a")
            return qml.probs()

        np.testing.assert_allclose(probabilities(circuit, [0.3]), circuit([0.3]))
        assert sample(circuit, [0.0], shots=1).tolist() == [[1, 0]]

    @pytest.mark.parametrize("name", ["default.qubit", "lightning.qubit"])
    def test_labels(self, name):
        @qml.qnode(qml.device(name, wires=["left", "right"]))
        def circuit(weights):
            qml.RX(weights[0], wires="right")
            return qml.probs()

        assert sample(circuit, [np.pi], shots=2).tolist() == [[0, 1], [0, 1]]
        assert sample(circuit, [np.pi], shots=1, wires=["right", "left"]).tolist() == [[1, 0]]


class TestCircuits:
    def test_loss_of_a_template(self):
        @qml.qnode(qml.device("lightning.qubit", wires=2))
        def circuit(weights):
            Product(weights, wires=range(2))
            return qgen.mmd([[0, 1]])

        assert sample(circuit, np.array([0.0, np.pi]), shots=1).tolist() == [[0, 1]]

    def test_transforms_of_the_user_apply(self):
        circuit = qml.transforms.cancel_inverses(circuit_on(qml.device("default.qubit", wires=3)))
        assert sample(circuit, [np.pi], shots=1).tolist() == [[1, 1, 1]]

    def test_weights_of_torch(self):
        torch = pytest.importorskip("torch")
        circuit = circuit_on(qml.device("lightning.qubit", wires=3))
        weights = torch.tensor([np.pi], requires_grad=True)
        assert sample(circuit, weights, shots=1).tolist() == [[1, 1, 1]]
        np.testing.assert_allclose(probabilities(circuit, weights)[7], 1)

    def test_shots_of_the_qnode_do_not_count(self):
        circuit = qml.set_shots(circuit_on(qml.device("lightning.qubit", wires=3)), 10)
        assert sample(circuit, [1.0], shots=33).shape == (33, 3)
        np.testing.assert_allclose(probabilities(circuit, [1.0])[1], np.cos(0.5) ** 2)

    def test_a_hundred_and_fifty_wires(self):
        @qml.qnode(Coins(wires=150))
        def circuit(weights):
            qml.RX(weights[0], wires=0)
            return qml.expval(qml.Z(0))

        samples = sample(circuit, [0.1], shots=4, wires=range(150))
        np.testing.assert_array_equal(samples, np.tile([0, 1], (4, 75)))


class TestErrors:
    def test_data_state(self):
        @qml.qnode(qml.device("default.qubit", wires=2))
        def circuit(weights):
            qgen.compute_uncompute([[0, 0], [1, 1]], Product, weights, wires=[0, 1])
            return qgen.local_fidelity(wires=[0, 1])

        for function in (lambda *a: sample(*a, shots=3), probabilities):
            with pytest.raises(ValueError, match=r"measures its overlap.*QNode of the ansatz"):
                function(circuit, np.zeros(2))

    def test_no_qnode(self):
        with pytest.raises(TypeError, match=r"drawn from a QNode.*got function"):
            sample(lambda weights: weights, [0.1], shots=3)

    @pytest.mark.parametrize("shots", [0, -3, 2.0, None, True])
    def test_shots(self, shots):
        with pytest.raises(ValueError, match=r"shots must be an integer of at least 1; got"):
            sample(circuit_on(qml.device("default.qubit")), [0.1], shots=shots)

    def test_batch(self):
        circuit = circuit_on(qml.device("default.qubit", wires=3))
        for function in (lambda *a: sample(*a, shots=3), probabilities):
            with pytest.raises(ValueError, match=r"without a batch axis"):
                function(circuit, np.zeros((1, 5)))

    def test_seed_where_there_is_no_generator(self):
        @qml.qnode(Coins(wires=2))
        def circuit(weights):
            return qml.expval(qml.Z(0))

        with pytest.raises(ValueError, match=r"coins has no generator that can be seeded"):
            sample(circuit, [0.1], shots=1, seed=3)

    def test_too_many_probabilities(self):
        @qml.qnode(Coins(wires=40))
        def circuit(weights):
            return qml.expval(qml.Z(0))

        with pytest.raises(ValueError, match=r"of 40 wires are 2\*\*40 numbers; at most 26"):
            probabilities(circuit, [0.1], wires=range(40))
