import numpy as np
import pytest

from pennylane_qgen import plot


class TestImages:
    def test_pixels_are_the_bits(self):
        ax = plot.images([[0, 1, 1, 1], [1, 0, 0, 0]], rows=1, columns=2)
        [image] = ax.get_images()
        dark = np.asarray(image.get_array()) > 0.5
        assert dark.shape == (4, 7)
        assert dark[1:3, 1:3].tolist() == [[False, True], [True, True]]
        assert dark[1:3, 4:6].tolist() == [[True, False], [False, False]]
        assert dark.sum() == 4

    def test_images_that_are_no_square(self):
        ax = plot.images([[0, 1, 1, 0, 0, 1]], shape=(2, 3), rows=1, columns=1)
        dark = np.asarray(ax.get_images()[0].get_array()) > 0.5
        assert dark[1:3, 1:4].tolist() == [[False, True, True], [False, False, True]]

    @pytest.mark.parametrize("n_wires", [1, 2, 6])
    def test_bits_that_form_no_square(self, n_wires):
        with pytest.raises(ValueError, match=r"no square image.*qgen\.plot\.histogram"):
            plot.images(np.zeros((2, n_wires), dtype=int))

    def test_a_shape_that_does_not_fit(self):
        with pytest.raises(ValueError, match="2 x 2 pixels has 4 bits; got samples of 6"):
            plot.images(np.zeros((2, 6), dtype=int), shape=(2, 2))


class TestHistogram:
    def bars(self, ax):
        return [bar.get_height() for bar in ax.patches]

    def test_heights_are_relative_frequencies_most_frequent_first(self):
        ax = plot.histogram([[0], [1], [1], [1]], [[0], [1]])
        assert self.bars(ax) == [0.75, 0.25]
        assert ax.lines[0].get_ydata().tolist() == [0.5, 0.5]
        assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "0"]

    def test_probabilities_and_samples_can_be_mixed(self):
        target = [0.5, 0.0, 0.125, 0.375]
        ax = plot.histogram(target, {"samples": [[0, 0], [1, 1]], "exact": [0.25] * 4})
        assert [label.get_text() for label in ax.get_xticklabels()] == ["00", "11", "10", "others"]
        assert self.bars(ax) == [0.5, 0.375, 0.125, 0]
        assert ax.lines[0].get_ydata().tolist() == [0.5, 0.5, 0, 0]
        assert ax.lines[1].get_ydata().tolist() == [0.25] * 4

    def test_what_is_not_shown_is_in_the_last_bar(self):
        ax = plot.histogram([0.5, 0.3, 0.1, 0.1], [0.25] * 4, n_outcomes=2)
        np.testing.assert_allclose(self.bars(ax), [0.5, 0.3, 0.2])
        np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.25, 0.25, 0.5])

    def test_order_of_values_shows_every_outcome(self):
        ax = plot.histogram([0.1, 0.2, 0.3, 0.4], [[1, 1]], order="value")
        assert self.bars(ax) == [0.1, 0.2, 0.3, 0.4]
        assert ax.lines[0].get_ydata().tolist() == [0, 0, 0, 1]
        assert ax.get_xlabel() == "outcome, as an integer"

    def test_many_wires_are_counted_as_strings(self):
        samples = np.zeros((3, 100), dtype=int)
        samples[0, 99] = 1
        ax = plot.histogram(samples, samples[:1])
        np.testing.assert_allclose(self.bars(ax), [2 / 3, 1 / 3])
        assert ax.lines[0].get_ydata().tolist() == [0, 1]

    def test_the_legend_begins_with_the_data(self):
        legend = plot.histogram([0.5, 0.5], {"a": [0.5, 0.5], "b": [1, 0]}).get_legend()
        assert [text.get_text() for text in legend.get_texts()] == ["data", "a", "b"]

    def test_different_wires(self):
        with pytest.raises(ValueError, match="target has 2 wires, 'model' has 1"):
            plot.histogram([[0, 1]], [[0]])

    def test_unknown_order(self):
        with pytest.raises(ValueError, match="order must be one of 'probability', 'value'"):
            plot.histogram([0.5, 0.5], [0.5, 0.5], order="size")

    def test_too_many_wires_for_all_values(self):
        zeros = np.zeros((2, 13), dtype=int)
        with pytest.raises(ValueError, match="at most 12 wires; got 13"):
            plot.histogram(zeros, zeros, order="value")


class TestCovariances:
    def matrices(self, ax, size):
        picture = np.ma.filled(ax.get_images()[0].get_array(), np.nan)
        return picture[:, :size], picture[:, -size:]

    def test_matrices_are_those_of_the_samples(self):
        rng = np.random.default_rng(1)
        x, y = rng.integers(2, size=(2, 50, 3))
        first, last = self.matrices(plot.covariances({"x": x, "y": y}), 3)
        np.testing.assert_allclose(
            first, (x.T @ x) / 50 - np.outer(x.mean(0), x.mean(0)), atol=1e-15
        )
        np.testing.assert_allclose(
            last, (y.T @ y) / 50 - np.outer(y.mean(0), y.mean(0)), atol=1e-15
        )

    def test_the_scale_is_that_of_different_wires(self):
        x = np.array([[0, 0, 0], [1, 0, 1], [1, 1, 0], [0, 1, 1], [1, 1, 1]])
        [image] = plot.covariances(x).get_images()
        covariance = np.cov(x.T, bias=True)
        assert image.get_clim()[1] == pytest.approx(np.abs(covariance[np.triu_indices(3, 1)]).max())
        assert image.get_clim()[0] == -image.get_clim()[1]

    def test_lightness_grows_with_the_value(self):
        cmap = plot.covariances([[0, 0], [1, 1]]).get_images()[0].get_cmap()
        luminance = cmap(np.linspace(0, 1, 50))[:, :3] @ [0.299, 0.587, 0.114]
        assert (np.diff(luminance) > 0).all()

    def test_samples_without_covariance(self, tmp_path):
        plot.covariances(np.zeros((3, 2))).figure.savefig(tmp_path / "figure.png")

    def test_different_wires(self):
        with pytest.raises(ValueError, match=r"same wires; got \[2, 3\]"):
            plot.covariances({"x": np.zeros((2, 2)), "y": np.zeros((2, 3))})

    def test_too_few_samples(self):
        with pytest.raises(ValueError, match=r"data must be .* got shape \(1, 2\)"):
            plot.covariances({"data": [[0, 1]]})
