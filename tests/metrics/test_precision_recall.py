"""Precision, recall, density, coverage against `prdc` and the definition."""

import numpy as np
import pytest
from prdc import compute_prdc

from pennylane_qgen.metrics import precision_recall


def even_weight(bits):
    return np.concatenate([bits, bits.sum(axis=1, keepdims=True) % 2], axis=1)


@pytest.mark.parametrize("n_neighbors", [1, 3, 5])
def test_prdc_without_ties(n_neighbors):
    """Distances within sets of even or odd weight are even, between them odd: none ties.

    So the open balls of prdc and the closed ones hold the same points; its Euclidean distance
    is the root of the Hamming distance.
    """
    rng = np.random.default_rng(0)
    real = even_weight(rng.integers(2, size=(60, 11)))
    fake = even_weight((rng.random((50, 11)) < 0.3).astype(int))
    fake[:, -1] ^= 1
    expected = compute_prdc(real.astype(float), fake.astype(float), nearest_k=n_neighbors)
    found = precision_recall(fake, real, n_neighbors=n_neighbors)
    for name, value in expected.items():
        assert getattr(found, name) == pytest.approx(value, abs=1e-12), name


def test_definition_with_ties():
    """The definitions with closed balls, on strings with many copies."""
    rng = np.random.default_rng(1)
    fake, real, k = rng.integers(2, size=(30, 3)), rng.integers(2, size=(25, 3)), 2
    between = (real[:, None] != fake).sum(axis=2)

    def radii(z):
        return np.sort((z[:, None] != z).sum(axis=2), axis=1)[:, k]

    in_real, in_fake = between <= radii(real)[:, None], between <= radii(fake)
    found = precision_recall(fake, real, n_neighbors=k)
    assert found.precision == in_real.any(axis=0).mean()
    assert found.recall == in_fake.any(axis=1).mean()
    assert found.density == pytest.approx(in_real.sum() / (k * 30))
    assert found.coverage == in_real.any(axis=1).mean()


def test_copies():
    """A perfect copy of repeated strings is inside all balls, though their radius is 0."""
    data = [[0, 0, 0]] * 4 + [[1, 1, 1]] * 4
    found = precision_recall(data, data, n_neighbors=3)
    assert (found.precision, found.recall, found.coverage) == (1, 1, 1)


def test_dropped_and_invented_modes():
    """Half of the reference is missed, half of the samples are far from it."""
    reference = [[0] * 9] * 4 + [[1] * 9] * 4
    samples = [[0] * 9] * 4 + [[0, 1, 0, 1, 0, 1, 0, 1, 0]] * 4
    found = precision_recall(samples, reference, n_neighbors=3)
    assert (found.precision, found.recall, found.coverage) == (0.5, 0.5, 0.5)


def test_several_blocks(monkeypatch):
    rng = np.random.default_rng(2)
    fake, real = rng.integers(2, size=(30, 6)), rng.integers(2, size=(25, 6))
    whole = precision_recall(fake, real)
    monkeypatch.setattr("pennylane_qgen.hamming.BLOCK_ENTRIES", 70)
    assert precision_recall(fake, real) == whole


@pytest.mark.parametrize("n_neighbors", [0, 4])
def test_neighbours(n_neighbors):
    with pytest.raises(ValueError, match=r"n_neighbors must lie in \[1, 3\].*got"):
        precision_recall([[0]] * 4, [[1]] * 6, n_neighbors=n_neighbors)
