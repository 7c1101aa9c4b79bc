"""Methods of ``scipy.optimize.minimize``."""

from functools import partial

import numpy as np
from scipy.optimize import minimize

from .optimizer import Ending, Optimizer, Step
from .tape import Tape

UNLIMITED = 10**9
"""SciPy's own limits are lifted: the number of steps is the training loop's to decide."""

LIMITS = {
    "L-BFGS-B": ("maxiter", "maxfun"),
    "BFGS": ("maxiter",),
    "CG": ("maxiter",),
    "SLSQP": ("maxiter",),
    "TNC": ("maxfun",),
    "COBYLA": ("maxiter",),
    "Nelder-Mead": ("maxiter", "maxfev"),
    "Powell": ("maxiter", "maxfev"),
}
"""Methods that can be used, and the names of their limits."""

WITH_GRADIENT = ("L-BFGS-B", "BFGS", "CG", "SLSQP", "TNC")


class SciPyOptimizer(Optimizer):
    """A method of ``scipy.optimize.minimize``.

    A step is one iteration of the method, as SciPy's callback counts them, and may take several
    evaluations. SciPy cannot be paused: a checkpoint holds every loss and gradient evaluated, and
    going on replays them, which gives the same numbers as a run never stopped. Its size is the
    number of evaluations times the number of weights (without a gradient: times one).

    Args:
        method (str): "L-BFGS-B", "BFGS", "CG", "SLSQP", "TNC" with the gradient, "COBYLA",
            "Nelder-Mead", "Powell" without; in any case of letters.
        options (dict or None): SciPy's options of the method.

    Raises:
        ValueError: if the method is another one.

    **Example**

    >>> SciPyOptimizer("l-bfgs-b", options={"ftol": 1e-12}).name
    'L-BFGS-B'
    """

    def __init__(self, method: str, *, options: dict | None = None):
        known = {name.lower(): name for name in LIMITS}
        if method.lower() not in known:
            raise ValueError(f"method must be one of {', '.join(LIMITS)}; got {method!r}.")
        self.method = known[method.lower()]
        self.options = dict(options or {})

    @property
    def name(self) -> str:
        """SciPy's name of the method."""
        return self.method

    def settings(self) -> dict:
        """Options of the method."""
        return {"options": self.options}

    def minimize(self, objective, weights, report, *, rng, state=None, stepsize=None):
        """Run SciPy's method; the recorded part of a run is replayed without a report."""
        start = np.array((state or {}).get("start", weights), dtype=float)
        tape = Tape(objective, start.shape, (state or {}).get("tape", state))
        done = (state or {}).get("iterations", 0)
        iteration = 0

        def callback(vector):
            nonlocal iteration
            iteration += 1
            if iteration > done:
                point, loss, norm = tape.evaluated(vector)
                reached = partial(_state, tape, start=start, iterations=iteration)
                report(
                    Step(weights=point, loss=loss, point=point, state=reached, gradient_norm=norm)
                )

        differentiable = self.method in WITH_GRADIENT
        result = minimize(
            tape.value_and_gradient if differentiable else tape.value,
            start.ravel(),
            jac=True if differentiable else None,
            method=self.method,
            callback=callback,
            options=dict.fromkeys(LIMITS[self.method], UNLIMITED) | self.options,
        )
        return Ending(str(result.message), bool(result.success))


def _state(tape: Tape, *, start, iterations: int) -> dict:
    return {"start": start, "iterations": iterations, "tape": tape.state()}
