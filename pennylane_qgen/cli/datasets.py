"""``qgen datasets``."""

import inspect

import click

from ..datasets import catalogue
from .data import load_data
from .options import KeyValue, debug_option


@click.command()
@click.argument("name", required=False)
@click.option(
    "--data-option",
    "data_options",
    type=KeyValue(),
    multiple=True,
    help="Option of the data set, such as width=4. Can be repeated.",
)
@debug_option
def datasets(name, data_options):
    """List the data sets, or describe one.

    \b
      qgen datasets
      qgen datasets digits
      qgen datasets digits --data-option width=8

    NAME can also be a .csv or .npz file of zeros and ones.
    """  # noqa: D301
    if name is None:
        for key, entry in catalogue().items():
            click.echo(f"{key:<20}{entry.description.replace('``', '')}")
        return
    data = load_data(name, dict(data_options), seed=0)
    click.echo(data.describe())
    if name in catalogue():
        click.echo(f"  options   {_options(catalogue()[name].load)}")


def _options(load) -> str:
    parameters = inspect.signature(load).parameters.values()
    return ", ".join(f"{item.name}={item.default!r}" for item in parameters)
