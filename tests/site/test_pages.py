"""The built pages without a browser: links, formulas, and names of the API."""

import importlib
import inspect
from html.parser import HTMLParser
from urllib.parse import unquote, urlparse

import pytest
from sphinx.util.inventory import InventoryFile

PACKAGES = (
    "datasets",
    "diagnostics",
    "ensembles",
    "gan",
    "hardware",
    "latent",
    "linear_optics",
    "losses",
    "measurements",
    "metrics",
    "molecules",
    "photonics",
    "plot",
    "studies",
    "templates",
    "theory",
    "training",
)


class Page(HTMLParser):
    """Links and anchors of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.anchors = [], [], {""}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors.update(filter(None, (attributes.get("id"), attributes.get("name"))))
        target = attributes.get("href") or attributes.get("src")
        if target:
            (self.links if tag == "a" else self.loaded).append(target)


@pytest.fixture(scope="module")
def parsed(site, pages):
    return {(site / page).resolve(): Page((site / page).read_text()) for page in pages}


def targets(file, links):
    """Files and anchors to which the links of a file lead within the site."""
    for link in links:
        parts = urlparse(link)
        if not parts.scheme and not parts.netloc:
            path = unquote(parts.path)
            yield link, (file.parent / path).resolve() if path else file, unquote(parts.fragment)


def test_no_link_is_broken(parsed):
    broken = [
        f"{file.name}: {link}"
        for file, page in parsed.items()
        for link, target, anchor in targets(file, page.links + page.loaded)
        if not target.is_file() or (target in parsed and anchor not in parsed[target].anchors)
    ]
    assert broken == []


def test_pages_load_only_their_own_files(parsed):
    foreign = {link for page in parsed.values() for link in page.loaded if urlparse(link).netloc}
    assert foreign == set()


def test_style_sheets_load_only_their_own_files(site):
    for sheet in site.rglob("*.css"):
        text = sheet.read_text()
        assert "@import url('http" not in text, sheet
        assert "url(http" not in text, sheet


def test_every_public_name_is_documented(site):
    with (site / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, path: path)
    documented = {name for names in inventory.values() for name in names}
    documented_objects = set()
    for name in documented:
        module, _, attribute = name.rpartition(".")
        try:
            documented_objects.add(id(getattr(importlib.import_module(module), attribute)))
        except (ImportError, AttributeError, ValueError):
            continue  # a method or an attribute
    missing = []
    for package in ("pennylane_qgen", *(f"pennylane_qgen.{name}" for name in PACKAGES)):
        module = importlib.import_module(package)
        for name in set(module.__all__) - {"__version__"}:
            value = getattr(module, name)
            found = f"{package}.{name}" in documented or id(value) in documented_objects
            if not found and not inspect.ismodule(value):
                missing.append(f"{package}.{name}")
    assert missing == []
