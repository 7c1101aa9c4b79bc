"""qgen.boson against thewalrus, Piquasso and Perceval, with repeated photons."""

from math import factorial

import numpy as np
import pennylane as qml
import pytest

from pennylane_qgen.linear_optics import fock_basis, haar_unitary
from pennylane_qgen.photonics import (
    BeamSplitter,
    Interferometer,
    Mesh,
    PhaseShifter,
    Photons,
    photon_probs,
)

N_MODES = 4
COUNTS = (2, 1, 0, 1)
N_PHOTONS = sum(COUNTS)
UNITARY = haar_unitary(N_MODES, seed=11)
STATES = fock_basis(N_PHOTONS, N_MODES).astype(int)


def boson(gates, **options):
    """Probabilities of :data:`STATES` by the device."""

    @qml.qnode(qml.device("qgen.boson", wires=N_MODES, **options))
    def circuit():
        Photons(COUNTS, wires=range(N_MODES))
        gates()
        return photon_probs(cutoff=N_PHOTONS + 1)

    return circuit()[tuple(STATES.T)]


def interferometer():
    Interferometer(UNITARY, wires=range(N_MODES))


def gate_by_gate():
    BeamSplitter(0.3, 0.7, wires=[0, 1])
    PhaseShifter(0.4, wires=1)
    BeamSplitter(0.9, -0.2, wires=[1, 2])
    BeamSplitter(1.3, 1.1, wires=[2, 3])


def test_permanents_of_thewalrus():
    perm = pytest.importorskip("thewalrus").perm
    columns = np.repeat(np.arange(N_MODES), COUNTS)
    expected = []
    for state in STATES:
        rows = np.repeat(np.arange(N_MODES), state)
        norm = np.prod([float(factorial(n)) for n in (*state, *COUNTS)])
        expected.append(abs(perm(UNITARY[np.ix_(rows, columns)])) ** 2 / norm)
    np.testing.assert_allclose(boson(interferometer), expected, atol=1e-12)


@pytest.fixture
def piquasso():
    return pytest.importorskip("piquasso")


def piquasso_probabilities(piquasso, instructions):
    with piquasso.Program() as program:
        piquasso.Q() | piquasso.NumberState(COUNTS)
        for modes, instruction in instructions:
            piquasso.Q(*modes) | instruction
    config = piquasso.Config(cutoff=N_PHOTONS + 1)
    simulator = piquasso.PureFockSimulator(d=N_MODES, config=config)
    state = simulator.execute(program).state
    return [state.get_particle_detection_probability(tuple(counts.tolist())) for counts in STATES]


class TestPiquasso:
    def test_interferometer(self, piquasso):
        instructions = [(range(N_MODES), piquasso.Interferometer(UNITARY))]
        expected = piquasso_probabilities(piquasso, instructions)
        np.testing.assert_allclose(boson(interferometer), expected, atol=1e-10)

    def test_gates(self, piquasso):
        """Their beam splitter is ours."""
        instructions = [
            ((0, 1), piquasso.Beamsplitter(0.3, 0.7)),
            ((1,), piquasso.Phaseshifter(0.4)),
            ((1, 2), piquasso.Beamsplitter(0.9, -0.2)),
            ((2, 3), piquasso.Beamsplitter(1.3, 1.1)),
        ]
        expected = piquasso_probabilities(piquasso, instructions)
        np.testing.assert_allclose(boson(gate_by_gate), expected, atol=1e-10)


@pytest.fixture
def perceval():
    return pytest.importorskip("perceval")


def perceval_probabilities(perceval, circuit, noise=None, counts=COUNTS):
    processor = perceval.Processor("SLOS", circuit, noise=noise)
    processor.min_detected_photons_filter(0)
    processor.with_input(perceval.BasicState(list(counts)))
    found = perceval.algorithm.Sampler(processor).probs()["results"]
    return [found[perceval.BasicState(state.tolist())] for state in STATES]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
class TestPerceval:
    def test_interferometer(self, perceval):
        circuit = perceval.Unitary(perceval.Matrix(UNITARY))
        expected = perceval_probabilities(perceval, circuit)
        np.testing.assert_allclose(boson(interferometer), expected, atol=1e-10)

    def test_mesh(self, perceval):
        circuit = perceval.Unitary(perceval.Matrix(UNITARY))

        def gates():
            Mesh(Mesh.from_unitary(UNITARY), wires=range(N_MODES))

        expected = perceval_probabilities(perceval, circuit)
        np.testing.assert_allclose(boson(gates), expected, atol=1e-10)

    @pytest.mark.parametrize(("convention", "phi"), [("Ry", 0.0), ("Rx", np.pi / 2)])
    def test_beam_splitters(self, perceval, convention, phi):
        """Perceval's angle is twice ours, as the docstring of BeamSplitter says."""
        theirs = getattr(perceval.BS, convention)(theta=2 * 0.3).compute_unitary()
        ours = BeamSplitter(0.3, phi, wires=[0, 1]).mode_matrix()
        np.testing.assert_allclose(ours, theirs, atol=1e-12)

    def test_phase_shifter(self, perceval):
        theirs = perceval.PS(0.3).compute_unitary()
        ours = PhaseShifter(0.3, wires=0).mode_matrix()
        np.testing.assert_allclose(ours, theirs, atol=1e-12)

    def test_visibility_is_the_square_of_the_overlap(self, perceval):
        """Perceval's indistinguishability is the visibility."""
        overlap = 0.8
        circuit = perceval.Circuit(2) // perceval.BS.Ry(theta=np.pi / 2)
        processor = perceval.Processor(
            "SLOS", circuit, noise=perceval.NoiseModel(indistinguishability=overlap**2)
        )
        processor.min_detected_photons_filter(0)
        processor.with_input(perceval.BasicState([1, 1]))
        found = perceval.algorithm.Sampler(processor).probs()["results"]

        @qml.qnode(qml.device("qgen.boson", wires=2, indistinguishability=overlap))
        def ours():
            Photons([1, 1], wires=[0, 1])
            BeamSplitter(np.pi / 4, 0.0, wires=[0, 1])
            return photon_probs(cutoff=3)

        assert abs(found[perceval.BasicState([1, 1])] - ours()[1, 1]) < 1e-10
