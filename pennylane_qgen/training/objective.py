"""The function that training minimises, checked at every evaluation."""

from collections.abc import Callable
from contextlib import contextmanager, nullcontext

import numpy as np
import pennylane as qml
import pennylane.numpy as pnp

from ..randomness import training_step
from .errors import NonFiniteError


class Objective:
    """A QNode or function of the weights that returns a loss, as optimisers see it.

    Args:
        function (Callable): a QNode, or any function of one array of weights, that returns a real
            scalar and is differentiable in PennyLane's autograd interface.
        step (Callable): number of the training step, from which stochastic losses and devices
            draw.
        meter (MeteredDevice or None): the device, if it is to know the step.
        part (Callable or None): function from the number of the step to a function of the weights
            with the same values, which depends on some of the weights only, and a mask of these.

    Raises:
        TypeError: if it cannot be called.
        ValueError: if it is a QNode of an interface other than "auto", "autograd" and "numpy".

    **Example**

    >>> objective = Objective(lambda weights: qml.math.sum(weights**2))
    >>> objective.value_and_gradient(np.array([1.0, 2.0]))
    (5.0, array([2., 4.]))
    """

    def __init__(self, function, step: Callable[[], int] = lambda: 0, *, meter=None, part=None):
        self._step, self._meter, self._part = step, meter, part
        self.function = check_function(function)
        self._gradient = qml.grad(function)

    @contextmanager
    def _evaluation(self):
        """Tell losses and devices which step an evaluation belongs to."""
        step = self._step()
        metered = nullcontext() if self._meter is None else self._meter.training_step(step)
        with training_step(step), metered:
            yield step

    def value(self, weights) -> float:
        """Loss at the weights.

        Args:
            weights (array): weights of any shape.

        Returns:
            float: the loss.

        Raises:
            TypeError: if the function does not return a real scalar.
            NonFiniteError: if the loss is NaN or infinite.
        """
        with self._evaluation():
            return check_loss(self.function(np.array(weights)))

    def value_and_gradient(self, weights) -> tuple[float, np.ndarray]:
        """Loss and gradient at the weights, from one forward and one backward pass.

        Args:
            weights (array): weights of any shape.

        Returns:
            tuple[float, numpy.ndarray]: the loss and the gradient in the shape of the weights.

        Raises:
            TypeError: if the function does not return a real scalar that depends on the weights.
            NonFiniteError: if the loss or an entry of the gradient is NaN or infinite.
        """
        gradient_function, mask = self._gradient, 1
        with self._evaluation() as step:
            if self._part is not None:
                function, mask = self._part(step)
                gradient_function = qml.grad(function)
            gradient = gradient_function(pnp.array(weights, requires_grad=True))
        gradient = np.asarray(gradient, dtype=float) * mask
        loss = check_loss(gradient_function.forward)
        if gradient.shape != np.shape(weights):
            raise TypeError(
                f"The gradient must have the shape {np.shape(weights)} of the weights; got "
                f"{gradient.shape}. The loss must depend on its first argument, in the autograd "
                "interface."
            )
        if not np.isfinite(gradient).all():
            raise NonFiniteError(f"the gradient has {_count_non_finite(gradient)} (loss {loss})")
        return loss, gradient


def check_function(function):
    """Return what is to be trained, or raise if it cannot be differentiated here.

    Args:
        function (Callable): a QNode or another function of the weights.

    Raises:
        TypeError: if it cannot be called.
        ValueError: if it is a QNode of an interface other than "auto", "autograd" and "numpy".
    """
    if not callable(function):
        raise TypeError(
            "train needs a QNode or a function of the weights that returns the loss; got "
            f"{type(function).__name__}."
        )
    interface = getattr(function, "interface", "auto")
    interface = getattr(interface, "value", interface)
    if isinstance(function, qml.QNode) and interface not in ("auto", "autograd", "numpy"):
        raise ValueError(
            'train needs a QNode of interface "auto" or "autograd", which it differentiates with '
            f'qml.grad; got interface "{interface}". Leave out interface= in qml.qnode, or use '
            f'qnode.update(interface="auto").'
        )
    return function


def check_loss(value) -> float:
    """Return a loss as a float.

    Args:
        value: what a QNode returned.

    Returns:
        float: the loss.

    Raises:
        TypeError: if it is not one real number.
        NonFiniteError: if it is NaN or infinite.
    """
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "biuf":
        raise TypeError(
            f"The loss must be one real number; got shape {array.shape} and dtype {array.dtype}. "
            "Return one loss or one expectation value from the QNode."
        )
    loss = float(array.reshape(()))
    if not np.isfinite(loss):
        raise NonFiniteError(f"the loss is {loss}")
    return loss


def _count_non_finite(gradient: np.ndarray) -> str:
    wrong = int(np.sum(~np.isfinite(gradient)))
    return f"{wrong} of {gradient.size} entries that are NaN or infinite"
