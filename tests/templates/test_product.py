from functools import reduce

import numpy as np
import pennylane as qml
import pytest

from pennylane_qgen.templates import Product


def probabilities(weights, n_wires, **options):
    @qml.qnode(qml.device("default.qubit", wires=n_wires))
    def circuit(weights):
        Product(weights, wires=range(n_wires), **options)
        return qml.probs()

    return circuit(weights)


@pytest.mark.parametrize("rotation", ["RX", "RY"])
def test_product_formula(rotation):
    weights = Product.init(4, seed=0)
    ones = np.sin(weights / 2) ** 2
    expected = reduce(np.kron, np.stack([1 - ones, ones], axis=1))
    np.testing.assert_allclose(probabilities(weights, 4, rotation=rotation), expected, atol=1e-12)


def test_data_init_has_the_means_of_the_samples():
    samples = np.random.default_rng(0).integers(0, 2, (50, 3))
    weights = Product.init(3, strategy="data", samples=samples)
    probs = probabilities(weights, 3).reshape(2, 2, 2)
    means = [1 - probs.take(0, axis=i).sum() for i in range(3)]
    np.testing.assert_allclose(means, samples.mean(axis=0), atol=1e-12)


@pytest.mark.parametrize(("strategy", "moment"), [("haar", 1 / 3), ("uniform", 1 / 2)])
def test_second_moment_of_z(strategy, moment):
    """⟨Z⟩ = cos θ is uniform in [-1, 1] for Haar-random states, and not for uniform angles."""
    squares = np.cos(Product.init(20_000, strategy=strategy, seed=0)) ** 2
    assert abs(squares.mean() - moment) < 4 * squares.std() / np.sqrt(squares.size)


def test_errors():
    with pytest.raises(ValueError, match="rotation must be one of 'RX', 'RY'; got 'RZ'"):
        Product(np.zeros(2), wires=range(2), rotation="RZ")
    with pytest.raises(ValueError, match="needs samples="):
        Product.init(2, strategy="data")
    with pytest.raises(ValueError, match="2 columns, one a wire; got 3"):
        Product.init(2, strategy="data", samples=[[0, 1, 0]])
