"""Measurements of photon numbers: shapes, identity, and results from tables and from samples."""

import copy

import jax
import numpy as np
import pennylane as qml
import pytest
import torch
from pennylane.wires import Wires

from pennylane_qgen.photonics import (
    PhotonCountsMP,
    PhotonMomentsMP,
    PhotonProbsMP,
    photon_correlations,
    photon_counts,
    photon_number,
    photon_probs,
)

RNG = np.random.default_rng(0)
ORDER = Wires(["a", "b", "c"])
TABLE = RNG.dirichlet(np.ones(27)).reshape(3, 3, 3)
SAMPLES = np.stack(np.unravel_index(RNG.choice(27, 12, p=TABLE.ravel()), TABLE.shape), axis=1)

MEASUREMENTS = {
    "counts": lambda wires: photon_counts(wires),
    "probs": lambda wires: photon_probs(wires, cutoff=3),
    "truncated probs": lambda wires: photon_probs(wires, cutoff=2, truncate=True),
    "number": lambda wires: photon_number(wires),
    "correlations": lambda wires: photon_correlations(wires),
}
every_measurement = pytest.mark.parametrize("name", MEASUREMENTS)
LINEAR = [name for name in MEASUREMENTS if name != "counts"]
every_linear_measurement = pytest.mark.parametrize("name", LINEAR)


def from_definition(name, states, weights, columns):
    """The result as a weighted mean over states, one by one."""
    cutoff = 2 if name == "truncated probs" else 3
    shape = {"number": 1, "correlations": 2}.get(name)
    size = (cutoff,) * len(columns) if shape is None else (len(columns),) * shape
    result = np.zeros(size)
    for state, weight in zip(states, weights, strict=True):
        counts = state[columns]
        if name == "number":
            result += weight * counts
        elif name == "correlations":
            result += weight * np.outer(counts, counts)
        elif (counts < cutoff).all():
            result[tuple(counts)] += weight
    return result


class TestIdentity:
    def test_no_two_are_the_same(self):
        measurements = [make(w) for make in MEASUREMENTS.values() for w in (None, "a", ["a", "b"])]
        measurements.append(photon_probs("a", cutoff=4))
        assert len({mp.hash for mp in measurements}) == len(measurements)
        for i, first in enumerate(measurements):
            assert [first == second for second in measurements].index(True) == i

    @every_measurement
    @pytest.mark.parametrize("wires", [None, "a", ["b", "a"]])
    def test_copies(self, name, wires):
        mp = MEASUREMENTS[name](wires)
        for same in (copy.copy(mp), type(mp)._unflatten(*mp._flatten()), MEASUREMENTS[name](wires)):
            assert same == mp
            assert same.hash == hash(same) == mp.hash
            assert same.wires == mp.wires
        leaves, structure = jax.tree_util.tree_flatten(mp)
        assert not leaves
        assert jax.tree_util.tree_unflatten(structure, leaves) == mp

    @every_measurement
    def test_wire_map(self, name):
        mp = MEASUREMENTS[name](["a", "b"])
        mapped = mp.map_wires({"a": 0, "b": 7})
        assert mapped.wires.tolist() == [0, 7]
        assert mapped == MEASUREMENTS[name]([0, 7])

    @every_measurement
    def test_text(self, name):
        assert repr(MEASUREMENTS[name](["a", "b"])).startswith("photon_")
        assert "wires=['a', 'b']" in repr(MEASUREMENTS[name](["a", "b"]))

    @every_measurement
    def test_numeric_type(self, name):
        assert MEASUREMENTS[name]("a").numeric_type is (int if name == "counts" else float)

    @every_measurement
    def test_is_queued(self, name):
        with qml.queuing.AnnotatedQueue() as queue:
            mp = MEASUREMENTS[name](["a", "b"])
        assert queue.queue == [mp]


class TestShapes:
    @every_linear_measurement
    @pytest.mark.parametrize("wires", [None, ["c"], ["c", "a"]])
    def test_of_results(self, name, wires):
        mp = MEASUREMENTS[name](wires)
        shape = mp.shape(num_device_wires=3)
        assert np.shape(mp.process_fock_probabilities(TABLE, ORDER)) == shape
        assert np.shape(mp.process_samples(SAMPLES, ORDER)) == shape

    def test_of_counts(self):
        assert photon_counts(["a", "b"]).shape(shots=5) == (5, 2)
        assert photon_counts().shape(shots=5, num_device_wires=3) == (5, 3)


@every_linear_measurement
@pytest.mark.parametrize("wires", [None, ["c"], ["c", "a"]])
class TestResults:
    def columns(self, wires):
        return ORDER.indices(Wires(wires)) if wires else [0, 1, 2]

    def test_from_probabilities(self, name, wires):
        states = np.stack(np.unravel_index(np.arange(27), TABLE.shape), axis=1)
        expected = from_definition(name, states, TABLE.ravel(), self.columns(wires))
        actual = MEASUREMENTS[name](wires).process_fock_probabilities(TABLE, ORDER)
        np.testing.assert_allclose(actual, expected, atol=1e-14)

    def test_from_a_batch(self, name, wires):
        batch = np.stack([TABLE, TABLE[::-1]])
        mp = MEASUREMENTS[name](wires)
        rows = [mp.process_fock_probabilities(table, ORDER) for table in batch]
        np.testing.assert_allclose(mp.process_fock_probabilities(batch, ORDER), rows)

    def test_in_torch(self, name, wires):
        table = torch.tensor(TABLE, requires_grad=True)
        mp = MEASUREMENTS[name](wires)
        result = mp.process_fock_probabilities(table, ORDER)
        expected = mp.process_fock_probabilities(TABLE, ORDER)
        np.testing.assert_allclose(result.detach(), expected, atol=1e-14)
        result.sum().backward()
        assert table.grad.shape == TABLE.shape

    def test_from_samples(self, name, wires):
        expected = from_definition(name, SAMPLES, np.full(12, 1 / 12), self.columns(wires))
        actual = MEASUREMENTS[name](wires).process_samples(SAMPLES, ORDER)
        np.testing.assert_allclose(actual, expected, atol=1e-14)

    def test_from_part_of_the_samples(self, name, wires):
        mp = MEASUREMENTS[name](wires)
        part = mp.process_samples(SAMPLES, ORDER, shot_range=(2, 7))
        np.testing.assert_allclose(part, mp.process_samples(SAMPLES[2:7], ORDER))

    def test_from_bins_of_samples(self, name, wires):
        mp = MEASUREMENTS[name](wires)
        bins = mp.process_samples(SAMPLES, ORDER, bin_size=4)
        rows = [mp.process_samples(SAMPLES[i : i + 4], ORDER) for i in (0, 4, 8)]
        np.testing.assert_allclose(bins, np.stack(rows, axis=-1))

    def test_from_counted_outcomes(self, name, wires):
        mp = MEASUREMENTS[name](wires)
        outcomes, numbers = np.unique(SAMPLES, axis=0, return_counts=True)
        counts = dict(zip(map(tuple, outcomes.tolist()), numbers.tolist(), strict=True))
        expected = mp.process_samples(SAMPLES, ORDER)
        np.testing.assert_allclose(mp.process_counts(counts, ORDER), expected, atol=1e-14)


class TestCounts:
    def test_columns(self):
        mp = photon_counts(["c", "a"])
        np.testing.assert_array_equal(mp.process_samples(SAMPLES, ORDER), SAMPLES[:, [2, 0]])
        part = mp.process_samples(SAMPLES, ORDER, shot_range=(2, 7))
        np.testing.assert_array_equal(part, SAMPLES[2:7, [2, 0]])
        assert mp.process_samples(SAMPLES, ORDER, bin_size=4).shape == (3, 4, 2)

    def test_not_from_counted_outcomes(self):
        with pytest.raises(NotImplementedError, match="needs samples"):
            photon_counts().process_counts({(0, 1): 3}, ORDER)


class TestCutoff:
    def test_norm_that_is_lost_is_told(self):
        lost = 1 - TABLE[:2, :2, :2].sum()
        with pytest.raises(ValueError, match=rf"keeps photon numbers 0 to 1.*{lost:.3g}\. Take"):
            photon_probs(cutoff=2).process_fock_probabilities(TABLE, ORDER)
        with pytest.raises(ValueError, match="truncate=True"):
            photon_probs(cutoff=2).process_samples(SAMPLES, ORDER)

    def test_more_than_there_is(self):
        padded = photon_probs(["a"], cutoff=5).process_fock_probabilities(TABLE, ORDER)
        np.testing.assert_allclose(padded, [*TABLE.sum(axis=(1, 2)), 0, 0])

    @pytest.mark.parametrize("cutoff", [0, -1, 2.5, None, True])
    def test_bad_value(self, cutoff):
        with pytest.raises(ValueError, match="cutoff must be an integer of at least 1"):
            photon_probs(cutoff=cutoff)


def test_classes_are_those_of_the_functions():
    assert isinstance(photon_counts(), PhotonCountsMP)
    assert isinstance(photon_probs(), PhotonProbsMP)
    assert isinstance(photon_number(), PhotonMomentsMP)
