"""KGEL against closed forms and the primal problem."""

import numpy as np
import pytest
from scipy.optimize import minimize

from pennylane_qgen.metrics import kgel
from pennylane_qgen.metrics.kgel import _dual_value


def test_one_bit_by_hand():
    """Reference half 0 and half 1, samples a share q of ones: the weights must be (1 - q, q).

    KL((1 - q, q) || (1/2, 1/2)) = ln 2 + q ln q + (1 - q) ln (1 - q).
    """
    reference, samples = [[0], [1]] * 10, [[0], [0], [0], [1]]
    expected = np.log(2) + 0.25 * np.log(0.25) + 0.75 * np.log(0.75)
    assert kgel(samples, reference, bandwidth=1.0, seed=0) == pytest.approx(expected, abs=1e-9)


def test_equal_samples():
    data = np.random.default_rng(0).integers(2, size=(100, 8))
    assert kgel(data, data, bandwidth=1.0, seed=0) == pytest.approx(0, abs=1e-12)


def test_single_string():
    """All weight on one string of 50 is the largest finite value, ln 50, at the boundary."""
    data = np.unique(np.random.default_rng(1).integers(2, size=(80, 9)), axis=0)[:50]
    value = kgel(data[:1], data, bandwidth=1.0, n_witnesses=30, seed=0)
    assert value == pytest.approx(np.log(50), abs=1e-5)


def test_far_samples_are_infinite():
    rng = np.random.default_rng(2)
    data = (rng.random((100, 20)) < 0.8).astype(int)
    assert kgel(np.zeros((5, 20), dtype=int), data, bandwidth=1.0, seed=0) == np.inf


def test_primal():
    """The dual value is that of the weights found by constrained optimisation."""
    rng = np.random.default_rng(3)
    features = rng.normal(0.3, 1, size=(15, 2))
    found = minimize(
        lambda w: np.sum(w * np.log(15 * w)),
        np.full(15, 1 / 15),
        bounds=[(1e-9, 1)] * 15,
        constraints=[
            {"type": "eq", "fun": lambda w: features.T @ w},
            {"type": "eq", "fun": lambda w: w.sum() - 1},
        ],
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    assert _dual_value(features) == pytest.approx(found.fun, abs=1e-6)


def test_wide_kernels():
    """For wide kernels the features become linear in the distance, and the value constant."""
    rng = np.random.default_rng(5)
    samples, data = (rng.random((2, 300, 12)) < [0.3]).astype(int)
    values = [kgel(samples, data, bandwidth=b, seed=0) for b in (1e3, 1e4, 1e5)]
    assert values[0] > 0.005
    assert np.allclose(values, values[0], rtol=1e-4)


def test_scale_of_features():
    features = np.random.default_rng(6).normal(0.3, 1, size=(30, 3))
    scaled = _dual_value(features * [1e-9, 1, 1e6])
    assert scaled == pytest.approx(_dual_value(features), rel=1e-6)


def test_witnesses_are_seeded():
    rng = np.random.default_rng(4)
    samples, data = (rng.random((2, 200, 10)) < 0.5).astype(int)
    assert kgel(samples, data, bandwidth=2.0, seed=0) == kgel(samples, data, bandwidth=2.0, seed=0)
    values = {kgel(samples, data, bandwidth=2.0, seed=seed) for seed in range(3)}
    assert len(values) == 3


def test_repeated_witnesses():
    """All 20 points are witnesses, of which only two differ."""
    value = kgel([[0], [1]], [[0], [1]] * 10, bandwidth=1.0, n_witnesses=20, seed=0)
    assert value == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("n_witnesses", [0, 5])
def test_errors(n_witnesses):
    with pytest.raises(ValueError, match=r"n_witnesses must lie in \[1, 4\]; got"):
        kgel([[0]], [[0]] * 4, bandwidth=1.0, n_witnesses=n_witnesses)
