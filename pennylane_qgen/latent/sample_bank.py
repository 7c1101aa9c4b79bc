"""Draws kept in memory or in a file, as a latent."""

import numpy as np

from ..training.archive import check_writable, read_archive, write_archive
from .base import Latent, array_digest

KIND = "sample bank"
VERSION = 1


class SampleBank(Latent):
    """Rows of a table, drawn with replacement.

    For latents that are slow to draw (many photons, hardware) and for data that were measured
    elsewhere. Ten draws and more a row repeat rows noticeably.

    Args:
        samples (array-like): finite numbers of shape ``(n_rows, dim)``. Integers are kept as
            ``int16``, or as ``int8`` if they come so; others as ``float64``.

    Attributes:
        samples (numpy.ndarray): the table, read-only.

    Raises:
        ValueError: if it is no table of finite numbers, or an integer exceeds 16 bits.

    **Example**

    >>> bank = SampleBank([[0, 2], [1, 1]])
    >>> bank.mean
    array([0.5, 1.5])
    >>> bank.sample(3, seed=0).sum(axis=1)
    array([2, 2, 2])
    """

    def __init__(self, samples):
        self.samples = _check_table(samples)
        self.samples.flags.writeable = False
        self.dim = self.samples.shape[1]
        self._mean = self.samples.mean(axis=0)
        self._digest = array_digest(self.samples)

    def __len__(self):
        return len(self.samples)

    @property
    def mean(self) -> np.ndarray:
        """Mean of the rows, exact for draws from the bank."""
        return self._mean

    def describe(self) -> dict:
        """What the distribution is, as plain data."""
        return {
            "kind": "SampleBank",
            "n_rows": len(self),
            "dim": self.dim,
            "sha256": self._digest,
        }

    def save(self, path) -> None:
        """Write the bank to a file, which is whole or not there at any moment.

        Args:
            path (str or os.PathLike): the file, a NumPy ``.npz`` archive by content.

        Raises:
            ValueError: if the folder does not exist or is not writable.
        """
        content = {"samples": self.samples}
        write_archive(check_writable(path, "path"), KIND, version=VERSION, content=content)

    @classmethod
    def load(cls, path) -> "SampleBank":
        """Read and verify a bank written by :meth:`save`.

        Args:
            path (str or os.PathLike): the file.

        Returns:
            SampleBank: the bank.

        Raises:
            CheckpointError: if the file is truncated, corrupted, of another kind or too new.
            FileNotFoundError: if there is no such file.
        """
        return cls(read_archive(path, KIND, version=VERSION)["samples"])

    def _draw(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        return self.samples[rng.integers(len(self), size=n_samples)]


def _check_table(samples) -> np.ndarray:
    """A copy of the table in its smallest type."""
    table = np.array(samples)
    if table.ndim != 2 or 0 in table.shape or table.dtype.kind not in "biuf":
        raise ValueError(
            "samples must be a table of numbers of shape (n_rows, dim), at least one row; got "
            f"shape {table.shape} of {table.dtype}."
        )
    if table.dtype.kind == "f":
        if not np.isfinite(table).all():
            raise ValueError("samples must be finite; they have infinite or nan entries.")
        return table.astype(np.float64)
    if table.dtype in (np.bool_, np.int8):
        return table.astype(np.int8)
    limits = np.iinfo(np.int16)
    if table.min() < limits.min or table.max() > limits.max:
        raise ValueError(
            f"Integers must lie in [{limits.min}, {limits.max}]; got {table.min()} to "
            f"{table.max()}. Give larger numbers as floats."
        )
    return table.astype(np.int16)
