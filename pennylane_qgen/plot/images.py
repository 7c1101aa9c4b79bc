"""Samples as small images."""

import numpy as np

from ..bits import check_bits
from ..figures import new_axes

FRAME = 0.15
"""Darkness of the lines between images, from 0 to 1."""


def image_side(n_wires: int) -> int | None:
    """Side of the square image that bits form, or ``None`` if they form none.

    Args:
        n_wires (int): number of bits.

    Returns:
        int or None: the side, at least 2.

    **Example**

    >>> image_side(16), image_side(12)
    (4, None)
    """
    side = round(n_wires**0.5)
    return side if side > 1 and side * side == n_wires else None


def images(samples, *, shape=None, rows: int = 6, columns: int = 6, title=None, ax=None):
    """The first samples as small images, ones dark, in a grid.

    Args:
        samples (array-like): bits of shape ``(n_samples, height * width)``, row after row of an
            image.
        shape (tuple[int, int] or None): height and width of an image in pixels; a square by
            default.
        rows (int): rows of images.
        columns (int): columns of images.
        title (str or None): title of the axes.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: if the bits form no image of that shape.

    **Example**

    >>> axes = images([[0, 1, 1, 0], [1, 0, 0, 1]], title="two images")
    >>> axes.get_title()
    'two images'
    """
    bits = check_bits(samples)
    mosaic = _mosaic(bits, rows, columns, _image_shape(shape, bits.shape[1]))
    ax = new_axes(width=4.0) if ax is None else ax
    ax.imshow(mosaic, cmap="gray_r", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[], title=title)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _image_shape(shape, n_wires: int) -> tuple[int, int]:
    if shape is None:
        side = image_side(n_wires)
        if side is None:
            raise ValueError(
                f"{n_wires} bits form no square image. Pass shape=(height, width), or use "
                "qgen.plot.histogram."
            )
        return side, side
    height, width = shape
    if height * width != n_wires:
        raise ValueError(f"An image of {height} x {width} pixels has {height * width} bits; "
                         f"got samples of {n_wires}.")  # fmt: skip
    return height, width


def _mosaic(bits: np.ndarray, rows: int, columns: int, shape: tuple[int, int]) -> np.ndarray:
    """Tiles with a frame of one light grey pixel; places without a sample stay white."""
    height, width = shape
    canvas = np.zeros((rows, columns, height + 1, width + 1))
    shown = bits[: rows * columns]
    places = np.unravel_index(np.arange(len(shown)), (rows, columns))
    canvas[:, :, -1, :] = canvas[:, :, :, -1] = FRAME
    canvas[*places, :-1, :-1] = shown.reshape(-1, height, width) * 0.9
    tiles = canvas.transpose(0, 2, 1, 3).reshape(rows * (height + 1), columns * (width + 1))
    return np.pad(tiles, ((1, 0), (1, 0)), constant_values=FRAME)
