"""GANs that learn photon counts or bits from five latents: table I of arXiv:2508.19857."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .. import latent
from .figures import new_figure
from .latent_runs import (
    SYNTHETIC_DATA_SEED,
    make_latent,
    mean_and_deviation,
    of_runs,
    one_thread,
    paired_test,
    reported,
)
from .records import Records
from .result import Claim
from .study import Study, Work

N_PHOTONS, N_MODES = 8, 16
N_EVALUATED = 10_000
LATENTS = ("quantum", "dirichlet-multinomial", "photonic", "gaussian", "bernoulli")
PAPER = {
    ("quantum", "gaussian"): "0.061 ± 0.001",
    ("quantum", "bernoulli"): "0.065 ± 0.001",
    ("quantum", "photonic"): "0.041 ± 0.002",
    ("quantum", "quantum"): "0.036 ± 0.001",
    ("bernoulli", "gaussian"): "0.012 ± 0.002",
    ("bernoulli", "bernoulli"): "0.020 ± 0.013",
    ("bernoulli", "photonic"): "0.017 ± 0.002",
    ("bernoulli", "quantum"): "0.015 ± 0.002",
}
"""Data and latent to the error after 40,000 iterations."""

INDEPENDENT = {
    "quantum": "0.0626 ± 0.0032",
    "photonic": "0.0750 ± 0.0017",
    "gaussian": "0.114",
    "dirichlet-multinomial": "0.0585 ± 0.0043",
}
"""An independent reproduction on quantum data, after 5,000 iterations and with three seeds."""


@dataclass(frozen=True)
class LatentSynthetic(Study):
    r"""How far generated numbers lie from whole ones, :math:`E|x - \mathrm{round}(x)|`.

    Data are the counts of 8 photons behind a random interferometer of 16 modes, or 16 fair bits.
    Generator and critic have two hidden layers of ReLU; RMSProp with a step size of 5e-4, batches
    of 500, five critic steps for one of the generator, gradient penalty 10. A run's number is the
    seed of its interferometer, networks and batches, so that runs of one number form pairs.

    Args:
        data (tuple[str]): ``"quantum"``, ``"bernoulli"``.
        latents (tuple[str]): names of latents.
        n_runs (int): runs of each.
        iterations (int): steps of the generator; the paper takes 40,000.
        hidden (int): width of the hidden layers.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.LatentSynthetic(latents=("gaussian",), n_runs=1, iterations=10)
    >>> [work.parameters["data"] for work in study.plan()]
    ['quantum', 'bernoulli']

    Source: arXiv:2508.19857, table I.
    """

    data: tuple[str, ...] = ("quantum", "bernoulli")
    latents: tuple[str, ...] = LATENTS
    n_runs: int = 3
    iterations: int = 5000
    hidden: int = 512

    name: ClassVar[str] = "latent-synthetic"
    title: ClassVar[str] = "Latents of photons help a GAN to learn photon counts; so does a control"
    source: ClassVar[str] = "arXiv:2508.19857, table I"

    @classmethod
    def sized(cls, quick: bool) -> "LatentSynthetic":
        """An eighth of the paper's iterations, or a hundred small ones."""
        return cls(n_runs=2, iterations=100, hidden=64) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk a run, all of one number together."""
        size = {"iterations": self.iterations, "hidden": self.hidden}
        return [
            Work({"data": data, "latent": name, "run": run, **size}, cost=self.iterations)
            for data in self.data
            for run in range(self.n_runs)
            for name in self.latents
        ]

    @staticmethod
    @one_thread()
    def compute(parameters, rng) -> dict:
        """The error in the course of a run."""
        from .. import gan

        run, every = parameters["run"], max(1, parameters["iterations"] // 10)
        source = make_latent(parameters["latent"], N_MODES, seed=run)
        data = gan.Draws(synthetic_data(parameters["data"], run))
        curve = {"iteration": [], "error": []}

        def evaluate(game):
            if len(game.history) % every == 0:
                samples = gan.generate(game.sampler, source, N_EVALUATED, seed=run)
                curve["iteration"].append(len(game.history))
                curve["error"].append(float(np.abs(samples - samples.round()).mean()))

        hidden = [parameters["hidden"]] * 2
        gan.train(
            gan.MLP([N_MODES, *hidden, N_MODES], activation="relu", seed=run),
            gan.MLP([N_MODES, *hidden, 1], activation="relu", seed=run + SYNTHETIC_DATA_SEED),
            source,
            data,
            settings=gan.GANSettings(
                iterations=parameters["iterations"],
                batch_size=500,
                optimizer="rmsprop",
                stepsize=5e-4,
            ),
            seed=run,
            callbacks=[evaluate],
            progress=False,
            torch_device="cpu",
        )
        return curve

    def claims(self, records: Records) -> list[Claim]:
        """Every cell of the table, then what it is said to show."""
        final = {
            (data, name): of_runs(records, "error", data=data, latent=name)
            for data in self.data
            for name in self.latents
        }
        cells = [
            reported(
                f"{data} data, {name} latent, {self.iterations} iterations, {self.n_runs} seeds"
                + _independent(data, name),
                PAPER.get((data, name), "-"),
                mean_and_deviation(errors, digits=4),
            )
            for (data, name), errors in final.items()
        ]
        pairs = [
            reported(
                f"{data} data: {name} less quantum latent, paired",
                "-",
                paired_test(final[data, "quantum"], final[data, name], digits=4),
            )
            for data, name in final
            if name != "quantum"
        ]
        # Fewer iterations or seeds show nothing that could be judged.
        judged = self.iterations >= 5000 and self.n_runs >= 3
        return [*cells, *pairs, *(self._judge(final) if judged else [])]

    def _judge(self, final: dict) -> list[Claim]:
        claims = []
        if "quantum" in self.data:
            errors = {name: final["quantum", name] for name in self.latents}
            boson = errors["quantum"]
            ratio = errors["gaussian"].mean() / boson.mean()
            text = "quantum data: Gaussian over quantum latent"
            claims.append(Claim(text, "1.7", f"{ratio:.2f}", ">= 1.5", bool(ratio >= 1.5)))
            won = (boson < errors["photonic"]).mean()
            text = "quantum data: share of seeds in which quantum beats photonic"
            claims.append(Claim(text, "all", f"{won:.2f}", ">= 2/3", bool(won >= 2 / 3)))
            gap = (errors["photonic"] - boson).mean()
            met = bool(abs(gap - 0.012) <= 0.006)
            text = "quantum data: photonic less quantum; independent reproduction 0.0124"
            claims.append(Claim(text, "0.005", f"{gap:.4f}", "0.012 ± 0.006", met))
            control = (errors["dirichlet-multinomial"] - boson).mean()
            met = bool(abs(control) <= 0.008)
            text = "quantum data: Dirichlet-multinomial control less quantum latent"
            claims.append(Claim(text, "not tried", f"{control:+.4f}", "0 ± 0.008", met))
        if "bernoulli" in self.data:
            best = min(
                final["bernoulli", name].mean() for name in self.latents if name != "quantum"
            )
            lead = best - final["bernoulli", "quantum"].mean()
            spread = final["bernoulli", "quantum"].std(ddof=1)
            text = "Bernoulli data: lead of the quantum latent over the best other one"
            met = bool(lead <= spread)
            claims.append(Claim(text, "-0.003", f"{lead:+.4f}", f"<= {spread:.4f} (1 s.d.)", met))
        return claims

    def figure(self, records: Records):
        """Error in the course of training with its deviation, a panel for each kind of data."""
        figure, panels = new_figure(len(self.data))
        lines = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
        for panel, data in zip(panels, self.data, strict=True):
            for index, name in enumerate(self.latents):
                rows = records.where(data=data, latent=name)
                steps = rows.distinct("iteration")
                errors = np.array([rows.where(iteration=step)["error"] for step in steps])
                mean, color = errors.mean(axis=1), f"C{index}"
                panel.semilogy(steps, mean, label=name, color=color, linestyle=lines[index])
                if self.n_runs > 1:
                    deviation = errors.std(axis=1, ddof=1)
                    low, high = mean - deviation, mean + deviation
                    panel.fill_between(steps, low, high, color=color, alpha=0.15, linewidth=0)
            panel.set(xlabel="iterations", ylabel="mean |x - round(x)|", title=f"{data} data")
        panels[0].legend(fontsize="x-small")
        return figure


def synthetic_data(kind: str, run: int):
    """The distribution that a run has to learn.

    Args:
        kind (str): ``"quantum"``, or ``"bernoulli"``.
        run (int): number of the run.

    Returns:
        pennylane_qgen.latent.Latent: the distribution; its photons go through another
        interferometer than those of the run's latent.
    """
    if kind == "bernoulli":
        return latent.Bernoulli(N_MODES)
    return latent.BosonSampling(N_PHOTONS, N_MODES, seed=run + SYNTHETIC_DATA_SEED)


def _independent(data: str, name: str) -> str:
    known = INDEPENDENT.get(name) if data == "quantum" else None
    return f"; independent reproduction {known}" if known else ""
