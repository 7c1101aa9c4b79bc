import pennylane as qml
import pytest

from pennylane_qgen.training import CMAES, SPSA, PennyLaneOptimizer, SciPyOptimizer, as_optimizer


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        (None, PennyLaneOptimizer, "AdamOptimizer"),
        ("Adam", PennyLaneOptimizer, "AdamOptimizer"),
        ("momentum", PennyLaneOptimizer, "MomentumOptimizer"),
        (qml.NesterovMomentumOptimizer(), PennyLaneOptimizer, "NesterovMomentumOptimizer"),
        (qml.SPSAOptimizer(maxiter=10), SPSA, "SPSAOptimizer"),
        ("l-bfgs-b", SciPyOptimizer, "L-BFGS-B"),
        ("COBYLA", SciPyOptimizer, "COBYLA"),
        ("CMA-ES", CMAES, "CMA-ES"),
    ],
)
def test_names_and_objects(given, kind, name):
    optimizer = as_optimizer(given)
    assert isinstance(optimizer, kind)
    assert optimizer.name == name
    assert as_optimizer(optimizer) is optimizer


def test_step_size():
    assert as_optimizer().optimizer.stepsize == 0.05
    assert as_optimizer("rmsprop", stepsize=0.2).optimizer.stepsize == 0.2


class TestErrors:
    def test_unknown_name(self):
        with pytest.raises(ValueError, match=r"optimizer must be one of adam, .*; got 'adamw'"):
            as_optimizer("adamw")

    def test_class(self):
        with pytest.raises(TypeError, match=r"got the class AdamOptimizer\. Call it first"):
            as_optimizer(qml.AdamOptimizer)

    def test_other_object(self):
        with pytest.raises(TypeError, match=r"must be a qml.GradientDescentOptimizer.*got int"):
            as_optimizer(3)

    @pytest.mark.parametrize("optimizer", ["cobyla", qml.AdamOptimizer()])
    def test_step_size_where_there_is_none(self, optimizer):
        with pytest.raises(ValueError, match=r"stepsize is for adam, .*leave out stepsize"):
            as_optimizer(optimizer, stepsize=0.1)
