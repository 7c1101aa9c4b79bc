"""The device qgen.iqp against lightning.qubit, closed forms and statistics."""

import jax
import numpy as np
import pennylane as qml
import pytest
import torch
from pennylane import numpy as pnp
from pennylane.exceptions import DeviceError, WireError
from scipy.stats import chisquare

import pennylane_qgen as qgen
from pennylane_qgen.bits import bits_to_integers

pytestmark = pytest.mark.usefixtures("double_precision")

N_WIRES = 4
WEIGHTS = np.random.default_rng(0).uniform(-np.pi, np.pi, 10)
SAMPLES = np.random.default_rng(1).integers(0, 2, (30, N_WIRES))
WORDS = [[1, 0, 0, 0], [0, 1, 1, 0], [1, 1, 1, 1], [0, 0, 0, 0]]


def random_pattern(n_wires, n_weights, seed):
    """Generators of weight up to 6, some sharing a weight."""
    rng = np.random.default_rng(seed)

    def generator():
        size = rng.integers(1, min(6, n_wires) + 1)
        return rng.choice(n_wires, size, replace=False).tolist()

    return [[generator() for _ in range(rng.integers(1, 3))] for _ in range(n_weights)]


def qnode(measure, device="qgen.iqp", *, n_wires=N_WIRES, pattern=None, options=None, **settings):
    """A QNode of one IQP circuit."""

    def circuit(weights):
        qgen.IQP(weights, wires=range(n_wires), pattern=pattern)
        return measure()

    return qml.QNode(circuit, qml.device(device, wires=n_wires, **(options or {})), **settings)


MEASUREMENTS = {
    "probs": lambda: qml.probs(),
    "some probs": lambda: qml.probs(wires=[2, 0]),
    "parities": lambda: qgen.parities(WORDS),
    "some parities": lambda: qgen.parities([[1, 1], [0, 1]], wires=[3, 1]),
    "batches of parities": lambda: qgen.parities(WORDS, n_batches=3),
    "z sum": lambda: qml.expval(0.5 * qml.Z(0) @ qml.Z(3) + qml.Z(2) - 2 * qml.I(1)),
    "several": lambda: (qml.expval(qml.Z(1)), qml.probs(wires=[1]), qgen.parities(WORDS)),
}


class TestAgainstLightning:
    """Values to 1e-12 and gradients to 1e-10, for patterns of any kind."""

    @pytest.mark.parametrize("spin_sym", [False, True])
    @pytest.mark.parametrize(("n_wires", "n_weights"), [(1, 2), (5, 9), (9, 20), (12, 30)])
    def test_value_and_gradient_of_a_loss(self, n_wires, n_weights, spin_sym):
        rng = np.random.default_rng(n_wires)
        pattern = random_pattern(n_wires, n_weights, seed=n_wires)
        weights = pnp.array(rng.uniform(0, 2 * np.pi, n_weights), requires_grad=True)
        data = rng.integers(0, 2, (50, n_wires))

        def circuit(weights):
            qgen.IQP(weights, range(n_wires), pattern, spin_sym=spin_sym)
            return qgen.mmd(data, [0.5, 1.5])

        ours, theirs = (
            qml.QNode(circuit, qml.device(name, wires=n_wires))
            for name in ("qgen.iqp", "qgen.lightning")
        )
        assert ours(weights) == pytest.approx(theirs(weights), abs=1e-12)
        np.testing.assert_allclose(
            qml.grad(ours)(weights), qml.grad(theirs)(weights), rtol=0, atol=1e-10
        )

    @pytest.mark.parametrize("name", MEASUREMENTS)
    def test_measurements(self, name):
        ours, theirs = (
            _as_list(qnode(MEASUREMENTS[name], device)(WEIGHTS))
            for device in ("qgen.iqp", "default.qubit")
        )
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-14)

    @pytest.mark.parametrize("name", MEASUREMENTS)
    def test_jacobians(self, name):
        def stacked(device):
            circuit = qnode(MEASUREMENTS[name], device)

            def flat(weights):
                parts = _as_list(circuit(weights))
                return qml.math.hstack([qml.math.reshape(part, (-1,)) for part in parts])

            return flat

        weights = pnp.array(WEIGHTS, requires_grad=True)
        jacobians = [qml.jacobian(stacked(d))(weights) for d in ("qgen.iqp", "default.qubit")]
        np.testing.assert_allclose(*jacobians, atol=1e-12)

    def test_every_accepted_gate(self):
        def circuit(weights):
            qgen.IQP(weights, range(N_WIRES))
            qml.RX(weights[0], 0)
            qml.adjoint(qml.IsingXX)(weights[1], [1, 3])
            qml.X(2)
            qml.adjoint(qml.X(1))
            qml.Identity(0)
            qml.PauliRot(weights[2], "XIX", [0, 1, 2])
            qml.adjoint(qgen.IQP(weights * weights, range(N_WIRES)))
            qml.pow(qml.RX(weights[3], 1), 2)
            qml.pow(qgen.IQP(weights[:2], [2, 0], [[[0]], [[0, 1]]]), 2)
            qml.IQP([0.1, 0.2], 2, [[[0]], [[0, 1]]])
            qml.AngleEmbedding(weights[4:6], [0, 3], rotation="X")
            return qml.state()

        weights = pnp.array(WEIGHTS, requires_grad=True)
        ours, theirs = (
            qml.QNode(circuit, qml.device(name, wires=N_WIRES))
            for name in ("qgen.iqp", "default.qubit")
        )
        np.testing.assert_allclose(ours(weights), theirs(weights), atol=1e-14)
        jacobians = [
            qml.jacobian(lambda w, c=c: qml.math.abs(c(w)) ** 2)(weights) for c in (ours, theirs)
        ]
        np.testing.assert_allclose(*jacobians, atol=1e-13)

    def test_cat_on_some_wires_beside_other_gates(self):
        def circuit(x):
            qml.RX(x, 0)
            qgen.IQP([x], [3, 1], [[[0, 1]]], spin_sym=True)
            qml.IsingXX(x, [0, 3])
            return qml.probs()

        ours, theirs = (
            qml.QNode(circuit, qml.device(name, wires=4)) for name in ("qgen.iqp", "default.qubit")
        )
        np.testing.assert_allclose(ours(0.7), theirs(0.7), atol=1e-15)

    def test_empty_circuit(self):
        circuit = qml.QNode(lambda: qml.probs(), qml.device("qgen.iqp", wires=2))
        assert circuit().tolist() == [1, 0, 0, 0]

    def test_wire_labels_and_devices_without_wires(self):
        def circuit(device):
            @qml.qnode(device)
            def run():
                qgen.IQP([0.3, 0.4], ["b", "a"], [[[0]], [[0, 1]]])
                return qml.probs(wires=["a", "b"])

            return run()

        expected = circuit(qml.device("default.qubit", wires=["a", "b"]))
        for wires in (["a", "b"], None):
            result = circuit(qml.device("qgen.iqp", wires=wires))
            np.testing.assert_allclose(result, expected, atol=1e-15)

    def test_complex64(self):
        measure = MEASUREMENTS["probs"]
        single = qnode(measure, options={"c_dtype": np.complex64})
        np.testing.assert_allclose(single(WEIGHTS), qnode(measure)(WEIGHTS), atol=1e-6)
        state = qnode(lambda: qml.state(), options={"c_dtype": np.complex64})(WEIGHTS)
        assert state.dtype == np.complex64


def _as_list(result):
    return list(result) if isinstance(result, tuple) else [result]


class TestInterfaces:
    """The reverse pass in every interface, for losses by probabilities and by words."""

    @pytest.mark.parametrize("options", [{}, {"max_weight": 2}])
    def test_gradients_agree(self, options):
        circuit = qnode(lambda: qgen.mmd(SAMPLES, 1.0, **options))
        expected = qml.grad(circuit)(pnp.array(WEIGHTS, requires_grad=True))
        tensor = torch.tensor(WEIGHTS, requires_grad=True)
        circuit(tensor).backward()
        gradients = [tensor.grad.numpy(), jax.grad(circuit)(jax.numpy.array(WEIGHTS))]
        gradients.append(jax.jit(jax.grad(circuit))(jax.numpy.array(WEIGHTS)))
        for gradient in gradients:
            np.testing.assert_allclose(gradient, expected, atol=1e-14)

    def test_gradient_of_the_state(self):
        vector = np.exp(1j * np.arange(16.0))

        def function(circuit):
            return lambda w: qml.math.real(qml.math.sum(vector * circuit(w)))

        weights = pnp.array(WEIGHTS, requires_grad=True)
        ours, theirs = (qnode(lambda: qml.state(), d) for d in ("qgen.iqp", "default.qubit"))
        expected = qml.grad(function(theirs))(weights)
        np.testing.assert_allclose(qml.grad(function(ours))(weights), expected, atol=1e-14)
        of_jax = jax.jit(jax.grad(function(ours)))(jax.numpy.array(WEIGHTS))
        np.testing.assert_allclose(of_jax, expected, atol=1e-14)

    def test_vmap(self):
        circuit = qnode(lambda: qgen.mmd(SAMPLES, 1.0))
        batch = np.stack([WEIGHTS, 2 * WEIGHTS])
        gradients = jax.vmap(jax.grad(circuit))(jax.numpy.array(batch))
        expected = [qml.grad(circuit)(pnp.array(w, requires_grad=True)) for w in batch]
        np.testing.assert_allclose(gradients, expected, atol=1e-14)

    def test_broadcasting(self):
        circuit = qnode(lambda: qgen.mmd(SAMPLES, 1.0))
        batch = np.stack([WEIGHTS, 2 * WEIGHTS])
        np.testing.assert_allclose(circuit(batch), [circuit(w) for w in batch], atol=1e-15)

    def test_parameter_shift_gives_the_same(self):
        weights = pnp.array(WEIGHTS, requires_grad=True)
        best, shifted = (
            qml.grad(qnode(lambda: qgen.mmd(SAMPLES, 1.0), diff_method=method))(weights)
            for method in ("best", "parameter-shift")
        )
        np.testing.assert_allclose(best, shifted, atol=1e-13)

    def test_no_second_derivative_of_zero(self):
        circuit = qnode(lambda: qml.expval(qml.Z(0)), diff_method="parameter-shift", max_diff=2)
        weights = pnp.array(WEIGHTS, requires_grad=True)
        exact = qnode(lambda: qml.expval(qml.Z(0)), "default.qubit")
        hessians = [qml.jacobian(qml.grad(c))(weights) for c in (circuit, exact)]
        np.testing.assert_allclose(*hessians, atol=1e-12)


class TestAnglesWhereACosineVanishes:
    """Products of cosines have right gradients where a factor is zero or nearly so."""

    @pytest.mark.parametrize("distance", [0.0, 1e-12, 1e-8])
    @pytest.mark.parametrize("method", ["auto", "hybrid"])
    def test_gradient(self, distance, method):
        weights = pnp.full(10, np.pi / 4 + distance, requires_grad=True)
        options = {"method": method, "n_patterns": 1000}
        ours = qnode(lambda: qgen.mmd(SAMPLES, 1.0, max_weight=4), options=options)
        theirs = qnode(lambda: qgen.mmd(SAMPLES, 1.0, max_weight=4), "default.qubit")
        np.testing.assert_allclose(qml.grad(ours)(weights), qml.grad(theirs)(weights), atol=1e-12)


class TestShots:
    def test_samples_follow_the_distribution(self):
        circuit = qnode(lambda: qml.sample(), options={"seed": 0})
        samples = qml.set_shots(circuit, 20000)(WEIGHTS)
        p = qnode(lambda: qml.probs())(WEIGHTS)
        observed = np.bincount(bits_to_integers(samples), minlength=16)
        kept = p * 20000 > 5
        expected = p[kept] * observed[kept].sum() / p[kept].sum()
        assert chisquare(observed[kept], expected).pvalue > 1e-3

    @pytest.mark.parametrize("name", MEASUREMENTS)
    def test_measurements_of_shots(self, name):
        shots = 20000
        circuit = qnode(MEASUREMENTS[name], options={"seed": 1})
        measured, exact = qml.set_shots(circuit, shots)(WEIGHTS), circuit(WEIGHTS)
        for a, b in zip(_as_list(measured), _as_list(exact), strict=True):
            assert np.shape(a) == np.shape(b)
            np.testing.assert_allclose(a, b, atol=5 * 3 / np.sqrt(shots / 3))

    def test_shot_vectors_counts_and_observables(self):
        circuit = qml.set_shots(qnode(lambda: qml.counts(), options={"seed": 1}), (10, 20))
        assert [sum(counts.values()) for counts in circuit(WEIGHTS)] == [10, 20]
        circuit = qml.set_shots(qnode(lambda: qml.sample(qml.Z(0) @ qml.Z(1))), 7)
        assert set(circuit(WEIGHTS).tolist()) <= {-1, 1}

    def test_seeds(self):
        def draw(seed):
            circuit = qnode(lambda: qml.sample(), options={"seed": seed})
            return qml.set_shots(circuit, 50)(WEIGHTS).tolist()

        assert draw(0) == draw(0) != draw(1)
        assert draw(None) != draw(None)

    def test_gradient_by_parameter_shift(self):
        weights = pnp.array(WEIGHTS, requires_grad=True)
        circuit = qnode(lambda: qgen.mmd(SAMPLES, 1.0), options={"seed": 2})
        estimate = qml.grad(qml.set_shots(circuit, 50000))(weights)
        np.testing.assert_allclose(estimate, qml.grad(circuit)(weights), atol=5e-3)

    def test_tracker(self):
        circuit = qml.set_shots(qnode(lambda: qml.probs()), 100)
        with qml.Tracker(circuit.device) as tracker:
            circuit(WEIGHTS)
        assert tracker.totals["shots"] == 100
        assert tracker.totals["executions"] == 1


class TestManyWires:
    """Words without a state, on 30 wires of which lightning can simulate the coupled ones."""

    N = 30

    def circuit(self, measure, device, n_wires, **options):
        pattern = random_pattern(8, 12, seed=3)
        pairs = [[[w] for w in group] for group in ([0, 5], [7, 2])]

        def run(weights):
            qgen.IQP(weights[:12], range(8), pattern)
            qgen.IQP(weights[12:14], range(8), pairs)
            return measure()

        return qml.QNode(run, qml.device(device, wires=n_wires, **options))

    @pytest.mark.parametrize("method", ["auto", "hybrid", "monte-carlo"])
    def test_estimates_are_near_the_exact_values(self, method):
        weights = pnp.array(np.random.default_rng(5).uniform(0, 1, 14), requires_grad=True)
        words = np.random.default_rng(6).integers(0, 2, (12, 8))

        def measure():
            return qgen.parities(words, wires=range(8))

        exact = self.circuit(measure, "default.qubit", 8)
        options = {"method": method, "n_samples": 20000, "seed": 0}
        estimate = self.circuit(measure, "qgen.iqp", self.N, **options)
        np.testing.assert_allclose(estimate(weights), exact(weights), atol=5 / np.sqrt(20000))
        of_sum = [qml.grad(lambda w, c=c: qml.math.sum(c(w)))(weights) for c in (estimate, exact)]
        np.testing.assert_allclose(*of_sum, atol=5 * 2 * 12 / np.sqrt(20000))

    def test_closed_form_is_exact(self):
        weights = pnp.array(np.random.default_rng(5).uniform(0, 6, 465), requires_grad=True)
        on_ten = qgen.templates.all_up_to_weight(10, 2)
        circuit = qnode(
            lambda: qml.expval(qml.Z(0) @ qml.Z(7) - qml.Z(3)), n_wires=30, options={"seed": 0}
        )
        embedded = np.zeros(465)
        everywhere = qgen.templates.all_up_to_weight(30, 2).to_lists()
        values = dict(zip(map(str, on_ten.to_lists()), weights[:55], strict=True))
        embedded[:] = [values.get(str(group), 0.0) for group in everywhere]
        expected = qnode(
            lambda: qml.expval(qml.Z(0) @ qml.Z(7) - qml.Z(3)), "default.qubit", n_wires=10
        )
        assert circuit(embedded) == pytest.approx(expected(weights[:55]), abs=1e-13)

    def test_two_calls_draw_anew_and_a_seed_repeats_them(self):
        def calls(seed):
            options = {"method": "monte-carlo", "seed": seed, "n_samples": 10}
            circuit = qnode(lambda: qml.expval(qml.Z(0)), options=options)
            return circuit(WEIGHTS), circuit(WEIGHTS)

        first, second = calls(0)
        assert first != second
        assert calls(0) == (first, second)

    def test_the_gradient_belongs_to_the_samples_of_the_value(self):
        """A device of the same seed, a small step away, has moved by the gradient."""

        def circuit():
            options = {"method": "monte-carlo", "n_samples": 4, "seed": 0}
            return qnode(lambda: qml.expval(qml.Z(0) @ qml.Z(1)), options=options)

        gradient = qml.grad(circuit())
        slopes = gradient(pnp.array(WEIGHTS, requires_grad=True))
        for i in range(len(WEIGHTS)):
            moved = circuit()(WEIGHTS + 1e-6 * np.eye(len(WEIGHTS))[i])
            assert (moved - gradient.forward) / 1e-6 == pytest.approx(slopes[i], abs=1e-4)


class TestUnbiasedness:
    """At 4 samples, over many seeds: the mean of value and gradient is the exact one."""

    @pytest.mark.parametrize("method", ["monte-carlo", "hybrid"])
    def test_loss_with_new_words_samples_and_batches(self, method):
        n_seeds = 3000
        weights = pnp.array(WEIGHTS / 3, requires_grad=True)
        device = qml.device(
            "qgen.iqp", wires=N_WIRES, method=method, n_samples=4, n_patterns=4, seed=7
        )
        rng = np.random.default_rng(8)

        @qml.qnode(device)
        def circuit(weights):
            qgen.IQP(weights, range(N_WIRES))
            return qgen.mmd(SAMPLES, 0.7, n_observables=3, batch_size=5, seed=rng)

        gradient = qml.grad(circuit)
        exact = qnode(lambda: qgen.mmd(SAMPLES, 0.7))
        draws = []
        for _ in range(n_seeds):
            slope = gradient(weights)
            draws.append([gradient.forward, *slope])
        expected = np.array([exact(weights), *qml.grad(exact)(weights)])
        error = np.std(draws, axis=0, ddof=1) / np.sqrt(n_seeds)
        assert (np.abs(np.mean(draws, axis=0) - expected) < 4 * error).all()
        assert np.min(draws, axis=0)[0] < 0


class TestCoherenceFree:
    """The bitflip model is the circuit with a mixture in place of every superposition."""

    PATTERN = (((0,),), ((1,), (2,)), ((0, 1),), ((0, 2, 3),))
    ANGLES = pnp.array([0.3, 1.1, 2.0, -0.4], requires_grad=True)

    def mixture(self, measure):
        @qml.qnode(qml.device("default.mixed", wires=N_WIRES))
        def circuit(angles):
            for angle, generators in zip(angles, self.PATTERN, strict=True):
                for generator in generators:
                    flip = qml.math.sin(angle) ** 2
                    gate = qml.matrix(qml.prod(*map(qml.X, generator)))
                    kraus = [
                        qml.math.sqrt(1 - flip) * np.eye(len(gate)),
                        qml.math.sqrt(flip) * gate,
                    ]
                    qml.QubitChannel(kraus, wires=generator)
            return measure()

        return circuit

    @pytest.mark.parametrize("name", MEASUREMENTS)
    def test_values(self, name):
        ours = qnode(MEASUREMENTS[name], pattern=self.PATTERN, options={"coherent": False})
        theirs = self.mixture(MEASUREMENTS[name])
        pairs = zip(_as_list(ours(self.ANGLES)), _as_list(theirs(self.ANGLES)), strict=True)
        for a, b in pairs:
            np.testing.assert_allclose(a, b, atol=1e-14)

    @pytest.mark.parametrize("options", [{}, {"max_weight": 4}])
    def test_gradients(self, options):
        def measure():
            return qgen.mmd(SAMPLES, 1.0, **options)

        ours = qnode(measure, pattern=self.PATTERN, options={"coherent": False})
        slope = qml.grad(ours)(self.ANGLES)
        for i in range(4):
            step = 1e-5 * np.eye(4)[i]
            finite = (ours(self.ANGLES + step) - ours(self.ANGLES - step)) / 2e-5
            assert slope[i] == pytest.approx(finite, abs=1e-9)

    def test_samples_at_any_number_of_wires(self):
        circuit = qnode(lambda: qml.sample(), n_wires=100, options={"coherent": False, "seed": 0})
        weights = qgen.IQP.init(100, strategy="small", seed=0)
        samples = qml.set_shots(circuit, 2000)(weights)
        words = np.eye(100, dtype=np.int8)
        exact = qnode(lambda: qgen.parities(words), n_wires=100, options={"coherent": False})(
            weights
        )
        z = (1 - 2 * samples.mean(axis=0) - exact) / np.sqrt((1 - exact**2) / 2000)
        assert np.abs(z).max() < 5

    def test_no_state(self):
        with pytest.raises(DeviceError, match="is a mixture and has no state vector"):
            qnode(lambda: qml.state(), options={"coherent": False})(WEIGHTS)


class TestTraining:
    def trained(self, tmp_path, steps, name):
        device = qml.device("qgen.iqp", wires=6, method="monte-carlo", n_samples=50, seed=3)
        data = np.random.default_rng(1).integers(0, 2, (40, 6))

        @qml.qnode(device)
        def circuit(weights):
            qgen.IQP(weights, range(6))
            return qgen.mmd(data, 1.0, n_observables=8, batch_size=10, resample=True, seed=4)

        weights = qgen.IQP.init(6, strategy="small", seed=0)
        options = {"steps": steps, "checkpoint": tmp_path / name, "progress": False}
        return qgen.train(circuit, weights, optimizer=qml.AdamOptimizer(0.05), **options)

    def test_resumed_training_repeats_words_samples_and_batches(self, tmp_path):
        whole = self.trained(tmp_path, 12, "whole")
        self.trained(tmp_path, 5, "parts")
        resumed = self.trained(tmp_path, 12, "parts")
        assert resumed.weights.tolist() == whole.weights.tolist()
        assert list(resumed.history.loss) == list(whole.history.loss)
        assert len(set(whole.history.loss)) == 12

    def test_a_thousand_wires(self):
        """All 500,500 weights: a few steps lower the loss on words not seen in training."""
        n_wires = 1000
        rng = np.random.default_rng(0)
        halves = (rng.random((500, n_wires // 2)) < 0.2).astype(np.int8)
        data = np.hstack([halves, halves])
        model = qgen.QCBM(
            qgen.IQP,
            device="qgen.iqp",
            device_options={"seed": 0},
            ansatz_options={"strategy": "small", "scale": 1e-3},
            loss_options={"n_observables": 200, "resample": True, "batch_size": 100},
            steps=5,
            stepsize=0.01,
            seed=0,
        )
        model.fit(data)
        assert model.weights_.shape == (500_500,)
        held_out = qnode(lambda: qgen.mmd(data, n_observables=500, seed=9), n_wires=n_wires)
        start = qgen.IQP.init(n_wires, strategy="small", scale=1e-3, seed=0)
        assert held_out(model.weights_) < 0.9 * held_out(start)


class TestDeployment:
    """The same circuit function on a device that samples gives the same distribution."""

    @pytest.mark.parametrize("device", ["lightning.qubit", "default.qubit"])
    def test_twelve_wires(self, device):
        n_wires, shots = 12, 20000
        pattern = qgen.templates.nearest_neighbours("ring", n_wires)
        weights = qgen.IQP.init(n_wires, pattern, seed=0)
        exact = qnode(lambda: qml.probs(), n_wires=n_wires, pattern=pattern)(weights)
        other = qnode(
            lambda: qml.probs(), device, n_wires=n_wires, pattern=pattern, options={"seed": 1}
        )
        samples = qgen.sample(other, weights, shots=shots)
        frequencies = np.bincount(bits_to_integers(samples), minlength=2**n_wires) / shots
        value = _excess_distance(frequencies, exact, shots)
        assert abs(value) < 5


def _excess_distance(frequencies, p, shots):
    """Excess of the squared distance over its expectation under p, in standard deviations."""
    distance = np.sum((frequencies - p) ** 2)
    mean = (1 - p @ p) / shots
    variance = 2 / shots**2 * (p @ p + (p @ p) ** 2 - 2 * np.sum(p**3))
    return (distance - mean) / np.sqrt(variance)


class TestBadInput:
    @pytest.mark.parametrize(
        ("gate", "named"),
        [
            (lambda: qml.Hadamard(0), r"H\(0\)"),
            (lambda: qml.CNOT([0, 1]), "CNOT"),
            (lambda: qml.PauliRot(0.3, "XZ", [0, 1]), "PauliRot"),
            (lambda: qgen.HardwareEfficient([0.1] * 8, [0, 1]), "HardwareEfficient"),
        ],
    )
    def test_other_gates_are_named(self, gate, named):
        def circuit():
            gate()
            return qml.probs()

        with pytest.raises(DeviceError, match=f"runs products of X rotations .* got {named}"):
            qml.QNode(circuit, qml.device("qgen.iqp", wires=2))()

    def test_cat_states_out_of_place(self):
        def run(operations):
            def circuit():
                operations()
                return qml.probs()

            qml.QNode(circuit, qml.device("qgen.iqp", wires=2))()

        def cat():
            return qgen.IQP([0.1], [0, 1], [[[0]]], spin_sym=True)

        for operations in (
            lambda: (qml.RX(0.1, 0), cat()),
            lambda: (cat(), cat()),
            lambda: qml.adjoint(cat)(),
        ):
            with pytest.raises(DeviceError, match=r"spin_sym prepares a cat state, which qgen.iqp"):
                run(operations)

    @pytest.mark.parametrize("measure", [lambda: qml.probs(), lambda: qml.state()])
    def test_distributions_of_too_many_wires(self, measure):
        with pytest.raises(DeviceError, match=r"30 wires would need 2\*\*30 numbers. .*hardware"):
            qnode(measure, n_wires=30)(np.zeros(465))

    def test_samples_of_too_many_wires(self):
        circuit = qml.set_shots(qnode(lambda: qml.sample(), n_wires=30), 5)
        with pytest.raises(DeviceError, match="draw samples on quantum hardware"):
            circuit(np.zeros(465))

    @pytest.mark.parametrize(
        "measure", [lambda: qml.var(qml.Z(0)), lambda: qml.density_matrix(wires=[0])]
    )
    def test_other_measurements(self, measure):
        with pytest.raises(
            DeviceError, match=r"is not accepted for analytic simulation by qgen.iqp"
        ):
            qnode(measure)(WEIGHTS)

    def test_samples_without_shots_and_states_with_them(self):
        with pytest.raises(DeviceError, match=r"sample\(.*\) is not accepted for analytic"):
            qnode(lambda: qml.sample())(WEIGHTS)
        with pytest.raises(DeviceError, match=r"state\(.*\) is not accepted with finite shots"):
            qml.set_shots(qnode(lambda: qml.state()), 5)(WEIGHTS)

    def test_observables_that_are_not_diagonal(self):
        with pytest.raises(DeviceError, match=r"observables made of Z, .*; got X\(0\)"):
            qnode(lambda: qml.expval(qml.X(0)))(WEIGHTS)

    def test_unknown_wires(self):
        def circuit():
            qml.RX(0.1, wires=7)
            return qml.expval(qml.Z(0))

        with pytest.raises(WireError, match=r"made with 2 wires; the circuit uses \[7\] besides"):
            qml.QNode(circuit, qml.device("qgen.iqp", wires=2))()

    def test_patterns_and_words_that_do_not_fit(self):
        with pytest.raises(ValueError, match="must name wire positions from 0 to 1; got 2"):
            qnode(lambda: qml.probs(), n_wires=2, pattern=[[[2]]])([0.1])
        with pytest.raises(ValueError, match=r"words must be a non-empty array of bits"):
            qnode(lambda: qgen.parities(np.zeros((1, 0))))(WEIGHTS)

    def test_no_closed_form(self):
        circuit = qnode(
            lambda: qml.expval(qml.Z(0)),
            n_wires=30,
            pattern=[[[0, 1, 2]]],
            options={"method": "exact"},
        )
        with pytest.raises(ValueError, match=r"no closed form: the generator on wires \[0, 1, 2\]"):
            circuit([0.1])

    def test_fewer_samples_than_a_square_needs(self):
        options = {"method": "monte-carlo", "n_samples": 3}
        with pytest.raises(ValueError, match="4 batches need at least as many samples"):
            qnode(lambda: qgen.mmd(SAMPLES, 1.0, max_weight=2), options=options)(WEIGHTS)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"method": "quick"}, "method must be one of 'auto', 'exact'"),
            ({"n_samples": 0}, "n_samples must be an integer of at least 1"),
            ({"n_patterns": 1.5}, "n_patterns must be an integer of at least 1"),
            ({"c_dtype": float}, "c_dtype must be numpy.complex64 or complex128"),
        ],
    )
    def test_options(self, options, message):
        with pytest.raises(ValueError, match=message):
            qml.device("qgen.iqp", wires=2, **options)

    def test_single_precision_with_too_many_samples(self):
        with pytest.warns(UserWarning, match="lose their unbiasedness"):
            qml.device("qgen.iqp", wires=2, c_dtype=np.complex64, n_samples=10**7)

    def test_weights_of_pennylanes_iqp_are_hidden(self):
        @qml.qnode(qml.device("qgen.iqp", wires=2))
        def circuit(weights):
            qml.IQP(weights, 2, [[[0]], [[0, 1]]])
            return qml.expval(qml.Z(0))

        with pytest.raises(DeviceError, match=r"qml.IQP hides its weights from differentiation"):
            qml.grad(circuit)(pnp.array([0.1, 0.2], requires_grad=True))
