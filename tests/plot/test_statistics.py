import numpy as np
import pytest

from pennylane_qgen import diagnostics, plot


def points(ax):
    return [container.lines[0].get_ydata() for container in ax.containers]


class TestWalshSpectrum:
    def test_means_are_those_of_the_diagnostic_without_the_empty_word(self):
        probabilities = [0.4, 0.1, 0.2, 0.3]
        [means] = points(plot.walsh_spectrum(probabilities))
        expected = diagnostics.walsh_spectrum(probabilities).mean_square[1:]
        np.testing.assert_allclose(means, expected)

    def test_positive_means_are_on_a_logarithmic_axis(self):
        assert plot.walsh_spectrum([0.4, 0.1, 0.2, 0.3]).get_yscale() == "log"

    def test_negative_estimates_are_drawn(self):
        bits = np.random.default_rng(0).integers(2, size=(20, 6))
        ax = plot.walsh_spectrum(bits)
        [means] = points(ax)
        assert means.min() < 0
        assert ax.get_yscale() == "symlog"
        assert ax.get_ylim()[0] < means.min()

    def test_max_weight(self):
        bits = np.random.default_rng(0).integers(2, size=(20, 30))
        [means] = points(plot.walsh_spectrum(bits, max_weight=3))
        assert means.shape == (3,)

    def test_a_wrong_source(self):
        with pytest.raises(ValueError, match="Expected a QNode, a probability vector"):
            plot.walsh_spectrum(0.5)


class TestScaling:
    SIZES = np.arange(4, 12)

    def legend(self, ax):
        return [text.get_text() for text in ax.get_legend().get_texts()]

    def test_the_legend_has_the_law_with_its_error(self):
        rng = np.random.default_rng(0)
        errors = 0.05 * 2.0**-self.SIZES
        values = 2.0**-self.SIZES + errors * rng.normal(size=8)
        fit = diagnostics.concentration_fit(self.SIZES, values, errors)
        assert self.legend(plot.scaling(self.SIZES, values, errors)) == [
            rf"$2^{{-bn}}$, $b = {fit.rate:.3g} \pm {fit.rate_error:.1g}$"
        ]
        assert abs(fit.rate - 1) < 4 * fit.rate_error

    def test_a_constant(self):
        ax = plot.scaling(self.SIZES, {"mean": np.full(8, 0.25)})
        assert self.legend(ax) == ["mean: constant, 0.25"]

    def test_the_curve_is_the_fit(self):
        ax = plot.scaling(self.SIZES, {"power": 3.0 * self.SIZES**-1.5})
        [curve] = [line for line in ax.lines if line.get_label().startswith("power")]
        np.testing.assert_allclose(curve.get_ydata(), 3 * curve.get_xdata() ** -1.5)

    def test_names_of_errors(self):
        values = {"a": 1.0 / self.SIZES}
        with pytest.raises(ValueError, match=r"names of the values, \['a'\]; got \['b'\]"):
            plot.scaling(self.SIZES, values, {"b": 0.1 / self.SIZES})

    def test_numbers_that_cannot_be_fitted(self):
        with pytest.raises(ValueError, match="at least 4 different numbers of wires"):
            plot.scaling([2, 3], [0.1, 0.2])


class TestPhotonStatistics:
    COUNTS = np.array([[2, 0, 1], [0, 0, 3], [1, 0, 2], [1, 0, 2]])

    def test_mean_photon_numbers_with_errors(self):
        ax = plot.photon_statistics(self.COUNTS)
        [container] = ax.containers
        np.testing.assert_allclose(container.lines[0].get_ydata(), [1, 0, 2])
        [bars] = container.lines[2]
        lengths = [np.ptp(segment[:, 1]) / 2 for segment in bars.get_segments()]
        np.testing.assert_allclose(lengths, self.COUNTS.std(axis=0, ddof=1) / 2)

    def test_click_probabilities(self):
        ax = plot.photon_statistics(self.COUNTS, statistic="clicks")
        np.testing.assert_allclose(points(ax)[0], [0.75, 0, 1])
        assert ax.get_ylabel() == "probability of a click"

    def test_sources_stand_side_by_side(self):
        ax = plot.photon_statistics({"a": self.COUNTS, "b": self.COUNTS})
        first, second = (container.lines[0].get_xdata() for container in ax.containers)
        np.testing.assert_allclose(second - first, 0.25)

    def test_unknown_statistic(self):
        with pytest.raises(ValueError, match="statistic must be one of 'mean', 'clicks'"):
            plot.photon_statistics(self.COUNTS, statistic="median")

    @pytest.mark.parametrize(
        ("counts", "message"),
        [
            ([1, 2], r"got shape \(2,\)"),
            ([[1, 2]], "at least two samples"),
            ([[1.5], [0]], "whole numbers"),
            ([[-1], [0]], "whole numbers"),
        ],
    )
    def test_counts_that_are_none(self, counts, message):
        with pytest.raises(ValueError, match=message):
            plot.photon_statistics(counts)

    def test_different_modes(self):
        with pytest.raises(ValueError, match=r"same modes; got \[2, 3\]"):
            plot.photon_statistics({"a": self.COUNTS, "b": self.COUNTS[:, :2]})
