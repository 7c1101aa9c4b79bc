"""Mean and variance of the MMD between random circuits against the bandwidth."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .figures import new_figure
from .loss_concentration import exact_moments
from .pair_losses import sampled_losses
from .records import Records
from .result import Claim, Point, worst_relative, worst_z
from .sample_moments import merge_moments, moment_columns
from .study import Study, Work

SHARES = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Bandwidths in units of the root of the number of wires."""

HALF_ROOT = {2: 0.482, 4: 0.489, 6: 0.487, 8: 0.486, 10: 0.484}
"""Exact mean for product-IQP at half the root of n, from the table of the specification."""


@dataclass(frozen=True)
class BandwidthSweep(Study):
    """Hamming-kernel MMD of random pairs, for bandwidths that grow with the root of n.

    Args:
        wires (tuple[int]): numbers of wires.
        n_pairs (int): pairs a point.
        families (tuple[str]): families with closed forms.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.BandwidthSweep(wires=(4,), n_pairs=10, families=("iqp",))
    >>> [work] = study.plan()
    >>> study.compute(work.parameters, np.random.default_rng(0))["share"]
    [0.125, 0.25, 0.5, 1.0, 2.0, 4.0]

    Source: arXiv:2512.24801 and arXiv:2305.02881.
    """

    wires: tuple[int, ...] = (2, 4, 6, 8, 10, 12)
    n_pairs: int = 20_000
    families: tuple[str, ...] = ("product", "product-iqp", "iqp")

    name: ClassVar[str] = "bandwidth-sweep"
    title: ClassVar[str] = "Which bandwidth keeps the loss of random circuits apart"
    source: ClassVar[str] = "arXiv:2512.24801 and arXiv:2305.02881"

    @classmethod
    def sized(cls, quick: bool) -> "BandwidthSweep":
        """20000 pairs a point, or 2000."""
        return cls(wires=(2, 4, 6, 8, 10), n_pairs=2000) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk a point; one transform serves all bandwidths."""
        return [
            Work({"family": f, "n_wires": n, "n_pairs": self.n_pairs}, cost=2.0**n + 50)
            for f in self.families
            for n in self.wires
        ]

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Moments at every bandwidth."""
        n = parameters["n_wires"]
        bandwidths = {share: share * n**0.5 for share in SHARES}
        losses = sampled_losses(
            parameters["family"], n, parameters["n_pairs"], rng, hamming=tuple(bandwidths.values())
        )
        rows = [moment_columns(losses[f"hamming_{b:g}"]) for b in bandwidths.values()]
        return {"share": list(SHARES), **{key: [r[key][0] for r in rows] for key in rows[0]}}

    def claims(self, records: Records) -> list[Claim]:
        """Closed forms, and the constant that products keep at a bandwidth of order √n."""
        claims = []
        for family in self.families:
            means, variances = [], []
            for n in self.wires:
                for share in SHARES:
                    moments = self._moments(records, family, n, share)
                    mean, variance = exact_moments(family, n, share * n**0.5)
                    label = f"n = {n}, σ = {share:g}√n"
                    means.append(Point(label, mean, moments.mean, moments.mean_error))
                    if variance is not None:
                        ours = (moments.variance, moments.variance_error)
                        variances.append(Point(label, variance, *ours))
            claims.append(worst_z(f"closed form of E[MMD²], {family}", means))
            if variances:
                claims.append(worst_z(f"closed form of Var[MMD²], {family}", variances))
        return [*claims, *self._constant(records)]

    def _constant(self, records) -> list[Claim]:
        wires = [n for n in self.wires if n in HALF_ROOT]
        if not wires or "product-iqp" not in self.families:
            return []
        points = []
        for n in wires:
            moments = self._moments(records, "product-iqp", n, 0.5)
            points.append(Point(f"n = {n}", HALF_ROOT[n], moments.mean, moments.mean_error))
        text = "products keep a constant at σ = √n/2 (Hamming kernel), product-iqp"
        return [worst_relative(text, points, 0.02)]

    def _moments(self, records, family, n_wires, share):
        return merge_moments(records.where(family=family, n_wires=n_wires, share=share))

    def figure(self, records: Records):
        """Standard deviation against the bandwidth."""
        figure, panels = new_figure(len(self.families))
        for panel, family in zip(panels, self.families, strict=True):
            for n in self.wires:
                spread = [
                    np.sqrt(self._moments(records, family, n, share).variance) for share in SHARES
                ]
                panel.loglog(SHARES, spread, marker=".", label=f"{n} wires")
            panel.set(xlabel="bandwidth σ / √n", ylabel="standard deviation of MMD²", title=family)
            panel.set_xticks(SHARES, [f"{share:g}" for share in SHARES])
            panel.minorticks_off()
        panels[0].legend(fontsize="x-small")
        return figure
