"""What training returns, and what callbacks see of it."""

from dataclasses import dataclass, field

import numpy as np

from .budget import Usage
from .history import History


@dataclass(frozen=True)
class TrainingState:
    """A training run after a step, as a callback sees it.

    Args:
        step (int): number of steps done.
        weights (numpy.ndarray): weights after the step, read-only.
        loss (float): loss of the step.
        best_loss (float): lowest loss so far.
        history (History): all steps so far.

    **Example**

    A callback that notes the lowest loss every ten steps:

    >>> lowest = []
    >>> def note(state):
    ...     if state.step % 10 == 0:
    ...         lowest.append(round(state.best_loss, 4))
    >>> optimizer = qml.GradientDescentOptimizer(0.1)
    >>> result = qgen.train(
    ...     lambda w: w[0] ** 2, [1.0], optimizer=optimizer, steps=20, callbacks=[note]
    ... )
    >>> lowest
    [0.018, 0.0002]
    """

    step: int
    weights: np.ndarray = field(repr=False)
    loss: float
    best_loss: float
    history: History


@dataclass(frozen=True)
class TrainingResult:
    """The outcome of :func:`~pennylane_qgen.train`.

    Args:
        weights (pennylane.numpy.tensor): final weights, in the shape given.
        loss (float): loss of the last step. With gradient descent that is the loss before the
            last update, so the final weights have not been evaluated.
        best_weights (pennylane.numpy.tensor): weights of the lowest loss evaluated.
        best_loss (float): that loss.
        history (History): every step.
        steps (int): number of steps done, those before a resumption included.
        reason (str): why training ended.
        converged (bool): whether the optimiser's own criterion or early stopping ended it.
        wall_time (float): seconds, those before a resumption included.
        usage (Usage or None): circuits and shots executed on a metered device, those before a
            resumption included.

    **Example**

    >>> optimizer = qml.GradientDescentOptimizer(0.1)
    >>> result = qgen.train(lambda w: w[0] ** 2, [1.0], optimizer=optimizer, steps=20)
    >>> result.steps, result.best_loss < 0.01, result.reason
    (20, True, 'all 20 steps done')
    """

    weights: np.ndarray = field(repr=False)
    loss: float
    best_weights: np.ndarray = field(repr=False)
    best_loss: float
    history: History
    steps: int
    reason: str
    converged: bool
    wall_time: float
    usage: Usage | None = None
