"""How a quantity changes with the number of wires, and the law that fits it best."""

import numpy as np

from ..diagnostics.concentration import ConcentrationFit, concentration_fit
from ..figures import STYLES, named, new_axes


def scaling(n_wires, values, errors=None, *, label: str = "variance of the loss", ax=None):
    r"""Values at each number of wires with the best of three laws, named in the legend.

    The laws are a constant, :math:`n^{-b}` and :math:`2^{-bn}`, fitted by
    :func:`pennylane_qgen.diagnostics.concentration_fit`; the legend has :math:`b` with its
    standard error.

    Args:
        n_wires (array-like): at least four different numbers of wires.
        values (array-like or Mapping[str, array-like]): a positive quantity at each, or several
            by name.
        errors (array-like, Mapping[str, array-like] or None): standard errors of the values, with
            the same names.
        label (str): name of the vertical axis.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: if names of values and errors differ, or the numbers cannot be fitted.

    **Example**

    >>> sizes = np.arange(4, 12)
    >>> axes = scaling(sizes, {"random": 2.0**-sizes, "local": 1.0 / sizes})
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['random: $2^{-bn}$, $b = 1 \\pm 0$', 'local: $n^{-b}$, $b = 1 \\pm 0$']
    """
    sources = named(values, "")
    spreads = dict.fromkeys(sources) if errors is None else named(errors, "")
    if list(spreads) != list(sources):
        raise ValueError(
            f"errors must have the names of the values, {list(sources)}; got {list(spreads)}."
        )
    fits = {name: concentration_fit(n_wires, v, spreads[name]) for name, v in sources.items()}
    n = np.asarray(n_wires, dtype=float)
    fine = np.linspace(n.min(), n.max(), 200)
    ax = new_axes() if ax is None else ax
    for (name, fit), style in zip(fits.items(), STYLES, strict=False):
        points = style | {"linestyle": "", "markersize": 4}
        ax.errorbar(n, sources[name], spreads[name], capsize=2, **points)
        text = f"{name}: {_law(fit)}" if name else _law(fit)
        ax.plot(fine, fit.predict(fine), label=text, **(style | {"marker": ""}))
    ax.set(xlabel="wires", ylabel=label, yscale="log")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(alpha=0.3)
    ax.legend(frameon=False)
    return ax


def _law(fit: ConcentrationFit) -> str:
    if fit.verdict == "constant":
        return f"constant, {fit.prefactor:.3g}"
    formula = "2^{-bn}" if fit.verdict == "exponential" else "n^{-b}"
    # Exact laws leave an error of rounding only.
    error = 0 if fit.rate_error < 1e-9 else fit.rate_error
    return rf"${formula}$, $b = {fit.rate:.3g} \pm {error:.1g}$"
