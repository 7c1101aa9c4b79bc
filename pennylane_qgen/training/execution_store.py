"""Results of executed circuits in one file, each written before it is used.

The file is an SQLite database: a result is in it as a whole or not at all, also after a crash of
the program or of the machine. Nothing is pickled.
"""

import io
import json
import sqlite3
from pathlib import Path

import numpy as np
from pennylane import math

from .archive import check_writable
from .budget import Usage
from .errors import CheckpointError
from .tree import digest, pack, unpack

APPLICATION = int.from_bytes(b"qgen")
VERSION = 1

TABLE = """
CREATE TABLE executions (
    step INTEGER, circuit BLOB, occurrence INTEGER,
    executions INTEGER, shots INTEGER, digest TEXT, result BLOB,
    PRIMARY KEY (step, circuit, occurrence)
)
"""


class ExecutionStore:
    """Results by the training step, the circuit and how often it came in the step.

    Args:
        path (str or os.PathLike): the file; it is made if it is not there.

    Raises:
        ValueError: if the file cannot be written to.
        CheckpointError: if the file is something else, or damaged.

    **Example**

    >>> import tempfile
    >>> key = (0, b"circuit", 0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = ExecutionStore(f"{folder}/executions")
    ...     store.add([key], [np.array([0.5, 0.5])], [Usage(1, 100)])
    ...     print(store.get(key), store.usage())
    ...     store.close()
    [array([0.5, 0.5])] Usage(executions=1, shots=100)
    """

    def __init__(self, path):
        self.path = check_writable(path, "executions")
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            raise CheckpointError(_damaged(self.path, error)) from error

    def _open(self) -> None:
        fresh = not self.path.exists() or self.path.stat().st_size == 0
        self._database = sqlite3.connect(self.path)
        self._database.execute("PRAGMA synchronous = EXTRA")
        if fresh:
            self._database.executescript(
                f"BEGIN; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
                f"{TABLE}; COMMIT"
            )
        [(application,)] = self._database.execute("PRAGMA application_id")
        [(version,)] = self._database.execute("PRAGMA user_version")
        if application != APPLICATION or version > VERSION:
            raise CheckpointError(
                f"{self.path} must hold executions of version {VERSION}; it is another database or "
                "of a newer pennylane-qgen. Nothing was changed; name another file."
            )

    def usage(self) -> Usage:
        """What all stored executions have cost."""
        row = self._execute("SELECT SUM(executions), SUM(shots) FROM executions").fetchone()
        return Usage(*(int(number or 0) for number in row))

    def __len__(self) -> int:
        return self._execute("SELECT COUNT(*) FROM executions").fetchone()[0]

    def get(self, key: tuple[int, bytes, int]):
        """The stored result in a list of one, or an empty list.

        Args:
            key (tuple[int, bytes, int]): step, fingerprint of the circuit and occurrence.

        Returns:
            list: with the result, if there is one.

        Raises:
            CheckpointError: if the result is damaged.
        """
        query = (
            "SELECT digest, result FROM executions WHERE (step, circuit, occurrence) = (?, ?, ?)"
        )
        return [_decode(self.path, *row) for row in self._execute(query, key)]

    def add(self, keys, results, usages) -> None:
        """Write results, all of them or none, and return once they are on the disk.

        Args:
            keys (Sequence[tuple]): as in :meth:`get`.
            results (Sequence): what the device returned: arrays, numbers, dictionaries of counts
                and tuples of them.
            usages (Sequence[Usage]): what each has cost.
        """
        rows = [
            (*key, usage.executions, usage.shots, *_encode(result))
            for key, result, usage in zip(keys, results, usages, strict=True)
        ]
        with self._database:
            self._database.executemany("INSERT INTO executions VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _execute(self, *query):
        try:
            return self._database.execute(*query)
        except sqlite3.DatabaseError as error:
            raise CheckpointError(_damaged(self.path, error)) from error


def _plain(result):
    """A result without what depends on an interface; counts with plain keys."""
    if isinstance(result, dict):
        return {str(outcome): int(count) for outcome, count in result.items()}
    if isinstance(result, list | tuple):
        return tuple(_plain(part) for part in result)
    return result if isinstance(result, int | float) else np.asarray(math.toarray(result))


def _encode(result) -> tuple[str, bytes]:
    structure, arrays = pack(_plain(result))
    text = np.frombuffer(json.dumps(structure).encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, structure=text, **arrays)
    return digest(structure, arrays), stream.getvalue()


def _decode(path: Path, checksum: str, blob: bytes):
    # Damaged bytes surface as nearly any exception of zipfile, zlib, json or numpy's parser.
    try:
        with np.load(io.BytesIO(blob), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        structure = json.loads(arrays.pop("structure").tobytes())
    except Exception as error:
        raise CheckpointError(_damaged(path, error)) from error
    if digest(structure, arrays) != checksum:
        raise CheckpointError(_damaged(path, "a checksum does not match"))
    return unpack(structure, arrays)


def _damaged(path, why) -> str:
    return (
        f"{path} cannot be read as stored executions: {why}. It is damaged or another kind of "
        "file. Nothing was overwritten; restore the file, delete it or name another one."
    )
