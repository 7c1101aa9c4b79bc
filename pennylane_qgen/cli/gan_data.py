"""What a generator can be trained on: distributions by name, and files of numbers."""

import inspect
import zlib
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from .. import latent as latents
from ..datasets import RingMixture
from .options import unknown_name

SUFFIXES = (".csv", ".npy", ".npz")


def _photons(n_photons: int = 8, n_modes: int = 16, seed: int = 1000):
    from ..gan import Draws

    return Draws(latents.BosonSampling(n_photons, n_modes, seed=seed))


def _bits(dim: int = 16, p: float = 0.5):
    from ..gan import Draws

    return Draws(latents.Bernoulli(dim, p))


def _qm9(permutation_probability: float = 0.3):
    from ..molecules import MoleculeSource

    return MoleculeSource(permutation_probability=permutation_probability)


SOURCES = {"bits": _bits, "photons": _photons, "qm9": _qm9, "ring-mixture": RingMixture}


def load_source(data: str, options: dict | None = None):
    """A source of real samples.

    Args:
        data (str): a name of ``SOURCES``, or a .csv, .npy or .npz file of numbers, a sample a row.
        options (dict or None): options of the distribution.

    Returns:
        pennylane_qgen.gan.DataSource: the source.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the name or an option is unknown, or the file has no numbers.
    """
    options = dict(options or {})
    if Path(data).suffix.lower() in SUFFIXES:
        if options:
            raise ValueError(f"A file has no data_options; got {options}.")
        return _rows_of_file(Path(data).expanduser())
    if data not in SOURCES:
        message = unknown_name("data set", data, SOURCES)
        raise ValueError(f"{message} A file must end in {', '.join(SUFFIXES)}.")
    known = list(inspect.signature(SOURCES[data]).parameters)
    for option in options:
        if option not in known:
            raise ValueError(unknown_name("data option", option, known, where=f" of {data}"))
    return SOURCES[data](**options)


def _rows_of_file(path: Path):
    from ..gan import Rows

    if not path.is_file():
        raise FileNotFoundError(f"There is no file {path}. Check the path.")
    try:
        numbers = _read(path)
    # NumPy reports a damaged .npz file as the archive or its compression does.
    except (ValueError, OSError, EOFError, BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} cannot be read as numbers: {error}") from error
    if numbers.dtype.kind not in "biuf":
        raise ValueError(f"{path} must hold real numbers; it holds {numbers.dtype}.")
    return Rows(numbers)


def _read(path: Path) -> np.ndarray:
    """The array in a file."""
    if path.stat().st_size == 0:
        raise ValueError("it is empty.")
    if path.suffix.lower() == ".csv":
        return np.loadtxt(path, delimiter=",", ndmin=2)
    # Opened here, since np.load leaves a damaged file open.
    with open(path, "rb") as stream:
        content = np.load(stream, allow_pickle=False)
        if isinstance(content, np.ndarray):
            return content
        if len(content.files) != 1:
            raise ValueError(f"it must hold one array; it holds {content.files}.")
        return content[content.files[0]]
