"""Local minima become global at p = 2m parameters: the transition of arXiv:2109.06957."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .. import theory
from .figures import new_figure
from .random_ansatz import RandomAnsatz, spectrum_of
from .records import Records
from .result import Claim
from .study import Study, Work

N_WIRES = 4
GLOBAL = 1e-3
"""A minimum below this share of the mean energy counts as global."""

PARAMETERS = {
    "rank-4": (2, 4, 6, 7, 8, 9, 10),
    "fidelity": (10, 18, 24, 26, 28, 30, 32),
    "local-fidelity": (8, 14, 18, 22, 24, 26, 28, 30),
}

REFERENCE = {
    ("rank-4", 6): 0.0,
    ("rank-4", 7): 0.33,
    ("rank-4", 8): 0.77,
    ("rank-4", 9): 0.93,
    ("rank-4", 10): 1.0,
    ("fidelity", 24): 0.0,
    ("fidelity", 28): 0.50,
    ("fidelity", 30): 1.0,
    ("local-fidelity", 26): 0.07,
    ("local-fidelity", 28): 0.57,
    ("local-fidelity", 30): 1.0,
}
"""Share of global minima found before, in 30 instances (not published values)."""


@dataclass(frozen=True)
class LocalMinima(Study):
    """Share of BFGS runs that end in the global minimum, against the number of parameters.

    Args:
        n_instances (int): random circuits a point.
        n_chunks (int): chunks that they are divided into.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.LocalMinima(n_instances=4, n_chunks=2)
    >>> sorted({work.parameters["spectrum"] for work in study.plan()})
    ['fidelity', 'local-fidelity', 'rank-4']

    Source: arXiv:2109.06957.
    """

    n_instances: int = 52
    n_chunks: int = 4

    name: ClassVar[str] = "local-minima"
    title: ClassVar[str] = "Local minima become global at p = 2m parameters"
    source: ClassVar[str] = "arXiv:2109.06957"

    @classmethod
    def sized(cls, quick: bool) -> "LocalMinima":
        """52 instances, or 30."""
        return cls(n_instances=30, n_chunks=2) if quick else cls()

    def plan(self) -> list[Work]:
        """Chunks of instances."""
        size = self.n_instances // self.n_chunks
        return [
            Work({"spectrum": s, "n_parameters": p, "n_instances": size}, self.n_chunks, p**2.5)
            for s, counts in PARAMETERS.items()
            for p in counts
        ]

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Energies at the local minima, in units of the mean energy."""
        spectrum = spectrum_of(parameters["spectrum"], N_WIRES)
        energies = [
            RandomAnsatz(spectrum, parameters["n_parameters"], rng).local_minimum(rng)
            for _ in range(parameters["n_instances"])
        ]
        return {"energy": energies}

    def claims(self, records: Records) -> list[Claim]:
        """The transition of each spectrum and the criteria for the fidelity."""
        claims = [self._transition(records, spectrum) for spectrum in PARAMETERS]
        for count, low, high in ((24, 0, 0), (28, 0.3, 0.7), (32, 0.95, 1)):
            share = self._share(records, "fidelity", count)
            text = f"share of global minima, fidelity on {N_WIRES} wires, p = {count}"
            expected = f"{REFERENCE.get(('fidelity', count), 1.0):.2f}"
            limits = f"in [{low}, {high}]"
            claims.append(Claim(text, expected, f"{share:.2f}", limits, low <= share <= high))
        for (spectrum, count), share in REFERENCE.items():
            if spectrum != "fidelity":
                claims.append(self._beside_reference(records, spectrum, count, share))
        return claims

    def _transition(self, records, spectrum) -> Claim:
        """The first number of parameters with at least half of the minima global."""
        m = theory.degrees_of_freedom(spectrum_of(spectrum, N_WIRES))
        begin, end = theory.critical_parameter_count(m)
        counts = PARAMETERS[spectrum]
        found = next((p for p in counts if self._share(records, spectrum, p) >= 0.5), None)
        text = f"parameters where half of the minima are global, {spectrum}, 2m = {2 * m:.1f}"
        if spectrum == "local-fidelity":
            # m is close to the dimension, where the random field is no good model of the circuit.
            limits = "reported only: m is near d"
            return Claim(text, f"{begin:.1f} to {end:.1f}", str(found), limits, None)
        expected = f"2m - 2 = {begin:.1f} to 2m = {end:.1f}"
        met = found is not None and begin - 2 <= found <= end + 2
        limits = f"in [{begin - 2:.1f}, {end + 2:.1f}]"
        return Claim(text, expected, str(found), limits, bool(met))

    def _beside_reference(self, records, spectrum, count, expected) -> Claim:
        """Two binomial samples, ours and that of 30 instances before, three deviations apart."""
        share = self._share(records, spectrum, count)
        pooled = (share * self.n_instances + expected * 30 + 1) / (self.n_instances + 32)
        error = np.sqrt(pooled * (1 - pooled) * (1 / self.n_instances + 1 / 30))
        text = f"share of global minima, {spectrum}, p = {count}"
        met = bool(abs(share - expected) <= 3 * error)
        return Claim(text, f"{expected:.2f} (30 runs)", f"{share:.2f}", f"{3 * error:.2f}", met)

    def _share(self, records, spectrum, n_parameters) -> float:
        rows = records.where(spectrum=spectrum, n_parameters=n_parameters)
        return float(np.mean(rows["energy"] < GLOBAL))

    def figure(self, records: Records):
        """Energies of the minima, and the share of global ones."""
        figure, panels = new_figure(len(PARAMETERS))
        for panel, (spectrum, counts) in zip(panels, PARAMETERS.items(), strict=True):
            m = theory.degrees_of_freedom(spectrum_of(spectrum, N_WIRES))
            for p in counts:
                rows = records.where(spectrum=spectrum, n_parameters=p)
                panel.plot([p] * len(rows), rows["energy"], "_", color="0.6")
            shares = [self._share(records, spectrum, p) for p in counts]
            panel.plot(counts, shares, "ko-", label="share of global minima")
            panel.axvspan(2 * m - 2, 2 * m, alpha=0.2, label="2m - 2 to 2m")
            panel.set(xlabel="parameters", ylabel="energy of minima; share", title=spectrum)
        panels[0].legend(fontsize="small")
        return figure
