"""Collision probability, anticoncentration, Porter-Thomas test, peaks and support."""

import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen import diagnostics, theory
from pennylane_qgen.bits import integers_to_bits

P = np.random.default_rng(0).dirichlet(np.ones(16))


def draw(p, size, rng):
    """Samples of a probability vector."""
    return integers_to_bits(rng.choice(p.size, size, p=p), p.size.bit_length() - 1)


def repeat(function, p, size, n_repeats, seed):
    rng = np.random.default_rng(seed)
    return [function(draw(p, size, rng)) for _ in range(n_repeats)]


class TestSources:
    @pytest.fixture(params=["qgen.lightning", "lightning.qubit", "default.qubit", "qgen.iqp"])
    def qnode(self, request):
        @qml.qnode(qml.device(request.param, wires=3, seed=2))
        def model(weights):
            qgen.IQP(weights, wires=range(3))
            return qgen.mmd([[0, 0, 0]], bandwidth=1.0)

        return model

    def test_qnode_on_any_device(self, qnode):
        weights = qgen.IQP.init(3, seed=0)
        p = qgen.probabilities(qnode, weights)
        for function in (
            diagnostics.collision_probability,
            diagnostics.anticoncentration,
            diagnostics.peakedness,
            diagnostics.support_size,
        ):
            assert str(function(qnode, weights=weights)) == str(function(p))

    def test_qnode_with_shots(self, qnode):
        weights = qgen.IQP.init(3, seed=0)
        exact = diagnostics.collision_probability(qnode, weights=weights).value
        found = diagnostics.collision_probability(qnode, weights=weights, shots=2000, seed=1)
        again = diagnostics.collision_probability(qnode, weights=weights, shots=2000, seed=1)
        assert abs(found.value - exact) < 4 * found.standard_error
        assert found == again
        assert found.n_samples == 2000

    def test_weights_are_needed(self, qnode):
        with pytest.raises(ValueError, match="pass weights="):
            diagnostics.peakedness(qnode)

    def test_weights_are_for_qnodes(self):
        with pytest.raises(ValueError, match="are for QNodes"):
            diagnostics.peakedness(P, weights=[1.0])

    @pytest.mark.parametrize(
        ("source", "message"),
        [
            ([[[0]]], r"of shape \(1, 1, 1\)"),
            ([0.5, 0.6], "must sum to 1"),
            ([[0, 2]], "must hold only 0 and 1"),
            (3.0, "Expected a QNode, a probability vector"),
        ],
    )
    def test_wrong_sources(self, source, message):
        with pytest.raises(ValueError, match=message):
            diagnostics.collision_probability(source)


class TestCollisionProbability:
    def test_unbiased_with_an_honest_error(self):
        found = repeat(diagnostics.collision_probability, P, 60, 1500, 1)
        values = np.array([f.value for f in found])
        exact = (P**2).sum()
        assert abs(values.mean() - exact) < 4 * values.std() / np.sqrt(len(values))
        mean_variance = np.mean([f.standard_error**2 for f in found])
        assert 0.9 < mean_variance / values.var(ddof=1) < 1.25

    def test_many_wires(self):
        samples = np.zeros((10, 200), dtype=int)
        samples[5:, 0] = 1
        assert diagnostics.collision_probability(samples).value == pytest.approx(40 / 90)

    @pytest.mark.parametrize(("p", "normalized"), [(np.full(8, 1 / 8), 1), (np.eye(8)[3], 8)])
    def test_known(self, p, normalized):
        assert diagnostics.collision_probability(p).normalized == pytest.approx(normalized)

    def test_no_collision_is_not_certainty(self):
        """The error is that of one colliding pair among six."""
        found = diagnostics.collision_probability([[0, 0], [0, 1], [1, 0], [1, 1]])
        assert (found.value, found.standard_error) == (0.0, 1 / 6)

    def test_too_few_samples(self):
        with pytest.raises(ValueError, match="at least 3 samples; got 2"):
            diagnostics.collision_probability([[0], [1]])


class TestAnticoncentration:
    def test_bound_of_paley_and_zygmund(self):
        for seed in range(20):
            p = np.random.default_rng(seed).dirichlet(np.full(64, 0.1 + seed / 10))
            found = diagnostics.anticoncentration(p, y=0.3)
            assert found.lower_bound <= found.share == (p >= 0.3 / 64).mean()

    def test_haar_states(self):
        shares = [
            diagnostics.anticoncentration(p).share
            for p in np.random.default_rng(1).dirichlet(np.ones(256), 200)
        ]
        error = np.std(shares) / np.sqrt(200)
        assert abs(np.mean(shares) - theory.porter_thomas_tail(0.5, 8)) < 4 * error

    def test_samples_give_a_bound_only(self):
        found = diagnostics.anticoncentration(draw(P, 500, np.random.default_rng(0)))
        assert found.share is None
        assert "at least" in str(found)

    def test_no_collision_seen(self):
        assert diagnostics.anticoncentration([[0, 0], [0, 1], [1, 0]]).lower_bound == 0.25

    @pytest.mark.parametrize("y", [0, 1, -0.5])
    def test_wrong_threshold(self, y):
        with pytest.raises(ValueError, match="y must lie strictly between 0 and 1"):
            diagnostics.anticoncentration(P, y=y)


class TestPorterThomas:
    def test_level(self):
        """Of Haar-random states, one in ten has a p-value below 0.1."""
        rng = np.random.default_rng(2)
        p_values = np.array([
            diagnostics.porter_thomas_test(p, n_null=199, seed=rng).p_value
            for p in rng.dirichlet(np.ones(64), 300)
        ])  # fmt: skip
        assert abs((p_values <= 0.1).mean() - 0.1) < 4 * np.sqrt(0.09 / 300)
        assert abs(p_values.mean() - 0.5) < 4 * np.sqrt(1 / 12 / 300)

    def test_level_above_the_largest_null(self):
        rng = np.random.default_rng(3)
        p_values = np.array([
            diagnostics.porter_thomas_test(p, n_null=199, seed=rng).p_value
            for p in rng.dirichlet(np.ones(4096), 40)
        ])  # fmt: skip
        assert abs(p_values.mean() - 0.5) < 4 * np.sqrt(1 / 12 / 40)

    @pytest.mark.parametrize("alpha", [0.3, 3.0])
    def test_others_are_rejected(self, alpha):
        p = np.random.default_rng(4).dirichlet(np.full(256, alpha))
        assert diagnostics.porter_thomas_test(p, seed=0).p_value == 0.001

    def test_statistic_is_that_of_scipy(self):
        from scipy.stats import beta, kstest

        found = diagnostics.porter_thomas_test(P, seed=0)
        assert found.statistic == pytest.approx(kstest(P, beta(1, 15).cdf).statistic)

    def test_samples_are_refused(self):
        with pytest.raises(ValueError, match="needs probabilities"):
            diagnostics.porter_thomas_test([[0], [1]])


class TestPeakedness:
    def test_exact(self):
        found = diagnostics.peakedness(np.eye(8)[5])
        assert (found.value, found.standard_error, found.string) == (1.0, 0.0, (1, 0, 1))

    def test_unbiased_for_the_string_it_names(self):
        """Also without a peak, where the largest frequency would be far too large."""
        found = repeat(diagnostics.peakedness, np.full(16, 1 / 16), 40, 1500, 5)
        values = np.array([f.value for f in found])
        assert abs(values.mean() - 1 / 16) < 4 * values.std() / np.sqrt(len(values))

    def test_one_sample(self):
        with pytest.raises(ValueError, match="at least 2 samples; got 1"):
            diagnostics.peakedness([[0, 1]])


class TestSupportSize:
    def test_exact(self):
        found = diagnostics.support_size([0.5, 0.5, 0, 0])
        assert (found.value, found.observed, found.standard_error) == (2.0, 2, 0.0)
        assert found.effective == pytest.approx(2)

    def test_estimate_is_a_lower_bound_above_what_was_seen(self):
        p = np.full(64, 1 / 64)
        found = repeat(diagnostics.support_size, p, 60, 300, 6)
        mean = np.mean([f.value for f in found])
        assert np.mean([f.observed for f in found]) < 45
        assert 55 < mean < 72
        spread = np.std([f.value for f in found])
        assert 0.6 < np.mean([f.standard_error for f in found]) / spread < 1.5

    def test_everything_seen(self):
        samples = np.repeat([[0, 0], [1, 1]], 20, axis=0)
        found = diagnostics.support_size(samples)
        assert (found.value, found.standard_error) == (2.0, 0.0)
        assert found.effective == pytest.approx(2)

    def test_every_sample_another_string(self):
        samples = integers_to_bits(np.arange(16), 4)
        found = diagnostics.support_size(samples)
        assert found.value == 16 + 16 * 15 / 2
        assert np.isfinite(found.standard_error)
