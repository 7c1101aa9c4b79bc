"""The group of commands, and how errors are shown."""

import click
from pennylane.exceptions import DeviceError, QuantumFunctionError, WireError

from .._version import __version__
from .datasets import datasets
from .devices import devices
from .evaluate import evaluate
from .gan import gan
from .options import debugging
from .sample import sample
from .study import study
from .train import train


class OneLineErrors(click.Group):
    """Shows an error as one line and ends with exit status 1, unless ``--debug`` is given."""

    def invoke(self, ctx):
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click has its own way with these; a broken pipe is a reader who has enough
        # Wrong input surfaces as exceptions of PennyLane, of its plugins and of vendors' packages.
        except Exception as error:
            if debugging(ctx):
                raise
            raise click.ClickException(_one_line(error)) from error


EXPECTED = (
    ValueError,
    KeyError,
    OSError,
    ImportError,
    RuntimeError,
    DeviceError,
    QuantumFunctionError,
    WireError,
)
"""Errors whose own text is enough; others are named."""


def _one_line(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "There is not enough memory for so many wires; a state has 2**n_wires amplitudes."
    # The text of a KeyError is the repr of its message.
    said = error.args[0] if isinstance(error, KeyError) and error.args else error
    text = " ".join(str(said).split())
    if text and isinstance(error, EXPECTED):
        return text
    return f"{type(error).__name__}: {text} (--debug shows where)"


@click.group(
    cls=OneLineErrors,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="qgen")
def main():
    """Train, sample and evaluate quantum generative models.

    A Born machine is a quantum circuit whose measured bits imitate data. Begin with

    \b
      qgen datasets                                   what there is to learn
      qgen train --data bars_and_stripes --steps 200  train a circuit on it
      qgen sample outputs/bars_and_stripes --shots 5  draw new bit strings

    Every command explains itself: qgen train --help.
    """  # noqa: D301


for command in (train, sample, evaluate, gan, study, devices, datasets):
    main.add_command(command)
