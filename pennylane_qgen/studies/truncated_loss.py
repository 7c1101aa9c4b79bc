"""How much of an MMD few-body words carry: proposition 4 of arXiv:2305.02881."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .. import theory
from ..ensembles import FAMILIES
from ..kernels import HammingKernel
from ..walsh import popcounts, walsh_hadamard_transform
from .figures import new_figure
from .mmd_variance import bandwidth_of, target_of
from .records import Records
from .result import Claim, Point, worst_relative
from .study import Study, Work

PUBLISHED_TAILS = {(8, 1): 0.88, (8, 2): 0.20, (8, 4): 2.8e-3,
                   (64, 1): 1.03, (64, 2): 0.30, (64, 4): 1.2e-2}  # fmt: skip
"""Exact tail at σ = n/4 by (wires, bodies), to the digits printed in the specification."""

BODIES = (1, 2, 4)


@dataclass(frozen=True)
class TruncatedLoss(Study):
    """Difference of the MMD and its k-body part, over random circuits and targets.

    Args:
        wires (tuple[int]): numbers of wires.
        n_circuits (int): random circuits a family and a target.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.TruncatedLoss(wires=(4,), n_circuits=10)
    >>> work = study.plan()[0]
    >>> errors = study.compute(work.parameters, np.random.default_rng(0))["largest_error"]
    >>> bool(np.all(np.diff(errors) <= 0))
    True

    Source: arXiv:2305.02881, propositions 3 and 4.
    """

    wires: tuple[int, ...] = (4, 8, 12)
    n_circuits: int = 1000

    name: ClassVar[str] = "truncated-loss"
    title: ClassVar[str] = "Few-body words carry the MMD at σ = n/4"
    source: ClassVar[str] = "arXiv:2305.02881, propositions 3 and 4"

    @classmethod
    def sized(cls, quick: bool) -> "TruncatedLoss":
        """1000 circuits, or 200."""
        return cls(wires=(4, 8), n_circuits=200) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk for each family, target and number of wires."""
        return [
            Work({"family": f, "target": t, "n_wires": n, "n_circuits": self.n_circuits}, 1, 2.0**n)
            for f in ("product-iqp", "iqp")
            for t in ("zeros", "ghz", "strings")
            for n in self.wires
        ]

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Largest difference over the circuits, for each number of bodies."""
        n = parameters["n_wires"]
        q = FAMILIES[parameters["family"]](n, parameters["n_circuits"], seed=rng)
        squares = np.square(walsh_hadamard_transform(q - target_of(parameters["target"], n)))
        counts = popcounts(n)
        weights = HammingKernel(bandwidth_of("n/4", n)).spectrum(n)[counts]
        errors = [float((squares @ np.where(counts > k, weights, 0)).max()) for k in BODIES]
        return {"max_weight": list(BODIES), "largest_error": errors}

    def claims(self, records: Records) -> list[Claim]:
        """The tails, and that no circuit exceeds them."""
        claims = []
        for n in (8, 64):
            points = [
                Point(f"k = {k}", PUBLISHED_TAILS[n, k],
                      theory.truncation_error(n, k, bandwidth_of("n/4", n)))
                for k in BODIES
            ]  # fmt: skip
            claims.append(worst_relative(f"tail 4 Σ w(l > k) at σ = n/4, n = {n}", points, 0.05))
        for n in self.wires:
            ratios = [
                largest_error / max(theory.truncation_error(n, k, bandwidth_of("n/4", n)), 1e-15)
                for k in BODIES
                for largest_error in records.where(n_wires=n, max_weight=k)["largest_error"]
                if k < n
            ]
            text = f"proposition 4: largest |L - L(k)| over its bound, n = {n}"
            largest = max(ratios)
            claims.append(Claim(text, "<= 1", f"{largest:.2f}", "<= 1", bool(largest <= 1)))
        return claims

    def figure(self, records: Records):
        """Largest difference and its bound against the number of bodies."""
        figure, (panel,) = new_figure(1)
        for n in self.wires:
            kept = [k for k in BODIES if k < n]
            bound = [theory.truncation_error(n, k, bandwidth_of("n/4", n)) for k in kept]
            largest = [records.where(n_wires=n, max_weight=k)["largest_error"].max() for k in kept]
            line = panel.semilogy(kept, bound, "--")
            panel.semilogy(kept, largest, ".", color=line[0].get_color(), label=f"{n} wires")
        panel.set(xlabel="bodies k", ylabel="|L - L(k)|", title="Largest error (bound dashed)")
        panel.legend()
        return figure
