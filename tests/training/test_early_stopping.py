import pytest

from pennylane_qgen.training import EarlyStopping


def stops_at(rule, losses):
    tracker = rule.start()
    return [tracker.update(loss) for loss in losses].index(True)


def test_patience():
    assert stops_at(EarlyStopping(patience=3), [3, 2, 2, 1, 1, 1, 1]) == 6


def test_min_delta():
    """The falls from 1 are 0.05 each: only the second one adds up to more than 0.09."""
    assert stops_at(EarlyStopping(patience=2, min_delta=0.09), [1, 0.95, 0.9, 0.85, 0.82]) == 4


def test_runs_do_not_share_a_tracker():
    rule = EarlyStopping(patience=1)
    assert stops_at(rule, [1, 1]) == stops_at(rule, [1, 1]) == 1


@pytest.mark.parametrize("arguments", [(0,), (1, -0.1)])
def test_errors(arguments):
    with pytest.raises(ValueError, match=r"patience >= 1 and min_delta >= 0"):
        EarlyStopping(*arguments)
