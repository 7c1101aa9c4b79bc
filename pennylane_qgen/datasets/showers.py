"""Electron showers in a calorimeter: a synthetic generator and a loader of the CLIC file."""

import numpy as np

from .base import Dataset
from .files import existing_file

THRESHOLD = 0.1
"""A pixel is 1 where its energy is above this share of the image's mean, as in arXiv:2305.02881."""


def showers(n_wires: int = 16, *, n_samples: int = 1000, seed=None) -> Dataset:
    r"""Synthetic electron showers, with a support that grows as a polynomial of the wires.

    Not detector data: a toy in their likeness. A shower of energy :math:`E`, log-uniform in
    [10, 500] GeV, enters the middle of the first row of pixels at a slope :math:`a`, uniform in
    [-0.35, 0.35]. With the depth :math:`t \in (0, 1)` and the lateral position
    :math:`r \in (-\frac12, \frac12)` of a pixel, the energy is

    .. math:: t^{\alpha} e^{-12 t} \, e^{-|r - a t| / 0.09}, \qquad \alpha = \tfrac12 \ln E

    and a bit is 1 where it is above a tenth of the mean over the image. Two
    continuous numbers fix the image, so the number of distinct strings grows about as the square
    of the wires at most: 8, 31, 139 and 870 strings at 9, 16, 36 and 100 wires.

    Args:
        n_wires (int): number of pixels, on the grid of rows and columns closest to a square; 4
            or more, and no prime number.
        n_samples (int): number of samples.
        seed (int | numpy.random.Generator | None): source of energies and slopes.

    Returns:
        Dataset: the samples, row after row.

    Raises:
        ValueError: if the wires do not form a grid.

    **Example**

    >>> showers(9, n_samples=5, seed=0)
    Dataset('synthetic showers 3x3', n_samples=5, n_wires=9)

    Source: made up for this package after the data of arXiv:2305.02881.
    """
    rows, columns = _grid(n_wires)
    rng = np.random.default_rng(seed)
    energy = np.exp(rng.uniform(np.log(10), np.log(500), size=(n_samples, 1, 1)))
    slope = rng.uniform(-0.35, 0.35, size=(n_samples, 1, 1))
    depth = ((np.arange(rows) + 0.5) / rows)[:, None]
    lateral = (np.arange(columns) + 0.5) / columns - 0.5
    along = depth ** (np.log(energy) / 2) * np.exp(-12 * depth)
    across = np.exp(-np.abs(lateral - slope * depth) / 0.09)
    return Dataset(
        _binarize(along * across),
        name=f"synthetic showers {rows}x{columns}",
        source="generated: synthetic electron showers, random energy and angle, no detector data "
        "(after arXiv:2305.02881)",
    )


def clic_showers(path, n_wires: int = 16, *, key: str = "ECAL") -> Dataset:
    """Electron showers of the CLIC calorimeter, from the downloaded file.

    The deposits of 25 x 25 x 25 cells are summed along the last axis, then over blocks as equal
    as possible to the grid of rows and columns closest to a square; a bit is 1 where the energy
    is above a tenth of the mean over the image.

    Args:
        path (str | pathlib.Path): the HDF5 file.
        n_wires (int): number of pixels; 4 or more, and no prime number.
        key (str): name of the array of deposits in the file.

    Returns:
        Dataset: one sample a shower.

    Raises:
        ImportError: if h5py is missing.
        FileNotFoundError: if there is no such file.
        ValueError: if the wires do not form a grid, or the deposits are no 3-D images.
        KeyError: if the file has no array of that name.

    Source: M. Pierini and M. Zhang, CLIC Calorimeter 3D images: Electron showers at Fixed Angle,
    doi:10.5281/zenodo.3603122; reduced as in arXiv:2305.02881.

    **Example**

    >>> data = clic_showers("EleEscan_1_1.h5", n_wires=9)  # doctest: +SKIP
    """
    try:
        import h5py
    except ImportError as error:
        raise ImportError("clic_showers reads HDF5: pip install h5py") from error
    path = existing_file(path)
    with h5py.File(path, "r") as archive:
        if key not in archive:
            raise KeyError(f"{path} has no array {key!r}; it has {sorted(archive)}.")
        deposits = np.asarray(archive[key])
    rows, columns = _grid(n_wires)
    return Dataset(
        _binarize(_pool(deposits, rows, columns)),
        name=f"CLIC showers {rows}x{columns}",
        source=f"doi:10.5281/zenodo.3603122, file {path.name}, reduced as in arXiv:2305.02881",
    )


def _grid(n_wires: int) -> tuple[int, int]:
    """Rows and columns closest to a square, at least two of each."""
    rows = next((r for r in range(int(max(n_wires, 0) ** 0.5), 1, -1) if n_wires % r == 0), 1)
    if rows == 1:
        raise ValueError(
            f"n_wires must be a product of two numbers above 1, to form a grid; got {n_wires}."
        )
    return rows, n_wires // rows


def _pool(deposits: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Deposits of shape ``(n, x, y, z)`` summed to ``(n, rows, columns)``."""
    if deposits.ndim != 4 or deposits.shape[1] < rows or deposits.shape[2] < columns:
        raise ValueError(
            f"Deposits must have shape (n_showers, x, y, z) with x >= {rows} and "
            f"y >= {columns}; got {deposits.shape}."
        )
    image = deposits.sum(axis=3)
    for axis, parts in ((1, rows), (2, columns)):
        edges = np.arange(parts) * image.shape[axis] // parts
        image = np.add.reduceat(image, edges, axis=axis)
    return image


def _binarize(images: np.ndarray) -> np.ndarray:
    """Bits of shape ``(n, rows * columns)``."""
    flat = images.reshape(len(images), -1)
    return flat > THRESHOLD * flat.mean(axis=1, keepdims=True)
