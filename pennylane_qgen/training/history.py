"""History of a training run: one row a step."""

import json
import math

import numpy as np

COLUMNS = ("step", "loss", "gradient_norm", "stepsize", "wall_time")


class History:
    """Loss, gradient norm, step size and time of every step of a training run.

    The loss of a row is the one evaluated in that step: for gradient descent at the weights before
    the step, for SciPy's methods at the accepted weights after it, for CMA-ES the best of the
    generation.

    **Example**

    >>> history = History()
    >>> history.append(loss=0.5, gradient_norm=1.2, stepsize=0.1, wall_time=0.03)
    >>> history.to_dict()["loss"]
    [0.5]
    """

    def __init__(self):
        self._rows = []

    def append(
        self,
        *,
        loss: float,
        gradient_norm: float = math.nan,
        stepsize: float = math.nan,
        wall_time: float = math.nan,
    ) -> None:
        """Add the next step.

        Args:
            loss (float): loss of the step.
            gradient_norm (float): Euclidean norm of the gradient, NaN where there is none.
            stepsize (float): step size, NaN where the optimiser has none.
            wall_time (float): seconds since training began.
        """
        self._rows.append((len(self._rows) + 1, loss, gradient_norm, stepsize, wall_time))

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"History({len(self)} steps)"

    @property
    def step(self) -> np.ndarray:
        """Number of each step, from 1, shape ``(n_steps,)``."""
        return np.array([row[0] for row in self._rows], dtype=np.int64)

    @property
    def loss(self) -> np.ndarray:
        """Loss of each step, shape ``(n_steps,)``."""
        return self._column(1)

    @property
    def gradient_norm(self) -> np.ndarray:
        """Euclidean norm of the gradient, NaN where there is none, shape ``(n_steps,)``."""
        return self._column(2)

    @property
    def stepsize(self) -> np.ndarray:
        """Step size, NaN where the optimiser has none, shape ``(n_steps,)``."""
        return self._column(3)

    @property
    def wall_time(self) -> np.ndarray:
        """Seconds of training up to the end of each step, shape ``(n_steps,)``."""
        return self._column(4)

    def _column(self, index: int) -> np.ndarray:
        return np.array([row[index] for row in self._rows], dtype=float)

    def to_dict(self) -> dict[str, list]:
        """Columns as lists that JSON can hold; missing numbers are ``None``.

        Returns:
            dict[str, list]: the columns by name.
        """
        columns = {name: getattr(self, name).tolist() for name in COLUMNS}
        return {
            name: [None if value != value else value for value in column]
            for name, column in columns.items()
        }

    def to_json(self) -> str:
        """Columns as a JSON text.

        Returns:
            str: the text.
        """
        return json.dumps(self.to_dict())

    def first(self, n_steps: int) -> "History":
        """History of the first steps only.

        Args:
            n_steps (int): how many steps to keep.

        Returns:
            History: a new history.
        """
        history = History()
        history._rows = self._rows[:n_steps]
        return history

    def to_array(self) -> np.ndarray:
        """Loss, gradient norm, step size and time as one array, every bit kept.

        Returns:
            numpy.ndarray: float64 of shape ``(n_steps, 4)``.
        """
        rows = [row[1:] for row in self._rows]
        return np.array(rows, dtype=float).reshape(-1, 4)

    @classmethod
    def from_array(cls, array) -> "History":
        """History from the array of :meth:`to_array`.

        Args:
            array (array-like): floats of shape ``(n_steps, 4)``.

        Returns:
            History: the history.
        """
        history = cls()
        for loss, gradient_norm, stepsize, wall_time in np.asarray(array, dtype=float).tolist():
            history.append(
                loss=loss, gradient_norm=gradient_norm, stepsize=stepsize, wall_time=wall_time
            )
        return history
