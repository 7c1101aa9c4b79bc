"""Squared Euclidean distance between the model's and the target's probabilities."""

from pennylane import math

from .base import Loss, distribution_loss


def squared_distance(target, *, wires=None) -> Loss:
    r"""Squared distance :math:`\sum_x (q(x) - p(x))^2`.

    Args:
        target (array-like): samples of shape ``(n_samples, n_wires)`` or a probability vector of
            length ``2**n_wires``; at most 20 wires.
        wires (Sequence): measured wires, in the order of the target's bits; all if ``None``.

    Returns:
        Loss: in [0, 2] once the QNode returns it.

    Raises:
        ValueError: for a target that is neither, or has more than 20 wires.

    **Example**

    >>> @qml.qnode(qml.device("default.qubit", wires=1))
    ... def circuit():
    ...     return qgen.squared_distance([[0], [1]])
    >>> circuit()
    np.float64(0.5)

    Source: arXiv:2512.24801; its limit of zero bandwidth links it to :func:`mmd`.
    """
    return distribution_loss(
        "squared_distance", target, wires, lambda q, p: math.sum((q - p) ** 2, axis=-1)
    )
