import numpy as np
import pytest

from pennylane_qgen import plot
from pennylane_qgen.training import History, TrainingResult

ROWS = [[0.5, 2.0, 0.1, 0.1], [0.2, 1.0, 0.1, 0.2], [0.1, 0.5, 0.1, 0.3]]


class TestLossCurve:
    def test_losses_that_are_not_positive_are_drawn_on_a_linear_axis(self):
        assert plot.loss_curve([0.5, -0.1]).get_yscale() == "linear"
        assert plot.loss_curve({"a": [0.5, 0.1], "b": [0.5, 0.0]}).get_yscale() == "linear"

    def test_steps_are_counted_from_one(self):
        ax = plot.loss_curve([3.0, 2.0, 1.0])
        assert ax.lines[0].get_xdata().tolist() == [1, 2, 3]
        assert ax.lines[0].get_ydata().tolist() == [3, 2, 1]

    def test_one_run_names_the_axis_and_several_are_in_a_legend(self):
        alone = plot.loss_curve([0.2, 0.1], label="MMD squared")
        assert (alone.get_ylabel(), alone.get_legend()) == ("MMD squared", None)
        several = plot.loss_curve({"exact": [0.2, 0.1], "shots": [0.3]})
        assert [text.get_text() for text in several.get_legend().get_texts()] == ["exact", "shots"]

    def test_a_single_step_can_be_seen(self):
        assert plot.loss_curve([0.5]).lines[0].get_marker() == "o"

    @pytest.mark.parametrize("loss", [[], [[1.0]]])
    def test_wrong_shape(self, loss):
        with pytest.raises(ValueError, match="vector with an entry a step"):
            plot.loss_curve(loss)


class TestHistory:
    def test_loss_on_the_left_and_gradient_on_the_right(self):
        ax = plot.history(History.from_array(ROWS), label="MMD squared")
        left, right = ax.figure.axes
        assert left is ax
        assert left.lines[0].get_ydata().tolist() == [0.5, 0.2, 0.1]
        assert right.lines[0].get_ydata().tolist() == [2.0, 1.0, 0.5]
        assert (left.get_ylabel(), right.get_ylabel()) == ("MMD squared", "norm of the gradient")
        assert [text.get_text() for text in left.get_legend().get_texts()] == [
            "MMD squared",
            "norm of the gradient",
        ]

    def test_the_result_of_training_has_its_history(self):
        history = History.from_array(ROWS)
        result = TrainingResult(
            np.zeros(1), 0.1, np.zeros(1), 0.1, history, 3, "all 3 steps done", False, 0.3
        )
        assert plot.history(result).lines[0].get_ydata().tolist() == [0.5, 0.2, 0.1]

    def test_an_optimiser_without_gradient_has_no_second_axis(self):
        history = History()
        history.append(loss=0.5)
        assert len(plot.history(history).figure.axes) == 1

    def test_a_gradient_of_zero_is_drawn_on_a_linear_axis(self):
        history = History.from_array([[0.5, 1.0, 0.1, 0.1], [0.4, 0.0, 0.1, 0.2]])
        left, right = plot.history(history).figure.axes
        assert (left.get_yscale(), right.get_yscale()) == ("log", "linear")

    def test_no_steps(self):
        with pytest.raises(ValueError, match="entry a step"):
            plot.history(History())
