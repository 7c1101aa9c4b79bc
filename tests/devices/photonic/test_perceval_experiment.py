"""Circuits as Perceval experiments: matrices, meshes, losses, detectors, filter."""

import numpy as np
import pytest

perceval = pytest.importorskip("perceval")

from pennylane_qgen.devices.photonic.perceval_experiment import build_experiment  # noqa: E402
from scipy.stats import unitary_group  # noqa: E402


def probabilities(experiment, backend="SLOS"):
    answer = perceval.ExecutionFactory(perceval.SimulatedComputer(backend), experiment).probs()
    return {tuple(state): value for state, value in answer["results"].items()}


@pytest.mark.parametrize("n_modes", [1, 2, 3, 6, 7])
@pytest.mark.parametrize("mesh", [False, True])
def test_unitary_is_kept(n_modes, mesh):
    unitary = np.atleast_2d(unitary_group.rvs(n_modes, random_state=n_modes))
    experiment = build_experiment([1] * n_modes, unitary, mesh=mesh)
    np.testing.assert_allclose(experiment.unitary_circuit().compute_unitary(), unitary, atol=1e-12)


def test_mesh_has_two_mode_components_only():
    unitary = unitary_group.rvs(5, random_state=0)
    circuit = build_experiment([1, 1, 0, 0, 0], unitary, mesh=True).unitary_circuit(flatten=True)
    assert {type(component).__name__ for _, component in circuit} == {"BS", "PS"}
    assert sum(isinstance(component, perceval.BS) for _, component in circuit) == 10


@pytest.mark.parametrize("mesh", [False, True])
def test_loss_of_one_photon_is_the_matrix_itself(mesh):
    rng = np.random.default_rng(1)
    contraction = rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3))
    contraction /= 1.2 * np.linalg.norm(contraction, 2)
    found = probabilities(build_experiment([0, 1, 0], contraction, mesh=mesh))
    expected = np.abs(contraction[:, 1]) ** 2
    for mode, state in enumerate([(1, 0, 0), (0, 1, 0), (0, 0, 1)]):
        assert found[state] == pytest.approx(expected[mode])
    assert found[0, 0, 0] == pytest.approx(1 - expected.sum())


def test_mesh_runs_where_one_component_does_not():
    unitary = unitary_group.rvs(3, random_state=2)
    found = probabilities(build_experiment([1, 1, 0], unitary, mesh=True), "MPS")
    expected = probabilities(build_experiment([1, 1, 0], unitary))
    assert found == pytest.approx(expected, abs=1e-6)


def test_threshold_detectors_and_filter():
    balanced = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
    clicks = probabilities(build_experiment([1, 1], balanced, detector="threshold"))
    assert clicks == pytest.approx({(1, 0): 0.5, (0, 1): 0.5})
    lossy = build_experiment([1, 1], 0.8 * balanced, min_photons=2)
    assert probabilities(lossy) == pytest.approx({(2, 0): 0.5, (0, 2): 0.5}, abs=1e-9)
