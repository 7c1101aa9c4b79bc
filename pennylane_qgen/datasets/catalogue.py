"""The data sets by name."""

from collections.abc import Callable
from typing import NamedTuple

from .bars_and_stripes import bars_and_stripes
from .base import Dataset
from .blobs import blobs
from .digits import digits
from .discretized import gaussian_mixture, log_normal, mixture_2d
from .few_strings import ghz, random_strings
from .hamming_weight import cardinality, parity
from .independent_sets import independent_sets
from .ising import ising
from .jets import jets
from .scale_free_ising import scale_free_ising
from .showers import showers
from .spin_glass import spin_glass


class CatalogueEntry(NamedTuple):
    """A data set that can be loaded by name.

    Args:
        load (Callable[..., Dataset]): the function; all its arguments have defaults.
        description (str): one line that says what the data are.

    **Example**

    >>> qgen.datasets.catalogue()["digits"].load(width=4).n_wires
    16
    """

    load: Callable[..., Dataset]
    description: str


def catalogue() -> dict[str, CatalogueEntry]:
    """All data sets that need no file, by name.

    Returns:
        dict[str, CatalogueEntry]: name to function and one-line description.

    **Example**

    >>> catalogue()["ghz"].load(2).samples
    array([[0, 0],
           [1, 1]], dtype=int8)
    """
    loaders = [
        bars_and_stripes,
        blobs,
        cardinality,
        digits,
        gaussian_mixture,
        ghz,
        independent_sets,
        ising,
        jets,
        log_normal,
        mixture_2d,
        parity,
        random_strings,
        scale_free_ising,
        showers,
        spin_glass,
    ]
    return {load.__name__: CatalogueEntry(load, _summary(load)) for load in loaders}


def _summary(function: Callable) -> str:
    return function.__doc__.splitlines()[0]
