"""What a study is: a plan of seeded chunks, what each computes, and what follows from them all."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .records import Records
from .result import Claim


@dataclass(frozen=True)
class Work:
    """Chunks that differ only in their random numbers.

    Args:
        parameters (Mapping): what to compute, as text, integers, floats and booleans.
        n_chunks (int): number of chunks.
        cost (float): work of a chunk in units of the study's own, for the time left and the order.
    """

    parameters: Mapping
    n_chunks: int = 1
    cost: float = 1.0


class Study(ABC):
    """A reproduction of published claims.

    A subclass is a frozen dataclass of sizes. ``compute`` depends on nothing but the parameters of
    its chunk and the generator it is given, so that it can run anywhere, in any order.

    Attributes:
        name (str): name on the command line.
        title (str): one line.
        source (str): arXiv number.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.KBodyBlindness(wires=(3, 4))
    >>> isinstance(study, studies.Study), study.source
    (True, 'arXiv:2305.02881, proposition 5')
    >>> [work.parameters["n_wires"] for work in study.plan()]
    [3, 4, 3]
    """

    name: ClassVar[str]
    title: ClassVar[str]
    source: ClassVar[str]

    @classmethod
    @abstractmethod
    def sized(cls, quick: bool) -> "Study":
        """The study at full size, or the one that takes minutes."""

    @abstractmethod
    def plan(self) -> list[Work]:
        """All work, in the order in which the results are put together."""

    @staticmethod
    @abstractmethod
    def compute(parameters: Mapping, rng: np.random.Generator) -> dict:
        """Columns of numbers and text, all of one length, of one chunk."""

    @abstractmethod
    def claims(self, records: Records) -> list[Claim]:
        """The published values beside those of the records."""

    @abstractmethod
    def figure(self, records: Records):
        """A ``matplotlib.figure.Figure`` of the records."""
