"""Initial weights of networks."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from ..checks import check_integer


@contextmanager
def initial_weights(seed: int) -> Iterator[None]:
    """Draw the weights of layers that are made inside from a seed.

    Layers draw from torch's global generator, which is the user's and is left as it was.

    Args:
        seed (int): the seed, at least 0.

    Raises:
        ValueError: if it is none.
    """
    check_integer("seed", seed, 0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield
