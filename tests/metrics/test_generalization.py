"""Generalisation metrics against values worked by hand."""

import math

import numpy as np
import pytest

from pennylane_qgen.datasets import cardinality
from pennylane_qgen.metrics import generalization

TRAINING = [[0, 0, 1], [0, 0, 1]]
SAMPLES = [[0, 0, 1], [0, 1, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1]]


def one_one(bits):
    return bits.sum(axis=1) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"valid": one_one},
        {"valid": cardinality(3, 1)},
        {"valid": one_one, "n_valid": 3},
        {"valid": [[0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 0, 0]]},
    ],
)
def test_by_hand(options):
    """S = {001, 010, 100}, T = {001}, Q = 5.

    New are 010 twice, 110, 111: 4 of 5. Valid among them are 2 of 4, of one distinct string of
    the two that can be found. The normalisations are 1 - 1/3 and 1 - (2/3)^5. Valid in all: 3.
    """
    found = generalization(SAMPLES, TRAINING, **options)
    assert found.exploration == pytest.approx(4 / 5)
    assert found.fidelity == pytest.approx(2 / 4)
    assert found.rate == pytest.approx(2 / 5)
    assert found.coverage == pytest.approx(1 / 2)
    assert found.normalized_rate == pytest.approx(2 / 5 / (2 / 3))
    assert found.normalized_coverage == pytest.approx(1 / 2 / (1 - (2 / 3) ** 5))
    assert found.precision == pytest.approx(3 / 5)


def test_uniform_valid_samples():
    """Uniform valid strings have normalised rate and coverage 1 on average."""
    rng = np.random.default_rng(0)
    valid = cardinality(8, 4).samples
    found = [
        generalization(valid[rng.integers(70, size=100)], valid[:20], valid=valid)
        for _ in range(300)
    ]
    for name in ("normalized_rate", "normalized_coverage"):
        values = [getattr(metrics, name) for metrics in found]
        assert abs(np.mean(values) - 1) < 4 * np.std(values) / np.sqrt(300), name
    assert all(metrics.precision == metrics.fidelity == 1 for metrics in found)


def test_memorising():
    found = generalization(TRAINING, TRAINING, valid=one_one)
    assert (found.exploration, found.rate, found.coverage, found.precision) == (0, 0, 0, 1)
    assert math.isnan(found.fidelity)


class TestErrors:
    def test_training_not_valid(self):
        with pytest.raises(ValueError, match="Every training string must be valid; 1 of 1 are not"):
            generalization(SAMPLES, [[1, 1, 1]], valid=one_one)

    def test_training_is_all(self):
        with pytest.raises(ValueError, match="3 distinct strings of 3 valid ones"):
            generalization(SAMPLES, cardinality(3, 1), valid=one_one)

    def test_too_many_wires_to_count(self):
        wide = np.zeros((2, 21), dtype=int)
        with pytest.raises(ValueError, match=r"up to 20 wires; got 21.*n_valid="):
            generalization(wide, wide, valid=one_one)

    def test_valid_wires(self):
        with pytest.raises(ValueError, match="valid must have 3 wires, as samples; got 2"):
            generalization(SAMPLES, TRAINING, valid=[[0, 1]])

    def test_n_valid_disagrees(self):
        with pytest.raises(ValueError, match="3 distinct strings; got n_valid = 4"):
            generalization(SAMPLES, TRAINING, valid=cardinality(3, 1), n_valid=4)

    def test_predicate_shape(self):
        with pytest.raises(ValueError, match=r"one boolean a string, shape \(8,\); got"):
            generalization(SAMPLES, TRAINING, valid=lambda bits: bits == 1)

    def test_wires(self):
        with pytest.raises(ValueError, match="samples and training must have the same number"):
            generalization(SAMPLES, [[0, 1]], valid=one_one)
