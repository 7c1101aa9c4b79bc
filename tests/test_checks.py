import numpy as np
import pytest

from pennylane_qgen.checks import check_choice, check_integer


class TestInteger:
    def test_numpy_integers_become_ints(self):
        assert type(check_integer("shots", np.int64(3), 1)) is int

    @pytest.mark.parametrize("value", [0, 2.0, True, None, "3"])
    def test_others(self, value):
        with pytest.raises(ValueError, match=r"shots must be an integer of at least 1; got"):
            check_integer("shots", value, 1)

    def test_largest(self):
        assert check_integer("k", 5, 1, 5) == 5
        with pytest.raises(ValueError, match=r"k must be an integer in \[1, 5\]; got 6"):
            check_integer("k", 6, 1, 5)


def test_choice():
    check_choice("method", "a", ("a", "b"))
    with pytest.raises(ValueError, match="method must be one of 'a', 'b'; got 3"):
        check_choice("method", 3, ("a", "b"))
