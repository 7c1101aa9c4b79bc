"""qgen.boson: its options against definitions, its two methods against each other, its refusals."""

import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp
from pennylane.exceptions import DeviceError, QuantumFunctionError

import pennylane_qgen as qgen
from pennylane_qgen import linear_optics
from pennylane_qgen.linear_optics import reference
from pennylane_qgen.photonics import (
    Attenuation,
    BeamSplitter,
    Interferometer,
    Mesh,
    PhaseShifter,
    Photons,
    Squeezing,
    photon_correlations,
    photon_counts,
    photon_number,
    photon_probs,
)

N_MODES = 4
WIRES = range(N_MODES)
COUNTS = (1, 0, 1, 1)
UNITARY = linear_optics.haar_unitary(N_MODES, seed=2)
STATES = np.array(reference.fock_basis(3, N_MODES))


def make_qnode(*measurements, shots=None, diff_method="best", **options):
    options = {"wires": N_MODES, "seed": 0} | options

    @qml.set_shots(shots)
    @qml.qnode(qml.device("qgen.boson", **options), diff_method=diff_method)
    def circuit():
        Photons(COUNTS, wires=WIRES)
        Interferometer(UNITARY, wires=WIRES)
        results = tuple(measure() for measure in measurements)
        return results[0] if len(results) == 1 else results

    return circuit


def clicks_of(states, weights):
    return np.bincount(np.minimum(states, 1) @ [8, 4, 2, 1], weights, 16)


def hong_ou_mandel(**options):
    @qml.qnode(qml.device("qgen.boson", wires=2, **options))
    def circuit():
        Photons([1, 1], wires=[0, 1])
        BeamSplitter(np.pi / 4, 0.0, wires=[0, 1])
        return qml.probs()

    return circuit()[3]


class TestDistinguishability:
    @pytest.mark.parametrize("overlap", [0.0, 0.3, 0.9, 1.0])
    def test_visibility_is_the_square_of_the_overlap(self, overlap):
        coincidences = hong_ou_mandel(indistinguishability=overlap)
        np.testing.assert_allclose(coincidences, (1 - overlap**2) / 2, atol=1e-12)

    def test_gram_matrix(self):
        np.testing.assert_allclose(hong_ou_mandel(gram=[[1, 0.6j], [-0.6j, 1]]), (1 - 0.36) / 2)

    @pytest.mark.parametrize("method", ["exact", "sample"])
    def test_gram_matrix_of_three(self, method):
        rng = np.random.default_rng(0)
        vectors = rng.normal(size=(3, 2)) + 1j * rng.normal(size=(3, 2))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        gram = vectors.conj() @ vectors.T
        expected = clicks_of(STATES, reference.gram_distribution(UNITARY, COUNTS, gram))
        shots = 40_000
        exact = make_qnode(qml.probs, gram=gram)()
        np.testing.assert_allclose(exact, expected, atol=1e-12)
        sampled = make_qnode(qml.probs, gram=gram, method=method, shots=shots)()
        errors = np.sqrt(expected * (1 - expected) / shots) + 1e-12
        assert (np.abs(sampled - expected) < 5 * errors).all()

    def test_equal_overlaps_are_the_gram_matrix_of_them(self):
        overlap = 0.7
        gram = overlap + (1 - overlap) * np.eye(3)
        by_overlap = make_qnode(qml.probs, indistinguishability=overlap)()
        np.testing.assert_allclose(make_qnode(qml.probs, gram=gram)(), by_overlap, atol=1e-12)


class TestDetectors:
    """Photons lost, and counts without one, state by state."""

    EFFICIENCY = np.array([0.9, 0.5, 1.0, 0.7])
    DARK = np.array([0.0, 0.1, 0.2, 0.0])

    def expected_clicks(self):
        weights = reference.distribution(UNITARY, COUNTS)
        result = np.zeros(16)
        for state, weight in zip(STATES, weights, strict=True):
            silent = (1 - self.DARK) * (1 - self.EFFICIENCY) ** state
            pattern = np.ones(1)
            for p in silent:
                pattern = np.concatenate([pattern[:, None] * [p, 1 - p]], axis=1).ravel()
            result += weight * pattern
        return result

    @pytest.mark.parametrize("detector", ["number", "threshold"])
    def test_clicks(self, detector):
        options = {
            "efficiency": self.EFFICIENCY,
            "dark_counts": self.DARK,
            "detector": detector,
        }
        expected = self.expected_clicks()
        np.testing.assert_allclose(make_qnode(qml.probs, **options)(), expected, atol=1e-12)
        shots = 40_000
        sampled = make_qnode(qml.probs, shots=shots, **options)()
        assert (np.abs(sampled - expected) < 5 * np.sqrt(expected / shots) + 1e-12).all()

    def test_photon_numbers(self):
        options = {"efficiency": self.EFFICIENCY, "dark_counts": self.DARK}
        mean = reference.distribution(UNITARY, COUNTS) @ STATES
        exact = make_qnode(photon_number, **options)()
        np.testing.assert_allclose(exact, self.EFFICIENCY * mean + self.DARK, atol=1e-12)

    @pytest.mark.parametrize(
        "measure",
        [photon_number, photon_correlations, lambda: photon_probs([1, 2], cutoff=5)],
        ids=["number", "correlations", "probs"],
    )
    def test_exact_and_sampled_agree(self, measure):
        options = {"efficiency": self.EFFICIENCY, "dark_counts": self.DARK}
        exact = make_qnode(measure, **options)()
        sampled = make_qnode(measure, shots=60_000, **options)()
        np.testing.assert_allclose(sampled, exact, atol=5 * 3 / np.sqrt(60_000))

    def test_efficiency_is_attenuation_at_the_end(self):
        @qml.qnode(qml.device("qgen.boson", wires=N_MODES))
        def attenuated():
            Photons(COUNTS, wires=WIRES)
            Interferometer(UNITARY, wires=WIRES)
            for wire, transmission in enumerate(self.EFFICIENCY):
                Attenuation(transmission, wires=wire)
            return photon_probs([0, 3], cutoff=4), qml.probs()

        measure = (lambda: photon_probs([0, 3], cutoff=4), qml.probs)
        efficient = make_qnode(*measure, efficiency=self.EFFICIENCY)()
        for ours, theirs in zip(attenuated(), efficient, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-12)

    def test_threshold_detectors_do_not_count(self):
        for measure in (photon_number, photon_probs, lambda: qml.expval(qml.NumberOperator(0))):
            with pytest.raises(DeviceError, match=r"detector='threshold'.*detector='number'"):
                make_qnode(measure, detector="threshold")()
        with pytest.raises(DeviceError, match="tell photon numbers apart"):
            make_qnode(photon_counts, detector="threshold", shots=5)()


class TestMethods:
    def test_table_and_sampler_draw_from_one_distribution(self):
        shots = 50_000
        exact = make_qnode(lambda: photon_probs(cutoff=4))()
        for method in ("exact", "sample", "auto"):
            sampled = make_qnode(lambda: photon_probs(cutoff=4), method=method, shots=shots)()
            errors = np.sqrt(exact * (1 - exact) / shots) + 1e-9
            assert (np.abs(sampled - exact) < 5 * errors).all()

    def test_auto_takes_the_cheaper(self, monkeypatch):
        from pennylane_qgen.devices.photonic import photon_simulation

        calls = []
        for name in ("sample", "sample_distribution"):
            original = getattr(photon_simulation, name)
            monkeypatch.setattr(
                photon_simulation,
                name,
                lambda *args, name=name, original=original, **kwargs: (
                    calls.append(name) or original(*args, **kwargs)
                ),
            )
        make_qnode(photon_counts, shots=100_000)()
        device = qml.device("qgen.boson", wires=20, seed=0)

        @qml.set_shots(10)
        @qml.qnode(device)
        def large():
            Photons([1] * 10, wires=range(10))
            Interferometer(linear_optics.haar_unitary(20, seed=0), wires=range(20))
            return photon_counts()

        large()
        assert calls == ["sample_distribution", "sample"]

    def test_samples_do_not_depend_on_the_number_of_threads(self):
        options = {"method": "sample", "shots": 200, "seed": 3}
        one, two = (make_qnode(photon_counts, n_threads=n, **options)() for n in (1, 2))
        np.testing.assert_array_equal(one, two)

    def test_generator_as_seed(self):
        first, second = (
            make_qnode(photon_counts, shots=50, seed=seed)()
            for seed in (7, np.random.default_rng(7))
        )
        np.testing.assert_array_equal(first, second)

    def test_correlations_of_all_pairs(self):
        """Against the closed form, 8 photons in 32 modes, by the sampler."""
        n_modes, n_photons, shots = 32, 8, 4000
        unitary = linear_optics.haar_unitary(n_modes, seed=4)

        @qml.set_shots(shots)
        @qml.qnode(qml.device("qgen.boson", wires=n_modes, seed=5, method="sample"))
        def circuit():
            Photons([1] * n_photons, wires=range(n_photons))
            Interferometer(unitary, wires=range(n_modes))
            return photon_counts()

        counts = circuit().astype(float)
        products = counts[:, :, None] * counts[:, None, :]
        squared, overlaps = np.abs(unitary[:, :n_photons]) ** 2, unitary[:, :n_photons]
        mean = squared.sum(axis=1)
        gram = overlaps @ overlaps.conj().T
        expected = np.outer(mean, mean) - 2 * squared @ squared.T + np.abs(gram) ** 2
        pairs = np.triu_indices(n_modes, 1)
        z = (products.mean(axis=0) - expected)[pairs] / (products.std(axis=0)[pairs] / shots**0.5)
        assert abs(np.sqrt(np.mean(z**2)) - 1) < 0.1
        assert np.abs(z).max() < 5


class TestGradients:
    def weights(self):
        return pnp.array(Mesh.init(N_MODES, seed=1), requires_grad=True)

    def circuit(self, diff_method, **options):
        @qml.qnode(qml.device("qgen.boson", wires=N_MODES, **options), diff_method=diff_method)
        def circuit(weights, transmission=0.7):
            Photons(COUNTS, wires=WIRES)
            Mesh(weights, wires=WIRES)
            Attenuation(transmission, wires=[0, 1, 2])
            qml.adjoint(Mesh)(0.3 * weights, wires=WIRES)
            return qml.probs(wires=[1, 3]), photon_correlations(wires=[0, 2])

        def flat(*args):
            return qml.math.concatenate([qml.math.ravel(result) for result in circuit(*args)])

        return flat

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"indistinguishability": 0.6},
            {"indistinguishability": 0.0},
            {"gram": 0.5 + 0.5 * np.eye(3)},
            {"efficiency": [0.5, 0.6, 0.7, 0.8], "dark_counts": 0.1},
        ],
        ids=["ideal", "overlap", "distinguishable", "gram", "detectors"],
    )
    def test_sweep_is_the_shift_rule(self, options):
        swept = qml.jacobian(self.circuit("adjoint", **options))(self.weights())
        differences = self.circuit("adjoint", **options)
        steps = 1e-6 * np.eye(16)
        expected = [
            (differences(self.weights() + step) - differences(self.weights() - step)) / 2e-6
            for step in steps
        ]
        np.testing.assert_allclose(swept, np.transpose(expected), atol=1e-7)

    @pytest.mark.parametrize("transmission", [0.3, 1.0])
    def test_transmission(self, transmission):
        """Probabilities are polynomials of its root, of twice as many degrees as photons."""
        circuit, weights = self.circuit("best"), np.array(self.weights())
        swept = qml.jacobian(circuit, argnums=1)(weights, pnp.array(transmission))
        roots = np.linspace(0, 1, 7)
        values = np.array([circuit(weights, root**2) for root in roots])
        polynomials = [np.polynomial.Polynomial.fit(roots, row, 6) for row in values.T]
        root = np.sqrt(transmission)
        expected = [polynomial.deriv()(root) / (2 * root) for polynomial in polynomials]
        np.testing.assert_allclose(swept, expected, atol=1e-7)

    def test_beam_splitters_and_phases(self):
        def circuit(method):
            @qml.qnode(qml.device("qgen.boson", wires=3), diff_method=method)
            def circuit(angles):
                Photons([2, 1, 0], wires=range(3))
                BeamSplitter(angles[0], angles[1], wires=[0, 2])
                PhaseShifter(angles[2], wires=2)
                qml.adjoint(BeamSplitter)(angles[0], 0.4, wires=[2, 1])
                qml.Beamsplitter(angles[1], angles[2], wires=[0, 1])
                return qml.probs()

            return qml.jacobian(circuit)(pnp.array([0.3, 0.5, 0.9], requires_grad=True))

        np.testing.assert_allclose(circuit("adjoint"), circuit("parameter-shift"), atol=1e-12)

    def test_executions(self):
        """One circuit and one sweep, whatever the number of angles."""

        @qml.qnode(qml.device("qgen.boson", wires=N_MODES))
        def circuit(weights):
            Photons(COUNTS, wires=WIRES)
            Mesh(weights, wires=WIRES)
            return qgen.mmd(np.eye(4, dtype=int))

        with qml.Tracker(circuit.device) as tracker:
            qml.grad(circuit)(self.weights())
        assert tracker.totals["executions"] == tracker.totals["vjps"] == 1

    def test_fixed_matrices_are_not_trained(self):
        @qml.qnode(qml.device("qgen.boson", wires=2))
        def circuit(theta):
            Photons([1, 1], wires=[0, 1])
            Interferometer(pnp.array([[0, 1], [1, 0]], requires_grad=True), wires=[0, 1])
            BeamSplitter(theta, 0.0, wires=[0, 1])
            return qml.expval(qml.Z(0))

        assert np.isfinite(qml.grad(circuit)(pnp.array(0.3)))

    @pytest.mark.parametrize("method", ["adjoint", "parameter-shift"])
    def test_coefficients_of_observables_are_refused(self, method):
        @qml.qnode(qml.device("qgen.boson", wires=2), diff_method=method)
        def circuit(coefficient):
            Photons([1, 1], wires=[0, 1])
            return qml.expval(qml.s_prod(coefficient, qml.Z(0)))

        with pytest.raises(QuantumFunctionError, match=r"coefficients of .* cannot be trained"):
            qml.grad(circuit)(pnp.array(0.3))

    def test_backpropagation_is_refused(self):
        with pytest.raises(QuantumFunctionError, match="does not support backprop"):
            self.circuit("backprop")(self.weights())

    def test_no_sweep_with_shots(self):
        circuit = make_qnode(qml.probs, shots=10, diff_method="adjoint")
        with pytest.raises(QuantumFunctionError, match="does not support adjoint"):
            circuit()


class TestRefusals:
    def test_estimate_of_the_table(self):
        @qml.qnode(qml.device("qgen.boson", wires=60))
        def circuit():
            Photons([1] * 30, wires=range(30))
            return qml.probs(wires=0)

        message = r"table of 30 photons in 60 modes would take about .* GiB, .* s, above the limits"
        with pytest.raises(DeviceError, match=message):
            circuit()

    def test_estimate_of_samples(self):
        @qml.set_shots(1000)
        @qml.qnode(qml.device("qgen.boson", wires=120))
        def circuit():
            Photons([1] * 60, wires=range(60))
            return qml.probs(wires=0)

        with pytest.raises(DeviceError, match=r"1000 samples of 60 photons in 120 modes .*fewer"):
            circuit()

    def test_limits_can_be_set(self):
        with pytest.raises(DeviceError, match=r"limits of .* memory_limit= and time_limit="):
            make_qnode(photon_number, memory_limit=1e-9)()
        with pytest.raises(DeviceError, match="time_limit"):
            make_qnode(qml.probs, time_limit=1e-9)()

    def test_too_many_outcomes(self):
        @qml.qnode(qml.device("qgen.boson", wires=50))
        def circuit():
            Photons([1], wires=[0])
            return qml.probs()

        with pytest.raises(DeviceError, match=r"1\.13e\+15 outcomes.*parities"):
            circuit()

    def test_parities_of_many_modes(self):
        """Word by word, where there is no vector of all patterns."""
        words = np.eye(50, dtype=int)[:3]

        @qml.qnode(qml.device("qgen.boson", wires=50))
        def circuit(theta):
            Photons([1], wires=[0])
            BeamSplitter(theta, 0.0, wires=[0, 1])
            return qgen.parities(words)

        theta = pnp.array(0.3, requires_grad=True)
        np.testing.assert_allclose(circuit(theta), [-np.cos(0.6), np.cos(0.6), 1], atol=1e-12)
        derivative = 2 * np.sin(0.6)
        np.testing.assert_allclose(
            qml.jacobian(circuit)(theta), [derivative, -derivative, 0], atol=1e-12
        )

    def test_sampler_without_shots(self):
        with pytest.raises(DeviceError, match="method='sample' needs shots"):
            make_qnode(qml.probs, method="sample")()

    def test_samples_without_shots(self):
        with pytest.raises(DeviceError, match=r"photon_counts.*not accepted for analytic"):
            make_qnode(photon_counts)()

    @pytest.mark.parametrize("measure", [lambda: qml.expval(qml.X(0)), lambda: qml.state()])
    def test_measurements_of_qubits(self, measure):
        with pytest.raises(DeviceError, match=r"not accepted|not supported"):
            make_qnode(measure)()

    def test_gates_that_change_photon_numbers(self):
        @qml.qnode(qml.device("qgen.boson", wires=1))
        def circuit():
            Squeezing(0.3, 0.0, wires=0)
            return qml.probs()

        with pytest.raises(DeviceError, match=r"got Squeezing.*qgen.fock"):
            circuit()

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"indistinguishability": 1.1}, r"indistinguishability must be a number in \[0, 1\]"),
            ({"indistinguishability": -0.1}, r"in \[0, 1\]; got -0.1"),
            ({"gram": [[1, 2], [2, 1]]}, "must be positive; its smallest eigenvalue is -1"),
            ({"gram": [[1, 1j], [1j, 1]]}, "hermitian"),
            ({"gram": [[2, 0], [0, 1]]}, "ones on its diagonal"),
            ({"gram": np.eye(2), "indistinguishability": 0.5}, "not both"),
            ({"efficiency": 1.2}, r"efficiency must be in \[0, 1\]; got 1.2"),
            ({"efficiency": [0.5, 0.5]}, "one for each of the device's wires"),
            ({"dark_counts": -0.1}, r"dark_counts must be in \[0, 1\]"),
            ({"detector": "bucket"}, "detector must be one of 'number', 'threshold'"),
            ({"method": "slos"}, "method must be one of 'auto', 'exact', 'sample'"),
            ({"n_threads": 0}, "n_threads must be an integer of at least 1"),
        ],
    )
    def test_options(self, options, message):
        with pytest.raises(ValueError, match=message):
            qml.device("qgen.boson", wires=4, **options)

    def test_gram_matrix_of_another_number_of_photons(self):
        with pytest.raises(ValueError, match="Gram matrix of 3 photons must have shape"):
            make_qnode(qml.probs, gram=np.eye(2))()

    def test_cutoff_that_is_too_small(self):
        with pytest.raises(ValueError, match="loses a probability of"):
            make_qnode(lambda: photon_probs(cutoff=2))()
        with pytest.raises(ValueError, match="loses a probability of"):
            make_qnode(lambda: photon_probs(cutoff=2), shots=1000)()
        truncated = make_qnode(lambda: photon_probs(cutoff=2, truncate=True))()
        assert truncated.sum() < 1


class TestNumberObservables:
    @pytest.mark.parametrize("shots", [None, 50_000])
    def test_means(self, shots):
        measure = (
            lambda: qml.expval(qml.NumberOperator(2)),
            lambda: qml.expval(qml.TensorN([0, 1])),
            photon_correlations,
        )
        number, product, correlations = make_qnode(*measure, shots=shots)()
        np.testing.assert_allclose(product, correlations[0, 1], atol=1e-12)
        expected = reference.distribution(UNITARY, COUNTS) @ STATES[:, 2]
        np.testing.assert_allclose(number, expected, atol=1e-12 if shots is None else 0.02)
