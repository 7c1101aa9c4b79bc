"""What the studies of latents make of their records, with records made by hand."""

import numpy as np
import pytest
from scipy import stats

from pennylane_qgen.datasets import RingMixture
from pennylane_qgen.latent import Bernoulli, BosonSampling, DirichletMultinomial, Gaussian
from pennylane_qgen.studies import LatentMixture, LatentMolecules, LatentSynthetic
from pennylane_qgen.studies.latent_runs import (
    make_latent,
    mean_and_deviation,
    of_runs,
    paired_test,
)
from pennylane_qgen.studies.latent_synthetic import synthetic_data
from pennylane_qgen.studies.records import Records


class TestMakeLatent:
    @pytest.mark.parametrize("interferometer", ["haar", (1, 3)])
    def test_photons_of_one_seed_share_the_interferometer(self, interferometer):
        quantum, photonic = (
            make_latent(name, 6, seed=2, interferometer=interferometer)
            for name in ("quantum", "photonic")
        )
        np.testing.assert_array_equal(quantum.unitary, photonic.unitary)
        assert (quantum.indistinguishability, photonic.indistinguishability) == (1.0, 0.0)
        assert (quantum.n_photons, quantum.n_modes) == (3, 6)
        other = make_latent("quantum", 6, seed=3, interferometer=interferometer)
        assert abs(other.unitary - quantum.unitary).max() > 0.1

    def test_the_control_has_the_means_and_the_total(self):
        control = make_latent("dirichlet-multinomial", 6, seed=2)
        assert isinstance(control, DirichletMultinomial)
        quantum = make_latent("quantum", 6, seed=2)
        np.testing.assert_allclose(control.mean, quantum.mean, rtol=1e-12)
        assert set(control.sample(50, seed=0).sum(axis=1)) == {3}

    def test_others(self):
        assert make_latent("gaussian", 6, seed=0) == Gaussian(6)
        assert make_latent("bernoulli", 6, seed=0) == Bernoulli(6)

    def test_data_have_an_interferometer_of_their_own(self):
        assert synthetic_data("bernoulli", 0) == Bernoulli(16)
        data = synthetic_data("quantum", 1)
        assert data == BosonSampling(8, 16, seed=1001)
        assert data != make_latent("quantum", 16, seed=1)


class TestStatistics:
    def test_paired_test_is_that_of_scipy(self):
        rng = np.random.default_rng(0)
        lower, higher = rng.normal(size=(2, 6))
        t, p = stats.ttest_rel(higher, lower)
        difference, won = (higher - lower).mean(), (higher > lower).sum()
        expected = f"{difference:+.3f} (t = {t:.1f}, p = {p:.3f}, {won} of 6 seeds)"
        assert paired_test(lower, higher) == expected

    def test_paired_test_worked_by_hand(self):
        """Differences 1, 2, 3: mean 2, standard error 1 / sqrt(3), t = 2 sqrt(3)."""
        assert paired_test([0, 0, 0], [1, 2, 3]) == "+2.000 (t = 3.5, p = 0.074, 3 of 3 seeds)"

    @pytest.mark.parametrize(
        ("lower", "higher", "text"),
        [([1.0], [0.5], "-0.500 (0 of 1 seeds)"), ([0, 1], [1, 2], "+1.000 (2 of 2 seeds)")],
    )
    def test_differences_without_a_spread_have_no_test(self, lower, higher, text):
        assert paired_test(lower, higher) == text

    def test_digits(self):
        assert paired_test([0, 0], [1, 1], digits=1) == "+1.0 (2 of 2 seeds)"
        assert paired_test([0, 0, 0], [1, 2, 3], digits=4).startswith("+2.0000 (t = 3.5")

    def test_mean_and_deviation(self):
        values = [0.1, 0.2, 0.6]
        assert mean_and_deviation(values) == f"{0.3:.3f} ± {stats.tstd(values):.3f}"
        assert mean_and_deviation([1.0, 2.0], digits=1) == "1.5 ± 0.7"
        assert mean_and_deviation([0.25]) == "0.250 ± nan"

    def test_last_values_of_runs_in_their_order(self):
        records = Records({"run": [1, 0, 1, 0], "latent": ["a"] * 4, "error": [4, 3, 2, 1]})
        np.testing.assert_array_equal(of_runs(records, "error", latent="a"), [1, 2])


SPREAD = np.array([-0.002, 0.0, 0.002])
"""Deviations of three seeds from their mean."""

MET = {
    ("quantum", "quantum"): 0.060,
    ("quantum", "dirichlet-multinomial"): 0.058,
    ("quantum", "photonic"): 0.072,
    ("quantum", "gaussian"): 0.110,
    ("quantum", "bernoulli"): 0.100,
    ("bernoulli", "quantum"): 0.015,
    ("bernoulli", "dirichlet-multinomial"): 0.016,
    ("bernoulli", "photonic"): 0.017,
    ("bernoulli", "gaussian"): 0.014,
    ("bernoulli", "bernoulli"): 0.020,
}
"""Mean errors with which all that is judged holds."""

MISSED = MET | {
    ("quantum", "dirichlet-multinomial"): 0.070,
    ("quantum", "photonic"): 0.050,
    ("quantum", "gaussian"): 0.080,
    ("bernoulli", "quantum"): 0.005,
}
"""Mean errors with which nothing does."""


def synthetic_records(means, n_runs=3):
    """Two evaluations a run, of which only the last counts."""
    rows = [
        (data, name, run, iteration, mean + (SPREAD if name == "quantum" else -SPREAD)[run] + early)
        for (data, name), mean in means.items()
        for run in range(n_runs)
        for iteration, early in ((1, 0.3), (2, 0.0))
    ]
    names = ("data", "latent", "run", "iteration", "error")
    return Records(dict(zip(names, zip(*rows, strict=True), strict=True)))


def judged(claims):
    return {claim.claim: claim for claim in claims if claim.met is not None}


class TestSynthetic:
    def test_every_claim_is_met(self):
        claims = judged(LatentSynthetic().claims(synthetic_records(MET)))
        assert len(claims) == 5
        assert all(claim.met for claim in claims.values())
        assert claims["quantum data: Gaussian over quantum latent"].ours == "1.83"
        won = "quantum data: share of seeds in which quantum beats photonic"
        assert claims[won].ours == "1.00"
        control = "quantum data: Dirichlet-multinomial control less quantum latent"
        assert claims[control].ours == "-0.0020"

    def test_every_claim_is_missed(self):
        claims = judged(LatentSynthetic().claims(synthetic_records(MISSED)))
        assert len(claims) == 5
        assert not any(claim.met for claim in claims.values())
        lead = "Bernoulli data: lead of the quantum latent over the best other one"
        assert (claims[lead].ours, claims[lead].tolerance) == ("+0.0090", "<= 0.0020 (1 s.d.)")

    @pytest.mark.parametrize(
        ("study", "n_runs"),
        [(LatentSynthetic(iterations=4999), 3), (LatentSynthetic(n_runs=2), 2)],
    )
    def test_short_runs_and_few_seeds_are_not_judged(self, study, n_runs):
        assert not judged(study.claims(synthetic_records(MET, n_runs)))

    def test_cells_show_the_last_error_of_the_runs(self):
        claims = {claim.claim: claim for claim in LatentSynthetic().claims(synthetic_records(MET))}
        cell = claims["bernoulli data, gaussian latent, 5000 iterations, 3 seeds"]
        assert (cell.paper, cell.ours) == ("0.012 ± 0.002", "0.0140 ± 0.0020")
        pair = claims["quantum data: photonic less quantum latent, paired"]
        assert pair.ours.startswith("+0.0120 (")

    def test_one_kind_of_data(self):
        study = LatentSynthetic(data=("bernoulli",))
        assert len(judged(study.claims(synthetic_records(MET)))) == 1


COUNTS = {"quantum": 10, "photonic": 12, "bernoulli": 14, "gaussian": 40}
"""Points between blobs, of 100, in the first run."""


def mixture_records(study, n_between):
    """100 points a run in the centres of blobs, but for some in the middle of the ring."""
    centres = 2 * np.pi * np.arange(100) / RingMixture().n_modes
    parts = []
    for name in study.latents:
        for run in range(study.n_runs):
            radius = np.full(100, 5.0)
            radius[: n_between[name] + (2 * run if name == "quantum" else run)] = 0.1
            x, y = radius * np.cos(centres), radius * np.sin(centres)
            parts.append(Records({"latent": [name] * 100, "run": [run] * 100, "x": x, "y": y}))
    return Records.concatenate(parts)


class TestMixture:
    def test_rates_are_shares_of_points_between_blobs(self):
        study = LatentMixture(n_runs=2)
        claims = study.claims(mixture_records(study, COUNTS))
        rates = [claim.ours for claim in claims[:4]]
        assert rates == ["0.110 ± 0.014", "0.125 ± 0.007", "0.145 ± 0.007", "0.405 ± 0.007"]
        assert claims[4].ours == "+0.015 (t = 3.0, p = 0.205, 2 of 2 seeds)"

    @pytest.mark.parametrize(("gaussian", "met"), [(40, True), (25, False)])
    def test_the_gaussian_is_judged_against_the_worst_discrete_latent(self, gaussian, met):
        study = LatentMixture()
        records = mixture_records(study, COUNTS | {"gaussian": gaussian})
        [claim] = judged(study.claims(records)).values()
        assert claim.met is met
        assert claim.ours == f"{(gaussian + 2) / 16:.2f}"

    @pytest.mark.parametrize("study", [LatentMixture(n_runs=4), LatentMixture(iterations=4999)])
    def test_short_runs_and_few_seeds_are_not_judged(self, study):
        assert not judged(study.claims(mixture_records(study, COUNTS)))

    def test_four_standard_deviations(self):
        inside, outside = 5 + 0.2 * 3.99, 5 + 0.2 * 4.01
        study = LatentMixture(latents=("gaussian", "quantum"), n_runs=1)
        columns = {"x": [inside, outside] * 2, "y": [0.0] * 4, "run": [0] * 4}
        records = Records(columns | {"latent": ["gaussian"] * 2 + ["quantum"] * 2})
        assert study.claims(records)[0].ours == "0.500 ± nan"


def molecule_records(distances):
    """A row a run, of two latents."""
    n_runs = len(distances["quantum"])
    columns = {"latent": np.repeat(list(distances), n_runs), "run": [*range(n_runs)] * 2}
    columns["fcd"] = np.concatenate(list(distances.values()))
    counts = np.arange(2 * n_runs)
    columns |= {"valid_unique": 100 + counts, "novel": 50 + counts, "floor": np.full(2 * n_runs, 2)}
    return Records(columns)


class TestMolecules:
    LATENTS = ("quantum", "gaussian")

    def test_table_and_pairs(self):
        study = LatentMolecules(self.LATENTS, n_runs=2)
        records = molecule_records({"quantum": [3.0, 4.0], "gaussian": [5.0, 7.0]})
        claims = {claim.claim: claim for claim in study.claims(records)}
        cell = claims["quantum latent, FCD of 1000 molecules, 6000 iterations, 2 seeds"]
        assert (cell.paper, cell.ours, cell.met) == ("1.160 ± 0.06", "3.500 ± 0.707", None)
        pair = claims["gaussian less quantum latent, FCD, paired"]
        assert pair.ours == paired_test([3, 4], [5, 7])
        assert any(
            claim.ours == "2.000" and "real molecules" in claim.claim for claim in claims.values()
        )

    def test_a_run_with_too_few_valid_molecules_has_no_distance_and_no_pair(self):
        study = LatentMolecules(self.LATENTS, n_runs=2, n_molecules=200)
        records = molecule_records({"quantum": [3.0, 4.0], "gaussian": [5.0, np.nan]})
        claims = {claim.claim: claim.ours for claim in study.claims(records)}
        distance = "gaussian latent, FCD of 200 molecules, 6000 iterations, 2 seeds"
        assert claims[distance] == "fewer than 200 valid molecules"
        assert not [text for text in claims if "paired" in text]
        novel = "gaussian latent, novel, 6000 iterations, 2 seeds"
        assert claims[novel] == "52.500 ± 0.707"

    def test_one_run_has_numbers_without_deviations(self):
        study = LatentMolecules(self.LATENTS)
        records = molecule_records({"quantum": [3.0], "gaussian": [np.nan]})
        claims = {claim.claim: claim.ours for claim in study.claims(records)}
        assert claims["quantum latent, novel, 6000 iterations, 1 seed"] == "50"
        assert claims["quantum latent, FCD of 1000 molecules, 6000 iterations, 1 seed"] == "3"
        assert not [text for text in claims if "paired" in text]
