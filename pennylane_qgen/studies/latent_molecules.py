"""GANs that learn the molecules of QM9 from four latents: table II of arXiv:2508.19857."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .figures import new_figure
from .latent_runs import make_latent, mean_and_deviation, of_runs, one_thread, paired_test, reported
from .records import Records
from .result import Claim
from .study import Study, Work

LATENTS = ("quantum", "photonic", "gaussian", "bernoulli")
N_SAMPLES = 10_000
MEASURES = {"fcd": "FCD", "valid_unique": "valid and unique", "novel": "novel"}
PAPER = {
    ("quantum", 16): ("1.160 ± 0.06", "2522 ± 65", "1331 ± 37"),
    ("photonic", 16): ("1.333 ± 0.07", "1954 ± 103", "1067 ± 54"),
    ("gaussian", 16): ("1.529 ± 0.08", "1814 ± 115", "1017 ± 64"),
    ("bernoulli", 16): ("1.822 ± 0.09", "1244 ± 102", "702 ± 56"),
    ("quantum", 32): ("1.536 ± 0.08", "1791 ± 106", "951 ± 37"),
    ("gaussian", 32): ("1.823 ± 0.07", "1320 ± 53", "768 ± 35"),
    ("quantum", 48): ("1.696 ± 0.08", "1528 ± 65", "856 ± 40"),
    ("photonic", 48): ("1.713 ± 0.06", "1307 ± 77", "746 ± 43"),
}
"""Latent and its size to FCD, valid and unique, and novel molecules of 10,000 samples."""


@dataclass(frozen=True)
class LatentMolecules(Study):
    """Distance of generated molecules to real ones, and how many are valid, unique and novel.

    A MolGAN with Gumbel noise and a relational critic; WGAN-GP with gradient penalty 10, Adam(0,
    0.9) with a step size of 1e-4, batches of 256 and three critic steps for one of the generator,
    since runs with one fail for some seeds. A run's number is the seed of its interferometer,
    networks and batches. The Fréchet distance falls with the number of molecules, so it is taken
    at a fixed one and printed beside that of real molecules.

    Args:
        latents (tuple[str]): names of latents.
        dim (int): size of the latents.
        n_runs (int): runs of each; the paper has 20.
        iterations (int): steps of the generator; the paper takes 20,000.
        n_molecules (int): valid molecules in the Fréchet distance; runs with fewer have none.
        n_reference (int): real molecules that they are compared with.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.LatentMolecules(latents=("gaussian",), iterations=100)
    >>> [work] = study.plan()
    >>> work.parameters["dim"], work.parameters["n_reference"]
    (16, 10000)

    Source: arXiv:2508.19857, table II.
    """

    latents: tuple[str, ...] = LATENTS
    dim: int = 16
    n_runs: int = 1
    iterations: int = 6000
    n_molecules: int = 1000
    n_reference: int = 10_000

    name: ClassVar[str] = "latent-molecules"
    title: ClassVar[str] = "Latents of photons for molecules: what a short run shows"
    source: ClassVar[str] = "arXiv:2508.19857, table II"

    @classmethod
    def sized(cls, quick: bool) -> "LatentMolecules":
        """One run of 6,000 iterations a latent (over an hour of one core), or of a hundred."""
        return cls(iterations=100, n_molecules=200) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk a run, all of one number together."""
        size = {
            "dim": self.dim,
            "iterations": self.iterations,
            "n_molecules": self.n_molecules,
            "n_reference": self.n_reference,
        }
        return [
            Work({"latent": name, "run": run, **size}, cost=self.iterations)
            for run in range(self.n_runs)
            for name in self.latents
        ]

    @staticmethod
    @one_thread()
    def compute(parameters, rng) -> dict:
        """Quality of the samples of a trained generator."""
        from .. import gan, molecules

        run, dim = parameters["run"], parameters["dim"]
        source = make_latent(parameters["latent"], dim, seed=run)
        result = gan.train(
            molecules.MoleculeGenerator(dim, seed=run),
            molecules.RelationalGCNCritic(seed=run + 1000),
            source,
            molecules.MoleculeSource(),
            settings=gan.GANSettings(
                iterations=parameters["iterations"],
                batch_size=256,
                critic_steps=3,
                stepsize=1e-4,
            ),
            seed=run,
            progress=False,
            torch_device="cpu",
        )
        texts = molecules.graphs_to_smiles(
            molecules.MolecularGraphs.from_one_hot(result.sample(N_SAMPLES, seed=run))
        )
        quality = molecules.sample_quality(texts)
        n_molecules, n_reference = parameters["n_molecules"], parameters["n_reference"]
        enough = quality.n_valid >= n_molecules
        distance = molecules.fcd(texts, n_molecules, n_reference=n_reference) if enough else np.nan
        return {
            "valid": quality.n_valid,
            "valid_unique": quality.n_unique,
            "novel": quality.n_novel,
            "fcd": distance,
            "floor": molecules.fcd_floor(n_molecules, n_reference=n_reference),
        }

    def claims(self, records: Records) -> list[Claim]:
        """The table, and pairs where there are seeds to compare."""
        seeds = f"{self.iterations} iterations, {self.n_runs} seed" + "s" * (self.n_runs > 1)
        claims = []
        for name in self.latents:
            published = PAPER.get((name, self.dim), ("-",) * len(MEASURES))
            for (column, text), paper in zip(MEASURES.items(), published, strict=True):
                values = of_runs(records, column, latent=name)
                ours = mean_and_deviation(values) if len(values) > 1 else f"{values[0]:.4g}"
                if np.isnan(values).any():
                    ours = f"fewer than {self.n_molecules} valid molecules"
                number = f" of {self.n_molecules} molecules" if column == "fcd" else ""
                claims.append(reported(f"{name} latent, {text}{number}, {seeds}", paper, ours))
        floor = f"{records['floor'][0]:.3f}"
        text = f"FCD of {self.n_molecules} real molecules, below which there is nothing to gain"
        claims.append(reported(text, "-", floor))
        return [*claims, *self._pairs(records)]

    def _pairs(self, records: Records) -> list[Claim]:
        """Differences of distances, where several runs have one."""
        distances = {name: of_runs(records, "fcd", latent=name) for name in self.latents}
        if self.n_runs < 2 or np.isnan(list(distances.values())).any():
            return []
        return [
            reported(
                f"{name} less quantum latent, FCD, paired",
                "quantum is best",
                paired_test(distances["quantum"], values),
            )
            for name, values in distances.items()
            if name != "quantum"
        ]

    def figure(self, records: Records):
        """FCD and counts by latent, a point a run."""
        figure, panels = new_figure(len(MEASURES))
        for panel, (column, text) in zip(panels, MEASURES.items(), strict=True):
            for index, name in enumerate(self.latents):
                values = of_runs(records, column, latent=name)
                panel.plot([index] * len(values), values, "o", color="0.2")
            panel.set(ylabel=text, xticks=range(len(self.latents)), xlabel="latent")
            panel.set_xticklabels(self.latents, fontsize="x-small")
        panels[0].axhline(records["floor"][0], color="0.5", linestyle="--", label="real molecules")
        panels[0].legend(fontsize="x-small")
        return figure
