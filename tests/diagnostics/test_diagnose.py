import re

import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.diagnostics import Diagnosis, diagnose


def product_model(n_wires, bandwidth=1.0, device="qgen.lightning"):
    @qml.qnode(qml.device(device, wires=n_wires, seed=3))
    def model(weights):
        qgen.Product(weights, wires=range(n_wires))
        return qgen.mmd(np.zeros((1, n_wires), dtype=int), bandwidth=bandwidth)

    return model, lambda rng: qgen.Product.init(n_wires, seed=rng)


def iqp_model(n_wires, device="qgen.iqp"):
    @qml.qnode(qml.device(device, wires=n_wires, seed=3))
    def model(weights):
        qgen.IQP(weights, wires=range(n_wires))
        return qgen.squared_distance(np.zeros((1, n_wires), dtype=int))

    return model, lambda rng: qgen.IQP.init(n_wires, seed=rng)


@pytest.fixture(scope="module")
def diagnosis() -> Diagnosis:
    return diagnose(*iqp_model(6), scaling=iqp_model, sizes=(2, 3, 4, 5, 6, 7), seed=0)


class TestVerdict:
    def test_exponential_concentration(self, diagnosis):
        assert diagnosis.scaling.fit.verdict == "exponential"
        assert "It will not train at larger sizes" in diagnosis.verdict
        assert "The distribution is spread" in diagnosis.verdict

    def test_trainable_bandwidth(self):
        def model(n_wires):
            return product_model(n_wires, bandwidth=np.sqrt(n_wires) / 2)

        found = diagnose(*model(8), scaling=model, sizes=(4, 6, 8, 10, 12), seed=1)
        assert found.scaling.fit.verdict in ("polynomial", "constant")
        assert found.verdict.startswith("The gradient is visible at this size")
        assert "The distribution is uneven" in found.verdict

    def test_shot_noise(self):
        found = diagnose(*iqp_model(8), shots=10, seed=0)
        assert found.needed.shots > 10
        assert found.verdict.startswith("The gradient drowns in shot noise")

    def test_constant_loss(self):
        @qml.qnode(qml.device("default.qubit", wires=1))
        def model(angle):
            qml.RZ(angle, wires=0)
            return qgen.squared_distance([[1]])

        found = diagnose(model, lambda rng: qml.numpy.array(rng.random()), n_circuits=3, seed=0)
        assert found.verdict.startswith("The loss is constant")
        assert found.needed is None
        assert "The gradient is zero" in str(found)


class TestReport:
    def test_text_ends_in_the_verdict(self, diagnosis):
        text = str(diagnosis)
        assert text.splitlines()[-1] == f"Verdict: {diagnosis.verdict}"
        for name in ("loss", "gradient", "shots", "spread", "law", "peak", "sizes"):
            assert re.search(f"^{name} +", text, re.MULTILINE)

    def test_page_is_self_contained(self, diagnosis):
        page = diagnosis.html()
        assert page.count("data:image/png;base64,") == 4
        assert not re.search("https?://", page)
        assert page.index("Verdict.") > page.index("data:image")

    def test_save(self, diagnosis, tmp_path):
        path = tmp_path / "report.html"
        diagnosis.save(path)
        diagnosis.save(path)
        assert path.read_text() == diagnosis.html() == diagnosis._repr_html_()
        assert [file.name for file in tmp_path.iterdir()] == ["report.html"]

    def test_seeded(self):
        first, second = (diagnose(*product_model(3), n_circuits=5, seed=0) for _ in range(2))
        assert str(first) == str(second)


class TestDevices:
    @pytest.mark.parametrize("device", ["lightning.qubit", "default.qubit"])
    def test_others(self, device):
        found = diagnose(*product_model(3, device=device), n_circuits=5, seed=0)
        assert found.distribution.porter_thomas is not None

    def test_many_wires(self):
        """A hundred wires: no distribution, no shots, but a loss and its gradient."""

        @qml.qnode(qml.device("qgen.iqp", wires=100, seed=0))
        def model(weights):
            qgen.IQP(weights, wires=range(100))
            return qgen.mmd(np.zeros((2, 100), dtype=int), bandwidth=5.0, n_observables=50, seed=0)

        found = diagnose(
            model, lambda rng: qgen.IQP.init(100, strategy="small", seed=rng), n_circuits=3, seed=0
        )
        assert found.distribution is None
        assert found.needed is None
        assert len(found.notes) == 2
        assert found.verdict.startswith("The noise of shots is not known")
        assert found.html().count("data:image") == 2

    def test_fidelity_has_no_samples(self):
        @qml.qnode(qml.device("default.qubit", wires=2, seed=0))
        def model(weights):
            qgen.compute_uncompute([[0, 0]], qgen.Product, weights, wires=range(2))
            return qgen.fidelity(range(2))

        found = diagnose(model, lambda rng: qgen.Product.init(2, seed=rng), n_circuits=4, seed=0)
        assert found.distribution is None
        assert "measures an overlap" in str(found)


class TestInput:
    def test_not_a_qnode(self):
        with pytest.raises(TypeError, match="looks at a QNode; got function"):
            diagnose(lambda w: w, lambda rng: 0)

    def test_init_is_no_function(self):
        with pytest.raises(TypeError, match="init must be a function"):
            diagnose(product_model(2)[0], np.zeros(2))

    @pytest.mark.parametrize("name", ["shots", "n_circuits", "n_distributions"])
    def test_numbers(self, name):
        with pytest.raises(ValueError, match=f"{name} must be an integer of at least"):
            diagnose(*product_model(2), **{name: 0})

    def test_too_few_sizes(self):
        with pytest.raises(ValueError, match="at least 4 different numbers of wires"):
            diagnose(*product_model(2), n_circuits=3, scaling=product_model, sizes=(2, 3))
