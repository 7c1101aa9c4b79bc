"""The contract that every optimiser obeys."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .objective import Objective


@dataclass(frozen=True)
class Step:
    """What an optimiser reports after each of its iterations.

    Args:
        weights (array): the weights the iteration ended with.
        loss (float): a loss evaluated in the iteration.
        point (array): the weights that loss belongs to.
        state (Callable): function without arguments that returns the state after this iteration
            as plain data: what ``minimize`` needs to go on from here.
        gradient_norm (float): norm of the gradient at ``point``, NaN if there is none.
        stepsize (float): step size of the iteration, NaN if the optimiser has none.

    **Example**

    >>> Step(weights=np.zeros(2), loss=0.5, point=np.ones(2), state=dict).loss
    0.5
    """

    weights: np.ndarray
    loss: float
    point: np.ndarray
    state: Callable[[], dict]
    gradient_norm: float = math.nan
    stepsize: float = math.nan


@dataclass(frozen=True)
class Ending:
    """How an optimiser ended by itself.

    Args:
        message (str): its message.
        converged (bool): whether that is convergence.

    **Example**

    >>> Ending("the gradient is small", converged=True).message
    'the gradient is small'
    """

    message: str
    converged: bool


class Optimizer(ABC):
    """A way to minimise a loss, one iteration at a time.

    A new optimiser is one class with :meth:`minimize`. It holds its settings and no state: the
    same object can train again and starts afresh.

    **Example**

    Steps in random directions, of which those downwards are kept:

    >>> class RandomDescent(Optimizer):
    ...     name = "random descent"
    ...     def settings(self):
    ...         return {}
    ...     def minimize(self, objective, weights, report, *, rng, state=None, stepsize=None):
    ...         loss = objective.value(weights)
    ...         while True:
    ...             trial = weights + 0.1 * rng.normal(size=np.shape(weights))
    ...             if objective.value(trial) < loss:
    ...                 weights, loss = trial, objective.value(trial)
    ...             report(Step(weights=weights, loss=loss, point=weights, state=dict))
    >>> result = qgen.train(
    ...     lambda w: w[0] ** 2, [1.0], optimizer=RandomDescent(), steps=100, seed=0
    ... )
    >>> result.loss < 0.01
    True
    """

    has_stepsize = False
    """Whether a schedule can set the step size."""

    @property
    @abstractmethod
    def name(self) -> str:
        """Name of the method, in messages and checkpoints."""

    @abstractmethod
    def settings(self) -> dict:
        """Settings that must be the same when training goes on from a checkpoint.

        Returns:
            dict: plain data.
        """

    @abstractmethod
    def minimize(
        self,
        objective: Objective,
        weights,
        report: Callable[[Step], None],
        *,
        rng: np.random.Generator,
        state: dict | None = None,
        stepsize: Callable[[], float] | None = None,
    ) -> Ending:
        """Iterate until ``report`` raises an exception or the method itself ends.

        Args:
            objective (Objective): the loss and its gradient.
            weights (array): weights to start from.
            report (Callable): to be called once after each iteration.
            rng (numpy.random.Generator): the only source of randomness.
            state (dict or None): state to go on from. An empty dictionary starts a run whose
                states are asked for, ``None`` one whose states are not.
            stepsize (Callable or None): function that returns the step size of the iteration
                about to begin, for optimisers with ``has_stepsize``.

        Returns:
            Ending: why the method ended by itself.
        """
