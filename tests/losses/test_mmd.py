import tracemalloc
from functools import reduce

import autograd
import autograd.numpy as anp
import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp
from pennylane.measurements import ProbabilityMP

import pennylane_qgen as qgen
from pennylane_qgen import reference
from pennylane_qgen.bits import integers_to_bits
from pennylane_qgen.kernels import HammingKernel
from pennylane_qgen.measurements import ParityMP
from pennylane_qgen.randomness import training_step

QUARTER = 1 / np.sqrt(2 * np.log(2))
"""The bandwidth at which exp(-1 / (2 sigma^2)) = 1/2, so c = 3/4 and s = 1/4."""

EVEN = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
UNIFORM = np.full(8, 1 / 8)


def random_distribution(n_wires, seed):
    return np.random.default_rng(seed).dirichlet(np.ones(2**n_wires))


def value(loss, q):
    """Loss of a known distribution, as if a device had measured it without error."""
    if isinstance(loss.measurement, ParityMP):
        return loss.postprocess(loss.measurement.process_probabilities(q))
    return loss.postprocess(q)


def product_distribution(angles):
    """Independent bits, each 1 with probability sin^2(angle / 2)."""
    ones = anp.sin(angles / 2) ** 2
    bits = [anp.stack([1 - p, p]) for p in ones]
    return reduce(lambda a, b: anp.ravel(anp.outer(a, b)), bits)


class TestForms:
    """The same number by the kernel, by all Walsh words, and by the dense matrix."""

    @pytest.mark.parametrize("bandwidth", [0.3, 1.0, [0.5, 1, 4]])
    @pytest.mark.parametrize("n_wires", [1, 2, 5])
    def test_kernel_form_is_walsh_form(self, n_wires, bandwidth):
        q, p = (random_distribution(n_wires, seed) for seed in (0, 1))
        expected = reference.mmd(q, p, np.atleast_1d(bandwidth))
        by_kernel = qgen.mmd(p, bandwidth)
        by_words = qgen.mmd(p, bandwidth, max_weight=n_wires)
        assert isinstance(by_kernel.measurement, ProbabilityMP)
        assert isinstance(by_words.measurement, ParityMP)
        assert value(by_kernel, q) == pytest.approx(expected, rel=1e-12)
        assert value(by_words, q) == pytest.approx(expected, rel=1e-12)

    def test_by_hand(self):
        """q = 00, p uniform: <Z_S>_q = 1, <Z_S>_p = 0; 2 c s + s^2 = 6/16 + 1/16, or 6/16."""
        q, p = np.eye(4)[0], np.full(4, 1 / 4)
        assert value(qgen.mmd(p, QUARTER), q) == pytest.approx(7 / 16)
        assert value(qgen.mmd(p, QUARTER, max_weight=2), q) == pytest.approx(7 / 16)
        assert value(qgen.mmd(p, QUARTER, max_weight=1), q) == pytest.approx(6 / 16)

    @pytest.mark.parametrize("max_weight", [1, 2, 3])
    def test_truncated_loss_is_its_formula(self, max_weight):
        r"""Sum over words A of at most k wires of c^{n - |A|} s^{|A|} (<Z_A>_q - <Z_A>_p)^2."""
        q, p = (random_distribution(4, seed) for seed in (0, 1))
        s = (1 - np.exp(-1 / 2)) / 2
        expected = sum(
            (1 - s) ** (4 - sum(word)) * s ** sum(word) * difference**2
            for word, difference in zip(
                reference.bit_strings(4), reference.walsh_hadamard_transform(q - p), strict=True
            )
            if sum(word) <= max_weight
        )
        loss = qgen.mmd(p, 1.0, max_weight=max_weight)
        assert value(loss, q) == pytest.approx(expected, rel=1e-12)

    def test_samples_are_their_distribution(self):
        samples = np.random.default_rng(0).integers(0, 2, (9, 3))
        p, q = reference.empirical_distribution(samples), random_distribution(3, 1)
        for options in ({}, {"max_weight": 2}, {"n_observables": 50, "seed": 1}):
            of_samples, of_p = (value(qgen.mmd(t, 1.0, **options), q) for t in (samples, p))
            assert of_samples == pytest.approx(of_p, rel=1e-12)

    def test_mixture_is_the_mean_over_bandwidths(self):
        q, p = (random_distribution(3, seed) for seed in (0, 1))
        parts = [value(qgen.mmd(p, bandwidth), q) for bandwidth in (0.5, 1, 4)]
        assert value(qgen.mmd(p, [0.5, 1, 4]), q) == pytest.approx(np.mean(parts))

    @pytest.mark.parametrize("kernel", ["hamming", "integer"])
    def test_limit_of_zero_bandwidth_is_the_squared_distance(self, kernel):
        q, p = (random_distribution(4, seed) for seed in (0, 1))
        limit = value(qgen.mmd(p, 0.05, kernel=kernel), q)
        assert limit == pytest.approx(reference.squared_distance(q, p), rel=1e-12)

    def test_limit_of_infinite_bandwidth_is_zero(self):
        q, p = (random_distribution(4, seed) for seed in (0, 1))
        assert 0 < value(qgen.mmd(p, 1e3), q) < 1e-5

    def test_integer_kernel(self):
        q, p = (random_distribution(4, seed) for seed in (0, 1))
        expected = reference.mmd(q, p, [1.0, 5.0], reference.integer_kernel)
        assert value(qgen.mmd(p, [1, 5], kernel="integer"), q) == pytest.approx(expected)

    @pytest.mark.parametrize("n_wires", [1, 4, 9])
    def test_default_bandwidth(self, n_wires):
        """sigma = sqrt(n) / 2, the Theta(n) bandwidth n / 4 of arXiv:2305.02881."""
        q, p = (random_distribution(n_wires, seed) for seed in (0, 1))
        assert value(qgen.mmd(p), q) == value(qgen.mmd(p, np.sqrt(n_wires) / 2), q)

    def test_zero_at_the_target(self):
        p = random_distribution(4, 0)
        assert value(qgen.mmd(p, 1.0), p) == 0
        assert value(qgen.mmd(p, 1.0, max_weight=4), p) == pytest.approx(0, abs=1e-30)

    def test_largest_value_is_2(self):
        """Two certain, distant strings and a narrow kernel: 1 + 1 - 2 K."""
        assert value(qgen.mmd([[0, 0]], 0.1), np.eye(4)[3]) == pytest.approx(2)


class TestBlindnessOfTruncation:
    """Distributions with equal marginals up to weight k differ in no word of weight k.

    All Walsh coefficients of weight 1 and 2 of the strings of even parity vanish as those of the
    uniform distribution do, and the one of weight 3 is 1 (arXiv:2305.02881, proposition 5, whose
    printed example has 001 in place of 000).
    """

    @pytest.mark.parametrize("max_weight", [1, 2])
    def test_invisible(self, max_weight):
        assert value(qgen.mmd(EVEN, 1.0, max_weight=max_weight), UNIFORM) < 1e-30

    def test_visible_at_weight_3(self):
        s = (1 - np.exp(-1 / 2)) / 2
        loss = value(qgen.mmd(EVEN, 1.0, max_weight=3), UNIFORM)
        assert loss == pytest.approx(s**3, abs=1e-12)
        assert loss == pytest.approx(value(qgen.mmd(EVEN, 1.0), UNIFORM), abs=1e-12)

    def test_gradient_vanishes_too(self):
        """Uniform angles give the uniform distribution, where the truncated loss is flat."""
        angles = np.full(3, np.pi / 2)
        for max_weight, options in ((2, {"max_weight": 2}), (3, {})):
            loss = qgen.mmd(EVEN, 1.0, **options)
            gradient = autograd.grad(lambda a, loss=loss: value(loss, product_distribution(a)))
            assert np.abs(gradient(angles)).max() < 1e-15, max_weight


class TestRandomWords:
    @pytest.mark.parametrize("bandwidth", [0.6, [0.4, 1.5]])
    def test_value_and_gradient_are_unbiased(self, bandwidth):
        """|z| < 4 over 200 seeds."""
        angles, p = np.array([0.4, 1.3, 2.2, 0.9]), random_distribution(4, 0)

        def of_angles(loss):
            return lambda a: value(loss, product_distribution(a))

        def value_and_gradient(loss):
            function = of_angles(loss)
            return np.array([function(angles), *autograd.grad(function)(angles)])

        draws = np.array([
            value_and_gradient(qgen.mmd(p, bandwidth, n_observables=5, seed=seed))
            for seed in range(200)
        ])  # fmt: skip
        error = draws.std(axis=0, ddof=1) / np.sqrt(len(draws))
        z = (draws.mean(axis=0) - value_and_gradient(qgen.mmd(p, bandwidth))) / error
        assert (np.abs(z) < 4).all()

    def test_many_words_come_close(self):
        q, p = (random_distribution(4, seed) for seed in (0, 1))
        loss = qgen.mmd(p, 1.0, n_observables=100_000, seed=0)
        assert len(loss.measurement.words) <= 15  # words drawn twice are measured once
        assert value(loss, q) == pytest.approx(value(qgen.mmd(p, 1.0), q), rel=0.05)

    @pytest.mark.parametrize("seed", [0, 7])
    def test_a_seed_decides(self, seed):
        first, second = (qgen.mmd(EVEN * 2, n_observables=3, seed=seed) for _ in range(2))
        assert first.measurement == second.measurement

    def test_seeds_differ(self):
        target = np.zeros((1, 30))
        words = {qgen.mmd(target, n_observables=3, seed=s).measurement.hash for s in (0, 1, 2)}
        assert len(words) == 3

    def test_none_draws_again(self):
        target = np.zeros((1, 30))
        first, second = (qgen.mmd(target, n_observables=3) for _ in range(2))
        assert first.measurement != second.measurement

    def test_a_generator_moves_on(self):
        target, generator = np.zeros((1, 30)), np.random.default_rng(0)
        first, second = (qgen.mmd(target, n_observables=3, seed=generator) for _ in range(2))
        again = qgen.mmd(target, n_observables=3, seed=0)
        assert first.measurement != second.measurement
        assert first.measurement == again.measurement

    @pytest.mark.parametrize(("seed", "changes"), [(None, True), (0, False)])
    def test_every_call_of_a_qnode_draws(self, seed, changes):
        @qml.qnode(qml.device("default.qubit", wires=8), cache=True)
        def circuit(weights):
            for i in range(8):
                qml.RY(weights[i], wires=i)
            return qgen.mmd(np.zeros((1, 8)), 0.7, n_observables=2, seed=seed)

        weights = np.linspace(1, 2, 8)
        values = {float(circuit(weights)) for _ in range(4)}
        assert (len(values) > 1) == changes

    def test_only_the_empty_word_drawn(self):
        """A very wide kernel draws the empty word alone, which tells nothing: the loss is 0."""
        loss = qgen.mmd([[0, 0]], 1e6, n_observables=2, seed=0)
        assert loss.measurement.words.tolist() == [[0, 0]]
        assert value(loss, np.full(4, 1 / 4)) == 0


class TestMethod:
    def test_probabilities_up_to_20_wires(self):
        assert isinstance(qgen.mmd(np.zeros((2, 20))).measurement, ProbabilityMP)

    @pytest.mark.parametrize("n_wires", [21, 63, 200])
    def test_parities_above(self, n_wires):
        measurement = qgen.mmd(np.eye(n_wires), seed=0).measurement
        assert isinstance(measurement, ParityMP)
        assert 1 <= len(measurement.words) <= 1000
        assert measurement.words.shape[1] == n_wires

    def test_probabilities_above_on_request(self):
        assert isinstance(qgen.mmd(np.zeros((2, 21)), method="probs").measurement, ProbabilityMP)

    def test_parities_below_on_request(self):
        measurement = qgen.mmd(EVEN, method="parities", seed=0).measurement
        assert isinstance(measurement, ParityMP)
        assert len(measurement.words) <= 7

    def test_wide_target_in_a_circuit(self):
        """Shots on 40 wires need no vector of 2**40, on a device that needs none itself."""
        target = np.tile([0, 1], (3, 20))
        loss = qgen.mmd(target, wires=range(40), n_observables=200, seed=0)
        samples = np.tile([0, 1], (5, 20))
        wires = qml.wires.Wires(range(40))
        result = loss.postprocess(loss.measurement.process_samples(samples, wires))
        assert result == pytest.approx(0, abs=1e-30)


def test_bias_of_the_value_under_shots():
    """The mean over shots exceeds the exact value by (1 - q^T K q) / shots: a V-statistic."""
    shots, repetitions, bandwidth = 20, 6000, 0.8
    target = random_distribution(3, 0)
    weights = np.array([0.4, 1.3, 2.2])

    @qml.qnode(qml.device("default.qubit", wires=3, seed=1))
    def circuit(weights):
        for i in range(3):
            qml.RY(weights[i], wires=i)
        return qgen.mmd(target, bandwidth)

    values = np.array(qml.set_shots(circuit, (shots,) * repetitions)(weights))
    q = product_distribution(weights)
    expected = (1 - q @ HammingKernel(bandwidth).apply(q)) / shots
    error = values.std(ddof=1) / np.sqrt(repetitions)
    assert abs(values.mean() - circuit(weights) - expected) < 5 * error
    assert expected > 20 * error  # so a missing bias would be seen


def test_memory_of_value_and_gradient_at_20_wires():
    q = np.full(2**20, 2.0**-20)
    loss = qgen.mmd(integers_to_bits(np.arange(0, 2**20, 1001), 20), [0.5, 2.0])
    function = autograd.value_and_grad(loss.postprocess)
    tracemalloc.start()
    try:
        _, gradient = function(q)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert gradient.shape == q.shape
    assert peak < 200e6


class TestBadInput:
    @pytest.mark.parametrize(
        ("target", "message"),
        [
            (0.5, r"vector of length 2\*\*n_wires; got shape \(\)"),
            (np.zeros((2, 2, 2)), r"bits of shape \(n_samples, n_wires\).* got shape \(2, 2, 2\)"),
            (np.zeros((0, 3)), "non-empty array of bits"),
            ([[0, 2]], "The target's samples must hold only 0 and 1; got 2 in row 0, column 1"),
            ([[0.5, 1.0]], "got 0.5 in row 0, column 0"),
            ([[np.nan, 1.0]], "got nan"),
            ([["0", "1"]], "must hold the numbers 0 and 1"),
            ([0.5, 0.6], "The target's probabilities must sum to 1; got a sum of 1.1"),
            ([1.5, -0.5], "non-negative; got a minimum of -0.5"),
            ([0.5, np.nan], "finite"),
            ([0.2, 0.3, 0.5], r"length 2\*\*n_wires; got shape \(3,\)"),
            ([1.0], r"got shape \(1,\)"),
        ],
    )
    def test_target(self, target, message):
        with pytest.raises(ValueError, match=message):
            qgen.mmd(target)

    @pytest.mark.parametrize("bandwidth", [0, -1.0, [1.0, -1.0], np.nan, np.inf, [], [[1.0]]])
    @pytest.mark.parametrize("kernel", ["hamming", "integer"])
    def test_bandwidth(self, bandwidth, kernel):
        with pytest.raises(ValueError, match=r"bandwidth must be (a )?positive"):
            qgen.mmd(EVEN, bandwidth, kernel=kernel)

    @pytest.mark.parametrize("options", [{}, {"max_weight": 2}, {"n_observables": 5}])
    def test_wires_that_do_not_fit_the_target(self, options):
        with pytest.raises(ValueError, match="The target has 3 wires; got 2 wires"):
            qgen.mmd(EVEN, wires=[0, 1], **options)

    @pytest.mark.parametrize("device", ["default.qubit", "lightning.qubit", "qgen.lightning"])
    @pytest.mark.parametrize("shots", [None, 10])
    @pytest.mark.parametrize("options", [{}, {"max_weight": 2}])
    def test_target_wider_than_the_measured_wires(self, options, shots, device):
        @qml.set_shots(shots)
        @qml.qnode(qml.device(device, wires=2))
        def circuit(angle):
            qml.RX(angle, wires=0)
            qml.CNOT([0, 1])
            return qgen.mmd(EVEN, **options)

        with pytest.raises(ValueError, match=r"(3 wires|3 bits).*2( wires|\.).* [Pp]ass wires="):
            circuit(pnp.array(0.3))

    def test_unknown_names(self):
        with pytest.raises(ValueError, match="kernel must be one of 'hamming', 'integer'; got"):
            qgen.mmd(EVEN, kernel="gaussian")
        with pytest.raises(ValueError, match=r"method must be one of 'auto', .*; got 'exact'"):
            qgen.mmd(EVEN, method="exact")

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"n_observables": 5, "max_weight": 2}, "or max_weight= .* not both"),
            ({"n_observables": 5, "method": "probs"}, "method='probs' measures no words; drop"),
            ({"max_weight": 2, "method": "probs"}, "method='probs' measures no words; drop"),
            ({"kernel": "integer", "max_weight": 2}, "Only kernel='hamming' is a sum over"),
            ({"kernel": "integer", "n_observables": 2}, "Only kernel='hamming' is a sum over"),
            ({"kernel": "integer", "method": "parities"}, "Only kernel='hamming' is a sum over"),
        ],
    )
    def test_options_that_contradict(self, options, message):
        with pytest.raises(ValueError, match=message):
            qgen.mmd(EVEN, **options)

    def test_integer_kernel_of_many_wires(self):
        with pytest.raises(ValueError, match="method='probs', on at most 20 wires"):
            qgen.mmd(np.zeros((1, 21)), kernel="integer")

    @pytest.mark.parametrize("count", [True, False, 0, -1, 1.5, 10**6 + 1])
    def test_n_observables(self, count):
        with pytest.raises(ValueError, match=r"n_observables must be an integer in \[1, 1000000\]"):
            qgen.mmd(EVEN, n_observables=count)

    @pytest.mark.parametrize("count", [True, False, 0, -1, 1.5, 4])
    def test_max_weight(self, count):
        with pytest.raises(ValueError, match=r"max_weight must be an integer in \[1, 3\]"):
            qgen.mmd(EVEN, max_weight=count)

    def test_numpy_counts(self):
        assert len(qgen.mmd(EVEN, max_weight=np.int64(1)).measurement.words) == 3
        assert isinstance(qgen.mmd(EVEN, n_observables=np.int64(5)).measurement, ParityMP)

    def test_too_many_words(self):
        with pytest.raises(ValueError, match="words of up to 5 of 100 wires, more than 1000000"):
            qgen.mmd(np.zeros((1, 100)), max_weight=5)


class TestDraws:
    """What a loss draws, when it draws anew, and that value and gradient stay unbiased."""

    DATA = np.random.default_rng(2).integers(0, 2, (40, 4))

    def words(self, loss):
        return loss.measurement.words.tolist()

    def test_seed_fixes_the_words(self):
        first, second = (qgen.mmd(self.DATA, 1.0, n_observables=5, seed=0) for _ in range(2))
        assert self.words(first) == self.words(second)

    def test_resample_depends_on_the_step_of_training(self):
        def at(step):
            with training_step(step):
                return self.words(qgen.mmd(self.DATA, 1.0, n_observables=5, seed=0, resample=True))

        assert at(0) == at(0)
        assert len({str(at(step)) for step in range(8)}) > 4

    @pytest.mark.parametrize(
        ("options", "changes"),
        [
            ({"seed": 0}, False),
            ({"seed": 0, "resample": True}, True),
            ({"seed": None}, True),
            ({"seed": 0, "max_weight": 2}, False),
        ],
    )
    def test_a_loss_made_once_draws_when_it_is_applied(self, options, changes):
        count = {} if "max_weight" in options else {"n_observables": 3}
        loss = qgen.mmd(self.DATA, 1.0, **count, **options)

        @qml.qnode(qml.device("default.qubit", wires=4))
        def circuit():
            return qml.apply(loss)

        drawn = set()
        for step in range(12):
            with training_step(step):
                [measurement] = qml.workflow.construct_tape(circuit)().measurements
            drawn.add(str(measurement.words.tolist()))
        assert (len(drawn) > 1) is changes

    def test_batches_of_data_and_words_are_unbiased_with_shots(self):
        """Mean over seeds of value and gradient at 8 shots, in standard errors."""
        rng = np.random.default_rng(3)
        weights = pnp.array([0.4, 1.0, 2.0, 0.7], requires_grad=True)

        def circuit(weights, **options):
            qgen.Product(weights, wires=range(4), rotation="RX")
            return qgen.mmd(self.DATA, 0.7, **options)

        dev = qml.device("default.qubit", wires=4, seed=4)
        exact = qml.QNode(circuit, dev)
        noisy = qml.set_shots(qml.QNode(circuit, dev, diff_method="parameter-shift"), 8)
        options = {"n_observables": 3, "batch_size": 4, "seed": rng}
        gradient = qml.grad(lambda w: noisy(w, **options))
        draws = []
        for _ in range(400):
            slopes = gradient(weights)
            draws.append([gradient.forward, *slopes])
        expected = np.array([exact(weights), *qml.grad(exact)(weights)])
        error = np.std(draws, axis=0, ddof=1) / np.sqrt(len(draws))
        assert (np.abs(np.mean(draws, axis=0) - expected) < 4 * error).all()

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"batch_size": 4, "seed": 0}, "batch_size= draws a new batch in every step"),
            ({"batch_size": 1}, "batch_size must be an integer of at least 2"),
            ({"batch_size": 4, "method": "probs"}, "method='probs' measures no words"),
            ({"resample": True, "method": "probs"}, "method='probs' measures no words"),
        ],
    )
    def test_bad_options(self, options, message):
        with pytest.raises(ValueError, match=message):
            qgen.mmd(self.DATA, 1.0, **options)

    def test_batches_need_samples(self):
        with pytest.raises(ValueError, match="batch_size= needs samples as the target; got prob"):
            qgen.mmd(np.full(16, 1 / 16), 1.0, batch_size=4)
