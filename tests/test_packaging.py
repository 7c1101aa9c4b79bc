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
    folders = {path.parent for path in (ROOT / "pennylane_qgen").rglob("__init__.py")}
    names = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert listed == names | {"pennylane_qgen.devices"}


def test_devices_register_with_pennylane():
    registered = {point.name for point in entry_points(group="pennylane.plugins")}
    assert "qgen.lightning" in registered
    assert qml.device("qgen.lightning", wires=1).name == "qgen.lightning"
