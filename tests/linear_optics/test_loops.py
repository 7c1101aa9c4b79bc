import numpy as np
import pytest

from pennylane_qgen.linear_optics import (
    beam_splitter,
    distribution,
    fock_index,
    loop_matrix,
    loop_pairs,
    mean_counts,
    sample,
    sample_single_loop,
)
from pennylane_qgen.linear_optics.time_bin import _leaving_probabilities


def test_pairs_of_nested_loops():
    assert loop_pairs(4, (1, 3)).tolist() == [[0, 1], [1, 2], [2, 3], [0, 3]]
    assert len(loop_pairs(16, (1, 1))) == 30
    assert len(loop_pairs(16, (1, 3, 9))) == 15 + 13 + 7


def test_one_loop_is_a_product_of_neighbours():
    first, second = np.eye(3, dtype=complex), np.eye(3, dtype=complex)
    first[:2, :2], second[1:, 1:] = beam_splitter(0.4), beam_splitter(1.1)
    np.testing.assert_allclose(loop_matrix(3, (1,), [0.4, 1.1]), second @ first, atol=1e-14)


def test_light_leaves_one_pulse_early_at_most():
    """The pulse behind a beam splitter takes the place of the one in the loop, no earlier one."""
    matrix = loop_matrix(6, (1,), np.full(5, 0.5))
    assert np.abs(np.triu(matrix, 2)).max() == 0
    assert np.abs(np.tril(matrix, 1)[np.tril_indices(6)]).min() > 0


def test_leaving_probabilities_are_those_of_the_table():
    table = _leaving_probabilities(np.cos(0.7), np.sin(0.7), 4, 3)
    for arriving in range(4):
        for inside in range(5):
            expected = distribution(beam_splitter(0.7), [inside, arriving])[::-1]
            found = table[arriving, inside, : inside + arriving + 1]
            np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize("overlap", [1.0, 0.6, 0.0])
def test_markov_chain_against_the_table(overlap, chi_squared_z):
    counts, angles = [1, 2, 0, 1], np.array([0.8, 2.0, 4.1])
    expected = distribution(loop_matrix(4, (1,), angles), counts, indistinguishability=overlap)
    samples = sample_single_loop(counts, angles, 200_000, indistinguishability=overlap, seed=0)
    found = np.bincount(fock_index(samples), minlength=len(expected))
    assert abs(chi_squared_z(found, expected)) < 4


def test_markov_chain_against_the_sampler():
    """Correlations of neighbours at a size the table does not reach."""
    counts, angles = [1] * 12, np.linspace(0.3, 1.2, 11)
    chain = sample_single_loop(counts, angles, 40_000, seed=0).astype(float)
    sampler = sample(loop_matrix(12, (1,), angles), counts, 2_000, seed=0).astype(float)
    means = mean_counts(loop_matrix(12, (1,), angles), counts)
    assert (np.abs(chain.mean(0) - means) < 5 * chain.std(0) / 200).all()
    products = [samples[:, :-1] * samples[:, 1:] for samples in (chain, sampler)]
    difference = products[0].mean(0) - products[1].mean(0)
    error = np.sqrt(sum(p.var(0) / len(p) for p in products))
    assert (np.abs(difference) < 4.5 * error).all()


def test_seeds():
    first = sample_single_loop([1, 1, 1], [0.3, 0.4], 50, seed=0)
    np.testing.assert_array_equal(first, sample_single_loop([1, 1, 1], [0.3, 0.4], 50, seed=0))
    np.testing.assert_array_equal(first[:20], sample_single_loop([1, 1, 1], [0.3, 0.4], 20, seed=0))
    assert first.dtype == np.int16


def test_errors():
    with pytest.raises(ValueError, match=r"from 1 to 3 for 4 time bins; got \[4\]"):
        loop_pairs(4, [4])
    with pytest.raises(ValueError, match="one or more"):
        loop_pairs(4, [])
    with pytest.raises(ValueError, match="thetas must have shape"):
        loop_matrix(4, (1,), [0.1])
    with pytest.raises(ValueError, match="one angle less than time bins"):
        sample_single_loop([1, 1], [0.1, 0.2], 5)
    with pytest.raises(ValueError, match=r"in \[0, 1\]; got 2"):
        sample_single_loop([1, 1], [0.1], 5, indistinguishability=2)
    with pytest.raises(ValueError, match="n_samples must be an integer of at least 0"):
        sample_single_loop([1, 1], [0.1], -1)
