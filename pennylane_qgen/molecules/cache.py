"""Results that take long to compute, kept in the user's cache folder."""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from ..training.archive import read_archive, write_archive
from ..training.errors import CheckpointError


def cache_folder() -> Path:
    """The folder of this package for files that can be computed again.

    Returns:
        pathlib.Path: ``pennylane-qgen`` in ``XDG_CACHE_HOME`` where that is set, else in the
        system's folder for caches.
    """
    root = os.environ.get("XDG_CACHE_HOME")
    if not root and sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA")
    if not root:
        root = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return Path(root) / "pennylane-qgen"


def cached(name: str, key: dict, compute: Callable[[], dict]) -> dict:
    """The stored result of an earlier call with the same key, or a computed one.

    A file that is damaged, foreign or of another key is replaced. Where nothing can be written,
    the result is computed every time.

    Args:
        name (str): name of the file, without an ending.
        key (dict): all that the result depends on, as plain data.
        compute (Callable): gives the result, a dictionary of arrays.

    Returns:
        dict: the result.
    """
    path = cache_folder() / f"{name}.npz"
    with contextlib.suppress(CheckpointError, OSError):
        stored = read_archive(path, "cache", version=1)
        if stored["key"] == key:
            return stored["result"]
    result = compute()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own for each process, since several may compute the same at a time.
        own = path.with_name(f"{path.name}.{os.getpid()}")
        write_archive(own, "cache", version=1, content={"key": key, "result": result})
        os.replace(own, path)
    return result
