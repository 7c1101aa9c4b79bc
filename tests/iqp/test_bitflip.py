"""The coherence-free model against explicit convolution over all generators."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import chi2

from pennylane_qgen.bits import bits_to_integers, parity_means
from pennylane_qgen.iqp.bitflip import BitflipDistribution, BitflipWords, sample_bitflip
from pennylane_qgen.reference import bit_strings, parity
from pennylane_qgen.templates.patterns import Pattern, all_up_to_weight

N_WIRES = 5
PATTERN = Pattern.from_lists(
    [[[0]], [[1]], [[2], [3]], [[0, 1]], [[1, 4]], [[2, 3]], [[0, 2, 4]], [[0, 1, 2, 3, 4]]],
    N_WIRES,
)
CATS = [None, [1, 1, 1, 1, 1], [0, 1, 1, 0, 0]]
ZERO_COSINES = {
    "generic": [],
    "one": [3],
    "two": [0, 6],
    "all": list(range(PATTERN.n_generators)),
}


def convolution(pattern, angles, cat=None):
    """Probabilities by flipping with each generator in turn, string by string."""
    strings = [tuple(x) for x in bit_strings(pattern.n_wires).tolist()]
    probabilities = dict.fromkeys(strings, 0.0)
    for start in [np.zeros(pattern.n_wires, dtype=int), np.asarray(cat or [0] * pattern.n_wires)]:
        probabilities[tuple(start.tolist())] += 0.5
    for (_, wires), angle in zip(pattern.generators(), angles, strict=True):
        flip = {x: tuple(bit ^ (i in wires) for i, bit in enumerate(x)) for x in strings}
        probabilities = {
            x: np.cos(angle) ** 2 * p + np.sin(angle) ** 2 * probabilities[flip[x]]
            for x, p in probabilities.items()
        }
    return np.array([probabilities[x] for x in strings])


def angles_of(case):
    """Angles of both signs of the cosine, some of them at a zero of it."""
    angles = np.random.default_rng(1).uniform(-3, 3, PATTERN.n_generators)
    angles[ZERO_COSINES[case]] = np.pi / 4
    return angles


def numerical_gradient(function, angles, step=1e-5):
    """Central differences."""
    unit = step * np.eye(len(angles))
    return np.array([(function(angles + u) - function(angles - u)) / (2 * step) for u in unit])


@pytest.mark.parametrize("cat", CATS)
@pytest.mark.parametrize("case", ZERO_COSINES)
class TestAgainstConvolution:
    def test_words(self, case, cat):
        angles, words = angles_of(case), bit_strings(N_WIRES)
        exact = convolution(PATTERN, angles, cat)
        expected = [sum(p * parity(a, x) for p, x in zip(exact, words, strict=True)) for a in words]
        found = BitflipWords(PATTERN, words, cat).evaluate(angles).values
        assert np.allclose(found, expected, rtol=0, atol=1e-14)

    def test_probabilities(self, case, cat):
        angles = angles_of(case)
        found = BitflipDistribution(PATTERN, cat).evaluate(angles).values
        assert np.allclose(found, convolution(PATTERN, angles, cat), rtol=0, atol=1e-15)
        assert found.min() >= 0

    def test_gradient_of_words(self, case, cat):
        angles = angles_of(case)
        model = BitflipWords(PATTERN, bit_strings(N_WIRES), cat)
        cotangent = np.random.default_rng(2).normal(size=2**N_WIRES)
        expected = numerical_gradient(lambda a: cotangent @ model.evaluate(a).values, angles)
        found = model.evaluate(angles).pull_back(cotangent)
        assert np.allclose(found, expected, rtol=0, atol=1e-8)

    def test_gradient_of_probabilities(self, case, cat):
        angles = angles_of(case)
        cotangent = np.random.default_rng(3).normal(size=2**N_WIRES)
        expected = numerical_gradient(
            lambda a: cotangent @ convolution(PATTERN, a, cat), angles, step=1e-4
        )
        found = BitflipDistribution(PATTERN, cat).evaluate(angles).pull_back(cotangent)
        assert np.allclose(found, expected, rtol=0, atol=1e-7)

    def test_samples(self, case, cat):
        """Pearson's chi-squared over the strings that can occur stays below its 1e-5 quantile."""
        angles, n_samples = angles_of(case), 20000
        exact = convolution(PATTERN, angles, cat)
        bits = sample_bitflip(PATTERN, angles, n_samples, seed=4, cat=cat)
        counts = np.bincount(bits_to_integers(bits), minlength=2**N_WIRES)
        possible = exact > 1e-12
        assert counts[~possible].sum() == 0
        expected = n_samples * exact[possible]
        statistic = ((counts[possible] - expected) ** 2 / expected).sum()
        assert statistic < chi2.isf(1e-5, possible.sum() - 1)


@pytest.mark.parametrize("distance", [1e-3, 4e-5, 1e-8, 1e-12, 0.0])
def test_gradient_near_a_zero(distance):
    """Words and probabilities agree, where a difference of large sums would lose all digits."""
    pattern = all_up_to_weight(7, 2)
    angles = np.random.default_rng(5).normal(0, 0.1, pattern.n_generators)
    angles[10] = np.pi / 4 + distance
    words = bit_strings(7)
    cotangent = np.random.default_rng(6).normal(size=2**7)
    # The probabilities are the words' values times the parities over 2^n.
    signs = np.array([[parity(word, x) for word in words] for x in words])
    by_words = BitflipWords(pattern, words).evaluate(angles).pull_back(cotangent @ signs / 2**7)
    by_strings = BitflipDistribution(pattern).evaluate(angles).pull_back(cotangent)
    assert np.abs(by_words[10]) > 0.01
    assert np.allclose(by_strings, by_words, rtol=0, atol=1e-12)


def test_two_zero_factors_leave_no_gradient():
    pattern = Pattern.from_lists([[[0]], [[0, 1]], [[1]]], 2)
    evaluation = BitflipWords(pattern, [[1, 0]]).evaluate(np.array([np.pi / 4, np.pi / 4, 0.3]))
    assert abs(evaluation.values[0]) < 1e-30
    assert np.abs(evaluation.pull_back(np.ones(1))).max() < 1e-15


@pytest.mark.parametrize("n_words", [1, 63, 64, 65, 200])
def test_many_wires(n_words):
    """Products written out, at 70 wires and generators of weight 1, 2 and 40."""
    rng = np.random.default_rng(7)
    lists = [[[i]] for i in range(70)] + [[list(pair)] for pair in combinations(range(0, 70, 5), 2)]
    pattern = Pattern.from_lists([*lists, [list(range(40))]], 70)
    angles = rng.normal(0, 0.3, pattern.n_generators)
    words = (rng.random((n_words, 70)) < 0.1).astype(np.int8)
    expected = np.ones(n_words)
    for (_, wires), angle in zip(pattern.generators(), angles, strict=True):
        expected[words[:, wires].sum(axis=1) % 2 == 1] *= np.cos(2 * angle)
    assert np.allclose(BitflipWords(pattern, words).evaluate(angles).values, expected, rtol=1e-12)


def test_underflow():
    """A product of 5,000 factors of 0.5 is nothing, and so is its gradient."""
    pattern = Pattern.from_lists([[[0, 1 + g % 2]] for g in range(5000)], 3)
    evaluation = BitflipWords(pattern, [[1, 0, 0]]).evaluate(np.full(5000, np.pi / 6))
    assert evaluation.values[0] < 1e-300
    assert np.abs(evaluation.pull_back(np.ones(1))).max() < 1e-300


def test_parities_of_samples_of_many_wires():
    """Mean parities of 150 wires within 4.5 standard errors of the products."""
    pattern = all_up_to_weight(150, 2)
    rng = np.random.default_rng(8)
    angles = rng.normal(0, 0.03, pattern.n_generators)
    angles[:5] = np.pi / 2
    words = (rng.random((100, 150)) < 0.02).astype(np.int8)
    samples = sample_bitflip(pattern, angles, 4000, seed=9)
    expected = BitflipWords(pattern, words).evaluate(angles).values
    error = np.sqrt((1 - expected**2) / 4000)
    assert (np.abs(parity_means(samples, words) - expected) <= 4.5 * error).all()


@pytest.mark.parametrize("n_samples", [1, 64, 65])
def test_samples_are_seeded_bits(n_samples):
    angles = angles_of("generic")
    first = sample_bitflip(PATTERN, angles, n_samples, seed=0)
    assert first.shape == (n_samples, N_WIRES)
    assert first.dtype == np.int8
    again = sample_bitflip(PATTERN, angles, n_samples, seed=np.random.default_rng(0))
    assert np.array_equal(first, again)


def test_certain_flips():
    """At pi/2 a generator always fires and at 0 never, without an exception in 1,000 samples."""
    pattern = Pattern.from_lists([[[0, 2]], [[1]]], 3)
    samples = sample_bitflip(pattern, np.array([np.pi / 2, 0.0]), 1000, seed=1)
    assert (samples == [1, 0, 1]).all()


def test_repeated_generators_add():
    """Two flips of the same wires by angles a and b have the cosines' product."""
    pattern = Pattern.from_lists([[[0, 1]], [[0, 1]]], 2)
    found = BitflipDistribution(pattern).evaluate(np.array([0.4, 1.2])).values
    cosine = np.cos(0.8) * np.cos(2.4)
    assert np.allclose(found, [(1 + cosine) / 2, 0, 0, (1 - cosine) / 2], rtol=0, atol=1e-15)


def test_too_many_wires():
    with pytest.raises(ValueError, match=r"up to 26 wires; got 27\. Draw samples"):
        BitflipDistribution(all_up_to_weight(27, 1))
