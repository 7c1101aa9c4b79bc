"""MMD squared from samples: hand-worked values, brute force, statistics of the estimators."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import kstest

from pennylane_qgen.bits import empirical_distribution, integers_to_bits
from pennylane_qgen.metrics import mmd, mmd_permutation_test, mmd_with_error

SAMPLES = arrays(np.int8, st.tuples(st.integers(3, 8), st.just(4)), elements=st.integers(0, 1))


def brute_force(x, y, bandwidth, estimator):
    """The definition, one pair of samples at a time."""

    def kernel(a, b):
        distance = int(np.sum(np.asarray(a) != np.asarray(b)))
        return np.mean([np.exp(-distance / (2 * s**2)) for s in np.atleast_1d(bandwidth)])

    def within(z):
        pairs = [(i, j) for i in range(len(z)) for j in range(len(z))]
        if estimator == "unbiased":
            pairs = [(i, j) for i, j in pairs if i != j]
        return np.mean([kernel(z[i], z[j]) for i, j in pairs])

    return within(x) + within(y) - 2 * np.mean([kernel(a, b) for a in x for b in y])


def draw(p, n, rng):
    return (rng.random((n, len(p))) < p).astype(np.int8)


class TestValue:
    def test_biased_by_hand(self):
        """x = {0, 1}, y = {1, 1}, e = exp(-1/2): (1 + e)/2 + 1 - 2 (1 + e)/2 = (1 - e)/2."""
        value = mmd([[0], [1]], [[1], [1]], bandwidth=1.0, estimator="biased")
        assert value == pytest.approx((1 - np.exp(-0.5)) / 2, abs=1e-14)

    def test_unbiased_by_hand(self):
        """The same without the diagonal: e + 1 - (1 + e) = 0."""
        assert mmd([[0], [1]], [[1], [1]], bandwidth=1.0) == pytest.approx(0, abs=1e-14)

    def test_unbiased_can_be_negative(self):
        """x = y = {0, 1}: e + e - (1 + e) = e - 1."""
        value = mmd([[0], [1]], [[0], [1]], bandwidth=1.0)
        assert value == pytest.approx(np.exp(-0.5) - 1, abs=1e-14)

    @pytest.mark.parametrize("estimator", ["unbiased", "biased"])
    @pytest.mark.parametrize("bandwidth", [0.3, 2.0, [0.5, 1.0, 4.0]])
    def test_brute_force(self, estimator, bandwidth):
        rng = np.random.default_rng(1)
        x, y = rng.integers(2, size=(9, 70)), rng.integers(2, size=(12, 70))
        value = mmd(x, y, bandwidth=bandwidth, estimator=estimator)
        assert value == pytest.approx(brute_force(x, y, bandwidth, estimator), abs=1e-12)

    def test_several_blocks(self, monkeypatch):
        rng = np.random.default_rng(2)
        x, y = rng.integers(2, size=(40, 5)), rng.integers(2, size=(30, 5))
        whole = mmd(x, y, bandwidth=1.0)
        monkeypatch.setattr("pennylane_qgen.hamming.BLOCK_ENTRIES", 100)
        assert mmd(x, y, bandwidth=1.0) == pytest.approx(whole, abs=1e-14)

    def test_biased_is_the_quadratic_form_of_frequencies(self):
        """V-statistic = (p - q) K (p - q) with the relative frequencies p and q."""
        rng = np.random.default_rng(3)
        x, y = rng.integers(2, size=(50, 4)), rng.integers(2, size=(60, 4))
        strings = integers_to_bits(np.arange(16), 4)
        kernel = np.exp(-(strings[:, None] != strings).sum(axis=2) / (2 * 0.8**2))
        difference = empirical_distribution(x) - empirical_distribution(y)
        value = mmd(x, y, bandwidth=0.8, estimator="biased")
        assert value == pytest.approx(difference @ kernel @ difference, abs=1e-13)

    @given(SAMPLES, SAMPLES, st.floats(0.2, 5))
    @settings(max_examples=30, deadline=None)
    def test_properties(self, x, y, bandwidth):
        biased = mmd(x, y, bandwidth=bandwidth, estimator="biased")
        assert -1e-12 <= biased <= 2
        assert mmd(x, y, bandwidth=bandwidth) <= biased + 1e-12
        assert mmd(y, x, bandwidth=bandwidth) == pytest.approx(mmd(x, y, bandwidth=bandwidth))
        assert mmd(x, x, bandwidth=bandwidth, estimator="biased") == pytest.approx(0, abs=1e-12)


class TestStatistics:
    @pytest.mark.parametrize(("estimator", "correct_bias"), [("unbiased", 0), ("biased", 1)])
    def test_bias(self, estimator, correct_bias):
        """U has no bias; V is too large by (1 - pKp)/n + (1 - qKq)/m."""
        rng = np.random.default_rng(4)
        p, q, n, m = np.array([0.2, 0.5, 0.7]), np.array([0.5, 0.5, 0.5]), 6, 9
        rho = np.exp(-0.5)

        def mean_kernel(a, b):
            return np.prod(rho + (1 - rho) * (a * b + (1 - a) * (1 - b)))

        pp, qq = mean_kernel(p, p), mean_kernel(q, q)
        exact = pp + qq - 2 * mean_kernel(p, q)
        exact += correct_bias * ((1 - pp) / n + (1 - qq) / m)
        values = [
            mmd(draw(p, n, rng), draw(q, m, rng), bandwidth=1.0, estimator=estimator)
            for _ in range(2000)
        ]
        standard_error = np.std(values) / np.sqrt(len(values))
        assert abs(np.mean(values) - exact) < 4 * standard_error

    @pytest.mark.parametrize(("q", "ratio"), [(0.5, (0.85, 1.25)), (0.3, (1.5, 3.0))])
    def test_standard_error(self, q, ratio):
        """The jackknife variance is right for different distributions, about twice for equal."""
        rng = np.random.default_rng(5)
        estimates = [
            mmd_with_error(
                draw(np.full(6, 0.3), 60, rng), draw(np.full(6, q), 50, rng), bandwidth=1.0
            )
            for _ in range(400)
        ]
        variance = np.var([e.value for e in estimates])
        jackknife = np.mean([e.standard_error**2 for e in estimates])
        assert ratio[0] < jackknife / variance < ratio[1]

    @pytest.mark.parametrize("estimator", ["unbiased", "biased"])
    def test_jackknife_leaves_one_out(self, estimator):
        rng = np.random.default_rng(6)
        x, y = rng.integers(2, size=(7, 3)), rng.integers(2, size=(5, 3))

        def without(z, i):
            return np.delete(z, i, axis=0)

        settings_ = {"bandwidth": 1.0, "estimator": estimator}
        drop_x = [mmd(without(x, i), y, **settings_) for i in range(7)]
        drop_y = [mmd(x, without(y, i), **settings_) for i in range(5)]
        variance = 6 * np.var(drop_x) + 4 * np.var(drop_y)
        estimate = mmd_with_error(x, y, **settings_)
        assert estimate.standard_error == pytest.approx(np.sqrt(variance), abs=1e-12)
        assert estimate.value == mmd(x, y, **settings_)


class TestPermutationTest:
    def test_all_divisions(self):
        """Of the 20 divisions of three 0 and three 1 only the two pure ones reach the maximum."""
        test = mmd_permutation_test(
            [[0]] * 3, [[1]] * 3, bandwidth=1.0, n_permutations=20000, seed=0
        )
        assert test.p_value == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / 20000))

    def test_statistic_is_mmd(self):
        rng = np.random.default_rng(7)
        x, y = rng.integers(2, size=(8, 5)), rng.integers(2, size=(9, 5))
        test = mmd_permutation_test(x, y, bandwidth=[0.5, 1], n_permutations=5, seed=0)
        assert test.statistic == mmd(x, y, bandwidth=[0.5, 1])

    def test_uniform_under_equality(self):
        rng = np.random.default_rng(8)
        p = np.full(8, 0.4)
        p_values = [
            mmd_permutation_test(
                draw(p, 30, rng), draw(p, 25, rng), bandwidth=1.5, n_permutations=99, seed=rng
            ).p_value
            for _ in range(200)
        ]
        assert kstest(p_values, "uniform").pvalue > 0.001

    def test_identical_samples_never_reject(self):
        """Every division ties with the observed one, in spite of rounding."""
        test = mmd_permutation_test([[1, 0]] * 7, [[1, 0]] * 9, bandwidth=0.7, seed=0)
        assert test.p_value == 1

    def test_seed(self):
        rng = np.random.default_rng(9)
        x, y = rng.integers(2, size=(20, 5)), rng.integers(2, size=(20, 5))

        def p_value(seed):
            return mmd_permutation_test(x, y, bandwidth=1.0, n_permutations=300, seed=seed).p_value

        assert p_value(0) == p_value(0) == p_value(np.random.default_rng(0))
        assert len({p_value(seed) for seed in range(5)}) > 1


class TestErrors:
    def test_wires(self):
        with pytest.raises(ValueError, match="x and y must have the same number of wires"):
            mmd([[0, 1]], [[1]], bandwidth=1.0)

    @pytest.mark.parametrize("bandwidth", [0, -1.0, [1.0, 0.0], [], np.nan, [[1.0]]])
    def test_bandwidth(self, bandwidth):
        with pytest.raises(
            ValueError, match=r"bandwidth must be (a )?positive|Every bandwidth must be"
        ):
            mmd([[0], [1]], [[1], [1]], bandwidth=bandwidth)

    def test_estimator(self):
        with pytest.raises(ValueError, match="estimator must be one of"):
            mmd([[0], [1]], [[1], [1]], bandwidth=1.0, estimator="u")

    def test_one_sample(self):
        with pytest.raises(ValueError, match=r'at least 2 samples a side; got 1 and 2.*"biased"'):
            mmd([[0]], [[1], [1]], bandwidth=1.0)

    def test_jackknife(self):
        with pytest.raises(ValueError, match="at least 3 samples a side; got 2 and 3"):
            mmd_with_error([[0]] * 2, [[1]] * 3, bandwidth=1.0)

    def test_permutations(self):
        with pytest.raises(ValueError, match="n_permutations must be at least 1; got 0"):
            mmd_permutation_test([[0]] * 2, [[1]] * 3, bandwidth=1.0, n_permutations=0)
