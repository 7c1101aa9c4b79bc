"""Settings in TOML files: read with their types checked, written back."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from .options import unknown_name

NUMBER = (int, float)


def read_settings(path, kinds: Mapping[str, tuple]) -> dict:
    """Settings from a TOML file.

    Args:
        path (str or os.PathLike): the file.
        kinds (Mapping[str, tuple]): the types that each setting takes.

    Returns:
        dict: the settings that the file gives.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is not TOML, has an unknown key or a value of another type.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"There is no config file {path}. Check the path.")
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not valid TOML: {error}.") from error
    for key, value in settings.items():
        if key not in kinds:
            raise ValueError(unknown_name("key", key, kinds, where=f" in {path}"))
        _check_type(key, value, kinds[key], path)
    return settings


def _check_type(key: str, value, kinds: tuple, path) -> None:
    # In Python true is an integer; in a config it is a mistake, but where it is asked for.
    if isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool)):
        return
    names = {
        str: "a text in quotes",
        int: "an integer",
        dict: "a table",
        list: "a list",
        bool: "true or false",
    }
    names = names | dict.fromkeys(NUMBER, "a number") if float in kinds else names
    wanted = " or ".join(dict.fromkeys(names[kind] for kind in kinds))
    raise ValueError(f"{key} in {path} must be {wanted}; got {value!r}.")


def settings_text(settings: Mapping) -> str:
    """The settings as a file that :func:`read_settings` reads; those not set are left out.

    Args:
        settings (Mapping): the settings by name.

    Returns:
        str: the text.
    """
    return "".join(
        f"{key} = {_toml_value(value)}\n"
        for key, value in settings.items()
        if value is not None and value != {}
    )


def _toml_value(value) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {_toml_value(entry)}" for key, entry in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    # Texts, numbers and true or false are written in JSON as in TOML, but for infinity and NaN.
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
