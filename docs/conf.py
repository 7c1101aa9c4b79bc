"""Sphinx settings; build with ``sphinx-build -W docs docs/_build/html``."""

from pennylane_qgen import __version__

project = "pennylane-qgen"
author = "The pennylane-qgen developers"
copyright = author
release = version = __version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["_build"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "unsrt"

autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "pennylane"
html_title = "pennylane-qgen"
html_theme_options = {
    "navbar_name": "pennylane-qgen",
    "navbar_wordmark_path": "",
    "navbar_logo_path": "_static/favicon.ico",
    "navbar_home_link": "index.html",
}

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
    "navbar_left_links",
    "navbar_right_links",
)
"""Links, news and copyright of pennylane.ai, which the theme fills in where nothing is set."""


def setup(app):
    """Leave out what belongs to PennyLane's own site."""

    def leave_out(app, page, template, context, doctree):
        context.update({f"theme_{option}": "" for option in THEIRS})

    app.connect("html-page-context", leave_out)
