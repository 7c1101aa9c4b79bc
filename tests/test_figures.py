import numpy as np
import pytest
from matplotlib.figure import Figure

from pennylane_qgen import figures

BITS = np.random.default_rng(0).integers(2, size=(10, 16))
ESTIMATES = {"untrained": (0.1, 0.002), "trained": (-0.0002, 0.0005)}


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: figures.loss_curve([0.5, 0.1], ax=ax),
        lambda ax: figures.sample_images(BITS, ax=ax),
        lambda ax: figures.outcome_histogram(BITS, BITS, ax=ax),
        lambda ax: figures.mmd_bars(ESTIMATES, ax=ax),
    ],
)
class TestAxes:
    def test_given_axes_are_drawn_into_and_returned(self, draw):
        ax = Figure().subplots()
        assert draw(ax) is ax

    def test_new_axes_by_default_and_a_file(self, draw, tmp_path):
        ax = draw(None)
        figures.save_figure(ax, tmp_path / "figure.png")
        assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")


class TestLossCurve:
    def test_losses_that_are_not_positive_are_drawn_on_a_linear_axis(self):
        assert figures.loss_curve([0.5, -0.1]).get_yscale() == "linear"

    def test_steps_are_counted_from_one(self):
        ax = figures.loss_curve([3.0, 2.0, 1.0])
        assert ax.lines[0].get_xdata().tolist() == [1, 2, 3]
        assert ax.get_xlabel() == "step"

    @pytest.mark.parametrize("loss", [[], [[1.0]]])
    def test_wrong_shape(self, loss):
        with pytest.raises(ValueError, match="vector with an entry a step"):
            figures.loss_curve(loss)


class TestSampleImages:
    def test_pixels_are_the_bits(self):
        ax = figures.sample_images([[0, 1, 1, 1], [1, 0, 0, 0]], rows=1, columns=2)
        [image] = ax.get_images()
        dark = np.asarray(image.get_array()) > 0.5
        assert dark.shape == (4, 7)
        assert dark[1:3, 1:3].tolist() == [[False, True], [True, True]]
        assert dark[1:3, 4:6].tolist() == [[True, False], [False, False]]
        assert dark.sum() == 4

    @pytest.mark.parametrize("n_wires", [1, 2, 6])
    def test_bits_that_form_no_square(self, n_wires):
        with pytest.raises(ValueError, match="outcome_histogram"):
            figures.sample_images(np.zeros((2, n_wires), dtype=int))


class TestOutcomeHistogram:
    def test_heights_are_relative_frequencies_most_frequent_first(self):
        ax = figures.outcome_histogram([[0], [1], [1], [1]], [[0], [1]])
        assert [bar.get_height() for bar in ax.patches] == [0.75, 0.25, 0.5, 0.5]

    def test_different_wires(self):
        with pytest.raises(ValueError, match="same wires; got 2 and 1"):
            figures.outcome_histogram([[0, 1]], [[0]])


class TestMMDBars:
    def test_negative_estimates_are_within_the_axis(self):
        low, high = figures.mmd_bars(ESTIMATES).get_ylim()
        assert low < -0.0007
        assert high > 0.102

    def test_errors_of_zero(self, tmp_path):
        ax = figures.mmd_bars({"a": (0.0, 0.0)})
        figures.save_figure(ax, tmp_path / "figure.png")

    def test_nothing_to_draw(self):
        with pytest.raises(ValueError, match="at least one"):
            figures.mmd_bars({})


@pytest.mark.parametrize("n_wires", [16, 6])
def test_overview(n_wires, tmp_path):
    bits = BITS[:, :n_wires]
    figure = figures.run_overview(
        real=bits, generated=bits, loss=[1.0, 0.1], estimates=ESTIMATES, title="run"
    )
    assert len(figure.axes) == (4 if n_wires == 16 else 3)
    figure.savefig(tmp_path / "figure.png")
