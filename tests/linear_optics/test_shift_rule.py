import numpy as np
import pytest

from pennylane_qgen.linear_optics import beam_splitter, distribution, haar_unitary, shift_rule


def derivative(function, angle, n_frequencies):
    shifts, coefficients = shift_rule(n_frequencies)
    return sum(c * function(angle + x) for x, c in zip(shifts, coefficients, strict=True))


@pytest.mark.parametrize("n_frequencies", [1, 2, 5])
def test_of_every_frequency(n_frequencies):
    for k in range(n_frequencies + 1):
        for function, slope in (
            (lambda t, k=k: np.sin(k * t), lambda t, k=k: k * np.cos(k * t)),
            (lambda t, k=k: np.cos(k * t), lambda t, k=k: -k * np.sin(k * t)),
        ):
            result = derivative(function, 0.7, n_frequencies)
            assert result == pytest.approx(slope(0.7), abs=1e-12)


@pytest.mark.parametrize("n_photons", [1, 2, 3])
@pytest.mark.parametrize("element", ["phase", "beam splitter"])
def test_of_photonic_angles(element, n_photons):
    """Exact with n frequencies for a phase, 2n for a beam splitter, and wrong with fewer."""
    before, after = haar_unitary(3, seed=0), haar_unitary(3, seed=1)
    counts = [1] * n_photons + [0] * (3 - n_photons)

    def probabilities(angle):
        middle = np.eye(3, dtype=complex)
        if element == "phase":
            middle[0, 0] = np.exp(1j * angle)
        else:
            middle[:2, :2] = beam_splitter(angle, 0.4)
        return distribution(after @ middle @ before, counts)

    expected = (probabilities(0.5 + 1e-5) - probabilities(0.5 - 1e-5)) / 2e-5
    needed = n_photons if element == "phase" else 2 * n_photons
    result = derivative(probabilities, 0.5, needed)
    np.testing.assert_allclose(result, expected, atol=1e-8)
    if needed > 1:
        assert np.abs(derivative(probabilities, 0.5, needed - 1) - expected).max() > 1e-3


def test_errors():
    with pytest.raises(ValueError, match="at least 1 frequency; got 0"):
        shift_rule(0)
