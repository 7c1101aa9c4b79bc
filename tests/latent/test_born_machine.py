"""Trained circuits as latents."""

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from pennylane_qgen import QCBM
from pennylane_qgen.latent import BornMachine

DATA = np.array([[0, 0, 1], [1, 1, 0], [1, 0, 0]] * 5)


def fitted(**options):
    return QCBM(**({"n_layers": 1, "steps": 3, "seed": 0, "progress": False} | options)).fit(DATA)


def test_draws_follow_the_circuit():
    model = fitted()
    latent = BornMachine(model)
    draws = latent.sample(40_000, seed=0)
    observed = np.bincount(draws @ [4, 2, 1], minlength=8) / len(draws)
    exact = model.probabilities()
    assert (abs(observed - exact) < 5 * np.sqrt(exact / len(draws)) + 1e-9).all()
    np.testing.assert_allclose(latent.mean, exact @ ((np.arange(8)[:, None] >> [2, 1, 0]) & 1))


def test_equality():
    latent = BornMachine(fitted())
    assert latent == BornMachine(fitted())
    assert latent != BornMachine(fitted(seed=1))
    assert latent != BornMachine(fitted(ansatz_options={"entangler": "cz"}))


def test_a_stored_model_is_the_same_latent(tmp_path):
    model = fitted()
    model.save(tmp_path / "model")
    assert BornMachine(QCBM.load(tmp_path / "model")) == BornMachine(model)


def test_errors():
    with pytest.raises(TypeError, match=r"model must be a QCBM; got ndarray.*SampleBank"):
        BornMachine(DATA)
    with pytest.raises(NotFittedError):
        BornMachine(QCBM())
