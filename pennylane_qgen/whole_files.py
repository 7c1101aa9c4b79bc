"""Files that are the old one or the whole new one at any moment, whenever the process is killed."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path


def write_whole(path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, flush it to disk and put it in place.

    Args:
        path (str or os.PathLike): the file.
        write (Callable[[pathlib.Path], None]): writes to the path it is given, which has the same
            suffix.
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
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make a rename durable; systems that cannot open folders do it by themselves."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
