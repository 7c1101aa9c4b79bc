"""Handwritten digits."""

from .base import Dataset

WIDTHS = (8, 4, 2)
THRESHOLD = 8
"""Half of the largest grey value, 16."""


def digits(width: int = 4) -> Dataset:
    """The 1,797 handwritten digits of scikit-learn, pooled and made black and white.

    The 8 x 8 images have grey values 0 to 16. The image is averaged over blocks of
    ``8 // width`` by ``8 // width`` pixels, and a bit is 1 where the mean is above 8. This gives
    1,752 distinct strings at width 8, 235 at width 4 and 6 at width 2.

    Args:
        width (int): width and height of the image: 8, 4 or 2. The number of wires is its square,
            row after row.

    Returns:
        Dataset: 1,797 samples of ``width**2`` wires.

    Raises:
        ValueError: if ``width`` is not 8, 4 or 2.

    **Example**

    >>> data = digits(width=4)
    >>> len(data), data.n_wires
    (1797, 16)

    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine
    Learning Repository, doi:10.24432/C50P49; the copy inside scikit-learn, the labels left out.
    """
    from sklearn.datasets import load_digits

    if width not in WIDTHS:
        raise ValueError(f"width must be one of {WIDTHS}; got {width}.")
    block = 8 // width
    images = load_digits().images.reshape(-1, width, block, width, block)
    bits = images.mean(axis=(2, 4)).reshape(-1, width**2) > THRESHOLD
    return Dataset(
        bits,
        name=f"digits {width}x{width}",
        source="scikit-learn load_digits (UCI, doi:10.24432/C50P49), "
        f"mean of {block}x{block} pixels > {THRESHOLD}",
    )
