"""The Kullback-Leibler divergence seen through shots: figure 4 of arXiv:2305.02881."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.integrate import quad
from scipy.stats import gamma

from .figures import new_figure
from .records import Records
from .result import Claim, Point, worst_relative, worst_z
from .study import Study, Work

EPSILON = 1e-14
PLATEAU = -np.log(EPSILON)


@dataclass(frozen=True)
class KLPlateau(Study):
    r"""Loss of random products to the target :math:`|0\dots0\rangle`, from shots.

    A circuit has :math:`q(0) = \prod_i a_i` with uniform :math:`a_i`; the loss from k hits among
    the shots is :math:`-\ln \max(k / \mathrm{shots}, \epsilon)`.

    Args:
        wires (tuple[int]): numbers of wires.
        shots (tuple[int]): numbers of shots.
        n_circuits (int): random circuits a point.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.KLPlateau(wires=(5, 30), shots=(100,), n_circuits=1000)
    >>> compute, rng = study.compute, np.random.default_rng(0)
    >>> unseen = [compute(work.parameters, rng)["unseen"][0] for work in study.plan()]
    >>> bool(unseen[0] < 0.5 < 0.9 < unseen[1])
    True

    Source: arXiv:2305.02881, figure 4.
    """

    wires: tuple[int, ...] = (5, 10, 15, 20, 25, 30)
    shots: tuple[int, ...] = tuple(round(10 ** (k / 2)) for k in range(2, 29))
    n_circuits: int = 100_000

    name: ClassVar[str] = "kl-plateau"
    title: ClassVar[str] = "What shots see of a Kullback-Leibler divergence"
    source: ClassVar[str] = "arXiv:2305.02881, figure 4"

    @classmethod
    def sized(cls, quick: bool) -> "KLPlateau":
        """10⁵ circuits a point, or 10⁴."""
        return cls(n_circuits=10_000) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk for each number of wires and of shots."""
        return [
            Work({"n_wires": n, "n_shots": shots, "n_circuits": self.n_circuits})
            for n in self.wires
            for shots in self.shots
        ]

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Mean and variance of the loss, and the share of circuits without a hit."""
        q = rng.random((parameters["n_circuits"], parameters["n_wires"])).prod(axis=1)
        hits = rng.binomial(parameters["n_shots"], q)
        loss = -np.log(np.maximum(hits / parameters["n_shots"], EPSILON))
        return {"mean": [loss.mean()], "variance": [loss.var()], "unseen": [np.mean(hits == 0)]}

    def claims(self, records: Records) -> list[Claim]:
        """Share without a hit, plateau, and where the variance is largest."""
        unseen = []
        for i, share in enumerate(records["unseen"].tolist()):
            n, shots = int(records["n_wires"][i]), int(records["n_shots"][i])
            exact = unseen_share(n, shots)
            error = _binomial_error(exact, self.n_circuits)
            if error > 1e-4:
                unseen.append(Point(f"n = {n}, {shots} shots", exact, share, error))
        largest = records.where(n_wires=max(self.wires))
        plateau = largest["mean"][largest["n_shots"] <= 1000]
        points = [Point(f"point {i}", PLATEAU, float(mean)) for i, mean in enumerate(plateau)]
        text = f"plateau ln(1/ε) at n = {max(self.wires)}, up to 1000 shots"
        return [
            worst_z("share of circuits without a hit, E(1 - q)^shots", unseen),
            worst_relative(text, points, 0.01),
            *self._peaks(records),
        ]

    def _peaks(self, records) -> list[Claim]:
        r"""Where the variance is largest: where half of the circuits have not been hit.

        The mean of :math:`-\ln q(0)` is n, so that takes about :math:`e^n = 2^{1.44 n}` shots.
        """
        claims = []
        for n in self.wires[:3]:
            rows = records.where(n_wires=n)
            shots = float(rows["n_shots"][np.argmax(rows["variance"])])
            text = f"shots at the largest variance, n = {n}"
            ours = f"2^{np.log2(shots):.0f} = 2^({np.log2(shots) / n:.2f} n)"
            claims.append(Claim(text, f"near 2^{n}", ours, "reported only", None))
        return claims

    def figure(self, records: Records):
        """Mean and variance against shots."""
        figure, (left, right) = new_figure(2)
        for n in self.wires:
            rows = records.where(n_wires=n)
            left.semilogx(rows["n_shots"], rows["mean"], marker=".", label=f"{n} wires")
            right.semilogx(rows["n_shots"], rows["variance"], marker=".")
        left.axhline(PLATEAU, color="black", linewidth=0.8)
        left.set(xlabel="shots", ylabel="mean loss", title="Plateau at ln(1/ε)")
        right.set(xlabel="shots", ylabel="variance of the loss", title="Variance")
        left.legend(fontsize="x-small")
        return figure


def unseen_share(n_wires: int, n_shots: int) -> float:
    r"""Probability of no hit, :math:`E(1 - q)^{\mathrm{shots}}` with :math:`-\ln q` of Gamma law.

    Args:
        n_wires (int): number of wires.
        n_shots (int): number of shots.

    Returns:
        float: the probability, by quadrature.

    **Example**

    >>> round(unseen_share(1, 1), 6)
    0.5
    """

    def density(t):
        return np.exp(n_shots * np.log1p(-np.exp(-t)) if t > 0 else -np.inf) * gamma.pdf(t, n_wires)

    turn = np.log(n_shots)
    upper = turn + n_wires + 60
    return float(quad(density, 0, upper, points=sorted({turn, float(n_wires)}), limit=500)[0])


def _binomial_error(share: float, n: int) -> float:
    return float(np.sqrt(max(share * (1 - share), 0) / n))
