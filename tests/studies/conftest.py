"""A study that takes a second, in chunks of some ten milliseconds."""

import numpy as np
import pytest

from pennylane_qgen.studies import LossConcentration


@pytest.fixture
def study():
    return LossConcentration(wires=(2, 7), n_pairs=100_000, families=("iqp",))


@pytest.fixture
def tiny_study():
    return LossConcentration(wires=(2, 3), n_pairs=400, families=("iqp", "product"))


@pytest.fixture
def assert_same():
    def check(first, second):
        assert list(first.columns) == list(second.columns)
        for name, values in first.columns.items():
            np.testing.assert_array_equal(values, second[name])

    return check
