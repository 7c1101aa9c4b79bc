"""Explicit and implicit losses trained through shots: figure 9 of arXiv:2305.02881."""

from dataclasses import dataclass
from math import log2
from typing import ClassVar

import numpy as np

from ..bits import empirical_distribution
from ..datasets import showers
from .figures import new_figure
from .records import Records
from .result import Claim
from .shifted_circuits import RotationCircuit
from .shot_training import kl_loss, local_fidelity_loss, mmd_loss, train_from_shots
from .study import Study, Work

BANDWIDTH_SETS = {
    "mmd": (0.01, 0.1, 0.25, 0.5, 1.0, 10.0),
    "mmd-three": (0.01, 0.25, 1.0),
    "mmd-linear": (0.25,),
}
"""Bandwidths of the paper in units of the number of wires; their square roots are ours."""

LOSSES = ("mmd", "local-fidelity", "kl")
EXACT = 0
"""Number of shots that stands for exact distributions."""

RECORDED = 60
"""Number of points of a curve that are kept."""


@dataclass(frozen=True)
class FiniteShotTraining(Study):
    """Total variation to shower data in training by three losses.

    Args:
        wires (tuple[int]): numbers of wires.
        shots (tuple[int]): shots of every circuit; 0 stands for exact distributions.
        n_seeds (int): runs of a case.
        n_epochs (int): steps of Adam.
        all_layers (bool): one layer and n layers too, besides the logarithm of n.
        largest (int): with more wires than this, only the first and the last number of shots, and
            never n layers.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.FiniteShotTraining(wires=(4,), shots=(100,), n_seeds=2, all_layers=False)
    >>> [(work.parameters["loss"], work.n_chunks) for work in study.plan()]
    [('mmd', 2), ('local-fidelity', 2), ('kl', 2)]

    Source: arXiv:2305.02881, figure 9.
    """

    wires: tuple[int, ...] = (4, 9, 12)
    shots: tuple[int, ...] = (100, 1000, 10_000, EXACT)
    n_seeds: int = 10
    n_epochs: int = 1500
    all_layers: bool = True
    largest: int = 9

    name: ClassVar[str] = "finite-shot-training"
    title: ClassVar[str] = "Explicit or implicit loss under finite shots"
    source: ClassVar[str] = "arXiv:2305.02881, figure 9"

    @classmethod
    def sized(cls, quick: bool) -> "FiniteShotTraining":
        """The protocol of the paper, or four and nine wires with fewer runs."""
        if quick:
            return cls((4, 9), (100, EXACT), n_seeds=4, n_epochs=500, all_layers=False)
        return cls()

    def plan(self) -> list[Work]:
        """A chunk a run."""
        works = []
        for n in self.wires:
            for layers in self._layers(n):
                for shots in self.shots if n <= self.largest else (self.shots[0], self.shots[-1]):
                    for loss in LOSSES:
                        parameters = {"n_wires": n, "n_layers": layers, "n_shots": shots}
                        parameters |= {"loss": loss, "n_epochs": self.n_epochs}
                        cost = self.n_epochs * (layers + 1) ** 2 * n**2 * (2.0**n + 300)
                        works.append(Work(parameters, self.n_seeds, cost))
        return works

    def _layers(self, n_wires: int) -> list[int]:
        logarithmic = round(log2(n_wires))
        if not self.all_layers:
            return [logarithmic]
        layers = {1, logarithmic, n_wires} if n_wires <= self.largest else {1, logarithmic}
        return sorted(layers)

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Total variation, the sum over all strings without a half, along a run."""
        return run_case(parameters, rng)

    def claims(self, records: Records) -> list[Claim]:
        """The ordering at the fewest shots, and that it is gone without shots."""
        claims = []
        for n in self.wires:
            for shots in (min(s for s in self.shots if s), EXACT):
                finals = {
                    loss: final_distances(
                        records, n_wires=n, n_layers=round(log2(n)), n_shots=shots, loss=loss
                    )
                    for loss in LOSSES
                }
                if all(len(values) for values in finals.values()):
                    claims += self._ordering(n, shots, finals)
        return claims

    def _ordering(self, n, shots, finals) -> list[Claim]:
        mmd, lqf, kl = (float(np.median(finals[loss])) for loss in LOSSES)
        where = f"n = {n}, {shots or 'no'} shots"
        text = f"Fig 9, {where}: median TVD by MMD / local fidelity / KL"
        paper = "0.02-0.1 / 0.02-0.1 / 1.2-1.5" if shots else "all small"
        values = f"{mmd:.2g} / {lqf:.2g} / {kl:.2g}"
        claims = [Claim(text, paper, values, "reported only", None)]
        if shots:
            share = float(np.mean(finals["kl"] >= 2 * mmd))
            text = f"Fig 9, {where}: share of runs with TVD(KL) at least twice that of MMD"
            claims.append(Claim(text, "1", f"{share:.2f}", ">= 0.8", bool(share >= 0.8)))
        else:
            text = f"Fig 9, {where}: median TVD(KL) over TVD(MMD)"
            claims.append(
                Claim(text, "about 1", f"{kl / mmd:.2g}", "<= 1.5", bool(kl <= 1.5 * mmd))
            )
        return claims

    def figure(self, records: Records):
        """Median total variation against epochs."""
        panels_of = [(n, shots) for n in self.wires for shots in (min(self.shots[:1]), EXACT)]
        figure, panels = new_figure(len(panels_of))
        for panel, (n, shots) in zip(panels, panels_of, strict=True):
            layers = round(log2(n))
            draw_runs(panel, records.where(n_wires=n, n_layers=layers, n_shots=shots), LOSSES)
            panel.set(title=f"{n} wires, {shots or 'no'} shots")
        panels[0].legend(fontsize="small")
        return figure


def run_case(parameters, rng) -> dict:
    """One run, from uniform angles.

    Args:
        parameters (Mapping): ``n_wires``, ``n_layers``, ``n_shots``, ``loss``, ``n_epochs``.
        rng (numpy.random.Generator): source of angles and shots.

    Returns:
        dict: columns ``epoch`` and ``total_variation``.
    """
    n = parameters["n_wires"]
    distances = train_from_shots(
        RotationCircuit.euler_and_yx(parameters["n_layers"], n),
        shower_distribution(n),
        loss_of(parameters["loss"], n),
        n_shots=parameters["n_shots"] or None,
        n_epochs=parameters["n_epochs"],
        rng=rng,
    )
    epochs = np.unique(np.linspace(0, parameters["n_epochs"], RECORDED).astype(int))
    return {"epoch": epochs, "total_variation": distances[epochs]}


def shower_distribution(n_wires: int) -> np.ndarray:
    """The data: synthetic electron showers, the same ones in every run."""
    return empirical_distribution(showers(n_wires, n_samples=10_000, seed=0).samples)


def loss_of(name: str, n_wires: int):
    """The loss of a name: "kl", "local-fidelity", "mmd-constant" or a set of bandwidths."""
    if name == "kl":
        return kl_loss()
    if name == "local-fidelity":
        return local_fidelity_loss()
    if name == "mmd-constant":
        return mmd_loss((0.1,))  # their 0.01, whatever the number of wires
    return mmd_loss(tuple(np.sqrt(np.multiply(BANDWIDTH_SETS[name], n_wires)).tolist()))


def final_distances(records: Records, **case) -> np.ndarray:
    """Total variation at the end of every run of a case."""
    rows = records.where(**case)
    return rows["total_variation"][rows["epoch"] == rows["n_epochs"]]


def draw_runs(panel, records: Records, losses) -> None:
    """Median and quartiles over the runs of each loss."""
    for loss in losses:
        rows = records.where(loss=loss)
        if not len(rows):
            continue
        runs = np.stack(
            [rows.where(chunk=index)["total_variation"] for index in rows.distinct("chunk")]
        )
        epochs = rows.where(chunk=0)["epoch"]
        low, median, high = np.quantile(runs, [0.25, 0.5, 0.75], axis=0)
        (line,) = panel.semilogy(epochs, median, label=loss)
        panel.fill_between(epochs, low, high, color=line.get_color(), alpha=0.2)
    panel.set(xlabel="epoch", ylabel="total variation Σ|p - q|")
