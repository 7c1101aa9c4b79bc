"""Monte Carlo estimates of Z words against sums over all bit strings."""

import numpy as np
import pytest

from pennylane_qgen.bits import integers_to_bits
from pennylane_qgen.iqp.reference import word_expectations
from pennylane_qgen.iqp.word_expectations import WordExpectations
from pennylane_qgen.templates.patterns import Pattern, all_up_to_weight

CATS = {"zeros": None, "all": np.ones(8, bool), "some": np.arange(8) % 3 == 0}


def random_pattern(n_wires, n_generators, max_weight, rng):
    wires = [
        sorted(rng.choice(n_wires, rng.integers(1, max_weight + 1), replace=False).tolist())
        for _ in range(n_generators)
    ]
    return Pattern.from_lists([[g] for g in wires], n_wires)


def assert_mean(rows, expected, bound=5):
    """The mean of independent rows is the expected one within ``bound`` standard errors."""
    rows, expected = np.array(rows), np.asarray(expected)
    error = rows.std(axis=0, ddof=1) / np.sqrt(len(rows))
    assert (np.abs(rows.mean(axis=0) - expected) <= bound * error + 1e-10).all()


def batch_gradients(estimates):
    """Gradient of the sum over words of each batch."""
    n_batches, n_words = estimates.values.shape
    rows = np.eye(n_batches)[:, :, None] * np.ones(n_words)
    return [estimates.pull_back(cotangent) for cotangent in rows]


@pytest.mark.parametrize("cat", CATS)
@pytest.mark.parametrize("max_weight", [2, 3, 6])
def test_value_and_gradient(max_weight, cat):
    rng = np.random.default_rng(max_weight)
    pattern = random_pattern(8, 30, max_weight, rng)
    angles = rng.normal(size=30) * 0.4
    words = integers_to_bits(np.arange(0, 256, 5), 8)
    estimator = WordExpectations(
        pattern, words, method="monte-carlo", n_samples=5003, cat=CATS[cat]
    )
    estimates = estimator.evaluate(angles, 1, n_batches=40)
    expected, gradients = word_expectations(pattern, angles, words, CATS[cat])
    assert_mean(estimates.values, expected)
    assert_mean(batch_gradients(estimates), gradients.sum(axis=0))


@pytest.mark.parametrize("n_samples", [7, 5000])
@pytest.mark.parametrize("max_weight", [2, 4])
def test_gradient_is_the_derivative_of_the_estimate(max_weight, n_samples):
    """For the same samples: central differences of the estimate itself, over several blocks."""
    rng = np.random.default_rng(0)
    pattern = random_pattern(9, 25, max_weight, rng)
    angles = rng.normal(size=25)
    words = integers_to_bits(np.arange(1, 512, 17), 9)
    estimator = WordExpectations(pattern, words, method="monte-carlo", n_samples=n_samples)
    cotangent = rng.normal(size=(5, len(words)))

    def contracted(angles):
        return np.sum(cotangent * estimator.evaluate(angles, 3, n_batches=5).values)

    steps = 1e-5 * np.eye(25)
    differences = [(contracted(angles + s) - contracted(angles - s)) / 2e-5 for s in steps]
    gradient = estimator.evaluate(angles, 3, n_batches=5).pull_back(cotangent)
    np.testing.assert_allclose(gradient, differences, atol=1e-8)


def test_sparse_and_dense_products_agree():
    """A pattern of few couplings, and the same with couplings of zero between all wires."""
    n_wires, rng = 70, np.random.default_rng(0)
    full = all_up_to_weight(n_wires, 2)
    pairs = full.wires[n_wires:].reshape(-1, 2)
    chosen = np.sort(rng.choice(len(pairs), 60, replace=False))
    lists = [[[i]] for i in range(n_wires)] + [[pairs[k].tolist()] for k in chosen]
    angles = rng.normal(size=len(lists))
    all_angles = np.zeros(full.n_generators)
    positions = np.concatenate([np.arange(n_wires), n_wires + chosen])
    all_angles[positions] = angles
    words = rng.integers(0, 2, (30, n_wires))
    cotangent = rng.normal(size=(3, 30))
    options = {"method": "monte-carlo", "n_samples": 500}
    sparse = WordExpectations(Pattern.from_lists(lists, n_wires), words, **options)
    dense = WordExpectations(full, words, **options)
    one, other = sparse.evaluate(angles, 0, 3), dense.evaluate(all_angles, 0, 3)
    np.testing.assert_allclose(one.values, other.values, atol=1e-12)
    np.testing.assert_allclose(
        one.pull_back(cotangent), other.pull_back(cotangent)[positions], atol=1e-12
    )


def test_single_precision():
    pattern = all_up_to_weight(20, 2)
    rng = np.random.default_rng(0)
    angles, words = rng.normal(size=pattern.n_generators), rng.integers(0, 2, (50, 20))
    results = []
    for dtype in (np.float32, np.float64):
        words_of = WordExpectations(pattern, words, method="monte-carlo", dtype=dtype)
        estimates = words_of.evaluate(angles, 0)
        results.append([estimates.values, estimates.pull_back(np.ones((1, 50)))])
    assert results[0][0].dtype == results[0][1].dtype == np.float64
    np.testing.assert_allclose(results[0][0], results[1][0], atol=1e-5)
    np.testing.assert_allclose(results[0][1], results[1][1], atol=1e-3)


@pytest.mark.parametrize("method", ["monte-carlo", "hybrid", "auto"])
@pytest.mark.parametrize("max_weight", [2, 4])
@pytest.mark.parametrize("cat", ["zeros", "some"])
def test_squares_are_unbiased(method, max_weight, cat):
    r"""Over many seeds, four samples and :math:`\sum_{r \neq s} t_r t_s / (R (R - 1))`."""
    rng = np.random.default_rng(5)
    pattern = random_pattern(8, 25, max_weight, rng)
    angles = rng.normal(size=25) * 0.5
    words = integers_to_bits([0b11111100, 0b01001000, 0b11111111, 0b00110110], 8)
    estimator = WordExpectations(
        pattern, words, method=method, n_samples=4, n_patterns=4, cat=CATS[cat]
    )
    rows = []
    for seed in range(3000):
        estimates = estimator.evaluate(angles, seed, n_batches=4)
        totals = estimates.values.sum(axis=0)
        squares = (totals**2 - (estimates.values**2).sum(axis=0)) / 12
        gradient = estimates.pull_back((totals - estimates.values) / 6)
        rows.append([*squares, *gradient])
    values, gradients = word_expectations(pattern, angles, words, CATS[cat])
    assert_mean(rows, [*values**2, *(2 * values @ gradients)], bound=4)
