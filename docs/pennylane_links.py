"""Links to PennyLane's pages that need no network: an inventory written from a list of names.

Intersphinx would download PennyLane's inventory, and a build without network would fail.
"""

import zlib
from pathlib import Path

HEADER = "# Sphinx inventory version 2\n# Project: PennyLane\n# Version: stable\n# zlib\n"


def write_inventory(names: Path, inventory: Path) -> None:
    """Turn lines of role, name and page into an inventory that intersphinx reads."""
    rows = [line.split() for line in names.read_text().splitlines() if not line.startswith("#")]
    lines = [f"{name} {role} 1 {page}#$ -\n" for role, name, page in filter(None, rows)]
    inventory.parent.mkdir(parents=True, exist_ok=True)
    inventory.write_bytes(HEADER.encode() + zlib.compress("".join(lines).encode()))
