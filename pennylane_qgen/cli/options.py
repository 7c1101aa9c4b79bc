"""What several commands share: options, values given as ``KEY=VALUE``, suggestions of names."""

import difflib
import tomllib
from collections.abc import Iterable

import click


class KeyValue(click.ParamType):
    """``KEY=VALUE`` with the value in TOML's notation; anything else is taken as text."""

    name = "KEY=VALUE"

    def convert(self, value, param, ctx):
        """The pair of a key and a value."""
        key, equals, text = value.partition("=")
        if not equals or not key.strip():
            self.fail(f"expected KEY=VALUE, such as width=4; got {value!r}.", param, ctx)
        return key.strip(), parse_value(text.strip())


class Numbers(click.ParamType):
    """Numbers separated by commas: one number, or a list of several."""

    name = "NUMBER[,NUMBER...]"

    def convert(self, value, param, ctx):
        """The number, or the list."""
        try:
            numbers = [float(part) for part in value.split(",")]
        except ValueError:
            self.fail(f"expected numbers separated by commas; got {value!r}.", param, ctx)
        return numbers[0] if len(numbers) == 1 else numbers


def parse_value(text: str):
    """A value in TOML's notation: 4, 0.5, true, [1, 2], "text"; or text as it stands."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def unknown_name(kind: str, name: str, known: Iterable[str], *, where: str = "") -> str:
    """Error message for a name that does not exist, with the closest one that does.

    Args:
        kind (str): what the name should be, such as "key".
        name (str): the name that was given.
        known (Iterable[str]): all names that exist.
        where (str): where the name stands, such as " in demo.toml".

    Returns:
        str: the message.

    **Example**

    >>> unknown_name("key", "step", ["steps", "seed"])
    "Unknown key 'step'. Did you mean 'steps'? Allowed: steps, seed."
    """
    known = list(known)
    lower = {entry.lower(): entry for entry in known}
    close = difflib.get_close_matches(name.lower(), lower, n=1)
    hint = f" Did you mean {lower[close[0]]!r}?" if close else ""
    return f"Unknown {kind} {name!r}{where}.{hint} Allowed: {', '.join(known) or 'none'}."


def debug_option(command):
    """Add ``--debug`` to a command."""
    return click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        callback=lambda ctx, _, value: ctx.find_root().meta.update({"qgen.debug": value}),
        is_eager=True,
        help="Show the full traceback of an error.",
    )(command)


def debugging(ctx: click.Context) -> bool:
    """Whether ``--debug`` was given to the command."""
    return bool(ctx.find_root().meta.get("qgen.debug"))


def data_options(command):
    """Add ``--data`` and ``--data-option`` to a command."""
    command = click.option(
        "--data-option",
        "data_options",
        type=KeyValue(),
        multiple=True,
        help="Option of the data set, such as width=4. Can be repeated.",
    )(command)
    return click.option(
        "--data", help="A name from `qgen datasets`, or a .csv or .npz file of zeros and ones."
    )(command)
