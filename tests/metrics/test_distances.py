"""Covariance and Wasserstein distances."""

import sys

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.stats import wasserstein_distance

from pennylane_qgen.metrics import covariance_distance, wasserstein


class TestCovariance:
    def test_by_hand(self):
        """{00, 11} has off-diagonal 1/4, {01, 10} has -1/4: sqrt(2 (1/2)^2)."""
        value = covariance_distance([[0, 0], [1, 1]], [[0, 1], [1, 0]])
        assert value == pytest.approx(np.sqrt(0.5))

    def test_numpy(self):
        rng = np.random.default_rng(0)
        x, y = rng.integers(2, size=(40, 5)), rng.integers(2, size=(30, 5))
        difference = np.cov(x.T, bias=True) - np.cov(y.T, bias=True)
        assert covariance_distance(x, y) == pytest.approx(np.sqrt((difference**2).sum()))

    def test_largest(self):
        """GHZ against one string: every entry of the covariance is 1/4."""
        value = covariance_distance([[0] * 6, [1] * 6], [[0] * 6])
        assert value == pytest.approx(6 / 4)


class TestWasserstein:
    def test_assignment(self):
        """For as many samples a side it is the cheapest assignment."""
        rng = np.random.default_rng(1)
        x, y = rng.integers(2, size=(40, 6)), (rng.random((40, 6)) < 0.3).astype(int)
        cost = (x[:, None] != y).sum(axis=2)
        expected = cost[linear_sum_assignment(cost)].mean()
        assert wasserstein(x, y) == pytest.approx(expected, abs=1e-12)

    def test_thermometer_code(self):
        """Strings 1..10..0 are integers whose distance is the Hamming distance."""
        rng = np.random.default_rng(2)
        a, b = rng.integers(6, size=30), rng.integers(3, size=20)
        ramp = np.arange(5)
        value = wasserstein(ramp < a[:, None], ramp < b[:, None])
        assert value == pytest.approx(wasserstein_distance(a, b), abs=1e-12)

    def test_range(self):
        assert wasserstein([[0, 0, 0]], [[1, 1, 1]]) == 3
        assert wasserstein([[0, 1]] * 3, [[0, 1]] * 2) == 0

    def test_missing(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "ot", None)
        with pytest.raises(ImportError, match=r"pip install pennylane-qgen\[metrics\]"):
            wasserstein([[0]], [[1]])


@pytest.mark.parametrize("function", [covariance_distance, wasserstein])
def test_wires(function):
    with pytest.raises(ValueError, match="samples and reference must have the same number"):
        function([[0, 1]], [[1]])
