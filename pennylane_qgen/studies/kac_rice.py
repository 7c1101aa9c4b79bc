"""Energies of local minima against the Kac-Rice formula: arXiv:2109.06957."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .. import theory
from .figures import new_figure
from .random_ansatz import RandomAnsatz, spectrum_of
from .records import Records
from .result import Claim
from .study import Study, Work

CASES = ((4, 2), (4, 4), (4, 6), (8, 4), (8, 8))
"""Rank of the projector and number of parameters."""

PREDICTED = {
    (4, 2): (0.21, 0.32, 0.46),
    (4, 4): (0.07, 0.11, 0.18),
    (4, 6): (0.009, 0.017, 0.041),
    (8, 4): (0.23, 0.30, 0.38),
    (8, 8): (0.07, 0.10, 0.12),
}
"""Quartiles by the formula."""

QUARTILES = (0.25, 0.5, 0.75)
TARGET = (4, 4)
"""The case with a criterion: a median of 0.10."""


@dataclass(frozen=True)
class KacRice(Study):
    """Optimised minima of projectors of low rank, where the formula is meant to hold.

    Args:
        n_wires (int): number of wires; the dimension must be large against the rank.
        n_instances (int): random circuits a case.
        n_chunks (int): chunks that they are divided into.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.KacRice(n_instances=8, n_chunks=2)
    >>> [(work.parameters["rank"], work.parameters["n_parameters"]) for work in study.plan()]
    [(4, 2), (4, 4), (4, 6), (8, 4), (8, 8)]

    Source: arXiv:2109.06957.
    """

    n_wires: int = 6
    n_instances: int = 520
    n_chunks: int = 4

    name: ClassVar[str] = "kac-rice"
    title: ClassVar[str] = "Energies of local minima and the Kac-Rice formula"
    source: ClassVar[str] = "arXiv:2109.06957"

    @classmethod
    def sized(cls, quick: bool) -> "KacRice":
        """Ten times the 52 instances of the protocol, whose median is uncertain by 15 %."""
        return cls()

    def plan(self) -> list[Work]:
        """Chunks of instances."""
        size = self.n_instances // self.n_chunks
        return [
            Work(
                {"n_wires": self.n_wires, "rank": rank, "n_parameters": p, "n_instances": size},
                self.n_chunks,
                float(p),
            )
            for rank, p in CASES
        ]

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Energies at the local minima, in units of the mean energy."""
        spectrum = spectrum_of(f"rank-{parameters['rank']}", parameters["n_wires"])
        energies = [
            RandomAnsatz(spectrum, parameters["n_parameters"], rng).local_minimum(rng)
            for _ in range(parameters["n_instances"])
        ]
        return {"energy": energies}

    def claims(self, records: Records) -> list[Claim]:
        """Quartiles of both, the criterion, and the formula against what it gave before."""
        claims = []
        for rank, p in CASES:
            found = np.quantile(self._energies(records, rank, p), QUARTILES)
            predicted = predicted_distribution(rank, p).quantile(QUARTILES)
            text = f"quartiles of local minima, d = {2**self.n_wires}, m = {rank}, p = {p}"
            if (rank, p) == TARGET:
                met = bool(abs(found[1] - 0.10) <= 0.03)
                ours = f"{found[1]:.3f}"
                claims.append(
                    Claim(f"median energy, m = {rank}, p = {p}", "0.10", ours, "0.03", met)
                )
            limits = "reported only: BFGS prefers low minima"
            claims.append(Claim(text, f"Kac-Rice {_text(predicted)}", _text(found), limits, None))
            worst = float(np.abs(predicted - PREDICTED[rank, p]).max())
            text = f"Kac-Rice quartiles, m = {rank}, p = {p}"
            before = _text(PREDICTED[rank, p])
            claims.append(Claim(text, before, _text(predicted), "0.02", worst <= 0.02))
        return claims

    def _energies(self, records, rank, n_parameters):
        return records.where(rank=rank, n_parameters=n_parameters)["energy"]

    def figure(self, records: Records):
        """Histograms of the minima and the formula's densities."""
        figure, panels = new_figure(len(CASES))
        for panel, (rank, p) in zip(panels, CASES, strict=True):
            law = predicted_distribution(rank, p)
            panel.hist(self._energies(records, rank, p), 20, density=True, color="0.8")
            panel.plot(law.energies, law.density, "k")
            panel.set(xlabel="energy", title=f"m = {rank}, p = {p}", xlim=(0, 1))
            panel.axvline(theory.local_minimum_edge(p / (2 * rank)), color="k", linestyle=":")
        panels[0].set_ylabel("density of local minima")
        return figure


def predicted_distribution(rank: int, n_parameters: int):
    """Law of the energies by the Kac-Rice formula."""
    return theory.local_minimum_distribution(n_parameters, rank, n_matrices=2000, seed=0)


def _text(quartiles) -> str:
    return ", ".join(f"{value:.3f}" for value in quartiles)
