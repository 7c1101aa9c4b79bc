"""One report about a model: is its loss visible, does it spread, will it train?"""

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np
import pennylane as qml
from pennylane.exceptions import DeviceError

from ..checks import check_integer
from ..losses.fidelity import DataState
from .anticoncentration import collision_probability
from .concentration import concentration_fit
from .porter_thomas import porter_thomas_test
from .random_weights import gradient_variance, loss_variance
from .report import Diagnosis, Distribution, Scaling
from .shots import shots_needed
from .source import read_source
from .support import peakedness

ROUNDING = 1e-13
"""Differences of losses below this are rounding errors."""

MAX_EXACT_WIRES = 20
"""Above this number of wires the distribution is sampled."""


def diagnose(
    qnode: qml.QNode,
    init: Callable,
    *,
    shots: int = 1000,
    n_circuits: int = 50,
    n_distributions: int = 10,
    scaling: Callable | None = None,
    sizes: Sequence[int] = (2, 3, 4, 5, 6, 7, 8),
    seed=None,
) -> Diagnosis:
    """Look at a model before a budget is spent on it.

    Over random weights: the variance of the loss and of its gradient, the shots it takes to see
    a typical partial derivative, and how far the distribution is spread. With ``scaling``,
    the same variance at smaller sizes and the law by which it changes.

    Args:
        qnode (qml.QNode): a QNode of one argument, the weights, that returns a loss, on any
            device.
        init (Callable): ``init(rng)`` returns random weights, such as
            ``lambda rng: qgen.IQP.init(4, seed=rng)``.
        shots (int): the budget of shots for one evaluation of the loss.
        n_circuits (int): random weights for the variances, at least 3.
        n_distributions (int): random weights whose distribution is looked at, at least 2.
        scaling (Callable or None): ``scaling(n_wires)`` returns the QNode and the ``init`` of the
            same model on so many wires.
        sizes (Sequence[int]): numbers of wires for ``scaling``, at least four.
        seed (int, numpy.random.Generator or None): draws all weights. What is run with shots takes
            the device's own generator, which ``qml.device(..., seed=...)`` seeds.

    Returns:
        Diagnosis: print it, show it in a notebook, or ``save`` it as an HTML file.

    Raises:
        TypeError: if ``qnode`` is no QNode or ``init`` no function.
        ValueError: if a number is out of range, or the QNode does not return one number.

    **Example**

    >>> @qml.qnode(qml.device("qgen.lightning", wires=4, seed=1))
    ... def model(weights):
    ...     qgen.Product(weights, wires=range(4))
    ...     return qgen.mmd([[0, 0, 0, 0]], bandwidth=1.0)
    >>> diagnosis = diagnose(model, lambda rng: qgen.Product.init(4, seed=rng), seed=0)
    >>> diagnosis.verdict.split(":")[0]
    'The gradient is visible at this size'
    """
    if not isinstance(qnode, qml.QNode):
        raise TypeError(f"diagnose looks at a QNode; got {type(qnode).__name__}.")
    check_integer("shots", shots, 1)
    check_integer("n_distributions", n_distributions, 2)
    rng = np.random.default_rng(seed)
    loss = loss_variance(qnode, init, n_circuits=n_circuits, seed=rng)
    gradient = gradient_variance(qnode, init, n_circuits=n_circuits, seed=rng)
    distribution, note = _look_at_distribution(qnode, init, n_distributions, shots, rng)
    needed, shot_note = _look_at_shots(qnode, init, gradient, shots, rng)
    return Diagnosis(
        loss=loss,
        gradient=gradient,
        distribution=distribution,
        needed=needed,
        budget=shots,
        scaling=_look_at_sizes(scaling, sizes, n_circuits, rng),
        notes=tuple(text for text in (note, shot_note) if text),
    )


def _look_at_distribution(qnode, init, n_distributions, shots, rng):
    """The distribution at some random weights, and a note if there is none to look at."""
    draws = [init(rng) for _ in range(n_distributions)]
    tape = qml.workflow.construct_tape(qnode)(draws[0])
    if any(isinstance(operation, DataState) for operation in tape.operations):
        return None, "The circuit measures an overlap with the data, so it has no samples."
    exact = len(tape.wires) <= MAX_EXACT_WIRES
    try:
        sources = [read_source(qnode, weights=w, shots=None if exact else shots) for w in draws]
    except DeviceError as error:
        return None, f"The distribution was left out, since the device cannot sample it: {error}"
    collisions = np.array([collision_probability(source).normalized for source in sources])
    test = porter_thomas_test(sources[0], seed=rng) if exact else None
    peak = peakedness(sources[0])
    return Distribution(collisions, test, peak, sources[0] if exact else None), ""


def _look_at_shots(qnode, init, gradient, shots, rng):
    """Shots to see a typical partial derivative, and a note if they cannot be measured."""
    # A partial derivative is half the difference of two losses, as in the parameter-shift rule.
    difference = 2 * sqrt(gradient.mean_square)
    if difference < ROUNDING:
        return None, "The gradient is zero, so no number of shots sees it."
    try:
        return shots_needed(qnode, init(rng), difference=difference, pilot_shots=shots), ""
    except DeviceError as error:
        return None, f"Shot noise was left out, since the device takes no shots here: {error}"


def _look_at_sizes(scaling, sizes, n_circuits, rng) -> Scaling | None:
    if scaling is None:
        return None
    found = []
    for n_wires in sizes:
        qnode, init = scaling(n_wires)
        found.append(loss_variance(qnode, init, n_circuits=n_circuits, seed=rng))
    variances = np.array([estimate.variance for estimate in found])
    errors = np.array([estimate.standard_error for estimate in found])
    fit = concentration_fit(sizes, variances, errors)
    return Scaling(np.asarray(sizes), variances, errors, fit)
