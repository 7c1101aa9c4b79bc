"""Chunks as parquet files: whole or not at all, and checked when they are read.

The metadata of a file hold the identity of its chunk and a SHA-256 checksum over the values.
"""

import hashlib
import json
import os
from pathlib import Path

import numpy as np

from ..whole_files import write_whole
from .chunk import Chunk

FORMAT = b"pennylane-qgen chunk"
VERSION = 1


def chunk_path(folder: Path, chunk: Chunk) -> Path:
    """File of a chunk in the folder of its study."""
    return folder / f"{chunk.label}-{chunk.digest[:12]}.parquet"


def write_chunk(folder: Path, chunk: Chunk, columns: dict[str, np.ndarray]) -> Path:
    """Write a chunk, whole or not at all.

    Args:
        folder (pathlib.Path): folder of the study, which exists.
        chunk (Chunk): the chunk.
        columns (dict[str, numpy.ndarray]): what it computed.

    Returns:
        pathlib.Path: the file.
    """
    pa, parquet = require_pyarrow()
    meta = {
        "version": VERSION,
        "identity": chunk.identity,
        "checksum": _checksum(columns),
    }
    table = pa.table(columns).replace_schema_metadata({FORMAT: json.dumps(meta).encode()})
    path = chunk_path(folder, chunk)
    write_whole(path, lambda temporary: parquet.write_table(table, temporary))
    return path


def read_chunk(folder: Path, chunk: Chunk) -> dict[str, np.ndarray] | None:
    """Read a chunk, if there is one that is whole.

    A file that is truncated, corrupted or of another chunk is renamed to ``*.damaged``.

    Args:
        folder (pathlib.Path): folder of the study.
        chunk (Chunk): the chunk.

    Returns:
        dict[str, numpy.ndarray] or None: the columns, or ``None`` if the chunk has to be computed.
    """
    path = chunk_path(folder, chunk)
    if not path.is_file():
        return None
    columns = _read_whole(path, chunk)
    if columns is None:
        os.replace(path, path.with_name(path.name + ".damaged"))
    return columns


def _read_whole(path: Path, chunk: Chunk) -> dict[str, np.ndarray] | None:
    pa, parquet = require_pyarrow()
    try:
        with open(path, "rb") as stream:
            table = parquet.read_table(stream)
        meta = json.loads((table.schema.metadata or {})[FORMAT])
        columns = {name: _as_numpy(table[name]) for name in table.column_names}
        expected = (VERSION, chunk.identity, _checksum(columns))
        found = (meta["version"], meta["identity"], meta["checksum"])
    # What pyarrow makes of random bytes is any of these.
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
        return None
    return columns if found == expected else None


def _as_numpy(column) -> np.ndarray:
    values = column.to_numpy()
    return values.astype(str) if values.dtype == object else values


def _checksum(columns: dict[str, np.ndarray]) -> str:
    digest = hashlib.sha256()
    for name, values in columns.items():
        kind = "text" if values.dtype.kind == "U" else values.dtype.str
        content = json.dumps(values.tolist()).encode() if kind == "text" else values.tobytes()
        digest.update(f"{name} {kind} {len(values)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def require_pyarrow():
    """The modules pyarrow and pyarrow.parquet, or an error that names the extra to install."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ImportError(
            "Studies keep their results as parquet: pip install pennylane-qgen[studies]"
        ) from error
    return pa, parquet
