"""Random generators that know the step of training, so that a resumed run repeats itself.

What is drawn anew at every step of training (words of a loss, samples of a device) is drawn from
the seed and the number of the step. A run that was stopped and continues at step 700 then draws
what it would have drawn, and no generator has to be stored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

_STEP: ContextVar[int | None] = ContextVar("training_step", default=None)


@contextmanager
def training_step(step: int) -> Iterator[None]:
    """Say that what runs inside belongs to a step of training.

    Args:
        step (int): number of steps done before.
    """
    token = _STEP.set(step)
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
    return None if step is None else np.random.default_rng([seed, step])
