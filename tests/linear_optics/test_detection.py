import numpy as np
import pytest

from pennylane_qgen.linear_optics import detect, number_response, threshold_response


def test_detect():
    counts = np.array([[0, 1, 3], [2, 0, 0]])
    assert detect(counts).tolist() == [[0, 1, 1], [1, 0, 0]]
    assert detect(counts).dtype == np.int8
    assert detect(counts, detector="number").tolist() == counts.tolist()
    assert detect(counts, efficiency=0.0).sum() == 0
    assert detect(counts, dark_counts=1.0, detector="number").tolist() == (counts + 1).tolist()
    seen = detect(counts, efficiency=[1.0, 0.0, 1.0], detector="number")
    assert seen.tolist() == [[0, 0, 3], [2, 0, 0]]
    noisy = {"efficiency": 0.5, "dark_counts": 0.2}
    np.testing.assert_array_equal(detect(counts, seed=0, **noisy), detect(counts, seed=0, **noisy))


def test_responses_are_probabilities():
    for make in (threshold_response, number_response):
        response = make(3, efficiency=0.7, dark_counts=0.1)
        np.testing.assert_allclose(response.sum(axis=0), 1)
    assert number_response(1, cutoff=4).shape == (5, 2)
    assert number_response(2, dark_counts=0.1).shape == (4, 3)


def test_errors():
    with pytest.raises(ValueError, match=r"efficiency must lie in \[0, 1\]; got 2"):
        threshold_response(3, efficiency=2)
    with pytest.raises(ValueError, match="cutoff must be at least 0; got -1"):
        number_response(3, cutoff=-1)
    with pytest.raises(ValueError, match=r"detector must be one of .* got 'eye'"):
        detect([[1]], detector="eye")
    with pytest.raises(ValueError, match="dark_counts must lie"):
        detect([[1]], dark_counts=-0.1)
