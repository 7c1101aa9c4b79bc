import pytest
from matplotlib.colors import to_rgb

from pennylane_qgen.figures import STYLES, named, new_axes, save_figure

SOURCES = {str(i): i for i in range(len(STYLES) + 1)}


def test_styles_can_be_told_apart_without_colour():
    assert len({str(style["linestyle"]) for style in STYLES}) == len(STYLES)
    assert len({style["marker"] for style in STYLES}) == len(STYLES)


def test_no_style_is_lost_on_white():
    luminance = [
        0.299 * r + 0.587 * g + 0.114 * b for r, g, b in (to_rgb(s["color"]) for s in STYLES)
    ]
    assert max(luminance) < 0.65


@pytest.mark.parametrize("sources", [{}, SOURCES], ids=["none", "too many"])
def test_sources_that_cannot_be_shown(sources):
    with pytest.raises(ValueError, match=f"1 to 5 sources.*; got {len(sources)}"):
        named(sources, "model")


def test_names_keep_their_order():
    assert list(named({"b": 1, "a": 2}, "model")) == ["b", "a"]


def test_a_figure_becomes_a_file(tmp_path):
    save_figure(new_axes(), tmp_path / "figure.png")
    assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")
