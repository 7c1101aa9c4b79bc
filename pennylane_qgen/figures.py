"""Empty axes, and the styles that all figures share: they can be told apart without colour.

Nothing here touches pyplot, so no window opens and no global state of matplotlib changes.
"""

from collections.abc import Mapping
from pathlib import Path

DARK = "#1b3a5c"
LIGHT = "#9aa5b1"

STYLES = (
    {"color": DARK, "linestyle": "-", "marker": "o"},
    {"color": "#d9772b", "linestyle": "--", "marker": "s"},
    {"color": "black", "linestyle": ":", "marker": "^"},
    {"color": "#4b8bbe", "linestyle": "-.", "marker": "D"},
    {"color": "#7a858f", "linestyle": (0, (6, 1, 1, 1, 1, 1)), "marker": "v"},
)
"""Lines and markers of several sources; they differ in form, not only in colour."""


def new_axes(*, width: float = 6.0, height: float = 4.0):
    """Empty axes on a figure of their own.

    Args:
        width (float): width of the figure in inches.
        height (float): height of the figure in inches.

    Returns:
        matplotlib.axes.Axes: the axes; their figure is ``axes.figure``.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained").subplots()


def save_figure(axes, path, *, dpi: int = 150) -> None:
    """Write the figure of some axes to a file whose suffix names the format, such as ``.png``.

    Args:
        axes (matplotlib.axes.Axes): any axes of the figure.
        path (str or os.PathLike): the file.
        dpi (int): dots an inch.
    """
    axes.figure.savefig(Path(path), dpi=dpi)


def named(sources, name: str) -> dict:
    """Sources by name, in order; a single one gets the name given.

    Args:
        sources (Any or Mapping[str, Any]): what to draw.
        name (str): name of a single source.

    Returns:
        dict[str, Any]: name to source.

    Raises:
        ValueError: if there are none, or more than there are styles.

    **Example**

    >>> named([1, 2], "model")
    {'model': [1, 2]}
    """
    found = dict(sources) if isinstance(sources, Mapping) else {name: sources}
    if not 1 <= len(found) <= len(STYLES):
        raise ValueError(
            f"One figure shows 1 to {len(STYLES)} sources, which can be told apart in grey; "
            f"got {len(found)}."
        )
    return found
