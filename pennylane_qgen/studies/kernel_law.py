"""No kernel rescues exchangeable families: E[MMD²] = E[SD] N (1 - mean K) / (N - 1)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .. import theory
from ..kernels import HammingKernel, IntegerKernel
from .figures import new_figure
from .pair_losses import sampled_losses
from .records import Records
from .result import Claim, Point, worst_relative
from .sample_moments import merge_moments, moment_columns
from .study import Study, Work


@dataclass(frozen=True)
class KernelLaw(Study):
    """The ratio of mean MMD to mean squared distance, for several families and kernels.

    Args:
        wires (tuple[int]): numbers of wires.
        n_pairs (int): pairs a point.
        families (tuple[str]): exchangeable families.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.KernelLaw(wires=(2, 3), n_pairs=10, families=("pareto",))
    >>> [(work.parameters["family"], work.parameters["n_wires"]) for work in study.plan()]
    [('pareto', 2), ('pareto', 3)]

    Source: arXiv:2512.24801, sharpened.
    """

    wires: tuple[int, ...] = (2, 3, 4, 6, 8, 10)
    n_pairs: int = 20_000
    families: tuple[str, ...] = ("iqp", "pareto", "peaked", "dirichlet")

    name: ClassVar[str] = "kernel-law"
    title: ClassVar[str] = "No kernel rescues an exchangeable family"
    source: ClassVar[str] = "arXiv:2512.24801, sharpened"

    @classmethod
    def sized(cls, quick: bool) -> "KernelLaw":
        """20000 pairs a point, or 4000."""
        return cls(n_pairs=4000) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk a point."""
        return [
            Work({"family": f, "n_wires": n, "n_pairs": self.n_pairs}, cost=2.0**n + 50)
            for f in self.families
            for n in self.wires
        ]

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Moments of the difference of both sides of the law, pair by pair: it is 0 on average."""
        n = parameters["n_wires"]
        bandwidths = (1.0, float(n))
        losses = sampled_losses(
            parameters["family"], n, parameters["n_pairs"], rng,
            hamming=bandwidths, integer=bandwidths,
        )  # fmt: skip
        rows = []
        for label, kernel in kernels_of(n).items():
            bandwidth = kernel.bandwidths[0]
            kind = "hamming" if isinstance(kernel, HammingKernel) else "integer"
            factor = theory.exchangeable_kernel_mean(1.0, n, mean_kernel(kernel, n))
            loss = losses[f"{kind}_{bandwidth:g}"]
            residual = loss - factor * losses["squared_distance"]
            expected = factor * losses["squared_distance"].mean()
            rows.append({"kernel": [label], "expected": [expected], **moment_columns(residual)})
        return {name: [row[name][0] for row in rows] for name in rows[0]}

    def claims(self, records: Records) -> list[Claim]:
        """The law, for each family at its worst kernel and number of wires."""
        claims = []
        for family in self.families:
            points = []
            for n in self.wires:
                for label in kernels_of(n):
                    rows = records.where(family=family, n_wires=n, kernel=label)
                    residual, expected = merge_moments(rows), float(rows["expected"].mean())
                    error = residual.mean_error / expected
                    ratio = 1 + residual.mean / expected
                    points.append(Point(f"n = {n}, {label} kernel", 1.0, ratio, error))
            text = f"E[MMD²] over E[SD] N(1-K)/(N-1), {family}"
            claims.append(worst_relative(text, points, 0.01))
        return claims

    def figure(self, records: Records):
        """Ratio of both sides against the wires."""
        figure, (panel,) = new_figure(1)
        for i, family in enumerate(self.families):
            rows = records.where(family=family)
            places = rows["n_wires"] + 0.12 * (i - len(self.families) / 2)
            panel.plot(places, 1 + rows["power1"] / rows["expected"], ".", label=family)
        panel.axhline(1, color="black", linewidth=0.8)
        panel.set(xlabel="wires", ylabel="E[MMD²] / (E[SD] N(1-K)/(N-1))")
        panel.set_title(self.title, fontsize="medium")
        panel.legend(fontsize="x-small")
        return figure


def kernels_of(n_wires: int) -> dict:
    """The kernels of the study by their labels."""
    return {
        "Hamming, σ = 1": HammingKernel(1.0),
        "Hamming, σ = n": HammingKernel(float(n_wires)),
        "integer, σ = 1": IntegerKernel(1.0),
        "integer, σ = n": IntegerKernel(float(n_wires)),
    }


def mean_kernel(kernel, n_wires: int) -> float:
    """Mean of a kernel over all pairs of bit strings."""
    return float(kernel.apply(np.ones(2**n_wires)).mean() / 2**n_wires)
