"""The convenience function against the single metrics."""

import numpy as np
import pytest

import pennylane_qgen.metrics
from pennylane_qgen import metrics
from pennylane_qgen.datasets import digits


def test_names_exist():
    for name in pennylane_qgen.metrics.__all__:
        assert callable(getattr(pennylane_qgen.metrics, name))


def test_single_metrics():
    samples, data = digits().train_test_split(0.5, seed=0)
    found = metrics.evaluate(samples, data)
    assert found["mmd"] == metrics.mmd(samples, data, bandwidth=2.0)
    assert found["total_variation"] == metrics.total_variation(samples, data)
    assert found["kl_divergence"] == metrics.kl_divergence(data, samples, epsilon=1e-6)
    assert found["jensen_shannon"] == metrics.jensen_shannon(samples, data)
    assert found["classical_fidelity"] == metrics.classical_fidelity(samples, data)
    assert found["covariance_distance"] == metrics.covariance_distance(samples, data)
    assert found["recall"] == metrics.precision_recall(samples, data).recall
    assert all(type(value) is float for value in found.values())


def test_better_model_is_better():
    """The other half of the digits beats independent bits in every metric but the precision."""
    train, test = digits().train_test_split(0.5, seed=0)
    baseline = metrics.independent_bits(train).sample(len(test), seed=0)
    real, fake = metrics.evaluate(train, test), metrics.evaluate(baseline, test)
    for name in ("mmd", "covariance_distance", "total_variation", "kl_divergence"):
        assert real[name] < fake[name] / 2, name
    for name in ("recall", "coverage", "classical_fidelity"):
        assert real[name] > fake[name], name


def test_wide_samples():
    rng = np.random.default_rng(0)
    x, y = rng.integers(2, size=(2, 20, 30))
    found = metrics.evaluate(x, y, bandwidth=[1.0, 3.0], n_neighbors=3)
    assert "total_variation" not in found
    assert found["mmd"] == metrics.mmd(x, y, bandwidth=[1.0, 3.0])


def test_too_few():
    with pytest.raises(ValueError, match="n_neighbors must lie in"):
        metrics.evaluate([[0], [1], [0]], [[1]] * 9)
