"""Random generators that know the step of training, so that a resumed run repeats itself.

What is drawn anew at every step of training (words of a loss, samples of a device) is drawn from
the seed and the number of the step. A run that was stopped and continues at step 700 then draws
what it would have drawn, and no generator has to be stored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class _Step:
    """One evaluation in training; another evaluation of the same step is another object."""

    number: int


_STEP: ContextVar[_Step | None] = ContextVar("training_step", default=None)


@contextmanager
def training_step(step: int) -> Iterator[None]:
    """Say that what runs inside belongs to a step of training.

    Args:
        step (int): number of steps done before.
    """
    token = _STEP.set(_Step(step))
    try:
        yield
    finally:
        _STEP.reset(token)


def generator_of_step(seed) -> np.random.Generator | None:
    """Generator of the running training step, ``None`` outside of training.

    Args:
        seed (int): seed of the whole training.

    **Example**

    >>> with training_step(3):
    ...     first, second = generator_of_step(0).random(), generator_of_step(0).random()
    >>> first == second
    True
    """
    step = _STEP.get()
    return None if step is None else np.random.default_rng([seed, step.number])


class DeviceRandomness:
    """Where a device draws from: inside training from a generator of the step, else from its own.

    A step's generator goes on from one circuit to the next, so that circuits of a step have
    independent samples.

    Args:
        seed (int, numpy.random.Generator or None): seed of the device.

    Attributes:
        own (numpy.random.Generator): the generator outside of training.
    """

    def __init__(self, seed):
        self.own = np.random.default_rng(seed)
        self._seed = int(self.own.integers(2**63))
        self._current: tuple = (None, None)

    def generator(self) -> np.random.Generator:
        """The generator to draw from now."""
        step = _STEP.get()
        if step is None:
            return self.own
        if step is not self._current[0]:
            self._current = step, np.random.default_rng([self._seed, step.number])
        return self._current[1]
