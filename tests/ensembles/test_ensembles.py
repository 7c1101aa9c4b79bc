"""Random families: distributions, seeded, and equal to what other routes give."""

import numpy as np
import pennylane as qml
import pytest
from scipy.stats import chisquare, ks_2samp, lomax

import pennylane_qgen as qgen
from pennylane_qgen import theory
from pennylane_qgen.ensembles import (
    FAMILIES,
    brickwork,
    dirichlet,
    iqp,
    matrix_product,
    pareto,
    peaked,
    product,
    product_iqp,
)
from pennylane_qgen.ensembles.haar import haar_unitaries


def z_score(values, expected):
    return (np.mean(values) - expected) / (np.std(values, ddof=1) / np.sqrt(len(values)))


@pytest.mark.parametrize("name", FAMILIES)
class TestContract:
    def test_rows_are_distributions(self, name):
        p = FAMILIES[name](4, 7, seed=0)
        assert p.shape == (7, 16)
        assert p.dtype == np.float64
        assert (p >= 0).all()
        np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-12)

    def test_the_seed_decides(self, name):
        first, again = (FAMILIES[name](3, 5, seed=0) for _ in range(2))
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, FAMILIES[name](3, 5, seed=1))

    def test_rows_differ(self, name):
        p = FAMILIES[name](3, 2, seed=0)
        assert not np.array_equal(p[0], p[1])

    @pytest.mark.parametrize("sizes", [(0, 1), (21, 1), (2, 0)])
    def test_sizes_out_of_range(self, name, sizes):
        with pytest.raises(ValueError, match="must be an integer"):
            FAMILIES[name](*sizes, seed=0)


class TestCollisionProbabilities:
    """Means of the sum of squares against closed forms."""

    @pytest.mark.parametrize(
        ("draw", "expected"),
        [
            (product, lambda n: theory.product_collision(n)),
            (product_iqp, lambda n: theory.product_collision(n, family="angle")),
            (iqp, theory.iqp_collision),
            (dirichlet, theory.dirichlet_collision),
            (lambda n, size, seed: dirichlet(n, size, concentration=2.5, seed=seed),
             lambda n: theory.dirichlet_collision(n, alpha=2.5)),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("n_wires", [1, 2, 5])
    def test_mean(self, draw, expected, n_wires):
        squares = np.square(draw(n_wires, 20_000, seed=3)).sum(axis=1)
        assert abs(z_score(squares, expected(n_wires))) < 4


class TestIQP:
    def test_is_the_template(self):
        angles = np.random.default_rng(5).uniform(0, 2 * np.pi, (1, 6))[0]

        @qml.qnode(qml.device("default.qubit", wires=3))
        def circuit():
            qgen.IQP(angles, wires=range(3), pattern=qgen.all_up_to_weight(3, 2))
            return qml.probs()

        np.testing.assert_allclose(iqp(3, 1, seed=5)[0], circuit(), atol=1e-14)

    def test_weight_one_is_a_product(self):
        ours = iqp(2, 20_000, max_weight=1, seed=0)[:, 0]
        assert abs(z_score(ours**2, (3 / 8) ** 2)) < 4


class TestBrickwork:
    @pytest.mark.parametrize("n_wires", [2, 3, 4, 5])
    @pytest.mark.parametrize("n_layers", [1, 2, 3])
    def test_is_the_circuit_of_its_gates(self, n_wires, n_layers):
        starts = [layer % 2 if n_wires > 2 else 0 for layer in range(n_layers)]
        pairs = [(i, i + 1) for start in starts for i in range(start, n_wires - 1, 2)]
        gates = haar_unitaries(len(pairs), 4, np.random.default_rng(2))

        @qml.qnode(qml.device("default.qubit", wires=n_wires))
        def circuit():
            for gate, pair in zip(gates, pairs, strict=True):
                qml.QubitUnitary(gate, wires=pair)
            return qml.probs()

        ours = brickwork(n_wires, 1, n_layers=n_layers, seed=2)[0]
        np.testing.assert_allclose(ours, circuit(), atol=1e-13)

    def test_deep_circuits_are_porter_thomas(self):
        squares = np.square(brickwork(3, 4000, n_layers=12, seed=0)).sum(axis=1)
        assert abs(z_score(squares, theory.dirichlet_collision(3))) < 4

    def test_one_wire_has_no_gate(self):
        with pytest.raises(ValueError, match="at least 2"):
            brickwork(1, 1)


class TestHaarUnitaries:
    def test_unitary(self):
        u = haar_unitaries(50, 4, np.random.default_rng(0))
        product_ = u @ u.conj().transpose(0, 2, 1)
        np.testing.assert_allclose(product_, np.broadcast_to(np.eye(4), u.shape), atol=1e-12)

    def test_moments(self):
        u = np.abs(haar_unitaries(20_000, 4, np.random.default_rng(1))) ** 2
        assert abs(z_score(u[:, 3, 2], 1 / 4)) < 4
        assert abs(z_score(u[:, 3, 2] ** 2, 2 / (4 * 5))) < 4
        assert abs(z_score(u[:, 0, 0] * u[:, 1, 1], 1 / 15)) < 4


class TestMatrixProduct:
    def test_is_the_product_of_its_tensors(self):
        n_wires, bond = 4, 3
        rng = np.random.default_rng(7)
        ends = [1, bond, bond, bond, 1]
        tensors = [
            rng.standard_normal((1, ends[i], 2, 2 * ends[i + 1])).view(complex)[0]
            for i in range(n_wires)
        ]
        amplitudes = np.einsum("aib,bjc,ckd,dle->ijkl", *tensors).ravel()
        expected = np.abs(amplitudes) ** 2 / np.sum(np.abs(amplitudes) ** 2)
        ours = matrix_product(n_wires, 1, bond_dimension=bond, seed=7)[0]
        np.testing.assert_allclose(ours, expected, atol=1e-13)

    def test_the_default_bond_is_the_number_of_wires(self):
        default = matrix_product(5, 3, seed=0)
        np.testing.assert_array_equal(default, matrix_product(5, 3, bond_dimension=5, seed=0))


class TestPeaked:
    @pytest.mark.parametrize(("n_wires", "support"), [(1, 2), (3, 2), (4, 4), (9, 8)])
    def test_default_support(self, n_wires, support):
        assert ((peaked(n_wires, 20, seed=0) > 0).sum(axis=1) == support).all()

    def test_every_string_is_as_likely(self):
        counts = (peaked(4, 8000, n_core=2, seed=0) > 0).sum(axis=0)
        assert chisquare(counts).pvalue > 1e-4

    def test_the_full_support_is_iqp_in_random_order(self):
        squares = np.square(peaked(4, 20_000, n_core=4, seed=0)).sum(axis=1)
        assert abs(z_score(squares, theory.iqp_collision(4))) < 4

    def test_core_out_of_range(self):
        with pytest.raises(ValueError, match="n_core"):
            peaked(3, 1, n_core=4)


class TestPareto:
    def test_is_lomax(self):
        rng = np.random.default_rng(11)
        weights = lomax(2).rvs((4000, 8), random_state=rng)
        expected = weights / weights.sum(axis=1, keepdims=True)
        assert ks_2samp(pareto(3, 4000, seed=0)[:, 0], expected[:, 0]).pvalue > 1e-4

    @pytest.mark.parametrize("shape", [0, -1, np.nan])
    def test_shape_out_of_range(self, shape):
        with pytest.raises(ValueError, match="shape must be positive"):
            pareto(2, 1, shape=shape)


def test_concentration_out_of_range():
    with pytest.raises(ValueError, match="concentration must be positive"):
        dirichlet(2, 1, concentration=0)
