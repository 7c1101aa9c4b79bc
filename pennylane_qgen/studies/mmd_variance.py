"""The variance of the MMD to a fixed target: theorem 2 and figure 6a of arXiv:2305.02881."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .. import theory
from ..ensembles import product, product_iqp
from ..kernels import HammingKernel
from .figures import new_figure
from .pair_losses import pair_losses
from .records import Records
from .result import Claim, Point, worst_z
from .sample_moments import merge_moments, moment_columns
from .study import Study, Work

FAMILIES = {"haar": product, "angle": product_iqp}
TARGETS = ("zeros", "ghz", "uniform", "strings")
BANDWIDTHS = ("0.1", "1", "10", "n/4", "n")
"""In the convention of the paper, the square of ours."""

LARGE_BANDWIDTHS = ("1", "10", "n/4")
BLOCK = 2000


@dataclass(frozen=True)
class MMDVariance(Study):
    """Loss of random products to four targets, and to zeros for up to a thousand wires.

    Args:
        wires (tuple[int]): numbers of wires with all targets, up to 12.
        large_wires (tuple[int]): numbers of wires with the target zeros.
        n_circuits (int): random circuits a point.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.MMDVariance(wires=(2,), large_wires=(100,), n_circuits=1000)
    >>> sorted({work.parameters["target"] for work in study.plan()})
    ['ghz', 'strings', 'uniform', 'zeros', 'zeros (large)']

    Source: arXiv:2305.02881, theorem 2 and figure 6a.
    """

    wires: tuple[int, ...] = (2, 3, 4, 6, 8, 10)
    large_wires: tuple[int, ...] = (10, 20, 50, 100, 200, 500, 1000)
    n_circuits: int = 100_000

    name: ClassVar[str] = "mmd-variance"
    title: ClassVar[str] = "The variance of the MMD has a closed form"
    source: ClassVar[str] = "arXiv:2305.02881, theorem 2 and figure 6a"

    @classmethod
    def sized(cls, quick: bool) -> "MMDVariance":
        """10⁵ circuits a point, or 10⁴."""
        return cls(n_circuits=10_000) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk for each family, target and number of wires."""
        count = {"n_circuits": self.n_circuits}
        works = [
            Work({"family": f, "target": t, "n_wires": n, **count}, cost=2.0**n * len(BANDWIDTHS))
            for f in FAMILIES
            for t in TARGETS
            for n in self.wires
        ]
        works += [
            Work({"family": f, "target": "zeros (large)", "n_wires": n, **count}, cost=10.0 * n)
            for f in FAMILIES
            for n in self.large_wires
        ]
        return works

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Moments of the loss at every bandwidth."""
        n = parameters["n_wires"]
        large = parameters["target"] == "zeros (large)"
        labels = LARGE_BANDWIDTHS if large else BANDWIDTHS
        bandwidths = [bandwidth_of(label, n) for label in labels]
        parts = []
        for _ in range(parameters["n_circuits"] // BLOCK):
            if large:
                parts.append(_losses_to_zeros(parameters["family"], n, bandwidths, rng))
            else:
                q = FAMILIES[parameters["family"]](n, BLOCK, seed=rng)
                losses = pair_losses(q, target_of(parameters["target"], n), hamming=bandwidths)
                parts.append([losses[f"hamming_{b:g}"] for b in bandwidths])
        rows = [moment_columns(values) for values in np.concatenate(parts, axis=1)]
        return {"bandwidth": list(labels), **{key: [r[key][0] for r in rows] for key in rows[0]}}

    def claims(self, records: Records) -> list[Claim]:
        """Closed form against Monte Carlo, and the asymptotics."""
        claims = []
        for family in FAMILIES:
            for target in TARGETS:
                means, variances = self._points(records, family, target, self.wires, BANDWIDTHS)
                claims.append(worst_z(f"E[MMD²], {family} products, target {target}", means))
                claims.append(
                    worst_z(f"theorem 2: Var[MMD²], {family} products, target {target}", variances)
                )
            _, variances = self._points(
                records, family, "zeros (large)", self.large_wires, ("n/4",)
            )
            claims.append(worst_z(f"Fig 6a, σ = n/4 to n = 1000, {family} products", variances))
        return [*claims, *_asymptotics()]

    def _points(self, records, family, target, wires, labels):
        """Means and variances with their exact values, where the sample has a spread."""
        means, variances = [], []
        for n in wires:
            for label in labels:
                rows = records.where(family=family, target=target, n_wires=n, bandwidth=label)
                moments = merge_moments(rows)
                exact = theory.product_target_loss(
                    _theory_target(target, n), bandwidth_of(label, n), family=family,
                    n_wires=n if target != "strings" else None,
                )  # fmt: skip
                where = f"n = {n}, σ = {label}"
                means.append(Point(where, exact.mean, moments.mean, moments.mean_error))
                ours = (moments.variance, moments.variance_error)
                variances.append(Point(where, exact.variance, *ours))
        return means, variances

    def figure(self, records: Records):
        """Variance against the wires, closed form and Monte Carlo."""
        figure, panels = new_figure(2)
        for panel, family in zip(panels, FAMILIES, strict=True):
            for label in LARGE_BANDWIDTHS:
                rows = records.where(family=family, target="zeros (large)", bandwidth=label)
                variances = rows["power2"] - rows["power1"] ** 2
                points = panel.loglog(rows["n_wires"], np.maximum(variances, 1e-30), ".")
                exact = [
                    theory.product_target_loss(
                        "zeros", bandwidth_of(label, n), n_wires=n, family=family
                    ).variance
                    for n in self.large_wires
                ]
                color = points[0].get_color()
                panel.loglog(self.large_wires, exact, color=color, label=f"σ = {label}")
            panel.set(
                xlabel="wires", ylabel="Var[MMD²]", title=f"{family} products", ylim=(1e-20, 1)
            )
        panels[0].legend()
        return figure


def bandwidth_of(label: str, n_wires: int) -> float:
    """Our bandwidth of a label in the paper's convention.

    **Example**

    >>> bandwidth_of("n/4", 16)
    2.0
    """
    theirs = {"n": float(n_wires), "n/4": n_wires / 4}.get(label)
    return float(np.sqrt(float(label) if theirs is None else theirs))


def target_of(name: str, n_wires: int) -> np.ndarray:
    """Probability vector of a target; "strings" is n bit strings drawn once.

    Args:
        name (str): one of the targets of the study.
        n_wires (int): number of wires.

    Returns:
        numpy.ndarray: of shape ``(2**n_wires,)``.
    """
    size = 2**n_wires
    p = np.zeros(size)
    if name == "uniform":
        p[:] = 1 / size
    elif name == "zeros":
        p[0] = 1
    elif name == "ghz":
        p[[0, -1]] = 0.5
    else:
        p[np.random.default_rng(n_wires).choice(size, n_wires, replace=False)] = 1 / n_wires
    return p


def _theory_target(name: str, n_wires: int):
    return target_of(name, n_wires) if name == "strings" else name.removesuffix(" (large)")


def _losses_to_zeros(family: str, n_wires: int, bandwidths, rng) -> list[np.ndarray]:
    """Losses of a block of circuits to zeros, which factorise over the wires."""
    if family == "haar":
        u = rng.uniform(-1, 1, (BLOCK, n_wires))
    else:
        u = np.cos(rng.uniform(0, 2 * np.pi, (BLOCK, n_wires)))
    losses = []
    for s in HammingKernel(bandwidths).flip_probabilities():
        model, data = np.log1p(s * (u**2 - 1)).sum(axis=1), np.log1p(s * (u - 1)).sum(axis=1)
        losses.append(np.exp(model) + 1 - 2 * np.exp(data))
    return losses


def _asymptotics() -> list[Claim]:
    """What the closed form gives where no Monte Carlo reaches."""
    scaled = {
        n: n * theory.product_target_loss("zeros", bandwidth_of("n/4", n), n_wires=n).variance
        for n in (500, 1000)
    }
    claims = []
    for n, value in scaled.items():
        text = f"n Var at σ = n/4, target zeros, Haar products, closed form, n = {n}"
        met = bool(abs(value - 0.204) <= 0.002)
        claims.append(Claim(text, "0.204", f"{value:.4f}", "0.002", met))
    dead = theory.product_target_loss("zeros", 1.0, n_wires=100).variance
    text = "Var at σ = 1, target zeros, n = 100, closed form"
    claims.append(Claim(text, "1e-14", f"{dead:.1e}", "< 1e-10", bool(dead < 1e-10)))
    return claims
