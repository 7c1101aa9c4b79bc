import numpy as np
import pytest
import torch
from torch import nn

from pennylane_qgen.gan import MLP, GANSettings, InvertibleMLP, check_invertible, train
from pennylane_qgen.latent import BosonSampling


@pytest.fixture
def photons():
    return BosonSampling(4, 8, seed=0)


def test_latents_come_back_from_a_trained_generator(photons):
    """Theorem 1 in practice: after training, every sample tells the photon counts it came from."""
    generator = InvertibleMLP([8, 16, 16], seed=0)
    data = np.random.default_rng(0).normal(size=(200, 16))
    settings = GANSettings(iterations=20, batch_size=16, center=False, stepsize=1e-3)
    train(generator, MLP([16, 16, 1]), photons, data, settings=settings)
    counts = torch.as_tensor(photons.sample(500, seed=1)).double()
    recovered = generator.double().inverse(generator(counts))
    assert float((recovered - counts).abs().max()) < 1e-6


def test_error_of_the_inverse_is_bounded(photons):
    generator = InvertibleMLP([8, 12, 20], seed=3).double()
    with torch.no_grad():
        for layer in generator.layers:
            layer.weight.mul_(1.3)
    bound = generator.lipschitz_of_inverse()
    assert bound == pytest.approx(5 / 1.3**2)
    rng = torch.Generator().manual_seed(0)
    counts = torch.as_tensor(photons.sample(200, seed=0)).double()
    noise = torch.randn(200, 20, dtype=torch.float64, generator=rng)
    tolerated = check_invertible(generator).tolerated_error
    noise *= 0.99 * tolerated / noise.norm(dim=1, keepdim=True)
    error = generator.inverse(generator(counts) + noise) - counts
    assert float(error.norm(dim=1).max()) <= bound * 0.99 * tolerated * (1 + 1e-9)
    assert torch.equal((error + counts).round(), counts)


class TestCheck:
    def test_sequential(self):
        layers = nn.Linear(2, 3), nn.LeakyReLU(0.5), nn.Linear(3, 3)
        with torch.no_grad():
            layers[0].weight.copy_(torch.tensor([[2.0, 0.0], [0.0, 4.0], [0.0, 0.0]]))
            layers[2].weight.copy_(0.5 * torch.eye(3))
        report = check_invertible(nn.Sequential(*layers))
        assert report.holds
        assert report.smallest_singular_values == pytest.approx((2.0, 0.5))
        assert report.lipschitz_of_inverse == pytest.approx(1 / 2 / 0.5 / 0.5)
        assert report.tolerated_error == pytest.approx(0.25)

    @pytest.mark.parametrize(
        ("generator", "reason"),
        [
            (MLP([8, 4, 8]), "layer 1 maps 8 numbers to 4"),
            (MLP([2, 4, 4], activation="relu"), "ReLU maps all negative numbers to zero"),
            (nn.Sequential(nn.Linear(2, 2), nn.Tanh()), "Tanh"),
            (nn.Sequential(nn.Linear(2, 2), nn.LeakyReLU(-0.1)), "LeakyReLU"),
            (nn.Sequential(), "no linear layer"),
            (nn.Conv1d(1, 1, 1), "Conv1d is not a sequence"),
        ],
    )
    def test_what_is_not_shown_to_be_invertible(self, generator, reason):
        report = check_invertible(generator)
        assert not report.holds
        assert reason in str(report)

    def test_lost_rank(self):
        generator = InvertibleMLP([2, 4])
        with torch.no_grad():
            generator.layers[0].weight[:, 1] = generator.layers[0].weight[:, 0]
        with pytest.raises(ValueError, match="layer 1 have lost their rank"):
            generator.inverse(torch.zeros(1, 4))


def test_seed_is_negative():
    with pytest.raises(ValueError, match="seed must be an integer of at least 0"):
        InvertibleMLP([4, 8], seed=-1)


def test_narrowing_generator():
    with pytest.raises(ValueError, match=r"do not decrease; got .* where 8 is followed by 4"):
        InvertibleMLP([2, 8, 4])
