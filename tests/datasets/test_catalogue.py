"""One contract for all data sets of the catalogue."""

import inspect

import numpy as np
import pytest

import pennylane_qgen.datasets
from pennylane_qgen.bits import empirical_distribution
from pennylane_qgen.datasets import Dataset, catalogue

ENTRIES = catalogue()
RANDOM = [
    name for name, entry in ENTRIES.items() if "seed" in inspect.signature(entry.load).parameters
]
DRAWN = [
    name for name in RANDOM if ENTRIES[name].load(n_samples=1, seed=0).probabilities is not None
]


def test_names_exist():
    for name in pennylane_qgen.datasets.__all__:
        assert callable(getattr(pennylane_qgen.datasets, name))
    assert set(ENTRIES) <= set(pennylane_qgen.datasets.__all__)


@pytest.mark.parametrize("name", ENTRIES)
def test_defaults(name):
    load, description = ENTRIES[name]
    data = load()
    assert isinstance(data, Dataset)
    assert data.samples.dtype == np.int8
    assert set(np.unique(data.samples)) == {0, 1}
    assert data.name
    assert data.source
    assert description.endswith(".")
    assert "\n" not in description


@pytest.mark.parametrize("name", RANDOM)
def test_seed(name):
    load = ENTRIES[name].load

    def samples(seed):
        return load(n_samples=50, seed=seed).samples

    assert np.array_equal(samples(0), samples(0))
    assert np.array_equal(samples(0), samples(np.random.default_rng(0)))
    assert not np.array_equal(samples(0), samples(1))


@pytest.mark.parametrize("name", DRAWN)
def test_samples_follow_the_probabilities(name):
    """Mean bits and all pair correlations of 5,000 draws are within 5 standard errors."""
    data = ENTRIES[name].load(n_samples=5000, seed=0)
    strings = np.arange(data.probabilities.size)[:, None] >> np.arange(data.n_wires)[::-1] & 1
    exact = (strings * data.probabilities[:, None]).T @ strings
    found = data.samples.T.astype(float) @ data.samples / 5000
    error = np.sqrt(exact * (1 - exact) / 5000)
    assert (np.abs(found - exact) <= 5 * error + 1e-12).all()
    assert empirical_distribution(data)[data.probabilities == 0].sum() == 0
