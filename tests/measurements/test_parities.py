import copy

import jax
import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp
from pennylane.wires import Wires

import pennylane_qgen as qgen
from pennylane_qgen import reference
from pennylane_qgen.measurements import ParityMP

N_WIRES = 3
WORDS = reference.bit_strings(N_WIRES)
WEIGHTS = np.random.default_rng(0).uniform(0, np.pi, (2, N_WIRES))
DEVICES = ["default.qubit", "lightning.qubit", "qgen.lightning", "default.mixed"]


def ansatz(weights, wires):
    for layer in range(2):
        for i, wire in enumerate(wires):
            qml.RY(weights[..., layer, i], wires=wire)
            qml.RX(0.3 + i, wires=wire)
        qml.CNOT([wires[0], wires[1]])
        qml.CNOT([wires[1], wires[2]])


def make_qnode(measure, device="default.qubit", wires=range(N_WIRES), shots=None, **options):
    @qml.set_shots(shots)
    @qml.qnode(qml.device(device, wires=wires, seed=3), **options)
    def circuit(weights):
        ansatz(weights, wires)
        return measure()

    return circuit


def z_word(word, wires):
    factors = [qml.Z(wire) for bit, wire in zip(word, wires, strict=True) if bit]
    return qml.prod(*factors) if factors else qml.Identity(wires[0])


def z_expectations(words, wires, weights=WEIGHTS, wire_order=range(N_WIRES)):
    """The same numbers by PennyLane's own expectation values, one observable a word."""

    def measure():
        return [qml.expval(z_word(word, wires)) for word in words]

    return np.stack(make_qnode(measure, wires=wire_order)(weights), axis=-1)


@pytest.mark.parametrize("device", DEVICES)
class TestAgainstExpectationValues:
    def test_all_words(self, device):
        result = make_qnode(lambda: qgen.parities(WORDS), device)(WEIGHTS)
        assert result.shape == (8,)
        np.testing.assert_allclose(result, z_expectations(WORDS, range(3)), atol=1e-12)

    def test_string_labels(self, device):
        wires = ["a", "b", "c"]
        result = make_qnode(lambda: qgen.parities(WORDS, wires=wires), device, wires)(WEIGHTS)
        np.testing.assert_allclose(result, z_expectations(WORDS, range(3)), atol=1e-12)

    @pytest.mark.parametrize("wires", [[2, 0, 1], [1, 0], [2], 2])
    def test_permuted_and_partial_wires(self, device, wires):
        words = reference.bit_strings(len(Wires(wires)))
        result = make_qnode(lambda: qgen.parities(words, wires=wires), device)(WEIGHTS)
        np.testing.assert_allclose(result, z_expectations(words, Wires(wires)), atol=1e-12)

    def test_broadcasting(self, device):
        batch = np.stack([WEIGHTS, 2 * WEIGHTS])
        result = make_qnode(lambda: qgen.parities(WORDS), device)(batch)
        assert result.shape == (2, 8)
        for weights, row in zip(batch, result, strict=True):
            np.testing.assert_allclose(row, z_expectations(WORDS, range(3), weights), atol=1e-12)

    def test_beside_other_measurements(self, device):
        def measure():
            return qgen.parities(WORDS[1:3]), qml.expval(qml.Z(2)), qml.probs(wires=[1])

        parities, z, probs = make_qnode(measure, device)(WEIGHTS)
        np.testing.assert_allclose(parities[0], z, atol=1e-12)
        np.testing.assert_allclose(parities[1], probs[0] - probs[1], atol=1e-12)

    def test_gradient_by_parameter_shift(self, device):
        weights = pnp.array(WEIGHTS)
        measure = lambda: qgen.parities(WORDS, wires=[2, 0, 1])  # noqa: E731
        shifted = qml.jacobian(make_qnode(measure, device, diff_method="parameter-shift"))
        exact = qml.jacobian(make_qnode(measure, diff_method="backprop"))
        np.testing.assert_allclose(shifted(weights), exact(weights), atol=1e-10)


@pytest.mark.parametrize("device", DEVICES)
class TestShots:
    @pytest.mark.parametrize("wires", [None, [2, 0, 1]])
    def test_within_standard_errors(self, device, wires):
        shots = 4000
        circuit = make_qnode(lambda: qgen.parities(WORDS, wires=wires), device, shots=shots)
        expected = z_expectations(WORDS, range(3) if wires is None else wires)
        error = np.sqrt((1 - expected**2) / shots)
        assert (np.abs(circuit(WEIGHTS) - expected) < 5 * error + 1e-12).all()

    def test_shot_vector(self, device):
        circuit = make_qnode(lambda: qgen.parities(WORDS), device, shots=(1000, 10, 10))
        results = circuit(WEIGHTS)
        assert isinstance(results, tuple)
        assert [result.shape for result in results] == [(8,)] * 3
        expected = z_expectations(WORDS, range(3))
        for shots, result in zip((1000, 10, 10), results, strict=True):
            # A mean of signs of n shots has the parity of n.
            assert (np.rint(result * shots) % 2 == shots % 2).all()
            error = np.sqrt((1 - expected**2) / shots)
            assert (np.abs(result - expected) < 5 * error + 1e-12).all()

    def test_broadcasting(self, device):
        batch = np.stack([WEIGHTS, 2 * WEIGHTS])
        result = make_qnode(lambda: qgen.parities(WORDS), device, shots=4000)(batch)
        expected = np.array([z_expectations(WORDS, range(3), weights) for weights in batch])
        assert result.shape == (2, 8)
        assert (np.abs(result - expected) < 5 * np.sqrt((1 - expected**2) / 4000) + 1e-12).all()

    def test_one_shot_is_a_sign(self, device):
        result = make_qnode(lambda: qgen.parities(WORDS), device, shots=1)(WEIGHTS)
        assert set(result.tolist()) <= {-1, 1}


class TestProcessing:
    """The four samples 00, 01, 11, 11 of wires (0, 1): <Z_0> = 0, <Z_1> = -1/2, <Z_0 Z_1> = 1/2."""

    samples = np.array([[0, 0], [0, 1], [1, 1], [1, 1]])
    expected = (0, -0.5, 0.5)
    measurement = qgen.parities([2, 1, 3], wires=[0, 1])
    swapped = qgen.parities([2, 1, 3], wires=[1, 0])

    def test_samples(self):
        result = self.measurement.process_samples(self.samples, Wires([0, 1]))
        assert result.tolist() == list(self.expected)

    def test_samples_of_swapped_wires(self):
        assert self.swapped.process_samples(self.samples, Wires([0, 1])).tolist() == [-0.5, 0, 0.5]
        result = self.swapped.process_samples(self.samples[:, ::-1], Wires([1, 0]))
        assert result.tolist() == [-0.5, 0, 0.5]

    def test_samples_among_other_wires(self):
        samples = np.insert(self.samples, 1, 1, axis=1)
        result = self.measurement.process_samples(samples, Wires([0, "x", 1]))
        assert result.tolist() == list(self.expected)

    def test_shot_range(self):
        result = self.measurement.process_samples(self.samples, Wires([0, 1]), shot_range=(0, 2))
        assert result.tolist() == [1, 0, 0]

    def test_bins(self):
        """A column a bin, as PennyLane's expectation values have an entry a bin."""
        result = self.measurement.process_samples(self.samples, Wires([0, 1]), bin_size=2)
        assert result.tolist() == [[1, -1], [0, -1], [0, 1]]

    def test_shot_range_and_bins(self):
        result = self.measurement.process_samples(
            self.samples, Wires([0, 1]), shot_range=(1, 3), bin_size=1
        )
        assert result.tolist() == [[1, -1], [-1, -1], [-1, 1]]

    def test_batched_samples(self):
        batch = np.stack([self.samples, 1 - self.samples])
        result = self.measurement.process_samples(batch, Wires([0, 1]))
        assert result.tolist() == [[0, -0.5, 0.5], [0, 0.5, 0.5]]

    def test_jax_samples(self):
        samples = jax.numpy.array(self.samples)
        result = self.measurement.process_samples(samples, Wires([0, 1]))
        assert result.tolist() == list(self.expected)

    def test_counts(self):
        counts = {"00": 1, "01": 1, "11": 2}
        assert self.measurement.process_counts(counts, Wires([0, 1])).tolist() == [0, -0.5, 0.5]
        assert self.swapped.process_counts(counts, Wires([0, 1])).tolist() == [-0.5, 0, 0.5]

    def test_probabilities(self):
        result = self.measurement.process_probabilities(np.array([1 / 4, 1 / 4, 0, 1 / 2]))
        assert result.tolist() == list(self.expected)

    def test_state(self):
        state = np.array([1, 1j, 0, -np.sqrt(2)]) / 2
        result = self.measurement.process_state(state, Wires([0, 1]))
        np.testing.assert_allclose(result, self.expected, atol=1e-15)
        result = self.swapped.process_state(state, Wires([0, 1]))
        np.testing.assert_allclose(result, [-0.5, 0, 0.5], atol=1e-15)

    def test_density_matrix(self):
        matrix = np.diag([1 / 4, 1 / 4, 0, 1 / 2]) + 0.1 * np.eye(4)[::-1]
        result = self.measurement.process_density_matrix(matrix, Wires([0, 1]))
        np.testing.assert_allclose(result, self.expected, atol=1e-15)
        result = self.swapped.process_density_matrix(np.stack([matrix] * 2), Wires([0, 1]))
        np.testing.assert_allclose(result, [[-0.5, 0, 0.5]] * 2, atol=1e-15)

    def test_more_than_62_wires(self):
        """Samples need no integers; the words are the first wire, the last, and both."""
        samples = np.zeros((4, 100), dtype=int)
        samples[:, [0, -1]] = self.samples
        words = np.zeros((3, 100), dtype=int)
        words[[0, 2], 0] = words[[1, 2], -1] = 1
        result = qgen.parities(words).process_samples(samples, Wires(range(100)))
        assert result.tolist() == list(self.expected)

    def test_shape_and_type(self):
        assert self.measurement.shape(None, 2) == self.measurement.shape(10, 2) == (3,)
        assert self.measurement.numeric_type is float


class TestBatches:
    """Means of two halves of the shuffled shots 00, 01, 11, 11."""

    measurement = qgen.parities([2, 1, 3], wires=[0, 1], n_batches=2)
    samples = TestProcessing.samples

    def test_samples(self):
        result = self.measurement.process_samples(self.samples, Wires([0, 1]))
        whole = qgen.parities([2, 1, 3], wires=[0, 1]).process_samples(self.samples, Wires([0, 1]))
        assert result.shape == (2, 3)
        assert set(result.ravel()) <= {-1, 0, 1}
        np.testing.assert_allclose(result.mean(axis=0), whole)

    def test_bins(self):
        result = self.measurement.process_samples(
            np.concatenate([self.samples] * 2), Wires([0, 1]), bin_size=4
        )
        one_bin = self.measurement.process_samples(self.samples, Wires([0, 1]))
        assert result[..., 0].tolist() == result[..., 1].tolist() == one_bin.tolist()

    def test_sizes_that_do_not_divide(self):
        """The first batch has two shots, the second one."""
        result = self.measurement.process_samples(self.samples[:3], Wires([0, 1]))
        whole = qgen.parities([2, 1, 3], wires=[0, 1])
        mean = whole.process_samples(self.samples[:3], Wires([0, 1]))
        np.testing.assert_allclose((2 * result[0] + result[1]) / 3, mean)

    def test_sorted_counts_are_shuffled_before_they_are_split(self):
        """Halves of sorted counts would be two different distributions."""
        counts = {"00": 500, "11": 500}
        result = self.measurement.process_counts(counts, Wires([0, 1]))
        np.testing.assert_allclose(result.mean(axis=0), [0, 0, 1], atol=1e-15)
        assert 0 < abs(result[0, 0]) < 5 / np.sqrt(500)

    def test_sorted_samples_are_shuffled_before_they_are_split(self):
        """Some devices return samples that they made of counts, in order."""
        samples = np.repeat([[0, 0], [1, 1]], 500, axis=0)
        result = self.measurement.process_samples(samples, Wires([0, 1]))
        np.testing.assert_allclose(result.mean(axis=0), [0, 0, 1], atol=1e-15)
        assert 0 < abs(result[0, 0]) < 5 / np.sqrt(500)

    def test_squares_of_sorted_samples_are_unbiased(self):
        """The mean of the product of two batches is the square of the mean."""
        rng = np.random.default_rng(0)
        products = []
        for _ in range(2000):
            bits = np.sort(rng.integers(0, 2, size=(40, 1)), axis=0)
            first, second = qgen.parities([[1]], n_batches=2).process_samples(bits, Wires([0]))
            products.append(first[0] * second[0])
        error = np.std(products) / np.sqrt(len(products))
        assert abs(np.mean(products)) < 4 * error

    def test_exact_rows_are_equal(self):
        result = self.measurement.process_probabilities(np.array([1 / 4, 1 / 4, 0, 1 / 2]))
        assert result.tolist() == [[0, -0.5, 0.5]] * 2
        assert result.shape == self.measurement.shape()

    def test_round_trip(self):
        leaves, structure = qml.pytrees.flatten(self.measurement)
        assert qml.pytrees.unflatten(leaves, structure) == self.measurement
        assert copy.copy(self.measurement).n_batches == 2

    def test_bad_numbers(self):
        with pytest.raises(ValueError, match="n_batches must be an integer of at least 1; got 0"):
            qgen.parities([[1]], n_batches=0)
        with pytest.raises(ValueError, match="1 shots cannot be split into 2 batches"):
            self.measurement.process_samples(self.samples[:1], Wires([0, 1]))


class TestIdentity:
    words = ((1, 0), (1, 1))

    def different(self):
        return [
            qgen.parities([[1, 0], [0, 1]], wires=[0, 1]),
            qgen.parities([[1, 1], [1, 0]], wires=[0, 1]),
            qgen.parities([[1, 0]], wires=[0, 1]),
            qgen.parities([[1], [0], [1], [1]], wires=[0]),
            qgen.parities([[1, 0, 1, 1]], wires=[0, 1, 2, 3]),
            qgen.parities(self.words, wires=[1, 0]),
            qgen.parities(self.words, wires=[0, "1"]),
            qgen.parities(self.words),
            qgen.parities(self.words, wires=[0, 1], n_batches=2),
            qml.probs(wires=[0, 1]),
        ]

    def test_equal_words_and_wires_are_equal(self):
        first = qgen.parities(self.words, wires=[0, 1])
        second = qgen.parities(np.array(self.words), wires=Wires([0, 1]))
        masks = qgen.parities([2, 3], wires=(0, 1))
        assert first == second == masks
        assert first.hash == second.hash == masks.hash == hash(first)

    def test_other_words_or_wires_differ(self):
        measurement = qgen.parities(self.words, wires=[0, 1])
        for other in self.different():
            assert measurement != other
            assert measurement.hash != other.hash

    @pytest.mark.parametrize("make_copy", [copy.copy, copy.deepcopy])
    def test_copies_are_equal(self, make_copy):
        for wires in ([0, 1], None):
            measurement = qgen.parities(self.words, wires=wires)
            other = make_copy(measurement)
            assert other is not measurement
            assert other == measurement
            assert other.hash == measurement.hash

    @pytest.mark.parametrize("wires", [["a", 3], None])
    def test_pytree_round_trip(self, wires):
        words = np.random.default_rng(0).integers(0, 2, (5, 2))
        measurement = qgen.parities(words, wires=wires)
        leaves, structure = qml.pytrees.flatten(measurement)
        assert leaves == []
        again = qml.pytrees.unflatten(leaves, structure)
        assert isinstance(again, ParityMP)
        assert again == measurement
        np.testing.assert_array_equal(again.words, words)

    def test_metadata_is_hashable(self):
        assert len({m._flatten()[1] for m in self.different()[:-1]}) == len(self.different()) - 1

    def test_words_cannot_be_changed(self):
        with pytest.raises(ValueError, match="read-only"):
            qgen.parities(self.words).words[0, 0] = 0

    def test_words_are_not_those_of_the_caller(self):
        words = np.ones((1, 2), dtype=np.int8)
        measurement = qgen.parities(words)
        words[0, 0] = 0
        assert measurement.words.tolist() == [[1, 1]]

    def test_wires_are_relabelled(self):
        measurement = qgen.parities(self.words, wires=[0, 1]).map_wires({0: "a", 1: "b"})
        assert measurement == qgen.parities(self.words, wires=["a", "b"])
        assert measurement.hash != qgen.parities(self.words, wires=[0, 1]).hash

    def test_wires_of_a_qnode_are_relabelled(self):
        circuit = make_qnode(lambda: qgen.parities(WORDS, wires=[2, 0, 1]), wires=range(3))
        relabelled = qml.map_wires(circuit, {0: 1, 1: 2, 2: 0})
        np.testing.assert_allclose(relabelled(WEIGHTS), circuit(WEIGHTS), atol=1e-12)


class TestCache:
    def test_one_execution_of_two_tapes(self):
        dev = qml.device("default.qubit", wires=2)
        tapes = [
            qml.tape.QuantumScript([qml.RY(1.0, 0)], [qgen.parities([[1, 0]] * k)]) for k in (1, 2)
        ]
        other = qml.tape.QuantumScript([qml.RY(1.0, 0)], [qgen.parities([[0, 1]])])
        one, two, third = qml.execute([*tapes, other], dev, cache=True)
        np.testing.assert_allclose(one, [np.cos(1.0)])
        np.testing.assert_allclose(two, [np.cos(1.0)] * 2)
        np.testing.assert_allclose(third, [1])

    def test_shared_by_executions(self):
        dev, cache = qml.device("lightning.qubit", wires=2), {}
        for words, expected in (([[1, 0]], np.cos(1.0)), ([[0, 1]], 1)):
            tape = qml.tape.QuantumScript([qml.RY(1.0, 0)], [qgen.parities(words)])
            np.testing.assert_allclose(qml.execute([tape], dev, cache=cache)[0], [expected])
        assert len(cache) == 2

    @pytest.mark.parametrize("device", DEVICES)
    def test_two_in_one_qnode(self, device):
        def measure():
            return qgen.parities(WORDS[:4]), qgen.parities(WORDS[4:])

        first, second = make_qnode(measure, device, cache=True)(WEIGHTS)
        expected = z_expectations(WORDS, range(3))
        np.testing.assert_allclose(np.concatenate([first, second]), expected, atol=1e-12)


class TestInPennyLane:
    def test_draw(self):
        circuit = make_qnode(lambda: qgen.parities(WORDS[:, :2], wires=[0, 2]))
        assert "parities(8 words, wires=[0, 2])" in qml.draw(circuit)(WEIGHTS)

    def test_specs(self):
        circuit = make_qnode(lambda: qgen.parities(WORDS))
        assert "parities" in str(qml.specs(circuit)(WEIGHTS))

    def test_is_queued_once(self):
        with qml.queuing.AnnotatedQueue() as queue:
            measurement = qgen.parities(WORDS)
        assert list(queue) == [qml.queuing.WrappedObj(measurement)]

    def test_processing_queues_nothing(self):
        with qml.queuing.AnnotatedQueue() as queue:
            TestProcessing.measurement.process_state(np.eye(4)[0], Wires([0, 1]))
        assert len(queue) == 0

    def test_device_without_wires(self):
        circuit = make_qnode(lambda: qgen.parities(WORDS))
        bare = qml.QNode(circuit.func, qml.device("default.qubit"))
        np.testing.assert_allclose(bare(WEIGHTS), circuit(WEIGHTS))


class TestErrors:
    def test_masks_need_wires(self):
        with pytest.raises(ValueError, match="how many wires there are; pass wires="):
            qgen.parities([1, 2])

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ([4], r"in \[0, 2\*\*2\); got values from 4"),
            ([-1], "got values from -1"),
            ([0.5], "must be integers; got dtype float64"),
            ([], "non-empty array of bits"),
            ([[0, 1, 1]], "one bit a wire, 2; got 3"),
            ([[0, 2]], "only 0 and 1; got 2"),
            (np.zeros((0, 2)), "non-empty array of bits"),
        ],
    )
    def test_wrong_words(self, words, message):
        with pytest.raises(ValueError, match=message):
            qgen.parities(words, wires=[0, 1])

    def test_repeated_wires(self):
        with pytest.raises(qml.exceptions.WireError, match="unique"):
            qgen.parities([1], wires=[0, 0])

    @pytest.mark.parametrize("shots", [None, 10])
    @pytest.mark.parametrize("device", DEVICES)
    def test_words_that_do_not_fit_the_device(self, device, shots):
        circuit = make_qnode(lambda: qgen.parities([[1, 0]]), device, shots=shots)
        with pytest.raises(ValueError, match="have 2 bits, but 3 wires are measured; pass wires="):
            circuit(WEIGHTS)

    def test_hadamard_gradient(self):
        dev = qml.device("default.qubit", wires=4)

        @qml.qnode(dev, diff_method="hadamard", gradient_kwargs={"aux_wire": 3})
        def circuit(weights):
            ansatz(weights, range(3))
            return qgen.parities(WORDS, wires=range(3))

        message = "'hadamard' does not support qgen.parities; use 'parameter-shift'"
        with pytest.raises(qml.exceptions.QuantumFunctionError, match=message):
            qml.jacobian(circuit)(pnp.array(WEIGHTS))


def test_adjoint_of_default_qubit_is_refused():
    """PennyLane 0.45 would assign the trainable parameters to the wrong gates."""

    @qml.qnode(qml.device("default.qubit", wires=2), diff_method="adjoint")
    def circuit(angle):
        qml.RX(0.3, wires=0)
        qml.RY(angle, wires=0)
        return qgen.parities([1, 2], wires=[0, 1])

    with pytest.raises(qml.exceptions.QuantumFunctionError, match="wrong values and gradients"):
        circuit(0.5)
