"""GANs that learn a ring of blobs from four latents: figures 1 and 2 of arXiv:2508.19857."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..datasets import RingMixture
from .figures import new_figure
from .latent_runs import make_latent, mean_and_deviation, one_thread, paired_test, reported
from .records import Records
from .result import Claim
from .study import Study, Work

N_MODES, DELAYS = 16, (1, 3, 9)
N_POINTS = 4000
LATENTS = ("quantum", "photonic", "bernoulli", "gaussian")
BETWEEN = 4.0
"""Points this many standard deviations from the next blob lie between blobs: data do in 0.03 %."""

INDEPENDENT = {"gaussian": 0.383, "bernoulli": 0.123, "photonic": 0.118, "quantum": 0.159}
"""Interpolation rates of an independent reproduction, whose definition is not known."""


@dataclass(frozen=True)
class LatentMixture(Study):
    """The share of generated points that lie between the blobs.

    Seven blobs on a ring; latents of size 16, for photons 8 of them behind loops with delays 1, 3
    and 9. Generator and critic have two hidden layers of 256 LeakyReLU; WGAN-GP with five critic
    steps, Adam(0, 0.9) with a step size of 5e-4, batches of 32. A run's number is the seed of its
    interferometer, networks and batches.

    Args:
        latents (tuple[str]): names of latents.
        n_runs (int): runs of each.
        iterations (int): steps of the generator.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.LatentMixture(n_runs=2, iterations=10)
    >>> [work.parameters["latent"] for work in study.plan() if work.parameters["run"] == 0]
    ['quantum', 'photonic', 'bernoulli', 'gaussian']

    Source: arXiv:2508.19857, figures 1 and 2.
    """

    latents: tuple[str, ...] = LATENTS
    n_runs: int = 5
    iterations: int = 5000

    name: ClassVar[str] = "latent-mixture"
    title: ClassVar[str] = "A continuous latent fills the gaps between blobs, discrete ones less"
    source: ClassVar[str] = "arXiv:2508.19857, figures 1 and 2"

    @classmethod
    def sized(cls, quick: bool) -> "LatentMixture":
        """Five runs of 5,000 iterations, or two short ones."""
        return cls(n_runs=2, iterations=150) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk a run, all of one number together."""
        return [
            Work({"latent": name, "run": run, "iterations": self.iterations}, cost=self.iterations)
            for run in range(self.n_runs)
            for name in self.latents
        ]

    @staticmethod
    @one_thread()
    def compute(parameters, rng) -> dict:
        """Points of a trained generator."""
        from .. import gan

        run = parameters["run"]
        source = make_latent(parameters["latent"], N_MODES, seed=run, interferometer=DELAYS)
        result = gan.train(
            gan.MLP([N_MODES, 256, 256, 2], seed=run),
            gan.MLP([2, 256, 256, 1], seed=run + 1000),
            source,
            RingMixture(),
            settings=gan.GANSettings(
                iterations=parameters["iterations"], batch_size=32, stepsize=5e-4
            ),
            seed=run,
            progress=False,
            torch_device="cpu",
        )
        points = result.sample(N_POINTS, seed=run).astype(float)
        return {"x": points[:, 0], "y": points[:, 1]}

    def claims(self, records: Records) -> list[Claim]:
        """Rates, pairs, and whether the Gaussian is worst by far."""
        rates = {name: np.array(self._rates(records, name)) for name in self.latents}
        claims = []
        for name, values in rates.items():
            text = f"{name} latent: share of points between blobs, {self.n_runs} seeds"
            known = f"{INDEPENDENT[name]} (independent reproduction)"
            claims.append(reported(text, known, mean_and_deviation(values)))
        for name in self.latents:
            if name != "quantum":
                text = f"{name} less quantum latent, paired"
                difference = paired_test(rates["quantum"], rates[name])
                claims.append(reported(text, "quantum is best", difference))
        # Short training shows nothing that could be judged.
        if self.iterations >= 5000 and self.n_runs >= 5:
            others = max(rates[name].mean() for name in self.latents if name != "gaussian")
            ratio = rates["gaussian"].mean() / others
            text = "Gaussian over the worst discrete latent"
            claims.append(Claim(text, "worst", f"{ratio:.2f}", ">= 2", bool(ratio >= 2)))
        return claims

    def _rates(self, records: Records, name: str) -> list[float]:
        """Share of points between blobs in every run."""
        rates = []
        for run in range(self.n_runs):
            rows = records.where(latent=name, run=run)
            _, distance = RingMixture().nearest_mode(np.stack([rows["x"], rows["y"]], axis=1))
            rates.append((distance > BETWEEN).mean())
        return rates

    def figure(self, records: Records):
        """Points of the first run of every latent."""
        figure, panels = new_figure(len(self.latents))
        for panel, name in zip(panels, self.latents, strict=True):
            rows = records.where(latent=name, run=0)
            panel.scatter(rows["x"], rows["y"], s=1, alpha=0.4, color="0.2")
            panel.set(
                title=f"{name} latent", xlabel="x", ylabel="y", aspect="equal",
                xlim=(-7, 7), ylim=(-7, 7),
            )  # fmt: skip
        return figure
