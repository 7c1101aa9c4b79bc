"""Every study at a size of seconds, and every row of the acceptance matrix."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from pennylane_qgen import studies
from pennylane_qgen.kernels import HammingKernel
from pennylane_qgen.studies.kl_plateau import unseen_share
from pennylane_qgen.studies.single_layer_training import (
    exact_loss,
    sampled_gradient,
    sampled_loss,
)

SMALL = {
    study.name: study
    for study in (
        studies.LossConcentration(wires=(2, 3, 6, 7), n_pairs=1000),
        studies.Anticoncentration(wires=(2, 8, 9), n_pairs=200),
        studies.PeakedSupport(wires=(5, 6), n_pairs=500),
        studies.BandwidthSweep(wires=(2, 4), n_pairs=500),
        studies.KernelLaw(wires=(2, 4), n_pairs=500),
        studies.KLPlateau(wires=(5, 30), shots=(10, 100, 1000), n_circuits=1000),
        studies.MMDVariance(wires=(2, 4), large_wires=(10, 50), n_circuits=2000),
        studies.KBodyBlindness(wires=(3, 4)),
        studies.TruncatedLoss(wires=(4,), n_circuits=50),
        studies.SingleLayerTraining(wires=(4,), n_seeds=1, adam_steps=60, cma_steps=40),
        studies.FiniteShotTraining((4,), (100, 0), n_seeds=2, n_epochs=300, all_layers=False),
        studies.ShowerTraining(4, 2, n_epochs=300, n_seeds=1),
        studies.LocalMinima(n_instances=8, n_chunks=1),
        studies.KacRice(n_wires=4, n_instances=20, n_chunks=1),
        studies.LatentMixture(n_runs=2, iterations=3),
        studies.LatentSynthetic(n_runs=2, iterations=3, hidden=16),
        studies.LatentMolecules(iterations=2, n_molecules=2, n_reference=20),
    )
}

ACCEPTANCE = {
    "loss-concentration": [
        *(f"Fig {k}, {family}: " for k in (5, 6, 7, 8, 9) for family in ("product-iqp", "iqp")),
        "closed form of E[squared_distance], product-iqp",
        "closed form of Var[squared_distance], product-iqp",
        "closed form of E[hamming_1], iqp",
        "Fig 7 with the Hamming kernel as stated",
        "slope of log2 E[SD], n = 6..7, iqp",
    ],
    "kernel-law": [f"N(1-K)/(N-1), {family}" for family in ("iqp", "pareto", "peaked")],
    "mmd-variance": [
        *(f"haar products, target {target}" for target in ("zeros", "ghz", "uniform", "strings")),
        "n Var at σ = n/4, target zeros, Haar products, closed form, n = 1000",
    ],
    "k-body-blindness": ["up to 2 bodies cannot see it", "3 bodies sees it"],
    "finite-shot-training": ["share of runs with TVD(KL) at least twice that of MMD"],
    "shower-training": ["ordering MMD averaged < MMD σ = n/4 < KL"],
    "local-minima": [f"fidelity on 4 wires, p = {p}" for p in (24, 28, 32)],
    "kac-rice": ["median energy, m = 4, p = 4"],
}


def test_all_studies_are_here():
    assert list(SMALL) == studies.names()


@pytest.mark.parametrize("name", SMALL)
def test_study(name):
    result = studies.run(SMALL[name], workers=1)
    assert len(result.claims) > 1
    assert result.figure().axes
    for claim in result.claims:
        text = f"{claim.paper} {claim.ours}"
        assert claim.met is not None or "reported only" in claim.tolerance
        assert "nan" not in text
    for part in ACCEPTANCE.get(name, ()):
        assert any(part in claim.claim for claim in result.claims), part


@pytest.mark.parametrize("name", ["mmd-variance", "k-body-blindness", "bandwidth-sweep"])
def test_exact_claims_are_met_at_any_size(name):
    assert studies.run(SMALL[name], workers=1).met


@pytest.mark.parametrize("name", studies.names())
@pytest.mark.parametrize("quick", [True, False])
def test_plans(name, quick):
    works = studies.find_study(name, quick=quick).plan()
    assert works
    assert all(work.cost > 0 and work.n_chunks > 0 for work in works)


def test_full_size_is_that_of_the_papers():
    full = studies.find_study("loss-concentration")
    assert (full.wires, full.n_pairs) == (tuple(range(2, 14)), 100_000)
    assert studies.find_study("local-minima").n_instances == 52


@pytest.fixture
def one_thread():
    with threadpool_limits(limits=1):
        yield


@pytest.mark.usefixtures("one_thread")
class TestParts:
    @pytest.mark.parametrize(("n_wires", "n_shots"), [(1, 7), (2, 3), (6, 200)])
    def test_unseen_share(self, n_wires, n_shots):
        q = np.random.default_rng(0).random((200_000, n_wires)).prod(axis=1)
        draws = (1 - q) ** n_shots
        error = draws.std() / np.sqrt(len(q))
        assert abs(draws.mean() - unseen_share(n_wires, n_shots)) < 4 * error

    def test_gradient_from_shots(self):
        """Unbiased for the derivative of the exact loss."""
        kernel, weights = HammingKernel(1.2), np.array([0.4, 1.3, 2.0])
        rng = np.random.default_rng(1)
        draws = np.array([sampled_gradient(weights, kernel, rng) for _ in range(300)])
        exact = np.empty(3)
        for j, step in enumerate(np.eye(3) * 1e-6):
            exact[j] = (
                exact_loss(weights + step, kernel) - exact_loss(weights - step, kernel)
            ) / 2e-6
        z = (draws.mean(axis=0) - exact) / (draws.std(axis=0) / np.sqrt(300))
        assert np.abs(z).max() < 4

    def test_loss_from_shots(self):
        """Larger than the exact loss by (1 - qKq) / shots."""
        kernel, weights = HammingKernel(1.2), np.array([0.4, 1.3, 2.0])
        rng = np.random.default_rng(1)
        draws = np.array([sampled_loss(weights, kernel, rng) for _ in range(1000)])
        u, (s,) = np.cos(weights), kernel.flip_probabilities()
        expected = exact_loss(weights, kernel) + (1 - np.prod(1 - s + s * u**2)) / 512
        assert abs(draws.mean() - expected) < 4 * draws.std() / np.sqrt(1000)
