"""Data sets from arrays and files. Nothing is ever unpickled."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from ..bits import check_bits
from .base import Dataset


def from_array(samples, *, name: str = "array", source: str = "given as an array") -> Dataset:
    """A data set of bit strings you hold in memory.

    Args:
        samples (array-like): zeros and ones of shape ``(n_samples, n_wires)``.
        name (str): what the data are called.
        source (str): where they come from.

    Returns:
        Dataset: the samples, copied.

    Raises:
        ValueError: if the array is not 2-D or has an entry other than 0 and 1.

    **Example**

    >>> from_array([[0, 1], [1, 1]], name="mine")
    Dataset('mine', n_samples=2, n_wires=2)
    """
    return Dataset(samples, name, source)


def from_csv(path, *, delimiter: str = ",", skip_rows: int = 0) -> Dataset:
    r"""A data set from a text file with one bit string a line.

    Args:
        path (str | pathlib.Path): the file.
        delimiter (str): what stands between two bits; ``""`` for lines like ``0110``.
        skip_rows (int): number of header lines.

    Returns:
        Dataset: the samples, named after the file.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if an entry is not 0 or 1, or the lines differ in length.

    **Example**

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "bits.csv"
    ...     _ = path.write_text("0,1,1\n1,0,0\n")
    ...     from_csv(path).samples
    array([[0, 1, 1],
           [1, 0, 0]], dtype=int8)
    """
    path = existing_file(path)
    lines = path.read_text(encoding="utf-8").splitlines()[skip_rows:]
    rows = [_cells(line, delimiter) for line in lines if line.strip()]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise ValueError(
                f"Every line of {path} must have as many bits as the first, {len(rows[0])}; "
                f"data line {number} has {len(row)}. The file may be cut off."
            )
    try:
        table = np.array(rows, dtype=float)
    except ValueError as error:
        raise ValueError(
            f"{path} must hold zeros and ones separated by {delimiter!r}: {error}. "
            "Pass skip_rows=1 if the first line is a header."
        ) from error
    return Dataset(check_bits(table, name=f"The samples in {path}"), path.stem, f"file {path.name}")


def from_npz(path, *, key: str = "bits", packed_wires: int | None = None) -> Dataset:
    """A data set from one array of a ``.npz`` file.

    Args:
        path (str | pathlib.Path): the file, as `numpy.savez` writes it.
        key (str): name of the array in the file.
        packed_wires (int | None): number of wires, where each row of bits was packed to bytes
            with ``numpy.packbits(bits, axis=1)``; None for zeros and ones.

    Returns:
        Dataset: the samples, named after the file.

    Raises:
        FileNotFoundError: if there is no such file.
        KeyError: if the file has no array of that name.
        ValueError: if the file is damaged or holds Python objects, or the array is not bits.

    **Example**

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "bits.npz"
    ...     np.savez(path, samples=np.eye(2, dtype=np.int8))
    ...     from_npz(path, key="samples").samples
    array([[1, 0],
           [0, 1]], dtype=int8)
    """
    path = existing_file(path)
    array = _read_array(path, key)
    if packed_wires is not None:
        array = _unpack(array, packed_wires, path)
    return Dataset(check_bits(array, name=f"{key!r} in {path}"), path.stem, f"file {path.name}")


def existing_file(path) -> Path:
    """The path of a file that is there."""
    path = Path(path).expanduser()
    if not path.is_file():
        raise FileNotFoundError(f"There is no file {path}. Check the path.")
    return path


def _cells(line: str, delimiter: str) -> list[str]:
    return line.strip().split(delimiter) if delimiter else list(line.strip())


def _read_array(path: Path, key: str) -> np.ndarray:
    if not zipfile.is_zipfile(path):
        raise ValueError(
            f"{path} is no whole .npz file: it may be cut off or of another format. "
            "Write it with numpy.savez, or use from_array."
        )
    try:
        with np.load(path, allow_pickle=False) as archive:
            if key in archive.files:
                return archive[key]
            names = archive.files
    except (ValueError, EOFError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(
            f"{key!r} in {path} cannot be read: {error}. Files are never unpickled; save plain "
            "arrays of 0 and 1 with numpy.savez."
        ) from error
    raise KeyError(f"{path} has no array {key!r}; it has {names}. Pass one of them as key=.")


def _unpack(array: np.ndarray, n_wires: int, path: Path) -> np.ndarray:
    n_bytes = -(-n_wires // 8)
    if array.dtype != np.uint8 or array.ndim != 2 or array.shape[1] != n_bytes:
        raise ValueError(
            f"{n_wires} packed wires are rows of {n_bytes} bytes (uint8); {path} has shape "
            f"{array.shape} of {array.dtype}."
        )
    return np.unpackbits(array, axis=1, count=n_wires)
