"""PennyLane's gradient-descent optimisers."""

import copy
import inspect
import math
from functools import partial

import numpy as np
import pennylane.numpy as pnp

from .objective import Objective, check_loss
from .optimizer import Optimizer, Step


class PennyLaneOptimizer(Optimizer):
    """Any ``qml.GradientDescentOptimizer``: Adam, momentum, Nesterov, RMSProp, Adagrad, ...

    Loss and gradient come from one forward and one backward pass a step. The optimiser is copied,
    so the one passed in is left as it is and can be used again.

    The loss reported is the one before the step, at the point where the gradient is taken; for
    ``qml.NesterovMomentumOptimizer`` that is the point shifted by the momentum.

    Args:
        optimizer (qml.GradientDescentOptimizer): the optimiser.

    **Example**

    >>> PennyLaneOptimizer(qml.AdamOptimizer(0.05)).name
    'AdamOptimizer'
    """

    def __init__(self, optimizer):
        self.optimizer = optimizer

    @property
    def name(self) -> str:
        """Name of PennyLane's class."""
        return type(self.optimizer).__name__

    @property
    def has_stepsize(self) -> bool:
        """Whether PennyLane's optimiser has a step size."""
        return hasattr(self.optimizer, "stepsize")

    def settings(self) -> dict:
        """Attributes of PennyLane's optimiser."""
        return dict(vars(self.optimizer))

    def minimize(self, objective, weights, report, *, rng, state=None, stepsize=None):
        """Iterate until ``report`` raises; these methods have no end of their own."""
        optimizer = copy.deepcopy(self.optimizer)
        vars(optimizer).update((state or {}).get("attributes", {}))
        advance = _stepper(objective, optimizer)
        weights = pnp.array(weights, requires_grad=True)
        while True:
            if stepsize is not None:
                optimizer.stepsize = stepsize()
            weights, loss, point, gradient_norm = advance(weights)
            attributes = None if state is None else copy.deepcopy(vars(optimizer))
            report(
                Step(
                    weights=weights,
                    loss=loss,
                    point=point,
                    state=partial(dict, attributes=attributes),
                    gradient_norm=gradient_norm,
                    stepsize=float(getattr(optimizer, "stepsize", math.nan)),
                )
            )


def _stepper(objective: Objective, optimizer):
    """Function from weights to new weights, loss, where it was taken, and gradient norm."""
    gradient = _Gradient(objective)

    def with_gradient(weights):
        new, _ = optimizer.step_and_cost(objective.function, weights, grad_fn=gradient)
        return new, gradient.forward, gradient.point, gradient.norm

    def without_gradient(weights):
        new, loss = optimizer.step_and_cost(objective.function, weights)
        return new, check_loss(loss), weights, math.nan

    parameters = inspect.signature(optimizer.step_and_cost).parameters
    return with_gradient if "grad_fn" in parameters else without_gradient


class _Gradient:
    """Gradient function that keeps the loss of its forward pass.

    PennyLane's optimisers take the loss from the attribute ``forward`` and evaluate the loss a
    second time where there is none.
    """

    def __init__(self, objective: Objective):
        self.objective = objective
        self.forward = self.point = self.norm = None

    def __call__(self, weights):
        self.point = weights
        self.forward, gradient = self.objective.value_and_gradient(weights)
        # Not numpy.linalg.norm: it wakes up the threads of BLAS, which takes longer than the sum.
        self.norm = float(np.sqrt(np.sum(np.square(gradient))))
        return gradient
