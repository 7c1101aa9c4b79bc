"""Step sizes that change during training: functions from the step, counted from 0, to a number."""

import math
from collections.abc import Callable


def exponential_decay(
    initial: float, rate: float, *, minimum: float = 0.0
) -> Callable[[int], float]:
    r"""Schedule :math:`\eta(t) = \max(\eta_0 e^{-r t}, \eta_{\min})`.

    Args:
        initial (float): step size :math:`\eta_0` of the first step, positive.
        rate (float): decay rate :math:`r` a step, not negative.
        minimum (float): smallest step size :math:`\eta_{\min}`.

    Returns:
        Callable[[int], float]: the step size of step t = 0, 1, ...

    Raises:
        ValueError: if a number is out of range.

    **Example**

    >>> schedule = exponential_decay(0.01, 0.005, minimum=1e-5)
    >>> schedule(0), schedule(10_000)
    (0.01, 1e-05)

    Source: the schedule of arXiv:2305.02881, which is that of the example.
    """
    if not initial > 0 or not rate >= 0 or not 0 <= minimum <= initial:
        raise ValueError(
            "exponential_decay needs initial > 0, rate >= 0 and 0 <= minimum <= initial; got "
            f"initial={initial}, rate={rate}, minimum={minimum}."
        )
    return lambda step: max(initial * math.exp(-rate * step), minimum)


def cosine(initial: float, steps: int, *, minimum: float = 0.0) -> Callable[[int], float]:
    r"""Schedule that falls from ``initial`` to ``minimum`` along half a cosine wave.

    .. math::
        \eta(t) = \eta_{\min}
            + \frac{1}{2} (\eta_0 - \eta_{\min}) (1 + \cos(\pi \min(t, T) / T))

    Args:
        initial (float): step size :math:`\eta_0` of the first step, positive.
        steps (int): step :math:`T` from which on the step size is ``minimum``.
        minimum (float): last step size :math:`\eta_{\min}`.

    Returns:
        Callable[[int], float]: the step size of step t = 0, 1, ...

    Raises:
        ValueError: if a number is out of range.

    **Example**

    >>> schedule = cosine(0.1, 100)
    >>> schedule(0), round(schedule(50), 6), schedule(100)
    (0.1, 0.05, 0.0)

    Source: Loshchilov and Hutter, arXiv:1608.03983, without restarts.
    """
    if not initial > 0 or not steps >= 1 or not 0 <= minimum <= initial:
        raise ValueError(
            "cosine needs initial > 0, steps >= 1 and 0 <= minimum <= initial; got "
            f"initial={initial}, steps={steps}, minimum={minimum}."
        )

    def schedule(step: int) -> float:
        wave = (1 + math.cos(math.pi * min(step, steps) / steps)) / 2
        return minimum + (initial - minimum) * wave

    return schedule
