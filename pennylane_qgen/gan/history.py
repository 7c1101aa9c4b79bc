"""What is recorded of every step of adversarial training."""

import numpy as np

COLUMNS = ("critic_loss", "generator_loss", "wall_time", "sampling_time")


class GANHistory:
    """Losses and times of every step of the generator.

    Args:
        rows (array-like or None): rows to begin with, of shape ``(n_steps, 4)`` as of
            :meth:`to_array`; ``None`` for no step.

    **Example**

    >>> from pennylane_qgen.gan import GANHistory
    >>> history = GANHistory()
    >>> history.append(critic_loss=-0.2, generator_loss=0.1, wall_time=0.2, sampling_time=0.01)
    >>> len(history), history.critic_loss
    (1, array([-0.2]))
    """

    def __init__(self, rows: np.ndarray | None = None):
        self._rows = [] if rows is None else [tuple(row) for row in np.asarray(rows).tolist()]

    def append(
        self, *, critic_loss: float, generator_loss: float, wall_time: float, sampling_time: float
    ) -> None:
        """Add the next step.

        Args:
            critic_loss (float): loss of the critic in its last step.
            generator_loss (float): loss of the generator.
            wall_time (float): seconds since training began.
            sampling_time (float): seconds of them spent in drawing latents and data.
        """
        self._rows.append((critic_loss, generator_loss, wall_time, sampling_time))

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"GANHistory({len(self)} steps)"

    @property
    def critic_loss(self) -> np.ndarray:
        """Loss of the critic's last step before each of the generator, shape ``(n_steps,)``."""
        return self.to_array()[:, 0]

    @property
    def generator_loss(self) -> np.ndarray:
        """Loss of the generator, shape ``(n_steps,)``."""
        return self.to_array()[:, 1]

    @property
    def wall_time(self) -> np.ndarray:
        """Seconds of training up to the end of each step, shape ``(n_steps,)``."""
        return self.to_array()[:, 2]

    @property
    def sampling_time(self) -> np.ndarray:
        """Seconds up to each step spent in drawing latents and data, shape ``(n_steps,)``."""
        return self.to_array()[:, 3]

    @property
    def last_generator_loss(self) -> float:
        """Loss of the generator in the last step, NaN before a step."""
        return self._rows[-1][1] if self._rows else float("nan")

    @property
    def last_times(self) -> tuple[float, float]:
        """Seconds of training, and of drawing, so far."""
        return self._rows[-1][2:] if self._rows else (0.0, 0.0)

    @property
    def sampling_share(self) -> float:
        """Share of the whole time that went into drawing latents and data, NaN before a step."""
        return self.last_times[1] / self.last_times[0] if self._rows else float("nan")

    def to_array(self) -> np.ndarray:
        """All columns, of shape ``(n_steps, 4)``."""
        return np.array(self._rows, dtype=float).reshape(-1, len(COLUMNS))

    def to_dict(self) -> dict[str, list]:
        """Columns as lists that JSON can hold."""
        return dict(zip(COLUMNS, self.to_array().T.tolist(), strict=True))
