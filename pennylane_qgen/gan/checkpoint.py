"""Checkpoints of adversarial training: safetensors files, whole, checked and never pickled."""

import json
from collections.abc import Iterator
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from ..training.archive import check_writable
from ..training.errors import CheckpointError
from ..training.tree import digest
from ..whole_files import write_whole
from .game import Game

FORMAT = "pennylane-qgen gan"
VERSION = 1


class Checkpoint:
    """What is kept of a run in a file, or nothing.

    Args:
        path (str, os.PathLike or None): the file; ``None`` keeps nothing.
        identity (dict): what tells the run from others, as JSON can hold it.

    Attributes:
        saved_step (int): steps of the run that are in the file, 0 before it was written.

    Raises:
        ValueError: if the folder does not exist or is not writable.
    """

    def __init__(self, path, identity: dict):
        self.path = None if path is None else check_writable(path, "checkpoint")
        self.identity = identity
        self.saved_step = 0

    def load(self, game: Game) -> None:
        """Take over the state in the file, if it is there."""
        if self.path is not None and self.path.exists():
            game.load(load_game(self.path, self.identity))
            self.saved_step = len(game.history)

    def save(self, game: Game) -> None:
        """Write the state, if it is newer than the file's."""
        if self.path is not None and len(game.history) > self.saved_step:
            save_game(self.path, game.tensors(), self.identity)
            self.saved_step = len(game.history)

    def summary(self) -> str:
        """What there is to go on from."""
        if not self.saved_step:
            return "No checkpoint was written."
        return f"The last good checkpoint is {self.path}, after step {self.saved_step}."


def save_game(path, tensors: dict, identity: dict) -> None:
    """Write a state; the file is the old one or the whole new one at any moment.

    Args:
        path (str or os.PathLike): the file.
        tensors (dict[str, torch.Tensor]): the state.
        identity (dict): what tells the run from others, as JSON can hold it.
    """
    meta = {"format": FORMAT, "version": VERSION, "identity": identity}
    meta["checksum"] = _checksum(meta, tensors)
    metadata = {"qgen": json.dumps(meta)}
    write_whole(path, lambda temporary: save_file(tensors, temporary, metadata=metadata))


def load_game(path, identity: dict | None = None) -> dict:
    """Read a state and verify that it is whole and belongs to this run.

    Args:
        path (str or os.PathLike): the file.
        identity (dict or None): what tells the run from others; ``None`` takes any.

    Returns:
        dict[str, torch.Tensor]: the state.

    Raises:
        CheckpointError: if the file is truncated, altered, foreign, too new or of another run.
        FileNotFoundError: if there is no such file.
    """
    meta, tensors = _read(path)
    advice = "Nothing was overwritten; name another file, or start anew with resume=False."
    if meta.get("version") != VERSION:
        raise CheckpointError(
            f"{path} has version {meta.get('version')} of the format; this pennylane-qgen reads "
            f"version {VERSION}. {advice}"
        )
    if meta.pop("checksum", None) != _checksum(meta, tensors):
        raise CheckpointError(f"{path} was altered: its checksum is another. {advice}")
    if identity is not None and meta["identity"] != identity:
        differences = "; ".join(_differences(meta["identity"], identity))
        raise CheckpointError(f"{path} is of another run ({differences}). {advice}")
    return tensors


def _differences(there: dict, here: dict) -> Iterator[str]:
    """What two descriptions differ in, entry by entry."""
    for key in sorted(there.keys() | here.keys()):
        before, now = there.get(key), here.get(key)
        if isinstance(before, dict) and isinstance(now, dict):
            yield from (f"{key} {text}" for text in _differences(before, now))
        elif before != now:
            short = max(len(str(before)), len(str(now))) <= 60
            yield f"{key}: {before!r} there, {now!r} here" if short else f"another {key}"


def _read(path) -> tuple[dict, dict]:
    if not Path(path).is_file():
        raise FileNotFoundError(f"There is no checkpoint {path}.")
    try:
        with safe_open(path, framework="pt") as file:
            meta = json.loads((file.metadata() or {})["qgen"])
            return meta, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(
            f"{path} cannot be read as a {FORMAT} checkpoint: {error}. It is truncated, damaged or "
            "another kind of file. Nothing was overwritten; restore it, delete it or name another."
        ) from error


def _checksum(meta: dict, tensors: dict) -> str:
    return digest(meta, {name: tensor.numpy() for name, tensor in sorted(tensors.items())})
