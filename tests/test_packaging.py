"""What setup.cfg says about the package is what is there."""

import configparser
from importlib.metadata import entry_points
from pathlib import Path

import pennylane as qml

ROOT = Path(__file__).parents[1]


def read_setup():
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg")
    return parser


def test_every_package_is_shipped():
    listed = set(read_setup()["options"]["packages"].split())
    names = set()
    for root, prefix in (("pennylane_qgen", ()), ("devices", ("pennylane_qgen",))):
        folders = [path.parent for path in (ROOT / root).rglob("__init__.py")]
        names |= {".".join((*prefix, *folder.relative_to(ROOT).parts)) for folder in folders}
    assert listed == names


def test_devices_register_with_pennylane():
    registered = {point.name for point in entry_points(group="pennylane.plugins")}
    listed = read_setup()["options.entry_points"]["pennylane.plugins"].split("\n")
    names = {line.partition(" = ")[0] for line in listed if line}
    assert names <= registered
    for name in names - {"qgen.perceval"}:  # which reads the user's configuration
        assert qml.device(name, wires=2).name == name
