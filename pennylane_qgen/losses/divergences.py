"""Divergences between the full distributions of the model, q, and of the target, p, in nats."""

import numpy as np
from pennylane import math

from .base import Loss, distribution_loss

_TINY = float(np.finfo(float).tiny)


def kl_divergence(target, *, epsilon: float = 1e-6, wires=None) -> Loss:
    r"""Kullback-Leibler divergence :math:`\sum_x p(x) \ln \frac{p(x)}{\max(q(x), \epsilon)}`.

    Args:
        target (array-like): the distribution p: samples of shape ``(n_samples, n_wires)`` or a
            probability vector of length ``2**n_wires``; at most 20 wires.
        epsilon (float): the model's probabilities are clipped from below at this value, which
            bounds the loss where shots have not met a data point (arXiv:2305.02881 trains with
            1e-6). Where it clips the gradient is zero.
        wires (Sequence): measured wires, in the order of the target's bits; all if ``None``.

    Returns:
        Loss: in nats; at most :math:`-\ln \epsilon`, and below 0 only by what clipping adds to
        the model.

    Raises:
        ValueError: for a bad target, more than 20 wires, or epsilon outside (0, 1).

    **Example**

    >>> @qml.qnode(qml.device("default.qubit", wires=1))
    ... def circuit():
    ...     qml.Hadamard(0)
    ...     return qgen.kl_divergence([1, 0])
    >>> circuit().round(4)
    np.float64(0.6931)

    Source: arXiv:2305.02881, equation (4).
    """
    _check_epsilon(epsilon)

    def formula(q, p):
        return math.sum(p * (_log(p, _TINY) - _log(q, epsilon)), axis=-1)

    return distribution_loss("kl_divergence", target, wires, formula)


def reverse_kl_divergence(target, *, epsilon: float = 1e-6, wires=None) -> Loss:
    r"""Reverse Kullback-Leibler divergence.

    .. math:: \sum_x q(x) \ln \frac{\max(q(x), \epsilon)}{\max(p(x), \epsilon)}

    Args:
        target (array-like): the distribution p; see :func:`kl_divergence`.
        epsilon (float): both probabilities inside the logarithm are clipped at this value.
        wires (Sequence): measured wires, in the order of the target's bits; all if ``None``.

    Returns:
        Loss: in nats.

    Raises:
        ValueError: for a bad target, more than 20 wires, or epsilon outside (0, 1).

    **Example**

    >>> @qml.qnode(qml.device("default.qubit", wires=1))
    ... def circuit():
    ...     return qgen.reverse_kl_divergence([0.5, 0.5])
    >>> circuit().round(4)
    np.float64(0.6931)

    Source: arXiv:2305.02881, section II.
    """
    _check_epsilon(epsilon)

    def formula(q, p):
        return math.sum(q * (_log(q, epsilon) - _log(p, epsilon)), axis=-1)

    return distribution_loss("reverse_kl_divergence", target, wires, formula)


def jensen_shannon_divergence(target, *, epsilon: float = 1e-14, wires=None) -> Loss:
    r"""Jensen-Shannon divergence, the mean of both divergences to :math:`m = (p + q) / 2`.

    .. math:: \frac{1}{2} \sum_x \left[ p(x) \ln \frac{p(x)}{m(x)}
              + q(x) \ln \frac{q(x)}{m(x)} \right]

    arXiv:2305.02881 writes it without the halves: theirs is :math:`2 (L - \ln 2)`.

    Args:
        target (array-like): the distribution p; see :func:`kl_divergence`.
        epsilon (float): probabilities inside a logarithm are clipped at this value.
        wires (Sequence): measured wires, in the order of the target's bits; all if ``None``.

    Returns:
        Loss: in nats, in [0, ln 2].

    Raises:
        ValueError: for a bad target, more than 20 wires, or epsilon outside (0, 1).

    **Example**

    >>> @qml.qnode(qml.device("default.qubit", wires=1))
    ... def circuit():
    ...     return qgen.jensen_shannon_divergence([0, 1])
    >>> circuit().round(4)
    np.float64(0.6931)

    Source: Lin, IEEE Trans. Inf. Theory 37, 145 (1991).
    """
    _check_epsilon(epsilon)

    def formula(q, p):
        log_mean = _log((p + q) / 2, epsilon)
        of_target = p * (_log(p, epsilon) - log_mean)
        of_model = q * (_log(q, epsilon) - log_mean)
        return math.sum(of_target + of_model, axis=-1) / 2

    return distribution_loss("jensen_shannon_divergence", target, wires, formula)


def total_variation(target, *, wires=None) -> Loss:
    r"""Total variation distance :math:`\frac{1}{2} \sum_x |q(x) - p(x)|`.

    arXiv:2305.02881 writes it without the half. It is not differentiable where the two
    distributions meet; there the gradient is that of the interface's absolute value.

    Args:
        target (array-like): the distribution p; see :func:`kl_divergence`.
        wires (Sequence): measured wires, in the order of the target's bits; all if ``None``.

    Returns:
        Loss: in [0, 1].

    Raises:
        ValueError: for a bad target, or more than 20 wires.

    **Example**

    >>> @qml.qnode(qml.device("default.qubit", wires=1))
    ... def circuit():
    ...     return qgen.total_variation([0.5, 0.5])
    >>> circuit()
    np.float64(0.5)
    """
    return distribution_loss(
        "total_variation", target, wires, lambda q, p: math.sum(math.abs(q - p), axis=-1) / 2
    )


def _check_epsilon(epsilon: float) -> None:
    if not 0 < epsilon < 1:
        raise ValueError(f"epsilon must lie between 0 and 1; got {epsilon}.")


def _log(probabilities, epsilon: float):
    """Logarithm clipped from below; probabilities are at most 1 but for rounding: 2 is no clip."""
    return math.log(math.clip(probabilities, epsilon, 2.0))
