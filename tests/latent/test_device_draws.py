"""Photonic latents run on PennyLane's photonic devices."""

import numpy as np
import pennylane as qml
import pytest

from pennylane_qgen.latent import BosonSampling, Distinguishable


def assert_same_distribution(bank, latent):
    """Means and second moments within five standard errors, of what is not too rare to be seen."""
    draws, n_shots = bank.samples.astype(float), len(bank)
    errors = draws.std(axis=0) / np.sqrt(n_shots)
    assert (abs(draws.mean(axis=0) - latent.mean) < 5 * errors + 1e-3).all()
    centred = draws - latent.mean
    products = np.einsum("si,sj->ijs", centred, centred)
    errors = products.std(axis=2) / np.sqrt(n_shots)
    assert (abs(products.mean(axis=2) - latent.covariance) < 5 * errors + 1e-3).all()


def test_simulated_chip():
    latent = BosonSampling(3, 6, seed=0)
    bank = latent.from_device("qgen.boson", 20_000, seed=0)
    assert bank.samples.dtype == np.int16
    assert bank.samples.max() > 1
    assert_same_distribution(bank, latent)


def test_likeness_is_that_of_the_device():
    device = qml.device("qgen.boson", wires=6, seed=0, indistinguishability=0.0)
    bank = BosonSampling(3, 6, seed=0).from_device(device, 20_000)
    assert_same_distribution(bank, Distinguishable(3, 6, seed=0))


@pytest.mark.parametrize("delays", [(1,), (1, 3)])
def test_time_bin_machine(delays):
    latent = BosonSampling(3, 6, interferometer=delays, seed=0)
    bank = latent.from_device("qgen.tbi", 10_000, delays=delays, seed=0)
    assert_same_distribution(bank, latent)


def test_perceval():
    pytest.importorskip("perceval")
    latent = BosonSampling(2, 4, seed=0)
    assert_same_distribution(latent.from_device("qgen.perceval", 2000, seed=0), latent)


def test_clicks():
    latent = BosonSampling(3, 6, seed=0, detector="threshold")
    bank = latent.from_device("qgen.boson", 10_000, seed=0)
    assert bank.samples.dtype == np.int8
    errors = bank.samples.std(axis=0) / 100
    assert (abs(bank.mean - latent.mean) < 5 * errors).all()


def test_complete_shots_show_no_loss():
    latent = BosonSampling(2, 4, seed=0)
    lossy = qml.device("qgen.boson", wires=4, seed=0, efficiency=0.7)
    everything = latent.from_device(lossy, 5000)
    assert everything.mean.sum() == pytest.approx(1.4, abs=0.05)
    complete = latent.from_device(lossy, 20_000, complete_only=True)
    assert len(complete) == pytest.approx(0.49 * 20_000, rel=0.05)
    assert_same_distribution(complete, latent)


def test_named_wires():
    device = qml.device("qgen.boson", wires=["a", "b", "c"], seed=0)
    assert (BosonSampling(2, 3, seed=0).from_device(device, 5).samples.sum(axis=1) == 2).all()


def test_errors():
    latent = BosonSampling(2, 4, seed=0)
    with pytest.raises(ValueError, match="n_shots must be an integer of at least 1; got 0"):
        latent.from_device("qgen.boson", 0)
    with pytest.raises(ValueError, match="a wire for each of 4 modes; it has 3"):
        latent.from_device(qml.device("qgen.boson", wires=3), 5)
    isometry = BosonSampling(2, 4, interferometer=latent.unitary[:, :2])
    with pytest.raises(ValueError, match=r"square interferometers; got .* \(4, 2\)"):
        isometry.from_device("qgen.boson", 5)
    clicks = BosonSampling(2, 4, seed=0, detector="threshold")
    with pytest.raises(ValueError, match="Clicks do not tell"):
        clicks.from_device("qgen.boson", 5, complete_only=True)
    with pytest.raises(ValueError, match="In none of 3 shots were all 2 photons counted"):
        latent.from_device("qgen.boson", 3, complete_only=True, efficiency=0.0)
