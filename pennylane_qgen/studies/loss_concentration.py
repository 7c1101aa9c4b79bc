"""Losses between random circuits by the number of wires: figures 5 to 9 of arXiv:2512.24801."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .. import theory
from ..ensembles import FAMILIES
from .figures import new_figure
from .pair_losses import sampled_losses
from .published import FIGURES, OUTLIERS, WIRES
from .records import Records
from .result import Claim, Point, worst_relative, worst_z
from .sample_moments import SampleMoments, merge_moments, moment_columns
from .study import Study, Work

PAIRS_A_CHUNK = 5000

STATISTICS = {
    "Fig 5": ("squared_distance", "E[SD]", 0.01),
    "Fig 6": ("squared_distance", "Var[SD]", 0.05),
    "Fig 7": ("integer_1", "E[MMD²], bandwidth 1, kernel of integers as published", 0.02),
    "Fig 8": ("integer_n", "E[MMD²], bandwidth n, kernel of integers as published", 0.02),
    "Fig 9": ("total_variation", "E[TVD]", 0.02),
}
"""Loss, meaning and tolerance of the published figures."""

SLOPES = {"product-iqp": (-0.40, 0.02), "iqp": (-1.0, 0.01), "product": (-0.55, 0.03)}
"""Slope of log2 E[SD] against the wires from 6 on, and its tolerance."""

EXACT_FAMILIES = {"product": "haar", "product-iqp": "angle"}
"""Families with exact variances, by their names in :mod:`pennylane_qgen.theory`."""


@dataclass(frozen=True)
class LossConcentration(Study):
    """Means and variances of four losses over pairs of random distributions.

    Args:
        wires (tuple[int]): numbers of wires, from 2.
        n_pairs (int): pairs a point.
        n_pairs_large (int): pairs a point from 11 wires on.
        families (tuple[str]): names of :data:`pennylane_qgen.ensembles.FAMILIES`.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.LossConcentration(wires=(2,), n_pairs=100, families=("iqp",))
    >>> [work] = study.plan()
    >>> study.compute(work.parameters, np.random.default_rng(0))["loss"][:2]
    ['squared_distance', 'total_variation']

    Source: arXiv:2512.24801.
    """

    wires: tuple[int, ...] = tuple(range(2, 14))
    n_pairs: int = 100_000
    n_pairs_large: int = 100_000
    families: tuple[str, ...] = tuple(name for name in FAMILIES if name != "dirichlet")

    name: ClassVar[str] = "loss-concentration"
    title: ClassVar[str] = "Losses between random circuits concentrate"
    source: ClassVar[str] = "arXiv:2512.24801"

    @classmethod
    def sized(cls, quick: bool) -> "LossConcentration":
        """10⁵ pairs a point; or 20000, and 4000 from 11 wires on."""
        return cls(n_pairs=20_000, n_pairs_large=4000) if quick else cls()

    def plan(self) -> list[Work]:
        """Chunks of up to 5000 pairs."""
        works = []
        for family in self.families:
            for n_wires in self.wires:
                total = self.n_pairs_large if n_wires > 10 else self.n_pairs
                pairs = min(total, PAIRS_A_CHUNK)
                parameters = {"family": family, "n_wires": n_wires, "n_pairs": pairs}
                works.append(Work(parameters, -(-total // pairs), _cost(family, n_wires) * pairs))
        return works

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Moments of every loss."""
        n = parameters["n_wires"]
        hamming = {"hamming_1": 1.0, "hamming_half_root_n": n**0.5 / 2, "hamming_n": float(n)}
        losses = sampled_losses(
            parameters["family"],
            n,
            parameters["n_pairs"],
            rng,
            hamming=tuple(hamming.values()),
            integer=(1.0, float(n)),
        )
        losses["integer_n"] = losses[f"integer_{n}"]
        losses |= {name: losses[f"hamming_{value:g}"] for name, value in hamming.items()}
        kinds = ["squared_distance", "total_variation", "integer_1", "integer_n", *hamming]
        rows = [moment_columns(losses[kind]) for kind in kinds]
        return {"loss": kinds, **{name: [row[name][0] for row in rows] for name in rows[0]}}

    def claims(self, records: Records) -> list[Claim]:
        """Figures 5 to 9, what is exact, and the slopes."""
        claims = [
            claim
            for figure, curves in FIGURES.items()
            for family, values in curves.items()
            for claim in self._published(records, figure, family, values)
        ]
        claims += [claim for family in self.families for claim in self._exact(records, family)]
        claims += self._stated_kernel(records)
        return claims + self._slopes(records)

    def _published(self, records, figure, family, values) -> list[Claim]:
        """A published curve: its worst point, and the outliers apart."""
        wires = [n for n in self.wires if n in WIRES]
        if family not in self.families or not wires:
            return []
        loss, meaning, tolerance = STATISTICS[figure]
        points = {}
        for n in wires:
            moments = moments_of(records, family, n, loss)
            ours = (moments.mean, moments.mean_error)
            if figure == "Fig 6":
                ours = (moments.variance, moments.variance_error)
            points[n] = Point(f"n = {n}", values[WIRES.index(n)], *ours)
        outliers = {n: point for n, point in points.items() if (family, n) in OUTLIERS}
        regular = [point for n, point in points.items() if n not in outliers]
        claims = [worst_relative(f"{figure}, {family}: {meaning}", regular, tolerance)]
        for n, point in outliers.items():
            text = f"{figure}, {family}: {meaning}, n = {n}; the published point is an outlier"
            expected, ours = f"{point.expected:.4g}", f"{point.ours:.4g}"
            claims.append(Claim(text, expected, ours, "reported only", None))
        return claims

    def _exact(self, records, family) -> list[Claim]:
        """Means, and variances where they are known, against closed forms."""
        claims = []
        for loss in ("squared_distance", "hamming_1", "hamming_half_root_n"):
            means, variances = [], []
            for n in self.wires:
                moments = moments_of(records, family, n, loss)
                exact = exact_moments(family, n, _bandwidth(loss, n))
                if exact is None:
                    return claims
                mean, variance = exact
                means.append(Point(f"n = {n}", mean, moments.mean, moments.mean_error))
                if variance is not None:
                    ours = (moments.variance, moments.variance_error)
                    variances.append(Point(f"n = {n}", variance, *ours))
            claims.append(worst_z(f"closed form of E[{loss}], {family}", means))
            if variances:
                claims.append(worst_z(f"closed form of Var[{loss}], {family}", variances))
        return claims

    def _stated_kernel(self, records) -> list[Claim]:
        """The kernel that the text states does not give the published figures."""
        n = max((n for n in self.wires if n in WIRES and n <= 10), default=None)
        if "product-iqp" not in self.families or n is None:
            return []
        claims = []
        for figure, loss in (("Fig 7", "hamming_1"), ("Fig 8", "hamming_n")):
            published = FIGURES[figure]["product-iqp"][WIRES.index(n)]
            ours = moments_of(records, "product-iqp", n, loss).mean
            text = f"{figure} with the Hamming kernel as stated, product-iqp, n = {n}"
            claims.append(
                Claim(text, f"{published:.4g}", f"{ours:.4g}", "reported only: they differ", None)
            )
        return claims

    def _slopes(self, records) -> list[Claim]:
        wires = np.array([n for n in self.wires if n >= 6])
        claims = []
        for family, (expected, tolerance) in SLOPES.items():
            if len(wires) < 2 or family not in self.families:
                continue
            moments = [moments_of(records, family, n, "squared_distance") for n in wires]
            logarithms = np.log2([m.mean for m in moments])
            errors = [m.mean_error / m.mean / np.log(2) for m in moments]
            slope, error = _slope(wires, logarithms, np.array(errors))
            text = f"slope of log2 E[SD], n = {wires[0]}..{wires[-1]}, {family}"
            met = bool(abs(slope - expected) <= tolerance + 3 * error)
            claims.append(
                Claim(
                    text,
                    f"{expected:.2f}",
                    f"{slope:.3f} ± {error:.3f}",
                    f"{tolerance} + 3 s.e.",
                    met,
                )
            )
        return claims

    def figure(self, records: Records):
        """Variance of the squared distance, and MMD by both kernels."""
        figure, panels = new_figure(3)
        kinds = ("squared_distance", "integer_n", "hamming_half_root_n")
        titles = ("squared distance", "MMD², kernel of integers, σ = n (as published)",
                  "MMD², Hamming kernel, σ = √n / 2")  # fmt: skip
        for panel, kind, title in zip(panels, kinds, titles, strict=True):
            for family in self.families:
                moments = [moments_of(records, family, n, kind) for n in self.wires]
                panel.semilogy(self.wires, [m.mean for m in moments], marker=".", label=family)
            panel.set(xlabel="wires", ylabel="mean loss of two random circuits")
            panel.set_title(title, fontsize="medium")
        for panel, published in zip(panels, ("Fig 5", "Fig 8"), strict=False):
            for family, values in FIGURES[published].items():
                if family in self.families:
                    panel.semilogy(WIRES, values, "k+", markersize=8)
        panels[0].semilogy([], [], "k+", label="arXiv:2512.24801")
        panels[0].legend(fontsize="x-small")
        return figure


def moments_of(records: Records, family: str, n_wires: int, loss: str) -> SampleMoments:
    """Moments of one loss at one point."""
    return merge_moments(records.where(family=family, n_wires=n_wires, loss=loss))


def exact_moments(family: str, n_wires: int, bandwidth) -> tuple[float, float | None] | None:
    """Closed forms of mean and variance, as far as they are known.

    Args:
        family (str): a family of :mod:`pennylane_qgen.ensembles`.
        n_wires (int): number of wires.
        bandwidth (float or None): of the Hamming kernel; ``None`` is the squared distance.

    Returns:
        tuple[float, float or None] or None: mean and variance.
    """
    if family in EXACT_FAMILIES:
        moments = theory.product_pair(n_wires, bandwidth, family=EXACT_FAMILIES[family])
        return moments.mean, moments.variance
    if family == "iqp":
        return theory.iqp_pair_mean(n_wires, bandwidth), None
    if family == "peaked":
        collision = theory.iqp_collision(max(1, n_wires.bit_length() - 1))
        return theory.peaked_pair_mean(n_wires, collision, bandwidth), None
    return None


def _bandwidth(loss: str, n_wires: int) -> float | None:
    return {"hamming_1": 1.0, "hamming_half_root_n": n_wires**0.5 / 2}.get(loss)


def _slope(x, y, errors) -> tuple[float, float]:
    """Least squares with equal weights, and the standard error that follows from those of y."""
    weights = (x - x.mean()) / np.square(x - x.mean()).sum()
    return float(weights @ y), float(np.sqrt(np.square(weights * errors).sum()))


def _cost(family: str, n_wires: int) -> float:
    """Microseconds a pair, measured roughly; the progress bar's time left is made of them."""
    per_entry = {"brickwork": 0.018 * n_wires, "matrix-product": 0.05, "pareto": 0.05}
    return 3 + 2**n_wires * (0.03 + per_entry.get(family, 0.02))
