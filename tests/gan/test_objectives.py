import numpy as np
import pytest
import torch
from torch import nn

from pennylane_qgen.gan import MLP, Hinge, NonSaturating, Wasserstein


class Tilted(nn.Module):
    """Scores 2 x + 3 y: its gradient has the length √13 everywhere."""

    def forward(self, x):
        return x @ torch.tensor([[2.0], [3.0]])


REAL = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
FAKE = torch.tensor([[0.0, 0.0], [-1.0, 0.0]])
# Scores of the data are 2 and 3, of generated samples 0 and -2.


class TestWorkedByHand:
    def test_wasserstein(self):
        penalty = (np.sqrt(13) - 1) ** 2
        loss = Wasserstein(gradient_penalty=10.0).critic_loss(Tilted(), REAL, FAKE)
        assert float(loss) == pytest.approx(-1 - 2.5 + 10 * penalty, rel=1e-5)
        assert float(Wasserstein().generator_loss(Tilted(), FAKE)) == pytest.approx(1.0)

    def test_non_saturating(self):
        softplus = np.logaddexp
        expected = (softplus(0, -2) + softplus(0, -3)) / 2 + (softplus(0, 0) + softplus(0, -2)) / 2
        loss = NonSaturating().critic_loss(Tilted(), REAL, FAKE)
        assert float(loss) == pytest.approx(expected, rel=1e-6)
        loss = NonSaturating().generator_loss(Tilted(), FAKE)
        assert float(loss) == pytest.approx((softplus(0, 0) + softplus(0, 2)) / 2, rel=1e-6)

    def test_hinge(self):
        assert float(Hinge().critic_loss(Tilted(), REAL, FAKE)) == pytest.approx(0.5)
        assert float(Hinge().generator_loss(Tilted(), FAKE)) == pytest.approx(1.0)


def test_penalty_of_any_network_is_that_of_a_multilayer_perceptron():
    """The shortcut for MLP and autograd's way give one loss and one gradient."""
    mlp = MLP([2, 16, 1], seed=0)
    plain = nn.Sequential(mlp.layers[0], nn.LeakyReLU(0.2), mlp.layers[1])
    results = []
    for critic in (mlp, plain):
        torch.manual_seed(0)
        loss = Wasserstein().critic_loss(critic, REAL, FAKE)
        results.append((loss, torch.autograd.grad(loss, mlp.layers[0].weight)[0]))
    torch.testing.assert_close(*(loss for loss, _ in results))
    torch.testing.assert_close(*(gradient for _, gradient in results))


def test_negative_penalty():
    with pytest.raises(ValueError, match="gradient_penalty must be at least 0; got -1"):
        Wasserstein(-1)
