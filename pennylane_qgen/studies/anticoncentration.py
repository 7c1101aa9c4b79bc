"""Anticoncentration and the variance of the loss, family by family."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .. import theory
from ..ensembles import FAMILIES
from .figures import new_figure
from .pair_losses import BLOCK_ENTRIES, pair_losses
from .records import Records
from .result import Claim, Point, worst_relative, worst_z
from .sample_moments import merge_moments, moment_columns
from .study import Study, Work


@dataclass(frozen=True)
class Anticoncentration(Study):
    """Share of likely outcomes, collision probability and loss between random circuits.

    Args:
        wires (tuple[int]): numbers of wires, 8 and a larger one at the end among them.
        n_pairs (int): pairs of circuits a point.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.Anticoncentration(wires=(8,), n_pairs=4)
    >>> work = study.plan()[0]
    >>> study.compute(work.parameters, np.random.default_rng(0))["statistic"]
    ['likely', 'collision', 'squared_distance']

    Source: arXiv:2512.24801.
    """

    wires: tuple[int, ...] = (2, 4, 6, 8, 10, 12)
    n_pairs: int = 10_000

    name: ClassVar[str] = "anticoncentration"
    title: ClassVar[str] = "Circuits that anticoncentrate have losses that vanish"
    source: ClassVar[str] = "arXiv:2512.24801"

    @classmethod
    def sized(cls, quick: bool) -> "Anticoncentration":
        """10⁴ pairs a point, or 1000."""
        return cls(wires=(2, 4, 6, 8, 10), n_pairs=1000) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk a point."""
        return [
            Work({"family": f, "n_wires": n, "n_pairs": self.n_pairs}, cost=2.0**n + 50)
            for f in FAMILIES
            for n in self.wires
        ]

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Moments of three statistics."""
        n, draw = parameters["n_wires"], FAMILIES[parameters["family"]]
        block = max(4, BLOCK_ENTRIES // 2**n)
        likely, collision, distance = [], [], []
        for start in range(0, parameters["n_pairs"], block):
            size = min(block, parameters["n_pairs"] - start)
            p, q = draw(n, size, seed=rng), draw(n, size, seed=rng)
            likely.append((p >= 0.5 / 2**n).mean(axis=1))
            collision.append(2**n * np.square(p).sum(axis=1))
            distance.append(pair_losses(p, q)["squared_distance"])
        kinds = {"likely": likely, "collision": collision, "squared_distance": distance}
        rows = [moment_columns(np.concatenate(parts)) for parts in kinds.values()]
        return {"statistic": list(kinds), **{key: [r[key][0] for r in rows] for key in rows[0]}}

    def claims(self, records: Records) -> list[Claim]:
        """Porter-Thomas, closed forms of the collision probability, and who vanishes."""
        return [
            *self._shares(records),
            *self._collisions(records),
            *self._vanishing(records),
        ]

    def _shares(self, records) -> list[Claim]:
        haar, product = [], []
        for n in self.wires:
            exact = theory.porter_thomas_tail(0.5, n)
            haar.append(self._point(records, "dirichlet", n, "likely", exact))
            exact = theory.product_tail(n, 0.5)
            product.append(self._point(records, "product", n, "likely", exact))
        last = self._point(records, "iqp", self.wires[-1], "likely", np.exp(-0.5))
        return [
            worst_z("Prob[p >= 1/2N] of Haar states, Porter-Thomas", haar),
            worst_z("Prob[p >= 1/2N] of products, proposition 1", product),
            worst_relative("Prob[p >= 1/2N] of IQP tends to exp(-1/2)", [last], 0.02),
        ]

    def _collisions(self, records) -> list[Claim]:
        exact = {
            "iqp": theory.iqp_collision,
            "dirichlet": theory.dirichlet_collision,
            "product": theory.product_collision,
            "product-iqp": lambda n: theory.product_collision(n, family="angle"),
        }
        claims = []
        for family, formula in exact.items():
            points = [
                self._point(records, family, n, "collision", 2**n * formula(n)) for n in self.wires
            ]
            claims.append(worst_z(f"N E[sum p²], {family}, closed form", points))
        return claims

    def _vanishing(self, records) -> list[Claim]:
        """Rates of decay from 8 wires on, where the peaked family's support no longer grows."""
        claims = []
        first, last = 8, self.wires[-1]
        for family in FAMILIES:
            ends = [self._moments(records, family, n, "squared_distance") for n in (first, last)]
            rate = np.log2(ends[1].variance / ends[0].variance) / (last - first)
            share = self._moments(records, family, last, "likely").mean
            text = f"log2 Var[SD] a wire, n = {first}..{last}, {family} (likely share {share:.2f})"
            if family == "peaked":
                expected, limit, met = "no decay at a fixed support", "within 0.2", abs(rate) < 0.2
            else:
                expected, limit, met = "exponential decay", "< -0.5", rate < -0.5
            claims.append(Claim(text, expected, f"{rate:.2f}", limit, bool(met)))
        return claims

    def _moments(self, records, family, n_wires, statistic):
        return merge_moments(records.where(family=family, n_wires=n_wires, statistic=statistic))

    def _point(self, records, family, n_wires, statistic, expected) -> Point:
        moments = self._moments(records, family, n_wires, statistic)
        # Without spread, as for one wire, rounding is all that is left.
        error = max(moments.mean_error, 1e-12)
        return Point(f"n = {n_wires}", expected, moments.mean, error)

    def figure(self, records: Records):
        """Loss variance against the share of likely outcomes."""
        figure, (left, right) = new_figure(2)
        for family in FAMILIES:
            share = [self._moments(records, family, n, "likely").mean for n in self.wires]
            variance = [
                self._moments(records, family, n, "squared_distance").variance for n in self.wires
            ]
            left.plot(self.wires, share, marker=".", label=family)
            right.semilogy(share, variance, marker=".", label=family)
        left.set(xlabel="wires", ylabel="Prob[p(x) ≥ 1/2N]", title="Anticoncentration")
        right.set(xlabel="Prob[p(x) ≥ 1/2N]", ylabel="Var[SD]", title="and the loss it costs")
        left.legend(fontsize="x-small")
        return figure
