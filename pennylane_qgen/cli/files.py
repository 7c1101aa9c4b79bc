"""Files that the commands write: whole or not at all, and never over others by accident."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np


class RunFolder:
    """The results of a training run.

    Args:
        path (pathlib.Path): the folder.
    """

    NAMES = (
        "config.toml",
        "checkpoint.npz",
        "model.npz",
        "samples.csv",
        "metrics.json",
        "history.json",
        "loss.png",
        "samples.png",
        "mmd.png",
        "overview.png",
    )

    def __init__(self, path: Path):
        self.path = path

    def file(self, name: str) -> Path:
        """Path of one of the files."""
        return self.path / name

    def check(self, *, overwrite: bool, resume: bool) -> None:
        """Refuse to write over what is there.

        Raises:
            click.UsageError: if overwriting and resuming are both asked for.
            FileExistsError: if the folder has content that nobody gave up, or is a file.
        """
        if overwrite and resume:
            raise click.UsageError("Give --overwrite or --resume, not both.")
        if self.path.exists() and not self.path.is_dir():
            raise FileExistsError(f"{self.path} is a file. Name a folder with --output.")
        if self.path.is_dir() and any(self.path.iterdir()) and not (overwrite or resume):
            raise FileExistsError(
                f"The folder {self.path} is not empty; nothing was changed. Go on with --resume, "
                "replace the results with --overwrite, or name another folder with --output."
            )
        if resume and self.file("model.npz").exists() and not self.file("checkpoint.npz").exists():
            raise FileExistsError(
                f"{self.path} has a model but no checkpoint to go on from; nothing was changed. "
                "Replace the results with --overwrite, or name another folder with --output."
            )

    def begin(self) -> None:
        """Make the folder and remove the results of an earlier run, and nothing else."""
        self.path.mkdir(parents=True, exist_ok=True)
        for name in self.NAMES:
            self.file(name).unlink(missing_ok=True)

    def written(self) -> list[str]:
        """Names of the files that are there."""
        return [name for name in self.NAMES if self.file(name).is_file()]


def write_whole(path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then put it in its place.

    Args:
        path (str or os.PathLike): the file.
        write (Callable[[pathlib.Path], None]): writes to the path it is given.
    """
    path = Path(path)
    # The suffix stays at the end: matplotlib and numpy go by it.
    temporary = path.with_name(f".{path.stem}.tmp{path.suffix}")
    try:
        write(temporary)
        with open(temporary, "rb") as stream:
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path, text: str) -> None:
    """Write a text file, whole or not at all."""
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def write_json(path, content) -> None:
    """Write a JSON file that a person can read."""
    write_text(path, json.dumps(content, indent=2) + "\n")


def csv_text(samples) -> str:
    """One bit string a line, its bits separated by commas."""
    return "".join(",".join(map(str, row)) + "\n" for row in np.asarray(samples).tolist())


def write_samples(path, samples) -> None:
    """Write samples to a ``.csv`` or ``.npz`` file, as ``qgen.datasets`` reads them.

    Args:
        path (str or os.PathLike): the file.
        samples (array-like): bits of shape ``(n_samples, n_wires)``.
    """
    if Path(path).suffix.lower() == ".npz":
        write_whole(path, lambda temporary: np.savez_compressed(temporary, bits=samples))
    else:
        write_text(path, csv_text(samples))


def check_output(path, *, suffixes: tuple[str, ...], overwrite: bool) -> Path:
    """The path of an output file, if it may be written.

    Args:
        path (str or os.PathLike): the file.
        suffixes (tuple[str, ...]): endings it may have.
        overwrite (bool): whether it may replace another file.

    Returns:
        pathlib.Path: the path.

    Raises:
        ValueError: if it has another ending.
        FileExistsError: if the file is there and may not be replaced.
        FileNotFoundError: if its folder is missing.
    """
    path = Path(path).expanduser()
    if path.suffix.lower() not in suffixes:
        raise ValueError(f"The output file must end in {' or '.join(suffixes)}; got {path}.")
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} is there already. Name another file or give --overwrite.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {path.parent}. Make it first.")
    return path
