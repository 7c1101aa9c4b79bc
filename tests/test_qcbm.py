import numpy as np
import pennylane as qml
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV

import pennylane_qgen as qgen
from pennylane_qgen import templates
from pennylane_qgen.qcbm import LOSSES, QCBM
from pennylane_qgen.training import CheckpointError, EarlyStopping

DATA = np.array([[0, 0], [1, 1]] * 15)
SMALL = {"n_layers": 1, "device": "lightning.qubit", "steps": 40, "stepsize": 0.1, "seed": 0}


@pytest.fixture(scope="module")
def fitted():
    return QCBM(**SMALL).fit(DATA)


class TestFit:
    def test_learns(self, fitted):
        np.testing.assert_allclose(fitted.probabilities(), [0.5, 0, 0, 0.5], atol=0.05)
        assert fitted.history_.loss[-1] < 0.01
        assert fitted.n_wires_ == fitted.n_features_in_ == 2
        assert fitted.result_.steps == 40
        np.testing.assert_array_equal(fitted.weights_, fitted.result_.weights)

    def test_seed(self, fitted):
        np.testing.assert_array_equal(QCBM(**SMALL).fit(DATA).weights_, fitted.weights_)

    def test_default_device(self):
        model = QCBM(n_layers=1, steps=3, seed=0).fit(DATA)
        assert model.device == "qgen.lightning"
        assert model.probabilities().shape == (4,)

    def test_device_object(self, fitted):
        device = qml.device("lightning.qubit", wires=2)
        model = QCBM(**SMALL | {"device": device}).fit(DATA)
        np.testing.assert_allclose(model.weights_, fitted.weights_)

    @pytest.mark.parametrize("loss", LOSSES)
    def test_losses(self, loss):
        model = QCBM(**SMALL | {"loss": loss}).fit(DATA)
        assert model.history_.loss[-1] < 0.2 * model.history_.loss[0]

    def test_loss_function_and_options(self):
        model = QCBM(**SMALL | {"steps": 2, "loss": qgen.mmd, "loss_options": {"max_weight": 1}})
        assert model.fit(DATA).history_.loss[0] > 0

    def test_random_words_are_drawn_once_with_the_seed(self):
        settings = SMALL | {"steps": 4, "loss_options": {"n_observables": 3}}
        first, second = (QCBM(**settings).fit(DATA).history_.loss for _ in range(2))
        np.testing.assert_array_equal(first, second)

    def test_shots(self):
        model = QCBM(**SMALL | {"shots": 200, "steps": 3}).fit(DATA)
        assert len(model.history_) == 3

    @pytest.mark.parametrize("optimizer", ["L-BFGS-B", "cma-es", qml.MomentumOptimizer(0.1)])
    def test_optimizers(self, optimizer):
        model = QCBM(**SMALL | {"optimizer": optimizer, "stepsize": None}).fit(DATA)
        assert model.result_.best_loss < model.history_.loss[0]

    def test_early_stopping(self):
        rule = EarlyStopping(patience=3, min_delta=10)
        assert QCBM(**SMALL | {"early_stopping": rule}).fit(DATA).result_.steps == 4


class TestAnsatz:
    def test_iqp_with_data(self):
        settings = SMALL | {"ansatz": templates.IQP, "ansatz_options": {"strategy": "data"}}
        model = QCBM(**settings).fit(DATA)
        expected = templates.IQP.init(2, strategy="data", samples=DATA, seed=0)
        assert model.weights_.shape == expected.shape
        assert model.history_.loss[-1] < model.history_.loss[0]

    def test_iqp_with_a_pattern(self):
        options = {"pattern": [[[0]], [[0, 1]]], "strategy": "small"}
        model = QCBM(**SMALL | {"ansatz": templates.IQP, "ansatz_options": options}).fit(DATA)
        assert model.weights_.shape == (2,)

    def test_options_of_the_circuit(self):
        options = {"entangler": "yx", "rotations": ("RZ", "RY", "RZ"), "topology": "ring"}
        model = QCBM(**SMALL | {"ansatz_options": options, "steps": 1}).fit(DATA)
        assert model.weights_.shape == templates.HardwareEfficient.shape(1, 2, **options)

    @pytest.mark.parametrize("name", ["Brickwork", "MatrixProduct", "Product"])
    def test_other_templates(self, name):
        model = QCBM(**SMALL | {"ansatz": getattr(templates, name), "steps": 1}).fit(DATA)
        assert len(model.history_) == 1

    def test_seed_of_a_circuit_is_not_that_of_the_weights(self):
        data = np.array([[0, 0, 1], [1, 1, 0]])
        options = {"n_random_layers": 1, "seed": 7}
        settings = SMALL | {"ansatz": templates.RandomPeaked, "steps": 1}
        model = QCBM(**settings, ansatz_options=options)
        expected = templates.RandomPeaked.init(1, 3, seed=0)
        np.testing.assert_array_equal(model._initial_weights(data), expected)
        model.fit(data)


class TestUse:
    def test_samples(self, fitted):
        samples = fitted.sample(500, seed=1)
        assert samples.shape == (500, 2)
        assert samples.dtype == np.int8
        assert (samples[:, 0] == samples[:, 1]).mean() > 0.9
        np.testing.assert_array_equal(samples, fitted.sample(500, seed=1))
        assert fitted.sample().shape == (1, 2)

    def test_score_is_higher_for_the_right_data(self, fitted):
        good = fitted.score(DATA, seed=1)
        bad = fitted.score(1 - np.array([[0, 1], [1, 0]] * 15), seed=1)
        assert abs(good) < 0.05
        assert bad < good - 0.2

    def test_score_is_minus_the_unbiased_mmd(self, fitted):
        samples = fitted.sample(300, seed=2)
        expected = -qgen.metrics.mmd(DATA, samples, bandwidth=np.sqrt(2) / 2)
        np.testing.assert_allclose(fitted.score(DATA, n_samples=300, seed=2), expected)

    @pytest.mark.parametrize("method", ["sample", "probabilities"])
    def test_not_fitted(self, method):
        with pytest.raises(NotFittedError):
            getattr(QCBM(), method)()


class TestScikitLearn:
    def test_parameters(self):
        model = QCBM(**SMALL)
        assert model.get_params()["n_layers"] == 1
        assert model.set_params(steps=7).steps == 7
        copy = clone(model)
        assert copy is not model
        assert copy.get_params() == model.get_params()
        assert "n_layers=1" in repr(model)

    def test_grid_search(self):
        model = QCBM(**SMALL | {"steps": 2})
        search = GridSearchCV(model, {"n_layers": [0, 1]}, cv=2).fit(DATA)
        assert search.best_params_["n_layers"] in (0, 1)


class TestFiles:
    def test_round_trip(self, fitted, tmp_path):
        fitted.save(tmp_path / "model.npz")
        model = QCBM.load(tmp_path / "model.npz")
        assert model.get_params() == fitted.get_params()
        np.testing.assert_array_equal(model.weights_, fitted.weights_)
        assert model.history_.to_dict() == fitted.history_.to_dict()
        assert model.n_wires_ == model.n_features_in_ == 2
        np.testing.assert_array_equal(model.sample(9, seed=1), fitted.sample(9, seed=1))

    def test_template_by_name(self, tmp_path):
        QCBM(**SMALL | {"ansatz": templates.IQP, "steps": 1}).fit(DATA).save(tmp_path / "m")
        assert QCBM.load(tmp_path / "m").ansatz is templates.IQP

    def test_objects_are_asked_for(self, tmp_path):
        class Mine(templates.Product):
            pass

        device = qml.device("lightning.qubit", wires=2)
        model = QCBM(**SMALL | {"device": device, "ansatz": Mine, "steps": 1}).fit(DATA)
        model.save(tmp_path / "m")
        with pytest.raises(ValueError, match=r"could not hold the parameters \['ansatz', 'device'"):
            QCBM.load(tmp_path / "m")
        loaded = QCBM.load(tmp_path / "m", device=device, ansatz=Mine)
        np.testing.assert_array_equal(loaded.probabilities(), model.probabilities())

    def test_damaged_and_foreign(self, fitted, tmp_path):
        path = tmp_path / "model.npz"
        fitted.save(path)
        path.write_bytes(path.read_bytes()[:-10])
        with pytest.raises(CheckpointError, match=r"cannot be read as a pennylane-qgen QCBM"):
            QCBM.load(path)

    def test_not_fitted(self, tmp_path):
        with pytest.raises(NotFittedError):
            QCBM().save(tmp_path / "m")

    def test_checkpoint(self, fitted, tmp_path):
        settings = SMALL | {"checkpoint": tmp_path / "run.npz"}
        QCBM(**settings | {"steps": 11}).fit(DATA)
        model = QCBM(**settings).fit(DATA)
        np.testing.assert_array_equal(model.weights_, fitted.weights_)
        model.save(tmp_path / "model.npz")
        assert QCBM.load(tmp_path / "model.npz").checkpoint == str(tmp_path / "run.npz")

    @pytest.mark.parametrize("change", [{"bandwidth": 2.0}, {"ansatz": templates.IQP}])
    def test_checkpoint_of_another_model(self, tmp_path, change):
        settings = SMALL | {"checkpoint": tmp_path / "run.npz", "steps": 1}
        QCBM(**settings).fit(DATA)
        with pytest.raises(CheckpointError):
            QCBM(**settings | change).fit(DATA)

    def test_checkpoint_of_other_data(self, tmp_path):
        model = QCBM(**SMALL | {"checkpoint": tmp_path / "run.npz", "steps": 1}).fit(DATA)
        with pytest.raises(CheckpointError, match=r"with other data or another circuit"):
            model.fit(1 - DATA[:5])


class TestErrors:
    def test_data(self):
        with pytest.raises(ValueError, match=r"samples must hold only 0 and 1"):
            QCBM().fit([[0.5, 1]])

    def test_ansatz(self):
        with pytest.raises(TypeError, match=r"must be a template class.*got 'iqp'"):
            QCBM("iqp").fit(DATA)

    def test_ansatz_option(self):
        with pytest.raises(ValueError, match=r"HardwareEfficient has no option \['depth'\]"):
            QCBM(ansatz_options={"depth": 3}).fit(DATA)

    def test_loss(self):
        with pytest.raises(ValueError, match=r"loss must be one of mmd, .*; got 'wasserstein'"):
            QCBM(loss="wasserstein").fit(DATA)

    def test_loss_option(self):
        with pytest.raises(ValueError, match=r"The loss mmd has no option \['sigma'\]"):
            QCBM(loss_options={"sigma": 3}).fit(DATA)

    def test_optimizer(self):
        with pytest.raises(ValueError, match=r"stepsize is for adam"):
            QCBM(optimizer="cobyla", stepsize=0.1, n_layers=1).fit(DATA)
