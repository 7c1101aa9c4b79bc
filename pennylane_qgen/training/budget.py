"""What may be spent on a device, and what has been."""

from dataclasses import dataclass

from ..checks import check_integer
from .errors import TrainingError


class BudgetSpentError(TrainingError):
    """The next circuits would cost more than the budget has left; they were not submitted."""


@dataclass(frozen=True)
class Usage:
    """What a device was asked to do.

    Args:
        executions (int): number of circuits executed.
        shots (int): number of shots of all of them.

    **Example**

    >>> Usage(executions=2, shots=200) + Usage(executions=1, shots=50)
    Usage(executions=3, shots=250)
    """

    executions: int = 0
    shots: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.executions + other.executions, self.shots + other.shots)

    @classmethod
    def of_circuits(cls, circuits) -> "Usage":
        """What circuits cost that a device takes as they are.

        Args:
            circuits (Sequence[QuantumScript]): the circuits.

        Returns:
            Usage: a batch of parameters counts as so many circuits.
        """
        sizes = [circuit.batch_size or 1 for circuit in circuits]
        shots = (
            size * (circuit.shots.total_shots or 0)
            for size, circuit in zip(sizes, circuits, strict=True)
        )
        return cls(sum(sizes), sum(shots))


@dataclass(frozen=True)
class Budget:
    """A limit that is never exceeded: circuits that would are not submitted.

    Args:
        executions (int or None): number of circuits.
        shots (int or None): number of shots of all circuits together.
        wall_time (float or None): seconds; no circuit is submitted after them. The one that runs
            then is waited for.

    Raises:
        ValueError: if there is no limit, or one is not positive.

    **Example**

    >>> Budget(shots=1000).check(Usage(9, 900), Usage(1, 100), seconds=5.0)
    >>> Budget(shots=1000).check(Usage(9, 950), Usage(1, 100), seconds=5.0)
    Traceback (most recent call last):
    ...
    pennylane_qgen.training.budget.BudgetSpentError: the budget of 1000 shots is spent: 950 were \
used, and the next circuits need 100 more
    """

    executions: int | None = None
    shots: int | None = None
    wall_time: float | None = None

    def __post_init__(self):
        if self.executions is self.shots is self.wall_time is None:
            raise ValueError(
                "Budget needs a limit: executions=, shots= or wall_time= in seconds; got none."
            )
        for name in ("executions", "shots"):
            if getattr(self, name) is not None:
                check_integer(name, getattr(self, name), 1)
        if self.wall_time is not None and not self.wall_time > 0:
            raise ValueError(
                f"wall_time must be a positive number of seconds; got {self.wall_time}."
            )

    def check(self, used: Usage, wanted: Usage, *, seconds: float) -> None:
        """Raise if circuits must not be submitted any more.

        Args:
            used (Usage): what was used before.
            wanted (Usage): what the next circuits need.
            seconds (float): time since the beginning.

        Raises:
            BudgetSpentError: saying which limit it is.
        """
        for name in ("executions", "shots"):
            limit, before, more = (getattr(part, name) for part in (self, used, wanted))
            if limit is not None and before + more > limit:
                raise BudgetSpentError(
                    f"the budget of {limit} {name} is spent: {before} were used, and the next "
                    f"circuits need {more} more"
                )
        if self.wall_time is not None and seconds >= self.wall_time:
            raise BudgetSpentError(
                f"the budget of {self.wall_time:g} s is spent: it began {seconds:.1f} s ago"
            )
