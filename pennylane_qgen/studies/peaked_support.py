"""Flat on K outcomes: the squared distance stays as large as the support is small."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .. import theory
from ..ensembles import peaked
from .figures import new_figure
from .pair_losses import BLOCK_ENTRIES, pair_losses
from .records import Records
from .result import Claim, Point, worst_z
from .sample_moments import merge_moments, moment_columns
from .study import Study, Work


@dataclass(frozen=True)
class PeakedSupport(Study):
    """Loss between peaked distributions against the size of their support.

    Args:
        wires (tuple[int]): numbers of wires.
        n_pairs (int): pairs a point.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.PeakedSupport(wires=(4,), n_pairs=10)
    >>> [work.parameters["n_core"] for work in study.plan()]
    [1, 2, 3, 4]

    Source: arXiv:2512.24801.
    """

    wires: tuple[int, ...] = (6, 8, 10, 12)
    n_pairs: int = 20_000

    name: ClassVar[str] = "peaked-support"
    title: ClassVar[str] = "Peaked or flat: the support decides, not the wires"
    source: ClassVar[str] = "arXiv:2512.24801"

    @classmethod
    def sized(cls, quick: bool) -> "PeakedSupport":
        """20000 pairs a point, or 2000."""
        return cls(wires=(6, 8, 10), n_pairs=2000) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk for each number of wires and support."""
        return [
            Work({"n_wires": n, "n_core": m, "n_pairs": self.n_pairs}, cost=2.0**n + 50)
            for n in self.wires
            for m in range(1, n + 1)
        ]

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Moments of the squared distance."""
        n, m = parameters["n_wires"], parameters["n_core"]
        block = max(4, BLOCK_ENTRIES // 2**n)
        distances = []
        for start in range(0, parameters["n_pairs"], block):
            size = min(block, parameters["n_pairs"] - start)
            p, q = (peaked(n, size, n_core=m, seed=rng) for _ in range(2))
            distances.append(pair_losses(p, q)["squared_distance"])
        return moment_columns(np.concatenate(distances))

    def claims(self, records: Records) -> list[Claim]:
        """The closed form, proposition 7, and the dependence on n at a fixed support."""
        points, bounds = [], []
        for n in self.wires:
            for m in range(1, n + 1):
                moments = merge_moments(records.where(n_wires=n, n_core=m))
                exact = theory.peaked_pair_mean(n, theory.iqp_collision(m))
                points.append(
                    Point(f"n = {n}, K = {2**m}", exact, moments.mean, moments.mean_error)
                )
                bounds.append(moments.mean * 2**m)
        return [
            worst_z("E[SD] = 2 (E[sum p²] - 1/N), IQP on K outcomes", points),
            self._bound(bounds),
            self._flat(records),
        ]

    def _bound(self, bounds) -> Claim:
        text = "proposition 7: E[SD] is of order 1/K; largest K E[SD] over all points"
        largest = max(bounds)
        return Claim(text, "O(1)", f"{largest:.2f}", "< 4", bool(largest < 4))

    def _flat(self, records) -> Claim:
        """Slope in the wires at a fixed support, without the term in 1/N."""
        core = 3
        means = [merge_moments(records.where(n_wires=n, n_core=core)) for n in self.wires]
        first, last = means[0], means[-1]
        span = self.wires[-1] - self.wires[0]
        low, high = first.mean + 2 / 2 ** self.wires[0], last.mean + 2 / 2 ** self.wires[-1]
        slope = np.log2(high / low) / span
        relative = np.hypot(first.mean_error / low, last.mean_error / high)
        error = relative / np.log(2) / span
        text = f"slope of log2 (E[SD] + 2/N) in n at a fixed support K = {2**core}"
        met = bool(abs(slope) < 0.02 + 3 * error)
        return Claim(text, "0", f"{slope:.3f} ± {error:.3f}", "0.02 + 3 s.e.", met)

    def figure(self, records: Records):
        """Mean squared distance against the support."""
        figure, (panel,) = new_figure(1)
        for n in self.wires:
            cores = np.arange(1, n + 1)
            means = [merge_moments(records.where(n_wires=n, n_core=m)).mean for m in cores]
            panel.loglog(2.0**cores, means, marker=".", label=f"{n} wires")
        panel.set(xlabel="support K", ylabel="E[SD]", title="Peaked or flat")
        panel.legend()
        return figure
