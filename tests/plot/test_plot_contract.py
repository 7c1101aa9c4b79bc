"""What every function of qgen.plot does alike."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

import pennylane_qgen as qgen

RNG = np.random.default_rng(0)
BITS = RNG.integers(2, size=(40, 4))
NOISE = np.full(16, 1 / 16)
COUNTS = RNG.integers(3, size=(20, 4))
SIZES = np.arange(4, 10)
HISTORY = qgen.training.History.from_array([[0.5, 1.2, 0.1, 0.1], [0.2, 0.3, 0.1, 0.2]])

DRAW = {
    "covariances": lambda ax: qgen.plot.covariances({"a": BITS, "b": BITS[::2]}, ax=ax),
    "histogram": lambda ax: qgen.plot.histogram(BITS, {"a": NOISE, "b": BITS}, ax=ax),
    "histogram by value": lambda ax: qgen.plot.histogram(
        BITS, {"a": NOISE, "b": BITS}, order="value", ax=ax
    ),
    "history": lambda ax: qgen.plot.history(HISTORY, ax=ax),
    "images": lambda ax: qgen.plot.images(BITS, ax=ax),
    "loss_curve": lambda ax: qgen.plot.loss_curve({"a": [0.5, 0.1], "b": [0.4, 0.3]}, ax=ax),
    "mmd_bars": lambda ax: qgen.plot.mmd_bars({"a": (0.1, 0.01), "b": (-0.1, 0.01)}, ax=ax),
    "photon_statistics": lambda ax: qgen.plot.photon_statistics(
        {"a": COUNTS, "b": COUNTS > 0}, ax=ax
    ),
    "scaling": lambda ax: qgen.plot.scaling(
        SIZES, {"a": 2.0**-SIZES, "b": 1 / SIZES}, {"a": 0.1 * 2.0**-SIZES, "b": 0.1 / SIZES}, ax=ax
    ),
    "walsh_spectrum": lambda ax: qgen.plot.walsh_spectrum({"a": BITS, "b": NOISE}, ax=ax),
}
WITHOUT_NAMED_AXES = {"images", "mmd_bars", "covariances"}


def test_every_function_is_here():
    names = {name.split()[0] for name in DRAW}
    assert names | {"image_side", "overview"} == set(qgen.plot.__all__)


@pytest.mark.parametrize("name", DRAW)
class TestEveryFunction:
    def test_given_axes_are_drawn_into_and_returned(self, name):
        ax = Figure().subplots()
        assert DRAW[name](ax) is ax
        assert ax.has_data()

    def test_new_axes_are_drawn_to_a_file_without_a_warning(self, name, tmp_path):
        DRAW[name](None).figure.savefig(tmp_path / "figure.png")
        assert (tmp_path / "figure.png").stat().st_size > 1000

    def test_axes_have_names(self, name):
        ax = DRAW[name](None)
        if name not in WITHOUT_NAMED_AXES:
            assert ax.get_xlabel()
        if name != "images":
            assert ax.get_ylabel()

    def test_sources_differ_in_form(self, name):
        """In grey, two sources are told apart by their lines or markers."""
        ax = DRAW[name](None)
        lines = [line for line in ax.lines if line.get_label() in ("a", "b")]
        containers = [c for c in ax.containers if c.get_label() in ("a", "b")]
        lines += [container.lines[0] for container in containers if hasattr(container, "lines")]
        forms = [(line.get_linestyle(), line.get_marker()) for line in lines]
        if name in ("histogram", "histogram by value", "loss_curve", "photon_statistics"):
            assert len(forms) == 2
        assert len(set(forms)) == len(forms)


def test_pyplot_is_left_alone():
    settings = dict(plt.rcParams)
    for draw in DRAW.values():
        draw(None)
    assert plt.get_fignums() == []
    assert dict(plt.rcParams) == settings
