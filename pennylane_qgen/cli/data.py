"""Data sets by name or file."""

import inspect
from pathlib import Path

from ..datasets import Dataset, catalogue, from_csv, from_npz
from .options import unknown_name

READERS = {".csv": from_csv, ".txt": from_csv, ".npz": from_npz}


def load_data(data: str, options: dict | None = None, *, seed: int | None = None) -> Dataset:
    """A data set from the catalogue, or from a file.

    Args:
        data (str): a name of the catalogue, or the path of a .csv, .txt or .npz file.
        options (dict or None): options of the generator or of the reader.
        seed (int or None): seed for generators that take one and are given none.

    Returns:
        Dataset: the data.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the name or an option is unknown, or the data are not bits.
    """
    options = dict(options or {})
    reader = READERS.get(Path(data).suffix.lower())
    load = _generator(data) if reader is None else reader
    known = [name for name in inspect.signature(load).parameters if name != "path"]
    for name in options:
        if name not in known:
            raise ValueError(unknown_name("data option", name, known, where=f" of {data}"))
    if "seed" in known:
        options.setdefault("seed", seed)
    return load(**options) if reader is None else load(data, **options)


def _generator(name: str):
    entries = catalogue()
    if name not in entries:
        message = unknown_name("data set", name, entries)
        raise ValueError(f"{message} A file must end in {', '.join(READERS)}.")
    return entries[name].load
