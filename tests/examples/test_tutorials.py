"""Every tutorial has the form of the gallery, and runs.

Running them takes several minutes in all, so they are marked ``gallery`` and left out of the plain
``pytest``; ``make examples`` runs them, and prints the time of each.
"""

import ast
import importlib.util
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TUTORIALS = sorted((ROOT / "examples").glob("*/tutorial_*.py"))
PAPERS = ("2512.24801", "2305.02881", "2109.06957", "2508.19857")
SEEDED = re.compile(r"seed\s*=|seed\(|default_rng\(\w|random_state\s*=")

tutorials = pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)


def missing_packages(text: str) -> list[str]:
    """Packages that a tutorial imports and that are not installed."""
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import)]
    froms = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imports for alias in node.names} | {n.module for n in froms}
    packages = {name.partition(".")[0] for name in names}
    packages |= {"perceval"} if "qgen.perceval" in text else set()
    packages |= {"strawberryfields"} if "qgen.sf." in text else set()
    return sorted(name for name in packages if importlib.util.find_spec(name) is None)


@tutorials
class TestForm:
    def test_title_and_summary(self, path):
        """The title is underlined; one to three sentences follow, for the gallery's card."""
        docstring = ast.get_docstring(ast.parse(path.read_text()))
        title, underline, empty, *rest = docstring.splitlines()
        assert underline == "=" * len(title)
        assert empty == ""
        summary = " ".join("\n".join(rest).split("\n\n")[0].split())
        assert 1 <= len(re.findall(r"[.?!](?:\s|$)", summary)) <= 3, summary

    def test_text_blocks_begin_with_a_line_of_79(self, path):
        rulers = [line for line in path.read_text().splitlines() if re.fullmatch(r"#{20,}", line)]
        assert rulers
        assert {len(line) for line in rulers} == {79}

    def test_lines_after_a_ruler_are_text(self, path):
        lines = path.read_text().splitlines()
        after = [below for line, below in pairwise(lines) if line == "#" * 79]
        assert all(re.match(r"# \S", line) for line in after)

    def test_randomness_is_seeded(self, path):
        assert SEEDED.search(path.read_text())

    def test_there_are_figures_with_named_axes(self, path):
        """What is drawn by hand names its axes; ``qgen.plot`` does so by itself."""
        text = path.read_text()
        assert "plt.show()" in text
        assert "qgen.plot." in text or ("xlabel" in text and "ylabel" in text)

    def test_paths_and_hosts_of_a_machine_are_not_written(self, path):
        assert not re.search(r"""["'(\s]/(home|root|work|tmp|Users)/""", path.read_text())

    def test_footnotes_are_cited_and_defined(self, path):
        text = path.read_text()
        assert set(re.findall(r"\[(#\w+)\]_", text)) == set(re.findall(r"\.\. \[(#\w+)\]", text))


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_has_a_tutorial(paper):
    assert [path.stem for path in TUTORIALS if f"arXiv:{paper}" in path.read_text()]


def test_every_folder_of_the_gallery_has_tutorials():
    assert {path.parent for path in TUTORIALS} == {
        header.parent for header in (ROOT / "examples").glob("*/GALLERY_HEADER.rst")
    }


@pytest.mark.gallery
@tutorials
def test_tutorial_runs(path, tmp_path):
    """As a user would run it, in a folder of its own and without a display."""
    missing = missing_packages(path.read_text())
    if missing:
        pytest.skip(f"needs {', '.join(missing)}, which is not installed")
    environment = os.environ | {"MPLBACKEND": "Agg"}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", str(path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    assert "Traceback" not in run.stderr
