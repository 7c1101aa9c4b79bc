"""A target distribution against models, outcome by outcome."""

from collections import Counter

import numpy as np

from ..bits import bits_to_integers, integers_to_bits
from ..checks import check_choice, check_integer
from ..diagnostics.source import count_wires, outcome_counts, read_source
from ..figures import LIGHT, STYLES, named, new_axes

MAX_WIRES_IN_ORDER = 12
"""Beyond, the outcomes in order of their value are more than a figure has points."""


def histogram(target, model, *, order: str = "probability", n_outcomes: int = 20, ax=None):
    """Probabilities of the target's outcomes as bars, and those of models as markers.

    Args:
        target (array-like): samples of shape ``(n_samples, n_wires)``, or a probability vector of
            length ``2**n_wires``.
        model (array-like or Mapping[str, array-like]): the same of a model, or of several by name.
        order (str): ``"probability"`` has the most probable outcomes of the target first, and
            everything else in one last bar; ``"value"`` has all outcomes of at most 12 wires in
            the order of the integers they are.
        n_outcomes (int): number of outcomes to show by probability.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: if a source is neither samples nor probabilities, they are not over the same
            wires, or the order is unknown or not possible.

    **Example**

    >>> axes = histogram([[0, 0], [1, 1]], {"trained": [0.5, 0.2, 0.0, 0.3]})
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['00', '11', 'others']
    """
    target = read_source(target)
    models = {name: read_source(source) for name, source in named(model, "model").items()}
    for name, source in models.items():
        if count_wires(source) != count_wires(target):
            raise ValueError(
                f"The target has {count_wires(target)} wires, {name!r} has {count_wires(source)}; "
                "both must be over the same wires."
            )
    check_choice("order", order, ("probability", "value"))
    ax = new_axes(width=8.0) if ax is None else ax
    draw = _draw_by_value if order == "value" else _draw_by_probability
    draw(ax, target, models, n_outcomes)
    ax.set_ylabel("probability")
    ax.legend(handles=[ax.containers[-1], *ax.lines[-len(models) :]], frameon=False)
    return ax


def _draw_by_value(ax, target, models: dict, n_outcomes) -> None:
    n_wires = count_wires(target)
    if n_wires > MAX_WIRES_IN_ORDER:
        raise ValueError(
            f'order="value" shows all outcomes of at most {MAX_WIRES_IN_ORDER} wires; got '
            f'{n_wires}. Use order="probability".'
        )
    values = np.arange(2**n_wires)
    strings = integers_to_bits(values, n_wires)
    ax.bar(values, _shares(target, strings), 1.0, color=LIGHT, alpha=0.6, label="data")
    for (name, source), style in zip(models.items(), STYLES, strict=False):
        ax.plot(values, _shares(source, strings), label=name, **(style | {"marker": ""}))
    ax.set_xlabel("outcome, as an integer")


def _draw_by_probability(ax, target, models: dict, n_outcomes) -> None:
    strings = _most_probable(target, check_integer("n_outcomes", n_outcomes, 1))
    heights = {name: _with_rest(_shares(source, strings)) for name, source in models.items()}
    bars = _with_rest(_shares(target, strings))
    labels = ["".join(map(str, string)) for string in strings] + ["others"]
    if max(bars[-1], *(shares[-1] for shares in heights.values())) == 0:
        labels.pop()
    places = np.arange(len(labels))
    ax.bar(places, bars[: len(labels)], 0.8, color=LIGHT, alpha=0.6, label="data")
    # Markers side by side, so that models that agree do not hide each other.
    offsets = 0.4 * (np.arange(len(heights)) - (len(heights) - 1) / 2) / len(heights)
    for (name, shares), offset, style in zip(heights.items(), offsets, STYLES, strict=False):
        marks = style | {"linestyle": "", "markersize": 5}
        ax.plot(places + offset, shares[: len(labels)], label=name, **marks)
    long = len(labels) > 8 or strings.shape[1] > 6
    ax.set_xticks(places, labels, rotation=90 if long else 0)
    ax.set_xlabel("bit string")


def _most_probable(target: np.ndarray, n_outcomes: int) -> np.ndarray:
    """Strings of the target, most probable first, ties in the order of their values."""
    if target.ndim == 2:
        strings, weights = outcome_counts(target)
    else:
        values = np.flatnonzero(target)
        strings, weights = integers_to_bits(values, count_wires(target)), target[values]
    return strings[np.argsort(-weights, kind="stable")[:n_outcomes]]


def _shares(source: np.ndarray, strings: np.ndarray) -> np.ndarray:
    """Probability or relative frequency of each string."""
    if source.ndim == 1:
        return source[bits_to_integers(strings)]
    counts = Counter(map(bytes, source))
    return np.array([counts[bytes(string)] for string in strings]) / len(source)


def _with_rest(shares: np.ndarray) -> np.ndarray:
    """The shares and what is missing to 1; differences within rounding are none."""
    rest = 1 - shares.sum()
    return np.append(shares, rest if rest > 1e-9 else 0.0)
