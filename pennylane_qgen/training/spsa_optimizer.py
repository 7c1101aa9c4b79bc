"""PennyLane's SPSA optimiser with its own source of randomness."""

import contextlib
import copy

import numpy as np
import pennylane.numpy as pnp

from .optimizer import Optimizer, Step


class SPSA(Optimizer):
    """``qml.SPSAOptimizer``, seeded.

    PennyLane draws the perturbations from NumPy's global generator; here they come from a
    generator of the run's own, and the global one is left as it was. A step costs three
    evaluations of the loss: two for the gradient estimate, one for the loss at the weights.

    Args:
        optimizer (qml.SPSAOptimizer): the optimiser; it is copied and left as it is.

    **Example**

    >>> optimizer = SPSA(qml.SPSAOptimizer(maxiter=50))
    >>> result = qgen.train(lambda w: w[0] ** 2, [1.0], optimizer=optimizer, steps=50, seed=0)
    >>> result.best_loss < 0.1
    True

    Source: J. C. Spall, IEEE Trans. Autom. Control 37, 332 (1992).
    """

    name = "SPSAOptimizer"

    def __init__(self, optimizer):
        self.optimizer = optimizer

    def settings(self) -> dict:
        """Attributes of PennyLane's optimiser."""
        return dict(vars(self.optimizer))

    def minimize(self, objective, weights, report, *, rng, state=None, stepsize=None):
        """Iterate until ``report`` raises; the method has no end of its own."""
        optimizer = copy.deepcopy(self.optimizer)
        vars(optimizer).update((state or {}).get("attributes", {}))
        random = (state or {}).get("random") or _random_state(rng)
        weights = pnp.array(weights, requires_grad=True)
        while True:
            with _global_random(random):
                new, loss = optimizer.step_and_cost(_sized(objective.value), weights)
                random = np.random.get_state(legacy=False)
            reached = {"attributes": dict(vars(optimizer)), "random": random}
            report(Step(weights=new, loss=float(loss), point=weights, state=reached.copy))
            weights = new


def _sized(value):
    """Loss function that returns NumPy numbers: PennyLane asks for their ``size``."""
    return lambda weights: np.float64(value(weights))


def _random_state(rng: np.random.Generator) -> dict:
    return np.random.RandomState(rng.integers(2**32)).get_state(legacy=False)


@contextlib.contextmanager
def _global_random(state: dict):
    """Put NumPy's global generator into a state, and back afterwards."""
    before = np.random.get_state(legacy=False)
    np.random.set_state(state)
    try:
        yield
    finally:
        np.random.set_state(before)
