"""The independent-bits baseline."""

import numpy as np
import pytest

from pennylane_qgen.datasets import ising
from pennylane_qgen.metrics import IndependentBits, independent_bits, kl_divergence


def test_probabilities_by_hand():
    """Means (1/2, 1/4): 00 has 3/8, 01 has 1/8, and the same with a leading 1."""
    probabilities = IndependentBits([0.5, 0.25]).probabilities()
    assert probabilities == pytest.approx([3 / 8, 1 / 8, 3 / 8, 1 / 8])


def test_samples():
    means = np.array([0.0, 1.0, 0.3, 0.8])
    samples = IndependentBits(means).sample(4000, seed=0)
    assert samples.dtype == np.int8
    standard_error = np.sqrt(means * (1 - means) / 4000)
    assert (np.abs(samples.mean(axis=0) - means) <= 4 * standard_error).all()


def test_maximum_likelihood():
    """No other product distribution is closer to the data in Kullback-Leibler divergence."""
    data = ising(2, 3, n_samples=200, seed=0)
    fitted = independent_bits(data)
    best = kl_divergence(data, fitted.probabilities())
    rng = np.random.default_rng(0)
    for _ in range(20):
        other = np.clip(fitted.means + rng.normal(0, 0.05, size=6), 0.01, 0.99)
        assert kl_divergence(data, IndependentBits(other).probabilities()) > best


@pytest.mark.parametrize("means", [[], [0.5, 1.1], [[0.5]], [np.nan]])
def test_means(means):
    with pytest.raises(ValueError, match=r"means must be a vector of probabilities in \[0, 1\]"):
        IndependentBits(means)


def test_too_many_wires():
    with pytest.raises(ValueError, match=r"up to 20 wires; got 21. Use sample"):
        IndependentBits(np.full(21, 0.5)).probabilities()
