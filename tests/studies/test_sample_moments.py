"""Moments of a sample from moments of its parts."""

import numpy as np
import pytest

from pennylane_qgen.studies.records import Records
from pennylane_qgen.studies.sample_moments import merge_moments, moment_columns


def test_parts_make_the_whole():
    values = np.random.default_rng(0).gamma(2.0, size=1000)
    parts = [Records(moment_columns(part)) for part in (values[:100], values[100:])]
    merged = merge_moments(Records.concatenate(parts))
    assert merged.count == 1000
    assert merged.mean == pytest.approx(values.mean())
    assert merged.variance == pytest.approx(values.var(ddof=1))
    assert merged.fourth == pytest.approx(np.mean((values - values.mean()) ** 4))
    assert merged.mean_error == pytest.approx(values.std(ddof=1) / np.sqrt(1000))


def test_standard_error_of_the_variance():
    rng = np.random.default_rng(1)
    samples = [merge_moments(moment_columns(rng.normal(size=400))) for _ in range(300)]
    spread = np.std([sample.variance for sample in samples])
    assert np.mean([sample.variance_error for sample in samples]) == pytest.approx(spread, rel=0.1)
