import numpy as np
import pytest

from pennylane_qgen.linear_optics import fock_basis, fock_index, n_fock_states
from pennylane_qgen.linear_optics.polynomials import multiply_by_linear, multiply_pull_back

SIZES = [(0, 1), (0, 4), (1, 3), (2, 1), (3, 4), (4, 2)]


def random_factors(degree, n_modes, dtype):
    rng = np.random.default_rng(0)
    lengths = (n_fock_states(degree, n_modes), n_modes, n_fock_states(degree + 1, n_modes))
    real = [rng.normal(size=length) for length in lengths]
    return real if dtype is float else [x + 1j * rng.normal(size=len(x)) for x in real]


@pytest.mark.parametrize("dtype", [float, complex])
@pytest.mark.parametrize(("degree", "n_modes"), SIZES)
class TestProduct:
    def test_term_by_term(self, degree, n_modes, dtype):
        polynomial, form, _ = random_factors(degree, n_modes, dtype)
        expected = np.zeros(n_fock_states(degree + 1, n_modes), dtype=dtype)
        for powers, coefficient in zip(fock_basis(degree, n_modes), polynomial, strict=True):
            for mode in range(n_modes):
                raised = powers + np.eye(n_modes, dtype=int)[mode]
                expected[fock_index(raised)] += coefficient * form[mode]
        product = multiply_by_linear(polynomial, form, degree)
        np.testing.assert_allclose(product, expected, atol=1e-14)

    def test_pull_back_is_the_transpose(self, degree, n_modes, dtype):
        polynomial, form, cotangent = random_factors(degree, n_modes, dtype)
        product = multiply_by_linear(polynomial, form, degree)
        d_polynomial, d_form = multiply_pull_back(polynomial, form, cotangent, degree)
        paired = np.vdot(cotangent, product)
        np.testing.assert_allclose(np.vdot(d_polynomial, polynomial), paired)
        np.testing.assert_allclose(np.vdot(d_form, form), paired)
