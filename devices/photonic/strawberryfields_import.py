"""Strawberry Fields, imported on releases of SciPy and setuptools that it does not know.

Strawberry Fields 0.23, the last release, imports ``scipy.integrate.simps``, which SciPy 1.14
removed, and ``pkg_resources``, which setuptools 82 removed. It needs both only while it is being
imported. Pinning old releases would break thewalrus.
"""

import contextlib
import importlib
import importlib.util
import sys
import warnings
from pathlib import Path
from types import ModuleType

import scipy.integrate

_EXTRA = 'pip install "pennylane-qgen[photonic]"'


def import_strawberryfields() -> ModuleType:
    """Import Strawberry Fields and leave every other module as it was.

    Returns:
        ModuleType: ``strawberryfields``, with its ``ops`` loaded.

    Raises:
        ImportError: if Strawberry Fields or a package that it needs is not installed; the message
            names the extra to install.

    **Example**

    >>> sf = import_strawberryfields()
    >>> sf.hbar
    2
    """
    module = sys.modules.get("strawberryfields")
    if module is not None:
        return module
    with _what_is_missing(), _warnings_kept():
        return import_photonic_package("strawberryfields")


def import_photonic_package(name: str) -> ModuleType:
    """Import a package of the extra ``photonic``.

    Args:
        name (str): name of the module.

    Returns:
        ModuleType: the module.

    Raises:
        ImportError: if it is not installed; the message names the extra to install.

    **Example**

    >>> import_photonic_package("thewalrus.quantum").photon_number_mean([0, 0], np.eye(2), 0)
    np.float64(0.0)
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError(
            f"This device needs the package {name.partition('.')[0]!r}; install it with "
            f"`{_EXTRA}`. Python said: {error}"
        ) from error


@contextlib.contextmanager
def _what_is_missing():
    """Supply ``simps`` and ``pkg_resources`` where they do not exist, and take them away again."""
    lacks_simps = not hasattr(scipy.integrate, "simps")
    lacks_resources = (
        "pkg_resources" not in sys.modules and importlib.util.find_spec("pkg_resources") is None
    )
    if lacks_simps:
        scipy.integrate.simps = _simps
    if lacks_resources:
        sys.modules["pkg_resources"] = _pkg_resources()
    try:
        yield
    finally:
        if lacks_simps:
            del scipy.integrate.simps
        if lacks_resources:
            del sys.modules["pkg_resources"]


@contextlib.contextmanager
def _warnings_kept():
    """Hide what the import warns of, and undo its replacement of ``warnings.formatwarning``."""
    formatwarning = warnings.formatwarning
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        warnings.formatwarning = formatwarning


def _simps(y, x=None, dx=1.0, axis=-1):
    return scipy.integrate.simpson(y, x=x, dx=dx, axis=axis)


def _pkg_resources() -> ModuleType:
    module = ModuleType("pkg_resources")
    module.resource_filename = _resource_filename
    return module


def _resource_filename(package: str, resource: str) -> str:
    return str(Path(importlib.util.find_spec(package).origin).parent / resource)
