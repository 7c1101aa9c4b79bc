"""Data, networks and metrics in the package's adversarial training."""

import numpy as np
import pytest

from pennylane_qgen.molecules import MoleculeSource, sample_quality

pytest.importorskip("torch")
pytest.importorskip("safetensors")

from pennylane_qgen import gan, latent
from pennylane_qgen.molecules import MoleculeGenerator, RelationalGCNCritic


def train(graphs, iterations, checkpoint=None):
    settings = gan.GANSettings(iterations=iterations, batch_size=16, critic_steps=3)
    return gan.train(
        MoleculeGenerator(4, (16, 16), seed=1),
        RelationalGCNCritic((8, 8), graph_width=8, head_width=8, seed=1),
        latent.BosonSampling(2, 4, seed=0),
        MoleculeSource(graphs),
        settings=settings,
        seed=2,
        checkpoint=checkpoint,
        torch_device="cpu",
    )


def test_photons_are_trained_into_molecules(some_graphs):
    result = train(some_graphs, 3)
    quality = sample_quality(result.sample(50, seed=0), known=[])
    assert quality.n_samples == 50
    assert quality.n_novel == quality.n_unique <= quality.n_valid


def test_a_run_goes_on_from_its_checkpoint(some_graphs, tmp_path):
    whole = train(some_graphs, 4).sample(20, seed=0)
    train(some_graphs, 2, checkpoint=tmp_path / "run.safetensors")
    resumed = train(some_graphs, 4, checkpoint=tmp_path / "run.safetensors").sample(20, seed=0)
    np.testing.assert_array_equal(whole, resumed)
