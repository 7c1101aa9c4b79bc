"""At which correlation orders distributions differ from the uniform one."""

import numpy as np

from ..diagnostics.walsh_spectrum import walsh_spectrum as compute_spectrum
from ..figures import STYLES, named, new_axes


def walsh_spectrum(source, *, max_weight: int | None = None, ax=None):
    r"""Mean of :math:`\langle Z_S \rangle^2` over the words of each weight, with standard errors.

    The axis is logarithmic. Where an estimate is zero or below, which an unbiased one can be, it
    is linear around zero, up to the largest standard error.

    Args:
        source (array-like or Mapping[str, array-like]): samples of shape ``(n_samples, n_wires)``
            or a probability vector of length ``2**n_wires``, or several by name.
        max_weight (int or None): largest number of wires in a word; see
            :func:`pennylane_qgen.diagnostics.walsh_spectrum`.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: for a wrong source or weight, or fewer than three samples.

    **Example**

    >>> axes = walsh_spectrum([0.4, 0.1, 0.1, 0.4])
    >>> axes.get_xlabel(), axes.get_yscale()
    ('wires in a word', 'symlog')
    """
    spectra = {
        name: compute_spectrum(one, max_weight=max_weight)
        for name, one in named(source, "model").items()
    }
    means = np.concatenate([spectrum.mean_square[1:] for spectrum in spectra.values()])
    errors = np.concatenate([spectrum.standard_error[1:] for spectrum in spectra.values()])
    ax = new_axes() if ax is None else ax
    for (name, spectrum), style in zip(spectra.items(), STYLES, strict=False):
        weights = np.arange(1, len(spectrum.mean_square))
        bars = {"yerr": spectrum.standard_error[1:], "capsize": 2, "markersize": 4}
        ax.errorbar(weights, spectrum.mean_square[1:], label=name, **bars, **style)
    if (means > 0).all():
        ax.set_yscale("log")
    else:
        ax.set_yscale("symlog", linthresh=max(errors.max(), 1e-12) if errors.any() else 1e-3)
        ax.axhline(0, color="black", linewidth=0.6)
    ax.set(xlabel="wires in a word", ylabel=r"mean of $\langle Z_S \rangle^2$")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(alpha=0.3)
    if len(spectra) > 1:
        ax.legend(frameon=False)
    return ax
