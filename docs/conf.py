"""Sphinx settings; ``make docs`` fetches what the pages need and builds them."""

import sys
from pathlib import Path

from sphinx_gallery.sorting import ExplicitOrder, FileNameSortKey

sys.path.insert(0, str(Path(__file__).parent))

from pennylane_links import write_inventory

from pennylane_qgen import __version__

HERE = Path(__file__).parent

project = "pennylane-qgen"
author = "The pennylane-qgen developers"
copyright = author
release = version = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinx_gallery.gen_gallery",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["_build", "node_modules"]
suppress_warnings = ["config.cache"]  # the gallery's settings hold functions
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "unsrt"

myst_update_mathjax = False

autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # an attribute that is also a property is described once

write_inventory(HERE / "pennylane_names.txt", HERE / "_build" / "pennylane.inv")
intersphinx_mapping = {
    "pennylane": ("https://docs.pennylane.ai/en/stable/", "_build/pennylane.inv")
}

# The gallery -------------------------------------------------------------------------------------


FOLDERS = (
    "first_models",
    "losses",
    "scale",
    "photonics",
    "latents",
    "diagnostics",
    "hardware",
)

FIRST = (
    "tutorial_first_born_machine.py",
    "tutorial_choose_a_loss.py",
    "tutorial_photons_as_noise.py",
)
"""Tutorials at the head of their sections; the others follow by name."""


class BeginnersFirst(FileNameSortKey):
    """Order of the tutorials in a section."""

    def __call__(self, filename):
        """The key of a file."""
        return filename not in FIRST, filename


sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"/tutorial_",
    "subsection_order": ExplicitOrder([f"../examples/{folder}" for folder in FOLDERS]),
    "within_subsection_order": BeginnersFirst,
    "nested_sections": False,
    "download_all_examples": False,
    "parallel": 2,
    "min_reported_time": 0,
    "write_computation_times": False,  # its page loads scripts from another host
    "remove_config_comments": True,
    "doc_module": ("pennylane_qgen",),
    "backreferences_dir": "gallery/backreferences",
    "image_scrapers": ("matplotlib",),
    "show_signature": False,
}

# The pages ---------------------------------------------------------------------------------------

FROM_NPM = (
    "bootstrap/dist/css/bootstrap.min.css",
    "mathjax/es5/tex-svg-full.js",
    "@fontsource/quicksand/files/quicksand-latin-500-normal.woff2",
    *(
        f"@fontsource/roboto/files/roboto-{script}-{weight}-normal.woff2"
        for script in ("latin", "greek", "math")
        for weight in (400, 700)
    ),
)
missing = [path for path in FROM_NPM if not (HERE / "node_modules" / path).is_file()]
if missing:
    raise FileNotFoundError(
        f"docs/node_modules lacks {missing[0]}: run 'make docs', which fetches it with npm"
    )

templates_path = ["_templates"]
html_static_path = ["_static", *(f"node_modules/{path}" for path in FROM_NPM)]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_theme = "pennylane"
html_title = "pennylane-qgen"
html_show_sourcelink = False
html_theme_options = {
    "navbar_name": "pennylane-qgen",
    "navbar_wordmark_path": "",
    "navbar_logo_path": "_static/logo.svg",
    "navbar_home_link": "index.html",
    "navbar_left_links": [
        {"name": "Start", "href": "first-steps.html"},
        {"name": "Guide", "href": "guide/templates.html"},
        {"name": "Gallery", "href": "gallery/index.html"},
        {"name": "Theory", "href": "theory/linear-measurements.html"},
        {"name": "API", "href": "api/index.html"},
    ],
    "toc_overview": True,
}
mathjax_path = "tex-svg-full.js"
mathjax3_config = {"options": {"enableMenu": False}}

THEIRS = (
    "coach_mark_enabled",
    "coach_mark_toast",
    "footer_about",
    "footer_copyright",
    "footer_links",
    "footer_newsletter",
    "footer_policies",
    "footer_social_icons",
    "footer_xanadu",
    "navbar_right_links",
)
"""Links, news and copyright of pennylane.ai, which the theme fills in where nothing is set."""


def leave_out_theirs(app, page, template, context, doctree):
    """Leave out what belongs to PennyLane's own site."""
    context.update({f"theme_{option}": "" for option in THEIRS})


def drop_imports(app, exception):
    """The theme's style sheet imports fonts from another host; ours are in ``site.css``."""
    sheet = Path(app.outdir) / "_static" / "xanadu.css"
    if exception is None and sheet.is_file():
        lines = sheet.read_text().splitlines(keepends=True)
        sheet.write_text("".join(line for line in lines if not line.startswith("@import url")))


def setup(app):
    """Connect both to Sphinx."""
    app.connect("html-page-context", leave_out_theirs)
    app.connect("build-finished", drop_imports)
