"""Closed forms of Z words against sums over all bit strings."""

import numpy as np
import pytest

from pennylane_qgen.bits import integers_to_bits
from pennylane_qgen.iqp.reference import word_expectations
from pennylane_qgen.iqp.word_expectations import WordExpectations
from pennylane_qgen.templates.patterns import Pattern, all_up_to_weight

CATS = {"zeros": [], "all": list(range(10)), "some": [1, 4, 7], "pair": [0, 9]}


def random_pattern(n_wires, n_generators, rng, max_weight=2):
    """Random generators, so that some come more than once."""
    wires = [
        sorted(rng.choice(n_wires, rng.integers(1, max_weight + 1), replace=False).tolist())
        for _ in range(n_generators)
    ]
    return Pattern.from_lists([[g] for g in wires], n_wires)


def mask(wires):
    return np.isin(np.arange(10), wires) if wires else None


def assert_exact(pattern, angles, words, cat=None):
    rng = np.random.default_rng(7)
    estimates = WordExpectations(pattern, words, method="exact", cat=cat).evaluate(angles)
    expected, gradients = word_expectations(pattern, angles, words, cat)
    np.testing.assert_allclose(estimates.values, [expected], atol=1e-12)
    cotangent = rng.normal(size=estimates.values.shape)
    np.testing.assert_allclose(estimates.pull_back(cotangent), cotangent[0] @ gradients, atol=1e-10)


@pytest.mark.parametrize("cat", CATS)
@pytest.mark.parametrize("seed", range(3))
def test_random_patterns(seed, cat):
    rng = np.random.default_rng(seed)
    pattern = random_pattern(10, 40, rng)
    words = integers_to_bits(rng.integers(0, 2**10, 40), 10)
    assert_exact(pattern, rng.normal(size=40), words, mask(CATS[cat]))


@pytest.mark.parametrize("cat", [None, np.ones(6, bool), np.arange(6) % 2 == 0])
def test_every_word_of_all_pairs(cat):
    pattern = all_up_to_weight(6, 2)
    angles = np.random.default_rng(0).uniform(0, 2 * np.pi, pattern.n_generators)
    assert_exact(pattern, angles, integers_to_bits(np.arange(64), 6), cat)


@pytest.mark.parametrize("generators", [[[0], [1], [3]], [[0, 1], [2, 3]]])
def test_only_wires_or_only_pairs(generators):
    pattern = Pattern.from_lists([[g] for g in generators], 4)
    angles = np.random.default_rng(0).normal(size=len(generators))
    assert_exact(pattern, angles, integers_to_bits(np.arange(16), 4))
    assert_exact(pattern, angles, integers_to_bits(np.arange(16), 4), np.ones(4, bool))


def test_repeated_generators_add_up():
    pattern = Pattern.from_lists([[[0, 1], [0, 1]], [[1]], [[1, 0]], [[1]]], 2)
    assert_exact(pattern, [0.3, 0.4, 0.2, -0.5, 0.1], [[1, 0], [0, 1], [1, 1]])


def test_heavy_generators_that_commute():
    pattern = Pattern.from_lists([[[0, 1, 2]], [[0, 3]], [[1, 2]]], 4)
    assert_exact(pattern, [0.7, 0.3, 0.2], [[1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 0, 1]])


def test_one_wire():
    r"""A rotation of one wire: :math:`\langle Z \rangle = \cos 2\theta`."""
    words = WordExpectations(Pattern.from_lists([[[0]]], 1), [[1]], method="exact")
    np.testing.assert_allclose(words.evaluate([0.4]).values, [[np.cos(0.8)]])


@pytest.mark.parametrize("offset", [0, 1e-12, -1e-12, 1e-5])
@pytest.mark.parametrize("n_zeros", [1, 2, 3])
def test_gradient_where_factors_vanish(n_zeros, offset):
    """The tangent is infinite where a cosine is zero; the gradient is not."""
    pattern = Pattern.from_lists([[[0]], [[0, 1]], [[0, 2]], [[0, 3]], [[1, 2]]], 4)
    angles = np.array([0.3, 0.2, 0.1, 0.4, 0.5])
    angles[1 : 1 + n_zeros] = np.pi / 4 + offset
    assert_exact(pattern, angles, integers_to_bits(np.arange(16), 4))


@pytest.mark.parametrize("n_zeros", [1, 2, 3])
def test_gradient_where_sines_of_the_cat_vanish(n_zeros):
    pattern = all_up_to_weight(4, 2)
    angles = np.random.default_rng(1).normal(size=pattern.n_generators)
    angles[4 : 4 + n_zeros] = 0
    assert_exact(pattern, angles, integers_to_bits(np.arange(16), 4), np.ones(4, bool))


def test_zero_angles():
    pattern = all_up_to_weight(5, 2)
    words = integers_to_bits(np.arange(32), 5)
    assert_exact(pattern, np.zeros(pattern.n_generators), words)
    assert_exact(pattern, np.zeros(pattern.n_generators), words, np.ones(5, bool))


def test_product_that_underflows():
    """Two thousand factors of 1e-3: values and gradients are zero, not NaN."""
    n_wires = 2001
    pairs = [[[0, j]] for j in range(1, n_wires)]
    word = np.zeros((1, n_wires), dtype=np.int8)
    word[0, 0] = 1
    words = WordExpectations(Pattern.from_lists(pairs, n_wires), word, method="exact")
    estimates = words.evaluate(np.full(n_wires - 1, np.pi / 4 + 5e-4))
    assert estimates.values == 0
    np.testing.assert_array_equal(estimates.pull_back([[1.0]]), 0)


def test_two_thousand_independent_pairs():
    r"""Each pair alone: :math:`\langle Z_i \rangle = \cos 2\theta`; for a word, their product."""
    n_pairs = 1000
    pairs = [[[2 * k, 2 * k + 1]] for k in range(n_pairs)]
    angles = np.random.default_rng(0).uniform(0, np.pi, n_pairs)
    word = np.zeros((2, 2 * n_pairs), dtype=np.int8)
    word[0, 4] = word[1, 4] = word[1, 9] = 1
    words = WordExpectations(Pattern.from_lists(pairs, 2 * n_pairs), word, method="exact")
    first, second = np.cos(2 * angles[[2, 4]])
    np.testing.assert_allclose(words.evaluate(angles).values, [[first, first * second]])


class TestHybrid:
    """Some of the patterns at random, the wires outside exactly."""

    @pytest.mark.parametrize("cat", CATS)
    def test_value_and_gradient(self, cat):
        rng = np.random.default_rng(3)
        pattern, cat = random_pattern(10, 40, rng), mask(CATS[cat])
        angles = rng.normal(size=40) * 0.4
        words = integers_to_bits(rng.integers(0, 2**10, 20), 10)
        options = {"method": "hybrid", "cat": cat, "n_samples": 40}
        summed = WordExpectations(pattern, words, n_patterns=2000, **options)
        drawn = WordExpectations(pattern, words, n_patterns=6, **options)
        expected, gradients = word_expectations(pattern, angles, words, cat)
        np.testing.assert_allclose(summed.evaluate(angles).values[0], expected, atol=1e-12)
        rows = []
        for seed in range(100):
            estimates = drawn.evaluate(angles, seed, n_batches=3)
            cotangent = np.zeros(estimates.values.shape)
            cotangent[seed % 3] = 1
            rows.append([*estimates.values[seed % 3], *estimates.pull_back(cotangent)])
        assert_mean(rows, [*expected, *gradients.sum(axis=0)])

    def test_less_noise_than_monte_carlo(self):
        """Conditional expectations have the smaller variance."""
        pattern = all_up_to_weight(10, 2)
        angles = np.random.default_rng(0).normal(size=pattern.n_generators) * 0.3
        words = integers_to_bits([0b1111111000], 10)
        spreads = []
        for method, size in (("hybrid", 63), ("monte-carlo", 4000)):
            estimator = WordExpectations(
                pattern, words, method=method, n_samples=4000, n_patterns=63
            )
            spreads.append(estimator.evaluate(angles, 0, n_batches=size).values.std())
        assert spreads[0] < spreads[1] / 2


def assert_mean(rows, expected, bound=5):
    """The mean of independent rows is the expected one within ``bound`` standard errors."""
    rows, expected = np.array(rows), np.asarray(expected)
    error = rows.std(axis=0, ddof=1) / np.sqrt(len(rows))
    assert (np.abs(rows.mean(axis=0) - expected) <= bound * error + 1e-10).all()
