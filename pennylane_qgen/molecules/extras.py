"""Packages that only the molecules need, imported when they are used."""

import importlib
from types import ModuleType


def import_extra(name: str) -> ModuleType:
    """Import a module of the extra ``molecules``.

    Args:
        name (str): the module, such as ``"rdkit.Chem"``.

    Returns:
        types.ModuleType: the module.

    Raises:
        ImportError: if its package is not installed; the message names the extra.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise ImportError(
            f'molecules need {package}: pip install "pennylane-qgen[molecules]"'
        ) from error
