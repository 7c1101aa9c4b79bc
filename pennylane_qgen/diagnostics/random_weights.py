"""How much a loss and its gradient vary over random weights: is there anything to descend?"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pennylane as qml
from pennylane import numpy as pnp

from ..checks import check_integer


@dataclass(frozen=True, eq=False)
class LossVariance:
    """Variance of a loss over random weights.

    Args:
        variance (float): unbiased estimate.
        interval (tuple[float, float]): bootstrap interval of the variance.
        standard_error (float): bootstrap standard error of the variance.
        mean (float): mean loss.
        values (numpy.ndarray): the losses, shape ``(n_circuits,)``.

    **Example**

    >>> found = LossVariance(0.02, (0.01, 0.03), 0.005, 0.5, values=np.array([0.4, 0.6]))
    >>> print(found)
    variance of the loss 0.02 [0.01, 0.03], mean 0.5, over 2 random weights
    >>> found.is_constant
    False
    """

    variance: float
    interval: tuple[float, float]
    standard_error: float
    mean: float
    values: np.ndarray = field(repr=False)

    @property
    def is_constant(self) -> bool:
        """Whether the losses differ by rounding errors only."""
        return bool(np.ptp(self.values) <= 1e-14 * max(1.0, np.abs(self.values).max()))

    def __str__(self):
        low, high = self.interval
        return (
            f"variance of the loss {self.variance:.3g} [{low:.3g}, {high:.3g}], mean "
            f"{self.mean:.4g}, over {len(self.values)} random weights"
        )


@dataclass(frozen=True, eq=False)
class GradientVariance:
    """Variance of the gradient of a loss over random weights.

    Args:
        variance (float): mean over the parameters of the variances of the partial derivatives.
        interval (tuple[float, float]): bootstrap interval of that mean.
        standard_error (float): its bootstrap standard error.
        mean_square (float): mean over parameters and weights of the squared partial derivatives,
            which also counts what they have in common.
        by_parameter (numpy.ndarray): the variance of each partial derivative, in the shape of the
            weights.
        n_circuits (int): number of random weights.

    **Example**

    >>> print(GradientVariance(0.02, (0.01, 0.03), 0.005, 0.02, np.array([0.01, 0.03]), 50))
    variance of a partial derivative 0.02 [0.01, 0.03], from 0.01 to 0.03 by
    parameter, over 50 random weights
    """

    variance: float
    interval: tuple[float, float]
    standard_error: float
    mean_square: float
    by_parameter: np.ndarray = field(repr=False)
    n_circuits: int

    def __str__(self):
        low, high = self.interval
        return (
            f"variance of a partial derivative {self.variance:.3g} [{low:.3g}, {high:.3g}], from "
            f"{self.by_parameter.min():.3g} to {self.by_parameter.max():.3g} by parameter, over "
            f"{self.n_circuits} random weights"
        )


def loss_variance(
    qnode: qml.QNode,
    init: Callable,
    *,
    n_circuits: int = 100,
    level: float = 0.95,
    n_bootstrap: int = 2000,
    seed=None,
) -> LossVariance:
    """Variance of a loss over random weights, with a bootstrap interval.

    Args:
        qnode (qml.QNode): a QNode of one argument that returns one number, on any device. With
            finite shots the shot noise is part of the variance.
        init (Callable): ``init(rng)`` returns random weights, such as
            ``lambda rng: qgen.IQP.init(4, seed=rng)``.
        n_circuits (int): number of random weights, at least 3.
        level (float): coverage of the interval, in (0, 1).
        n_bootstrap (int): bootstrap samples.
        seed (int, numpy.random.Generator or None): draws weights and bootstrap samples.

    Returns:
        LossVariance: estimate, interval and the losses.

    Raises:
        TypeError: if ``init`` is not callable.
        ValueError: if an argument is out of range, the QNode does not return one number, or a loss
            is not finite.

    **Example**

    >>> @qml.qnode(qml.device("lightning.qubit", wires=2))
    ... def model(weights):
    ...     qgen.Product(weights, wires=range(2))
    ...     return qgen.squared_distance([[0, 0]])
    >>> found = loss_variance(model, lambda rng: qgen.Product.init(2, seed=rng), seed=0)
    >>> low, high = found.interval
    >>> exact = qgen.theory.product_target_loss("zeros", n_wires=2, family="angle").variance
    >>> low < exact < high
    True

    Source: the quantity of figures 6 of arXiv:2512.24801 and arXiv:2305.02881.
    """
    rng = np.random.default_rng(seed)
    weights = _draw(init, n_circuits, rng)
    values = np.array([_one_number(qnode(w)) for w in weights])
    _check_finite(values, "loss")
    variance, interval, error = _bootstrap_variance(values[:, None], level, n_bootstrap, rng)
    return LossVariance(variance, interval, error, float(values.mean()), values)


def gradient_variance(
    qnode: qml.QNode,
    init: Callable,
    *,
    n_circuits: int = 50,
    level: float = 0.95,
    n_bootstrap: int = 2000,
    seed=None,
) -> GradientVariance:
    """Variance of the partial derivatives of a loss over random weights.

    Args:
        qnode (qml.QNode): a QNode of one argument that returns one number; its gradient is taken
            with its own ``diff_method``.
        init (Callable): ``init(rng)`` returns random weights.
        n_circuits (int): number of random weights, at least 3.
        level (float): coverage of the interval, in (0, 1).
        n_bootstrap (int): bootstrap samples.
        seed (int, numpy.random.Generator or None): draws weights and bootstrap samples.

    Returns:
        GradientVariance: mean variance with its interval, and the variance by parameter.

    Raises:
        TypeError: if ``init`` is not callable.
        ValueError: if an argument is out of range or a derivative is not finite.

    **Example**

    >>> @qml.qnode(qml.device("qgen.lightning", wires=2))
    ... def model(weights):
    ...     qgen.Product(weights, wires=range(2))
    ...     return qgen.squared_distance([[0, 0]])
    >>> found = gradient_variance(model, lambda rng: qgen.Product.init(2, seed=rng), seed=0)
    >>> found.by_parameter.shape
    (2,)

    Source: the variance that barren plateaus are defined by, McClean et al., arXiv:1803.11173.
    """
    rng = np.random.default_rng(seed)
    gradient = qml.grad(qnode)
    draws = _draw(init, n_circuits, rng)
    gradients = np.array([gradient(pnp.array(w, requires_grad=True)) for w in draws])
    _check_finite(gradients, "partial derivative")
    rows = gradients.reshape(n_circuits, -1)
    variance, interval, error = _bootstrap_variance(rows, level, n_bootstrap, rng)
    by_parameter = gradients.var(axis=0, ddof=1)
    mean_square = float((rows**2).mean())
    return GradientVariance(variance, interval, error, mean_square, by_parameter, n_circuits)


def _draw(init, n_circuits, rng) -> list:
    check_integer("n_circuits", n_circuits, 3)
    if not callable(init):
        raise TypeError(
            "init must be a function of a random generator that returns weights, such as "
            f"lambda rng: qgen.IQP.init(4, seed=rng); got {type(init).__name__}."
        )
    return [init(rng) for _ in range(n_circuits)]


def _one_number(result) -> float:
    array = np.asarray(result, dtype=float)
    if array.size != 1:
        raise ValueError(f"The QNode must return one number; got shape {array.shape}.")
    return float(array.reshape(()))


def _check_finite(values: np.ndarray, name: str) -> None:
    wrong = ~np.isfinite(values).reshape(len(values), -1).all(axis=1)
    if wrong.any():
        raise ValueError(f"The {name} is not finite at {wrong.sum()} of {len(values)} weights.")


def _bootstrap_variance(rows, level, n_bootstrap, rng):
    """Mean over columns of the variance over rows; percentile interval and standard error."""
    if not 0 < level < 1:
        raise ValueError(f"level must lie strictly between 0 and 1; got {level!r}.")
    n = len(rows)
    counts = rng.multinomial(n, np.full(n, 1 / n), check_integer("n_bootstrap", n_bootstrap, 2))
    centred = rows - rows.mean(axis=0)
    means = counts @ centred / n
    squares = counts @ (centred**2).mean(axis=1) / n
    variances = (squares - (means**2).mean(axis=1)) * n / (n - 1)
    low, high = np.quantile(variances, [(1 - level) / 2, (1 + level) / 2])
    variance = float(rows.var(axis=0, ddof=1).mean())
    return variance, (float(low), float(high)), float(variances.std(ddof=1))
