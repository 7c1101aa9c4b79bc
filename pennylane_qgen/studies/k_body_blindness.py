"""What a k-body loss cannot see: proposition 5 of arXiv:2305.02881."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pennylane as qml

from ..bits import empirical_distribution, integers_to_bits
from ..losses import mmd
from ..walsh import walsh_hadamard_transform
from .figures import new_figure
from .records import Records
from .result import Claim
from .study import Study, Work

PRINTED_SET = (0b001, 0b011, 0b101, 0b110)
"""The example as printed in the paper; its single-bit means are not zero."""


@dataclass(frozen=True)
class KBodyBlindness(Study):
    """Truncated MMD between strings of even parity and the uniform distribution.

    Args:
        wires (tuple[int]): numbers of wires, from 3.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.KBodyBlindness(wires=(3,))
    >>> work = study.plan()[0]
    >>> losses = study.compute(work.parameters, rng=None)["loss"]
    >>> (np.array(losses) > 1e-12).tolist()
    [False, False, True]

    Source: arXiv:2305.02881, proposition 5.
    """

    wires: tuple[int, ...] = (3, 4, 6, 8)

    name: ClassVar[str] = "k-body-blindness"
    title: ClassVar[str] = "What a k-body loss cannot see"
    source: ClassVar[str] = "arXiv:2305.02881, proposition 5"

    @classmethod
    def sized(cls, quick: bool) -> "KBodyBlindness":
        """Seconds at either size."""
        return cls(wires=(3, 4, 6)) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk for each target and number of wires."""
        works = [Work({"target": "even parity", "n_wires": n}) for n in self.wires]
        return [*works, Work({"target": "as printed", "n_wires": 3})]

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Truncated losses of the uniform distribution, and the data's largest Walsh weight."""
        n = parameters["n_wires"]
        samples = integers_to_bits(strings_of(parameters["target"], n), n)
        bandwidth = float(np.sqrt(n / 4))
        spectrum = np.square(walsh_hadamard_transform(empirical_distribution(samples)))
        weights = np.bitwise_count(np.arange(2**n))
        losses, largest = [], []
        for k in range(1, n + 1):
            losses.append(_loss_of_uniform(samples, bandwidth, k))
            largest.append(float(spectrum[(weights > 0) & (weights <= k)].max()))
        return {"max_weight": range(1, n + 1), "loss": losses, "largest_square": largest}

    def claims(self, records: Records) -> list[Claim]:
        """Blind below the number of wires, sighted at it."""
        claims = []
        for n in self.wires:
            rows = records.where(target="even parity", n_wires=n)
            blind, sighted = np.abs(rows["loss"][:-1]).max(), rows["loss"][-1]
            text = f"even parity on {n} wires: loss of up to {n - 1} bodies cannot see it"
            claims.append(Claim(text, "0", f"{blind:.1e}", "1e-12", bool(blind <= 1e-12)))
            square = rows["largest_square"][:-1].max()
            text = f"even parity on {n} wires: largest <Z_S>² of up to {n - 1} bodies"
            claims.append(Claim(text, "0", f"{square:.1e}", "1e-12", bool(square <= 1e-12)))
            text = f"even parity on {n} wires: a loss of {n} bodies sees it"
            claims.append(Claim(text, "> 0", f"{sighted:.1e}", "> 1e-12", bool(sighted > 1e-12)))
        printed = records.where(target="as printed")["loss"][0]
        text = "the set as printed, {001, 011, 101, 110}, is seen by one body: a misprint"
        claims.append(Claim(text, "0", f"{printed:.2g}", "reported only", None))
        return claims

    def figure(self, records: Records):
        """Truncated loss against the number of bodies."""
        figure, (panel,) = new_figure(1)
        for n in self.wires:
            rows = records.where(target="even parity", n_wires=n)
            floor = np.maximum(np.abs(rows["loss"]), 1e-17)
            panel.semilogy(rows["max_weight"], floor, marker=".", label=f"{n} wires")
        panel.set(xlabel="bodies k", ylabel="truncated MMD²", title=self.title)
        panel.legend()
        return figure


def _loss_of_uniform(samples: np.ndarray, bandwidth: float, max_weight: int) -> float:
    """Truncated loss of a circuit of Hadamard gates."""
    n_wires = samples.shape[1]

    @qml.qnode(qml.device("default.qubit", wires=n_wires))
    def circuit():
        for wire in range(n_wires):
            qml.Hadamard(wire)
        return mmd(samples, bandwidth=bandwidth, max_weight=max_weight)

    return float(circuit())


def strings_of(target: str, n_wires: int) -> np.ndarray:
    """The strings of a target as integers.

    **Example**

    >>> strings_of("even parity", 3)
    array([0, 3, 5, 6])
    """
    if target == "as printed":
        return np.array(PRINTED_SET)
    integers = np.arange(2**n_wires)
    return integers[np.bitwise_count(integers) % 2 == 0]
