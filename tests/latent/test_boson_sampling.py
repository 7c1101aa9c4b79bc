"""Photonic latents against exact tables, permanents and closed forms."""

import numpy as np
import pytest

from pennylane_qgen.latent import BosonSampling, Distinguishable
from pennylane_qgen.linear_optics import (
    distribution,
    fock_index,
    haar_unitary,
    loop_matrix,
    outcome_probabilities,
    reference,
    threshold_response,
)


def observed_distribution(counts, n_states):
    return np.bincount(fock_index(counts), minlength=n_states) / len(counts)


def chi_squared_z(counts, exact):
    """How many standard deviations the chi-squared of draws lies from its mean."""
    expected = exact * len(counts)
    seen = expected > 1e-9
    observed = observed_distribution(counts, len(exact)) * len(counts)
    assert observed[~seen].sum() == 0
    # Its variance holds for small expectations too.
    variance = 2 * (seen.sum() - 1) + ((1 / exact[seen]).sum() - seen.sum() ** 2) / len(counts)
    chi_squared = ((observed - expected)[seen] ** 2 / expected[seen]).sum()
    return (chi_squared - seen.sum() + 1) / np.sqrt(variance)


@pytest.mark.parametrize("method", ["table", "sampler"])
@pytest.mark.parametrize("overlap", [1.0, 0.6, 0.0])
@pytest.mark.parametrize("interferometer", ["haar", (1, 2), (1,)])
def test_draws_are_exact(method, overlap, interferometer):
    latent = BosonSampling(
        3,
        6,
        seed=5,
        interferometer=interferometer,
        indistinguishability=overlap,
        method=method,
    )
    inputs = [1, 1, 1, 0, 0, 0]
    exact = distribution(latent.unitary, inputs, indistinguishability=overlap)
    if overlap == 1:
        permanents = reference.distribution(latent.unitary, inputs)
        np.testing.assert_allclose(exact, permanents, atol=1e-15)
    assert abs(chi_squared_z(latent.sample(100_000, seed=0), exact)) < 4


def test_distance_to_the_exact_distribution_halves():
    """With four times as many samples."""
    latent = BosonSampling(3, 6, seed=0, method="sampler")
    exact = np.array(reference.distribution(latent.unitary, [1, 1, 1, 0, 0, 0]))
    distances = []
    for n_samples in (6_250, 25_000, 100_000, 400_000):
        observed = observed_distribution(latent.sample(n_samples, seed=1), 56)
        distances.append(abs(observed - exact).sum() / 2)
    ratios = np.divide(distances[1:], distances[:-1])
    assert ((ratios > 0.35) & (ratios < 0.7)).all()
    assert distances[-1] < 0.006


def test_interference_shows():
    boson, control = BosonSampling(3, 6, seed=0), Distinguishable(3, 6, seed=0)
    np.testing.assert_array_equal(boson.unitary, control.unitary)
    np.testing.assert_allclose(boson.mean, control.mean)
    exact = [
        distribution(boson.unitary[:, :3], [1, 1, 1], indistinguishability=x) for x in (0.0, 1.0)
    ]
    distance = abs(exact[0] - exact[1]).sum() / 2
    assert 0.1 < distance < 0.5
    drawn = [observed_distribution(x.sample(200_000, seed=1), 56) for x in (control, boson)]
    assert abs(drawn[0] - drawn[1]).sum() / 2 == pytest.approx(distance, abs=0.01)


def test_bunching_is_twice_that_of_distinguishable_photons():
    drawn = {}
    for kind in (BosonSampling, Distinguishable):
        counts = kind(8, 16, seed=0).sample(200_000, seed=1).astype(float)
        assert (counts.sum(axis=1) == 8).all()
        assert counts.max() > 1  # bunched outcomes are kept
        drawn[kind] = (counts * (counts - 1)).sum(axis=1).mean()
    assert drawn[BosonSampling] / drawn[Distinguishable] == pytest.approx(2, abs=0.02)


@pytest.mark.parametrize("overlap", [1.0, 0.7, 0.0])
def test_covariance(overlap):
    latent = BosonSampling(3, 6, seed=2, indistinguishability=overlap, transmission=0.8)
    draws = latent.sample(200_000, seed=0).astype(float)
    products = np.einsum("si,sj->ijs", draws - latent.mean, draws - latent.mean)
    errors = products.std(axis=2) / np.sqrt(len(draws))
    assert (abs(products.mean(axis=2) - latent.covariance) < 5 * errors).all()


def test_loss_leaves_a_binomial_number_of_photons():
    totals = BosonSampling(3, 6, seed=0, transmission=0.5).sample(40_000, seed=0).sum(axis=1)
    expected = np.array([1, 3, 3, 1]) / 8
    observed = np.bincount(totals, minlength=4) / len(totals)
    assert (abs(observed - expected) < 5 * np.sqrt(expected / len(totals))).all()


def test_draws_without_lost_photons_are_those_without_loss():
    lossy = BosonSampling(3, 6, seed=0, transmission=0.8, method="sampler")
    counts = lossy.sample(60_000, seed=0)
    exact = distribution(lossy.unitary[:, :3], [1, 1, 1])
    assert abs(chi_squared_z(counts[counts.sum(axis=1) == 3], exact)) < 4


def test_clicks():
    latent = BosonSampling(3, 5, seed=1, detector="threshold")
    table = distribution(latent.unitary[:, :3], [1, 1, 1])
    patterns = outcome_probabilities(table, 3, 5, range(5), threshold_response(3))
    draws = latent.sample(40_000, seed=0)
    assert draws.dtype == np.int8
    observed = np.bincount(draws @ [16, 8, 4, 2, 1], minlength=32) / len(draws)
    assert (abs(observed - patterns) < 5 * np.sqrt(patterns / len(draws)) + 1e-12).all()
    bits = (np.arange(32)[:, None] >> np.arange(5)[::-1]) & 1
    np.testing.assert_allclose(latent.mean, patterns @ bits)
    with pytest.raises(ValueError, match="detector='number' only"):
        _ = latent.covariance


def test_interferometers():
    haar = BosonSampling(2, 4, seed=0)
    assert haar == BosonSampling(2, 4, interferometer="haar", seed=0)
    same = BosonSampling(2, 4, interferometer=haar.unitary)
    np.testing.assert_array_equal(same.sample(9, seed=1), haar.sample(9, seed=1))
    isometry = BosonSampling(2, 4, interferometer=haar.unitary[:, :2])
    assert isometry == same  # inputs without photons do not matter
    np.testing.assert_array_equal(isometry.sample(9, seed=1), haar.sample(9, seed=1))
    loops = BosonSampling(2, 4, interferometer=(1, 3), seed=0)
    delays, angles = loops.loops
    assert delays == (1, 3)
    np.testing.assert_array_equal(loops.unitary, loop_matrix(4, delays, angles))
    assert loops != BosonSampling(2, 4, interferometer=(1, 3), seed=1)
    assert BosonSampling(2, 4) != BosonSampling(2, 4)


def test_threads_do_not_change_draws():
    one, two = (BosonSampling(4, 8, seed=0, method="sampler", n_threads=n) for n in (1, 2))
    np.testing.assert_array_equal(one.sample(100, seed=0), two.sample(100, seed=0))


def test_a_long_single_loop_is_easy():
    latent = BosonSampling(40, 80, interferometer=(1,), seed=0)
    assert latent.sample(50, seed=0).sum() == 40 * 50


def test_what_takes_too_long_is_refused():
    with pytest.raises(ValueError, match=r"500 draws of 60 photons in 120 .* SampleBank"):
        BosonSampling(60, 120, seed=0).sample(500)
    with pytest.raises(ValueError, match=r"more than max_seconds=0.001"):
        BosonSampling(8, 16, seed=0, method="sampler", max_seconds=0.001).sample(500)
    assert Distinguishable(60, 120, seed=0).sample(500).sum() == 500 * 60


def test_losses_make_it_easier():
    perfect, lossy = (BosonSampling(30, 60, seed=0, transmission=t) for t in (1.0, 0.5))
    assert lossy.estimate(1).seconds < perfect.estimate(1).seconds / 10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_photons": 5}, r"n_modes must be an integer of at least 5; got 4"),
        ({"n_photons": 0}, r"n_photons must be an integer of at least 1; got 0"),
        ({"interferometer": np.ones((4, 4))}, r"interferometer must be unitary"),
        ({"interferometer": haar_unitary(3)}, r"one row for each of 4 modes; got shape \(3, 3\)"),
        ({"interferometer": np.eye(4)[:, :1]}, r"an input for each of 2 photons; got .*\(4, 1\)"),
        ({"interferometer": "clements"}, r"interferometer must be one of 'haar'"),
        ({"interferometer": (1, 4)}, r"Delays must be .* from 1 to 3"),
        ({"indistinguishability": 1.1}, r"indistinguishability must be a number in \[0, 1\]"),
        ({"transmission": -0.1}, r"transmission must be a number in \[0, 1\]"),
        ({"detector": "bucket"}, r"detector must be one of 'threshold', 'number'"),
        ({"method": "exact"}, r"method must be one of 'auto', 'table', 'sampler'"),
        ({"n_threads": 0}, r"n_threads must be an integer of at least 1"),
    ],
)
def test_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        BosonSampling(**({"n_photons": 2, "n_modes": 4, "seed": 0} | arguments))
