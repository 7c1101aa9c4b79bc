"""Any way to name an optimiser, as an :class:`Optimizer`."""

import pennylane as qml

from .cma_optimizer import CMAES
from .optimizer import Optimizer
from .pennylane_optimizer import PennyLaneOptimizer
from .scipy_optimizer import LIMITS, SciPyOptimizer
from .spsa_optimizer import SPSA

PENNYLANE = {
    "adam": qml.AdamOptimizer,
    "gradient-descent": qml.GradientDescentOptimizer,
    "momentum": qml.MomentumOptimizer,
    "nesterov": qml.NesterovMomentumOptimizer,
    "adagrad": qml.AdagradOptimizer,
    "rmsprop": qml.RMSPropOptimizer,
}
"""Names of PennyLane's optimisers that need nothing but a step size."""

DEFAULT_STEPSIZE = 0.05


def as_optimizer(optimizer=None, *, stepsize: float | None = None) -> Optimizer:
    """Return an optimiser from whatever names one.

    Args:
        optimizer (Optimizer, qml.GradientDescentOptimizer, qml.SPSAOptimizer, str or None): an
            optimiser, or one of the names "adam" (the default), "gradient-descent", "momentum",
            "nesterov", "adagrad", "rmsprop", "cma-es" and SciPy's methods "L-BFGS-B", "BFGS",
            "CG", "SLSQP", "TNC", "COBYLA", "Nelder-Mead", "Powell", in any case of letters.
        stepsize (float or None): step size of a PennyLane optimiser given by its name; 0.05 by
            default.

    Returns:
        Optimizer: the optimiser.

    Raises:
        TypeError: if it is not an optimiser, for example a class instead of an object.
        ValueError: if the name is unknown, or a step size is given to what does not take it.

    **Example**

    >>> as_optimizer("adam", stepsize=0.1).name
    'AdamOptimizer'
    >>> as_optimizer("cobyla").name
    'COBYLA'
    """
    name = "adam" if optimizer is None else optimizer
    if isinstance(name, str) and name.lower() in PENNYLANE:
        step = DEFAULT_STEPSIZE if stepsize is None else stepsize
        return PennyLaneOptimizer(PENNYLANE[name.lower()](step))
    if stepsize is not None:
        raise ValueError(
            f"stepsize is for {', '.join(PENNYLANE)} by name; got optimizer={optimizer!r}. Set "
            "the step size in the optimizer, or leave out stepsize."
        )
    return _from_name(name) if isinstance(name, str) else _from_object(name)


def _from_name(name: str) -> Optimizer:
    if name.lower() in ("cma-es", "cmaes", "cma"):
        return CMAES()
    if name.lower() in map(str.lower, LIMITS):
        return SciPyOptimizer(name)
    names = [*PENNYLANE, "cma-es", *LIMITS]
    raise ValueError(f"optimizer must be one of {', '.join(names)}; got {name!r}.")


def _from_object(optimizer) -> Optimizer:
    if isinstance(optimizer, Optimizer):
        return optimizer
    if isinstance(optimizer, qml.SPSAOptimizer):
        return SPSA(optimizer)
    if isinstance(optimizer, qml.GradientDescentOptimizer):
        return PennyLaneOptimizer(optimizer)
    if isinstance(optimizer, type):
        raise TypeError(
            f"optimizer must be an object; got the class {optimizer.__name__}. Call it first, for "
            f"example {optimizer.__name__}(...)."
        )
    raise TypeError(
        "optimizer must be a qml.GradientDescentOptimizer, a qml.SPSAOptimizer, a "
        "pennylane_qgen.training.Optimizer or a name; got "
        f"{type(optimizer).__name__}."
    )
