"""Files that survive a crash: written whole or not at all, checked when read, never pickled.

A file is a NumPy ``.npz`` archive: numeric arrays and one JSON text, ``meta``, with the kind and
version of the file, the structure of its content and a SHA-256 checksum over everything.
"""

import json
import os
import zipfile
from pathlib import Path

import numpy as np

from ..whole_files import write_whole
from .errors import CheckpointError
from .tree import digest, pack, unpack


def check_writable(path, name: str) -> Path:
    """Return ``path`` as a path that a file can be written to.

    Args:
        path (str or os.PathLike): the file to be written later.
        name (str): what the path is called in the error message.

    Returns:
        pathlib.Path: the path.

    Raises:
        ValueError: if its folder does not exist or cannot be written to, or it is a folder.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise ValueError(f"{name} must lie in an existing folder; {path.parent} does not exist.")
    if path.is_dir():
        raise ValueError(f"{name} must be a file; {path} is a folder. Name a file in it.")
    if not os.access(path.parent, os.W_OK):
        raise ValueError(f"{name} must lie in a writable folder; {path.parent} is not writable.")
    return path


def write_archive(path, kind: str, *, version: int, content) -> None:
    """Write a tree to a file that is either the old one or the whole new one at any moment.

    Args:
        path (str or os.PathLike): the file, of any name.
        kind (str): what the file is, such as ``"checkpoint"``.
        version (int): version of the content's layout.
        content: numbers, text, ``None``, numeric arrays, random generators of NumPy, and lists,
            tuples and dictionaries of them.

    Raises:
        TypeError: if the tree holds an object that is not plain data.

    **Example**

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_archive(f"{folder}/note", "note", version=1, content={"angles": np.arange(2)})
    ...     print(read_archive(f"{folder}/note", "note", version=1))
    {'angles': array([0, 1])}
    """
    structure, arrays = pack(content)
    meta = {"format": f"pennylane-qgen {kind}", "version": version, "content": structure}
    meta["checksum"] = digest(meta, arrays)
    text = np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8)

    def write(temporary):
        # An open file, since NumPy adds a suffix to a name.
        with open(temporary, "wb") as file:
            np.savez(file, meta=text, **arrays)

    write_whole(path, write)


def read_archive(path, kind: str, *, version: int):
    """Read and verify a file written by :func:`write_archive`.

    Args:
        path (str or os.PathLike): the file.
        kind (str): what the file must be.
        version (int): newest version of the layout that can be read.

    Returns:
        the tree that was written.

    Raises:
        CheckpointError: if the file is truncated, corrupted, of another kind or too new.
        FileNotFoundError: if there is no such file.

    **Example**

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_archive(f"{folder}/note", "note", version=1, content=[1, "text"])
    ...     print(read_archive(f"{folder}/note", "note", version=1))
    [1, 'text']
    """
    meta, arrays = _read_entries(path, kind)
    if meta.get("format") != f"pennylane-qgen {kind}":
        raise CheckpointError(
            f"{path} must be a pennylane-qgen {kind}; it is a {meta.get('format')!r}. "
            "Nothing was overwritten; name another file."
        )
    if meta.get("version") not in range(1, version + 1):
        raise CheckpointError(
            f"{path} has version {meta.get('version')} of the {kind} format; this "
            f"pennylane-qgen reads up to version {version}. Update pennylane-qgen, or name "
            "another file."
        )
    checksum = meta.pop("checksum", None)
    if checksum != digest(meta, arrays):
        raise CheckpointError(_damaged(path, kind, "its checksum does not match its content"))
    return unpack(meta["content"], arrays)


def _read_entries(path, kind: str) -> tuple[dict, dict[str, np.ndarray]]:
    """The JSON text and the arrays of a file that may be damaged or foreign in any way."""
    try:
        # Opened here, since np.load leaves a damaged file open.
        with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        meta = json.loads(arrays.pop("meta").tobytes())
        if not isinstance(meta, dict):
            raise ValueError("its description is no dictionary")
    except FileNotFoundError:
        raise
    # Damaged bytes surface as nearly any exception of zipfile, zlib, json or numpy's parser.
    except Exception as error:
        # NumPy takes what is no archive for a pickle and explains how to load one.
        why = error if zipfile.is_zipfile(path) else "it is no npz archive"
        raise CheckpointError(_damaged(path, kind, why)) from error
    return meta, arrays


def _damaged(path, kind: str, why) -> str:
    return (
        f"{path} cannot be read as a pennylane-qgen {kind}: {why}. It is truncated, corrupted or "
        "another kind of file. Nothing was overwritten; restore the file, delete it or name "
        "another one."
    )
