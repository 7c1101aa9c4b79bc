"""Every example in the pages and in the README runs."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    page
    for folder in ("", "guide", "devices", "theory")
    for page in (ROOT / "docs" / folder).glob("*.rst")
    if ">>>" in page.read_text()
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_of_a_page(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(
        str(page),
        module_relative=False,
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize("device", ["qgen.lightning", "lightning.qubit", "default.qubit"])
def test_example_of_the_readme(device):
    """The example word for word, but with digits of 2 x 2 pixels, fewer steps and any device."""
    [code] = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    for old, new in (
        ("width=4", "width=2"),
        ("wires=16", "wires=4"),
        ("range(16)", "range(4)"),
        ("steps=300", "steps=10"),
        ('"qgen.lightning"', f'"{device}"'),
    ):
        assert old in code
        code = code.replace(old, new)
    names = {}
    exec(code, names)
    assert names["result"].loss < names["born_machine"](names["weights"])
    assert names["samples"].shape == (1000, 4)


def test_pages_were_found():
    assert {"losses", "first-steps", "iqp", "mmd"} <= {page.stem for page in PAGES}
