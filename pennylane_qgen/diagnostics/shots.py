"""How many shots tell two losses apart."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
import pennylane as qml
from scipy.stats import norm

from ..checks import check_integer


@dataclass(frozen=True)
class ShotsNeeded:
    """Shots of each circuit to see a difference of losses.

    Args:
        shots (int): number of shots for each of the two losses.
        standard_error (float): of that number, from the pilot runs.
        difference (float): the difference of losses.
        shot_deviation (float): standard deviation of the loss at one shot, so that at M shots it
            is :math:`M^{-1/2}` of it.

    **Example**

    >>> print(ShotsNeeded(400, 30.0, difference=0.1, shot_deviation=0.5))
    400 +- 3e+01 shots to see a difference of 0.1
    """

    shots: int
    standard_error: float
    difference: float
    shot_deviation: float

    def __str__(self):
        return (
            f"{self.shots:.3g} +- {self.standard_error:.1g} shots to see a difference of "
            f"{self.difference:.3g}"
        )


def shots_needed(
    qnode: qml.QNode,
    weights,
    other_weights=None,
    *,
    difference: float | None = None,
    level: float = 0.05,
    power: float = 0.8,
    pilot_shots: int = 1000,
    n_pilots: int = 30,
) -> ShotsNeeded:
    r"""Shots with which a test sees a difference of two losses.

    .. math:: M = \frac{(z_{1-\alpha/2} + z_\beta)^2 (v + v')}{\Delta^2}

    with the variances v, v' of the two losses at one shot, measured by repeated pilot runs. It
    holds where the noise of the loss falls as :math:`M^{-1/2}`: away from a perfect fit, and for
    pilot runs that see the target's strings at all.

    Args:
        qnode (qml.QNode): a QNode of one argument that returns one number. Seed its device to
            repeat a result.
        weights (array-like): first weights.
        other_weights (array-like or None): second weights; the difference is then computed without
            shots, unless it is given.
        difference (float or None): difference of losses to be seen, if there are no second
            weights.
        level (float): probability :math:`\alpha` in (0, 1) of seeing a difference that is none.
        power (float): probability :math:`\beta` in (0, 1) of seeing the one that is.
        pilot_shots (int): shots of a pilot run.
        n_pilots (int): pilot runs at each weights, at least 2.

    Returns:
        ShotsNeeded: the number, its error and what it follows from.

    Raises:
        ValueError: if neither second weights nor a difference is given, an argument is out of
            range, or the losses are equal.

    **Example**

    >>> @qml.qnode(qml.device("lightning.qubit", wires=1, seed=1))
    ... def model(angle):
    ...     qml.RY(angle, wires=0)
    ...     return qgen.squared_distance([[0]])
    >>> 10 < shots_needed(model, 1.0, 1.5).shots < 100
    True
    """
    for name, value in (("level", level), ("power", power)):
        if not 0 < value < 1:
            raise ValueError(f"{name} must lie strictly between 0 and 1; got {value!r}.")
    check_integer("n_pilots", n_pilots, 2)
    difference = _difference(qnode, weights, other_weights, difference)
    points = [weights] if other_weights is None else [weights, other_weights]
    pilot = qml.set_shots(qnode, shots=check_integer("pilot_shots", pilot_shots, 1))
    runs = np.array([[float(pilot(w)) for _ in range(n_pilots)] for w in points])
    variances = runs.var(axis=1, ddof=1) * pilot_shots
    factor = (norm.isf(level / 2) + norm.ppf(power)) ** 2 * 2 / difference**2
    shots = factor * variances.mean()
    error = float(shots * sqrt(2 / (len(points) * (n_pilots - 1))))
    return ShotsNeeded(max(1, ceil(shots)), error, difference, sqrt(variances.mean()))


def _difference(qnode, weights, other_weights, difference) -> float:
    if difference is None:
        if other_weights is None:
            raise ValueError("Pass other_weights or a difference= of losses to be seen.")
        exact = qml.set_shots(qnode, shots=None)
        difference = float(exact(other_weights)) - float(exact(weights))
    if not abs(difference) > 0:
        raise ValueError("The two losses are equal, so no number of shots tells them apart.")
    return abs(float(difference))
