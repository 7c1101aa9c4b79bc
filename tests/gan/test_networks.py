import pytest
import torch

from pennylane_qgen.gan import MLP


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
class TestInputGradient:
    @pytest.fixture
    def critic(self, activation):
        network = MLP([4, 9, 8, 1], activation=activation, seed=1).double()
        torch.manual_seed(0)
        for layer in network.layers:
            torch.nn.init.normal_(layer.bias)
        return network

    def test_is_that_of_autograd(self, critic):
        x = torch.randn(20, 4, dtype=torch.float64, requires_grad=True)
        (expected,) = torch.autograd.grad(critic(x).sum(), x)
        torch.testing.assert_close(critic.input_gradient(x.detach()), expected)

    def test_has_the_same_derivative_by_the_weights(self, critic):
        x = torch.randn(20, 4, dtype=torch.float64, requires_grad=True)
        (slow,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
        weights = [layer.weight for layer in critic.layers]

        def penalty_gradient(gradient):
            return torch.autograd.grad((gradient.norm(dim=1) - 1).square().mean(), weights)

        fast = critic.input_gradient(x.detach())
        for ours, expected in zip(penalty_gradient(fast), penalty_gradient(slow), strict=True):
            torch.testing.assert_close(ours, expected)


class TestMLP:
    def test_seeds(self):
        torch.manual_seed(5)
        before = torch.get_rng_state()
        first, same, other = (MLP([3, 5, 2], seed=seed) for seed in (0, 0, 1))
        assert torch.equal(first.layers[0].weight, same.layers[0].weight)
        assert not torch.equal(first.layers[0].weight, other.layers[0].weight)
        assert torch.equal(before, torch.get_rng_state())

    def test_initial_weights_follow_glorot(self):
        weight = MLP([300, 100], seed=0).layers[0].weight.detach()
        assert float(weight.abs().max()) == pytest.approx((6 / 400) ** 0.5, rel=1e-3)
        assert float(weight.var()) == pytest.approx(2 / 400, rel=0.02)

    @pytest.mark.parametrize(
        ("widths", "options", "message"),
        [
            ([4], {}, "input and the output; got \\[4\\]"),
            ([4, 0, 1], {}, "widths must be an integer of at least 1; got 0"),
            ([4, 1], {"activation": "tanh"}, "activation must be one of 'relu', 'leaky_relu'"),
            ([4, 1], {"seed": -1}, "seed must be an integer of at least 0"),
        ],
    )
    def test_bad_input(self, widths, options, message):
        with pytest.raises(ValueError, match=message):
            MLP(widths, **options)
