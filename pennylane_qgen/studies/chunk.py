"""A piece of a study, whose random numbers follow from what it is."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from threadpoolctl import threadpool_limits

from .study import Study


@dataclass(frozen=True)
class Chunk:
    """One piece of a study.

    Args:
        study (type[Study]): what it is a piece of.
        parameters (dict): what to compute.
        index (int): number among the chunks of the same parameters.
        seed (int): seed of the whole study.
        cost (float): work, for the time left.
    """

    study: type[Study]
    parameters: dict
    index: int
    seed: int
    cost: float = 1.0

    @property
    def identity(self) -> dict:
        """All that its content depends on."""
        return {
            "study": self.study.name,
            "parameters": dict(self.parameters),
            "index": self.index,
            "seed": self.seed,
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the identity, in hexadecimal digits."""
        return hashlib.sha256(json.dumps(self.identity, sort_keys=True).encode()).hexdigest()

    @property
    def label(self) -> str:
        """The parameters and the index, for people and file names."""
        words = [str(value) for value in self.parameters.values()]
        return re.sub(r"[^\w.-]+", "_", "-".join([*words, f"{self.index:04d}"]))

    def generator(self) -> np.random.Generator:
        """The chunk's own generator, the same wherever and whenever it runs."""
        key = np.frombuffer(bytes.fromhex(self.digest), dtype=">u4").tolist()
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))


def chunks_of(study: Study, seed: int) -> Iterator[Chunk]:
    """All chunks of a study, in the order of its plan."""
    for work in study.plan():
        for index in range(work.n_chunks):
            yield Chunk(type(study), dict(work.parameters), index, seed, work.cost)


def compute_chunk(chunk: Chunk) -> dict[str, np.ndarray]:
    """Compute a chunk on one thread.

    One thread, because there is a process for each core, and because sums of BLAS come out in
    another order on several.

    Returns:
        dict[str, numpy.ndarray]: columns of one length.
    """
    with threadpool_limits(limits=1):
        columns = chunk.study.compute(chunk.parameters, chunk.generator())
    return {name: np.atleast_1d(values) for name, values in columns.items()}
