"""Checkpoints: a training run in one file, to go on from after a crash."""

from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import numpy as np

from .archive import check_writable, read_archive, write_archive
from .errors import CheckpointError
from .history import History
from .optimizer import Optimizer
from .tree import digest, pack

VERSION = 2


@dataclass(frozen=True)
class Checkpoint:
    """The whole state of a training run after a step.

    Args:
        weights (numpy.ndarray): weights after the step.
        best_weights (numpy.ndarray): weights of the lowest loss so far.
        best_loss (float): that loss.
        optimizer (str): name of the optimiser.
        settings (dict): settings of the optimiser.
        seed (int or None): the seed, if it was an integer.
        run_id (str): what tells the run from others.
        history (History): history up to the step.
        state (dict): state of the optimiser, as plain data.
        usage (tuple[int, int]): circuits and shots executed on a metered device.

    **Example**

    >>> start = np.zeros(2)
    >>> Checkpoint(start, start, float("inf"), "AdamOptimizer", {"stepsize": 0.05}).step
    0
    """

    weights: np.ndarray
    best_weights: np.ndarray
    best_loss: float
    optimizer: str
    settings: dict
    seed: int | None = None
    run_id: str = ""
    history: History = field(default_factory=History)
    state: dict = field(default_factory=dict)
    usage: tuple[int, int] = (0, 0)

    @property
    def step(self) -> int:
        """Number of steps done."""
        return len(self.history)

    @property
    def wall_time(self) -> float:
        """Seconds of training so far."""
        return float(self.history.wall_time[-1]) if self.step else 0.0


def save_checkpoint(path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint; the file is the old one or the whole new one at any moment.

    Args:
        path (str or os.PathLike): the file.
        checkpoint (Checkpoint): what to write.

    Raises:
        TypeError: if the optimiser's state holds an object that is not plain data.

    **Example**

    >>> import tempfile
    >>> checkpoint = Checkpoint(np.ones(2), np.zeros(2), 0.5, "AdamOptimizer", {"stepsize": 0.05})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_checkpoint(f"{folder}/run", checkpoint)
    ...     print(load_checkpoint(f"{folder}/run").best_loss)
    0.5
    """
    content = {item.name: getattr(checkpoint, item.name) for item in fields(checkpoint)}
    content["history"] = checkpoint.history.to_array()
    for name in ("weights", "best_weights"):
        content[name] = np.asarray(content[name])
    write_archive(path, "checkpoint", version=VERSION, content=content)


def load_checkpoint(path) -> Checkpoint:
    """Read a checkpoint and verify its checksum.

    Args:
        path (str or os.PathLike): the file.

    Returns:
        Checkpoint: the state of the run.

    Raises:
        CheckpointError: if the file is truncated, corrupted, foreign or of a newer version.
        FileNotFoundError: if there is no such file.

    **Example**

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = f"{folder}/run"
    ...     result = qgen.train(lambda w: w[0] ** 2, [1.0], steps=3, checkpoint=path)
    ...     print(load_checkpoint(path).step)
    3
    """
    content = read_archive(path, "checkpoint", version=VERSION)
    checkpoint = Checkpoint(**content)
    # An array of no dimension comes back as a number.
    return replace(
        checkpoint,
        history=History.from_array(content["history"]),
        weights=np.asarray(checkpoint.weights),
        best_weights=np.asarray(checkpoint.best_weights),
    )


def begin(
    path, weights, optimizer: Optimizer, *, seed=None, run_id: str = "", resume: bool = True
) -> Checkpoint:
    """State to start from: the one in the file if there is one, else that before the first step.

    Args:
        path (str, os.PathLike or None): the checkpoint, or ``None`` to keep none.
        weights (numpy.ndarray): weights to start from if there is no file.
        optimizer (Optimizer): the optimiser of the run.
        seed (int, numpy.random.Generator or None): seed of the run.
        run_id (str): what tells the run from others.
        resume (bool): whether to read a file that is there.

    Returns:
        Checkpoint: the state.

    Raises:
        ValueError: if the file cannot be written to later.
        CheckpointError: if the file is damaged, or belongs to another run.
        TypeError: if the settings of the optimiser cannot be stored.
    """
    integer_seed = int(seed) if isinstance(seed, int | np.integer) else None
    fresh = Checkpoint(
        weights, weights, float("inf"), optimizer.name, optimizer.settings(), integer_seed, run_id
    )
    if path is None:
        return fresh
    check_writable(path, "checkpoint")
    _settings_digest(fresh)
    if not resume or not Path(path).exists():
        return fresh
    loaded = load_checkpoint(path)
    _check_same_run(path, loaded, fresh)
    return loaded


def _check_same_run(path, loaded: Checkpoint, fresh: Checkpoint) -> None:
    """Refuse to go on with other weights, another optimiser or another seed."""
    advice = "Nothing was overwritten; name another file, or start anew with resume=False."
    if loaded.weights.shape != fresh.weights.shape:
        raise CheckpointError(
            f"The checkpoint {path} has weights of shape {loaded.weights.shape}; the weights given "
            f"have shape {fresh.weights.shape}. {advice}"
        )
    if _settings_digest(loaded) != _settings_digest(fresh):
        raise CheckpointError(
            f"The checkpoint {path} was made by {loaded.optimizer} with {loaded.settings}; this "
            f"run uses {fresh.optimizer} with {fresh.settings}. {advice}"
        )
    if None not in (loaded.seed, fresh.seed) and loaded.seed != fresh.seed:
        raise CheckpointError(
            f"The checkpoint {path} was made with seed={loaded.seed}; this run has "
            f"seed={fresh.seed}. {advice}"
        )
    if loaded.run_id != fresh.run_id:
        raise CheckpointError(
            f"The checkpoint {path} is of the run {loaded.run_id!r}, with other data or another "
            f"circuit than this run {fresh.run_id!r}. {advice}"
        )


def _settings_digest(checkpoint: Checkpoint) -> str:
    try:
        return digest(*pack({checkpoint.optimizer: checkpoint.settings}))
    except TypeError as error:
        raise TypeError(
            f"The settings of {checkpoint.optimizer} cannot be stored in a checkpoint: {error} "
            "Train without checkpoint=."
        ) from error
