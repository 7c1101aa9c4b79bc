"""``qgen devices``."""

from importlib.metadata import entry_points

import click

from .model import PLUGINS
from .options import debug_option

OWN = "pennylane-qgen"


@click.command()
@debug_option
def devices():
    """List the devices that this installation has.

    Each is a string for --device, and for qml.device in Python. Devices of pennylane-qgen are
    marked with *; installing a PennyLane plugin adds its own.
    """
    plugins = sorted(
        {(plugin.dist.name != OWN, plugin.name, plugin.dist) for plugin in _plugins()},
        key=lambda row: row[:2],
    )
    for others, name, package in plugins:
        mark = " " if others else "*"
        click.echo(f"{mark} {name:<24}{package.name} {package.version}")


def _plugins():
    """Entry points of PennyLane's plugins; none of them is imported."""
    return [plugin for plugin in entry_points(group=PLUGINS) if plugin.dist is not None]
