"""Divergences against SciPy, hand-worked values and their inequalities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy

from pennylane_qgen.datasets import Dataset
from pennylane_qgen.metrics import (
    classical_fidelity,
    jensen_shannon,
    kl_divergence,
    reverse_kl_divergence,
    total_variation,
)

ALL = [
    total_variation,
    kl_divergence,
    reverse_kl_divergence,
    jensen_shannon,
    classical_fidelity,
]
P = np.array([0.1, 0.2, 0.3, 0.4])
Q = np.array([0.4, 0.25, 0.25, 0.1])


@st.composite
def distributions(draw):
    counts = draw(st.lists(st.integers(0, 20), min_size=8, max_size=8).filter(any))
    return np.array(counts) / sum(counts)


def test_total_variation_has_the_half():
    """|0.5 - 1| + |0.5 - 0| = 1, halved."""
    assert total_variation([0.5, 0.5], [1.0, 0.0]) == 0.5
    assert total_variation([0.0, 1.0], [1.0, 0.0]) == 1.0


def test_kl():
    assert kl_divergence(P, Q) == pytest.approx(entropy(P, Q), abs=1e-14)
    assert reverse_kl_divergence(P, Q) == pytest.approx(entropy(Q, P), abs=1e-14)


def test_jensen_shannon():
    assert jensen_shannon(P, Q) == pytest.approx(jensenshannon(P, Q) ** 2, abs=1e-14)


def test_fidelity():
    assert classical_fidelity(P, Q) == pytest.approx(0.2 + 0.05**0.5 + 0.075**0.5 + 0.2)


def test_disjoint():
    p, q = [1.0, 0.0], [0.0, 1.0]
    assert kl_divergence(p, q) == reverse_kl_divergence(p, q) == np.inf
    assert kl_divergence(p, q, epsilon=1e-6) == pytest.approx(np.log(1e6))
    assert reverse_kl_divergence(p, q, epsilon=1e-6) == pytest.approx(np.log(1e6))
    assert classical_fidelity(p, q) == 0


@pytest.mark.parametrize("function", ALL)
def test_samples_and_probabilities_agree(function):
    """Three 00 of four and one 11 are (0.75, 0, 0, 0.25)."""
    samples = [[0, 0], [0, 0], [1, 1], [0, 0]]
    uniform = np.full(4, 0.25)
    expected = function([0.75, 0, 0, 0.25], uniform)
    assert function(samples, uniform) == expected
    assert function(Dataset(samples, "test", "by hand"), uniform) == expected
    assert function(uniform, samples) == function(uniform, [0.75, 0, 0, 0.25])


@given(distributions(), distributions())
@settings(max_examples=50, deadline=None)
def test_inequalities(p, q):
    """Pinsker: TV^2 <= KL/2; Fuchs and van de Graaf: 1 - F <= TV <= sqrt(1 - F^2)."""
    distance, fidelity = total_variation(p, q), classical_fidelity(p, q)
    assert 0 <= distance <= 1 + 1e-12
    assert 1 - fidelity <= distance + 1e-12
    assert distance**2 <= 1 - fidelity**2 + 1e-12
    assert distance**2 <= kl_divergence(p, q) / 2 + 1e-12
    assert jensen_shannon(p, q) >= -1e-15
    assert jensen_shannon(p, q) <= np.log(2) * distance + 1e-12
    assert jensen_shannon(p, p) == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("function", ALL)
class TestErrors:
    def test_wires(self, function):
        with pytest.raises(ValueError, match="same wires; got 1 and 2 wires"):
            function([0.5, 0.5], [[0, 1]])

    def test_dimensions(self, function):
        with pytest.raises(ValueError, match=r"samples of shape .* or a probability vector; got"):
            function(np.zeros((2, 2, 2)), [0.5, 0.5])

    def test_sum(self, function):
        with pytest.raises(ValueError, match="must sum to 1"):
            function([0.5, 0.6], [0.5, 0.5])

    def test_too_many_wires(self, function):
        with pytest.raises(ValueError, match=r"fit up to 26 wires; . has 27. Use mmd"):
            function(np.zeros((2, 27), dtype=int), np.zeros((2, 27), dtype=int))


@pytest.mark.parametrize("function", [kl_divergence, reverse_kl_divergence])
@pytest.mark.parametrize("epsilon", [-1e-3, np.nan])
def test_epsilon(function, epsilon):
    with pytest.raises(ValueError, match="epsilon must be 0 or"):
        function(P, Q, epsilon=epsilon)
