"""Files that the commands write: whole or not at all, and never over others by accident."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from ..whole_files import write_whole


class RunFolder:
    """The results of a training run.

    Args:
        path (pathlib.Path): the folder.
        names (Sequence[str]): files that a run writes.
        checkpoint (str): the one of them that a run goes on from.
        model (str): the one that a finished run has.
    """

    def __init__(self, path: Path, names: Sequence[str], *, checkpoint: str, model: str):
        self.path = path
        self.names = tuple(names)
        self._checkpoint = checkpoint
        self._model = model

    @property
    def checkpoint(self) -> Path:
        """The file that a run goes on from."""
        return self.file(self._checkpoint)

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
        if resume and self.file(self._model).exists() and not self.checkpoint.exists():
            raise FileExistsError(
                f"{self.path} has a model but no checkpoint to go on from; nothing was changed. "
                "Replace the results with --overwrite, or name another folder with --output."
            )

    def begin(self) -> None:
        """Make the folder and remove the results of an earlier run, and nothing else."""
        self.path.mkdir(parents=True, exist_ok=True)
        for name in self.names:
            self.file(name).unlink(missing_ok=True)

    def written(self) -> list[str]:
        """Names of the files that are there."""
        return [name for name in self.names if self.file(name).is_file()]


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
