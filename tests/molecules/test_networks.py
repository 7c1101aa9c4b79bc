"""Generator and critic."""

import numpy as np
import pytest

from pennylane_qgen.molecules import graphs_to_smiles, smiles_to_graphs
from pennylane_qgen.molecules.graphs import PAIRS

torch = pytest.importorskip("torch")

from pennylane_qgen.molecules.critic import RelationalGCNCritic  # noqa: E402
from pennylane_qgen.molecules.generator import (  # noqa: E402
    MoleculeGenerator,
    straight_through_gumbel,
)


def n_parameters(network):
    return sum(parameter.numel() for parameter in network.parameters())


class TestGenerator:
    def test_parameters(self):
        widths = [0, 64, 176, 288, 400, 512, 189]
        by_hand = sum((widths[k] + 16 + 1) * widths[k + 1] for k in range(6))
        assert n_parameters(MoleculeGenerator(16)) == by_hand == 506_413

    def test_draws_exact_one_hot_vectors(self):
        vectors = MoleculeGenerator(16)(torch.randn(500, 16))
        assert torch.isin(vectors, torch.tensor([0.0, 1.0])).all()
        assert (vectors[:, :45].unflatten(1, (9, 5)).sum(dim=2) == 1).all()
        assert (vectors[:, 45:].unflatten(1, (36, 4)).sum(dim=2) == 1).all()

    def test_every_parameter_has_a_gradient(self):
        generator = MoleculeGenerator(8)
        weights = torch.randn(189)
        (generator(torch.randn(64, 8)) @ weights).sum().backward()
        assert all(parameter.grad.abs().sum() > 0 for parameter in generator.parameters())

    def test_latent_vectors_reach_every_layer(self):
        generator = MoleculeGenerator(8, (16, 16))
        with torch.no_grad():
            for layer in generator.layers[:-1]:
                layer.weight.zero_()
        first, second = generator.logits(torch.randn(2, 8))
        assert not torch.allclose(first, second)

    def test_noise_is_of_the_global_generator(self):
        generator, latent = MoleculeGenerator(8), torch.randn(20, 8)
        torch.manual_seed(1)
        first = generator(latent)
        assert not torch.equal(generator(latent), first)
        torch.manual_seed(1)
        assert torch.equal(generator(latent), first)

    def test_weights_follow_from_the_seed_and_nothing_else_does(self):
        torch.manual_seed(5)
        expected = torch.rand(1)
        torch.manual_seed(5)
        first, second, other = (MoleculeGenerator(4, (8,), seed=s) for s in (0, 0, 1))
        assert torch.equal(torch.rand(1), expected)
        assert torch.equal(first.layers[0].weight, second.layers[0].weight)
        assert not torch.equal(first.layers[0].weight, other.layers[0].weight)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"latent_dim": 0}, "latent_dim must be an integer of at least 1; got 0"),
            ({"latent_dim": 4, "widths": (8, 0)}, "widths must be an integer"),
            ({"latent_dim": 4, "temperature": 0.0}, "temperature must be positive; got 0.0"),
            ({"latent_dim": 4, "seed": -1}, "seed must be an integer of at least 0"),
        ],
    )
    def test_wrong_arguments(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            MoleculeGenerator(**arguments)


class TestStraightThroughGumbel:
    def test_draws_from_the_softmax(self):
        torch.manual_seed(0)
        logits = torch.tensor([0.0, 1.0, -1.0, 2.0])
        n = 20_000
        drawn = straight_through_gumbel(logits.expand(n, 4), temperature=0.7).sum(dim=0) / n
        expected = torch.softmax(logits, dim=0)
        errors = (expected * (1 - expected) / n).sqrt()
        assert ((drawn - expected).abs() < 4 * errors).all()

    def test_gradient_is_that_of_the_softmax(self):
        logits = torch.randn(6, 4, dtype=torch.float64, requires_grad=True)
        weights = torch.randn(6, 4, dtype=torch.float64)
        torch.manual_seed(2)
        (straight_through_gumbel(logits, 0.5) * weights).sum().backward()
        torch.manual_seed(2)
        noise = torch.nn.functional.gumbel_softmax(logits, tau=0.5)
        (expected,) = torch.autograd.grad((noise * weights).sum(), logits)
        torch.testing.assert_close(logits.grad, expected)


class TestCritic:
    def test_parameters(self):
        convolutions = (4 * 5 + 1) * 64 + (4 * 64 + 1) * 64
        head = (64 + 1) * 128 + (128 + 1) * 96 + 96 + 1
        assert n_parameters(RelationalGCNCritic()) == convolutions + head == 38_593

    def test_against_plain_loops(self, some_graphs):
        critic = RelationalGCNCritic((7, 6), graph_width=5, head_width=4).double()
        vectors = torch.from_numpy(some_graphs[::40].one_hot()).double()
        vectors = vectors + 0.1 * torch.rand_like(vectors)  # weights of classes need not be 0 or 1
        expected = [plain_score(critic, vector) for vector in vectors]
        torch.testing.assert_close(critic(vectors), torch.stack(expected))

    def test_does_not_see_the_order_of_the_nodes(self, some_graphs):
        critic = RelationalGCNCritic()
        permuted = some_graphs.permuted(np.random.default_rng(0))
        scores, again = (critic(torch.from_numpy(g.one_hot())) for g in (some_graphs, permuted))
        torch.testing.assert_close(scores, again, rtol=1e-5, atol=1e-6)
        assert scores.std() > 1e-3

    def test_tells_bonds_apart(self):
        pytest.importorskip("rdkit")
        vectors = smiles_to_graphs(["CC", "C=C", "C#C", "CO", "CCC"]).one_hot()
        scores = RelationalGCNCritic()(torch.from_numpy(vectors))
        assert len(scores.unique()) == 5

    def test_gradient_penalty_has_a_gradient(self):
        critic = RelationalGCNCritic((7, 6), graph_width=5, head_width=4).double()
        points = torch.rand(3, 189, dtype=torch.float64)

        def penalty():
            x = points.clone().requires_grad_()
            (slope,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
            return (slope.norm(dim=1) - 1).square().mean()

        weight = critic.convolutions[1].weight
        (gradient,) = torch.autograd.grad(penalty(), weight)
        step = torch.zeros_like(weight)
        step[2, 10] = 1e-6
        with torch.no_grad():
            weight += step
            above = penalty_value(penalty)
            weight -= 2 * step
            below = penalty_value(penalty)
        assert gradient[2, 10].item() == pytest.approx((above - below) / 2e-6, rel=1e-5, abs=1e-9)

    def test_wrong_arguments(self):
        with pytest.raises(ValueError, match="graph_width must be an integer of at least 1"):
            RelationalGCNCritic(graph_width=0)


def penalty_value(penalty):
    with torch.enable_grad():
        return penalty().item()


def plain_score(critic, vector):
    """The formula of the critic's docstring for one molecule, with loops over bonds and nodes."""
    h = list(vector[:45].reshape(9, 5))
    bonds = vector[45:].reshape(36, 4)
    for convolution in critic.convolutions:
        own, *relations = convolution.weight.chunk(4, dim=1)
        total = [own @ h_i + convolution.bias for h_i in h]
        for pair, (i, j) in enumerate(PAIRS):
            for order, matrix in enumerate(relations, start=1):
                total[i] = total[i] + bonds[pair, order] * (matrix @ h[j])
                total[j] = total[j] + bonds[pair, order] * (matrix @ h[i])
        h = [torch.nn.functional.leaky_relu(t, 0.2) for t in total]
    graph = sum(torch.nn.functional.leaky_relu(critic.readout(h_i), 0.2) for h_i in h)
    return critic.head(torch.nn.functional.leaky_relu(graph, 0.2))[0]


def test_a_critic_learns_to_tell_data_from_samples(some_graphs):
    """A few steps raise the scores of data over those of generated graphs."""
    torch.manual_seed(0)
    generator, critic = MoleculeGenerator(4), RelationalGCNCritic()
    optimizer = torch.optim.Adam(critic.parameters(), 1e-3)
    real = torch.from_numpy(some_graphs[::4].one_hot())

    def gap():
        with torch.no_grad():
            fake = generator(torch.randn(len(real), 4))
        return critic(real).mean() - critic(fake).mean()

    before = gap().item()
    for _ in range(10):
        optimizer.zero_grad()
        (-gap()).backward()
        optimizer.step()
    assert gap().item() > before + 0.1


def test_samples_can_be_read_as_molecules():
    pytest.importorskip("rdkit")
    from pennylane_qgen.molecules import MolecularGraphs

    with torch.no_grad():
        vectors = MoleculeGenerator(4)(torch.randn(50, 4))
    smiles = graphs_to_smiles(MolecularGraphs.from_one_hot(vectors))
    assert len(smiles) == 50
