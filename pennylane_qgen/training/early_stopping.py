"""Stop when the loss has stopped falling."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class EarlyStopping:
    """Stop after ``patience`` steps in which the loss did not fall by more than ``min_delta``.

    Args:
        patience (int): number of steps without improvement to wait for, at least 1.
        min_delta (float): a fall of the loss below its lowest value that counts as improvement.

    Raises:
        ValueError: if ``patience`` is less than 1 or ``min_delta`` is negative.

    **Example**

    >>> tracker = EarlyStopping(patience=2).start()
    >>> [tracker.update(loss) for loss in (1.0, 0.5, 0.6, 0.5)]
    [False, False, False, True]
    """

    patience: int
    min_delta: float = 0.0

    def __post_init__(self):
        if not self.patience >= 1 or not self.min_delta >= 0:
            raise ValueError(
                "EarlyStopping needs patience >= 1 and min_delta >= 0; got "
                f"patience={self.patience}, min_delta={self.min_delta}."
            )

    def start(self) -> "Tracker":
        """Begin to watch a run.

        Returns:
            Tracker: an object whose ``update(loss)`` says whether to stop.
        """
        return Tracker(self)


class Tracker:
    """The lowest loss so far and the number of steps since it was reached."""

    def __init__(self, rule: EarlyStopping):
        self.rule = rule
        self.lowest = math.inf
        self.waited = 0

    def update(self, loss: float) -> bool:
        """Take the loss of the next step.

        Args:
            loss (float): the loss.

        Returns:
            bool: whether training should stop.
        """
        if loss < self.lowest - self.rule.min_delta:
            self.lowest, self.waited = loss, 0
        else:
            self.waited += 1
        return self.waited >= self.rule.patience
