import json

import numpy as np
import pytest

from pennylane_qgen.training import History


@pytest.fixture
def history():
    history = History()
    history.append(loss=0.5, gradient_norm=2.0, stepsize=0.1, wall_time=0.01)
    history.append(loss=0.25)
    return history


def test_columns(history):
    np.testing.assert_array_equal(history.step, [1, 2])
    np.testing.assert_array_equal(history.loss, [0.5, 0.25])
    np.testing.assert_array_equal(history.gradient_norm, [2.0, np.nan])
    np.testing.assert_array_equal(history.stepsize, [0.1, np.nan])
    np.testing.assert_array_equal(history.wall_time, [0.01, np.nan])
    assert len(history) == 2
    assert repr(history) == "History(2 steps)"


def test_json_has_no_nan(history):
    columns = json.loads(history.to_json())
    assert columns == history.to_dict()
    assert columns["gradient_norm"] == [2.0, None]
    assert columns["step"] == [1, 2]


def test_array_round_trip(history):
    again = History.from_array(history.to_array())
    assert again.to_dict() == history.to_dict()


def test_empty():
    assert History().to_array().shape == (0, 4)
    assert len(History.from_array(np.zeros((0, 4)))) == 0
    assert History().loss.shape == (0,)


def test_first_steps_are_a_copy(history):
    first = history.first(1)
    history.append(loss=0.1)
    assert (len(first), len(history)) == (1, 3)
