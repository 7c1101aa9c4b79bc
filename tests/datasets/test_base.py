"""The data set object: shapes, splitting, use as an array, errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pennylane_qgen.datasets import Dataset


def make(n_samples=10, n_wires=3, **options):
    samples = np.random.default_rng(0).integers(2, size=(n_samples, n_wires))
    return Dataset(samples, "random", "drawn in a test", **options)


def test_samples_are_int8_bits():
    data = Dataset([[True, False], [False, False]], "flags", "by hand")
    assert data.samples.dtype == np.int8
    assert (len(data), data.n_wires) == (2, 2)


def test_passes_as_an_array():
    data = make()
    assert np.array_equal(np.asarray(data), data.samples)
    assert np.asarray(data, dtype=float).dtype == float
    assert np.array(data) is not data.samples


def test_copies_what_it_is_given():
    samples = np.zeros((2, 2), dtype=np.int8)
    data = Dataset(samples, "zeros", "by hand")
    samples[:] = 1
    assert data.samples.sum() == 0


def test_frozen():
    with pytest.raises(AttributeError):
        make().name = "other"


def test_describe():
    data = Dataset([[0, 1], [1, 1], [0, 1]], "mine", "by hand", probabilities=[0, 0.5, 0, 0.5])
    text = data.describe()
    for part in ("mine", "3 of 2 wires, 2 distinct", "0.6667", "by hand", "probabilities known"):
        assert part in text


@given(n_samples=st.integers(2, 40), test_size=st.floats(0.01, 0.99), seed=st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_split_keeps_every_sample(n_samples, test_size, seed):
    data = make(n_samples, 12)
    n_test = round(test_size * n_samples)
    if not 0 < n_test < n_samples:
        return
    train, test = data.train_test_split(test_size, seed=seed)
    assert (len(train), len(test)) == (n_samples - n_test, n_test)
    rows = np.concatenate([train.samples, test.samples])
    assert sorted(map(tuple, rows)) == sorted(map(tuple, data.samples))


def test_split_is_seeded_and_keeps_probabilities():
    data = make(probabilities=np.full(8, 1 / 8))
    train, test = data.train_test_split(seed=0)
    again, _ = data.train_test_split(seed=0)
    assert np.array_equal(train.samples, again.samples)
    assert (train.name, test.name) == ("random (train)", "random (test)")
    assert train.source == data.source
    assert np.array_equal(test.probabilities, data.probabilities)


@pytest.mark.parametrize("test_size", [0.0, 1.0, 0.01, -0.5, 2])
def test_split_errors(test_size):
    with pytest.raises(ValueError, match="at least one of the 10 samples on each side; got"):
        make().train_test_split(test_size)


@pytest.mark.parametrize("samples", [[[0, 2]], [[0.5, 1]]])
def test_not_bits(samples):
    with pytest.raises(ValueError, match="samples must hold only 0 and 1"):
        Dataset(samples, "wrong", "by hand")


@pytest.mark.parametrize("samples", [[0, 1], np.zeros((0, 3)), np.zeros((2, 2, 2))])
def test_shape(samples):
    with pytest.raises(ValueError, match=r"shape \(n_samples, n_wires\); got"):
        Dataset(samples, "wrong", "by hand")


def test_probabilities_of_other_wires():
    with pytest.raises(ValueError, match="of 3 wires must have length 8; got 4"):
        make(probabilities=np.full(4, 0.25))


def test_probabilities_sum():
    with pytest.raises(ValueError, match="must sum to 1"):
        make(probabilities=np.full(8, 0.25))
