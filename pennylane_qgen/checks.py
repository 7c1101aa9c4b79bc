"""Checks of arguments that many modules share."""

import numpy as np


def check_choice(name: str, value, choices) -> None:
    """Raise a ValueError that lists the ``choices`` if ``value`` is none of them."""
    if not isinstance(value, str) or value not in choices:
        listed = ", ".join(repr(choice) for choice in choices)
        raise ValueError(f"{name} must be one of {listed}; got {value!r}.")


def check_integer(name: str, value, minimum: int, maximum: int | None = None) -> int:
    """Return ``value`` as an int, or raise a ValueError if it is none or out of range."""
    integer = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not integer or value < minimum or (maximum is not None and value > maximum):
        allowed = f"of at least {minimum}" if maximum is None else f"in [{minimum}, {maximum}]"
        raise ValueError(f"{name} must be an integer {allowed}; got {value!r}.")
    return int(value)


def brief(thing, length: int = 80) -> str:
    """Text of something for an error message, cut off where it is long.

    **Example**

    >>> brief(list(range(100)), 20)
    '[0, 1, 2, 3, 4, 5...'
    """
    text = " ".join(str(thing).split())
    return text if len(text) <= length else f"{text[: length - 3]}..."
