"""What every latent distribution keeps to."""

import json
import pickle

import numpy as np
import pytest

import pennylane_qgen.latent
from pennylane_qgen.latent import Gaussian, Latent

N_SAMPLES = 20_000


def test_every_kind_is_tested(all_latents):
    public = (getattr(pennylane_qgen.latent, name) for name in pennylane_qgen.latent.__all__)
    kinds = {kind for kind in public if isinstance(kind, type) and kind is not Latent}
    assert kinds == {type(latent) for latent in all_latents}


def test_shape_and_type(latent):
    draws = latent.sample(7, seed=0)
    assert draws.shape == (7, latent.dim)
    assert draws.dtype in (np.int16, np.int8, np.float64)
    assert latent.mean.shape == (latent.dim,)
    assert latent.mean.dtype == np.float64


def test_mean(latent):
    draws = latent.sample(N_SAMPLES, seed=1)
    errors = draws.std(axis=0) / np.sqrt(N_SAMPLES)
    assert (abs(draws.mean(axis=0) - latent.mean) <= 5 * errors + 1e-4).all()


def test_center(latent):
    draws, centred = (latent.sample(10, seed=2, center=center) for center in (False, True))
    assert centred.dtype == np.float64
    np.testing.assert_array_equal(centred, draws - latent.mean)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_seed_repeats(latent, seed):
    draws = latent.sample(50, seed=seed)
    np.testing.assert_array_equal(draws, latent.sample(50, seed=seed))
    np.testing.assert_array_equal(draws, latent.sample(50, seed=np.random.default_rng(seed)))
    assert (draws != latent.sample(50, seed=seed + 1)).any()


def test_a_generator_goes_on(latent):
    rng = np.random.default_rng(0)
    assert (latent.sample(50, seed=rng) != latent.sample(50, seed=rng)).any()


def test_without_a_seed_draws_differ(latent):
    assert (latent.sample(50) != latent.sample(50)).any()


def test_description_is_plain(latent):
    facts = latent.describe()
    assert facts == json.loads(json.dumps(facts, allow_nan=False))
    assert facts["kind"] == type(latent).__name__
    assert repr(latent).startswith(facts["kind"] + "(")


def test_descriptions_differ(all_latents):
    assert len({json.dumps(latent.describe()) for latent in all_latents}) == len(all_latents)
    assert len(set(all_latents)) == len(all_latents)


def test_a_copy_is_equal(latent):
    copy = pickle.loads(pickle.dumps(latent))
    assert copy == latent
    assert hash(copy) == hash(latent)
    np.testing.assert_array_equal(copy.sample(5, seed=0), latent.sample(5, seed=0))


@pytest.mark.parametrize("n_samples", [0, -1, 2.0, True, "3"])
def test_number_of_samples(latent, n_samples):
    with pytest.raises(ValueError, match="n_samples must be an integer of at least 1; got"):
        latent.sample(n_samples)


def test_equality():
    assert Gaussian(3) == Gaussian(3)
    assert Gaussian(3) != Gaussian(4)
    assert Gaussian(3) != "Gaussian(3)"
