"""Qiskit's fake backends: real couplings, and real noise models."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.hardware import (
    from_backend,
    hardware_report,
    mitigate_readout,
    readout_errors,
)

pytest.importorskip("pennylane_qiskit")
providers = pytest.importorskip("qiskit_ibm_runtime.fake_provider")

pytestmark = [
    pytest.mark.filterwarnings("ignore:Since backends now support"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

EXAMPLE = Path(__file__).parents[2] / "examples" / "hardware" / "tutorial_noisy_chip.py"


def remote(backend, n_wires, layout=None):
    return qml.device(
        "qiskit.remote", wires=n_wires, backend=backend, initial_layout=layout, seed_transpiler=0
    )


@pytest.mark.parametrize("n_wires", [16, 27])
class TestCouplings:
    def test_edges_are_those_of_the_backend(self, n_wires):
        backend = providers.FakeMontrealV2()
        chip = from_backend(backend, n_wires=n_wires)
        assert chip == from_backend(remote(backend, 2), n_wires=n_wires)
        known = set(backend.coupling_map.get_edges())
        assert all((chip.qubits[i], chip.qubits[j]) in known for i, j in chip.edges)

    def test_nothing_is_swapped(self, n_wires):
        backend = providers.FakeMontrealV2()
        chip = from_backend(backend, n_wires=n_wires)

        @qml.set_shots(100)
        @qml.qnode(remote(backend, n_wires, list(chip.qubits)))
        def circuit(weights):
            qgen.HardwareEfficient(weights, wires=range(n_wires), topology=chip.edges)
            return qgen.parities([[1, 1]], wires=[0, 1])

        weights = qgen.HardwareEfficient.init(1, n_wires, topology=chip.edges, seed=0)
        report = hardware_report(circuit, weights, optimizer="cobyla", steps=1)
        assert report.circuit.two_qubit_gates == len(chip.edges)
        assert report.circuit.two_qubit_depth <= 4
        assert 0 < report.circuit.error < 1


def test_too_few_qubits():
    with pytest.raises(ValueError, match="has 5 coupled qubits; got n_wires=6"):
        from_backend(providers.FakeManilaV2(), n_wires=6)


def test_aer_has_no_couplings():
    with pytest.raises(ValueError, match="no coupling map"):
        from_backend(qml.device("qiskit.aer", wires=3))


def test_estimated_error_is_that_of_the_target():
    """Two CNOTs and two readouts, by hand."""
    backend = providers.FakeManilaV2()

    @qml.set_shots(100)
    @qml.qnode(remote(backend, 2, [0, 1]))
    def circuit(angle):
        qml.CNOT([0, 1])
        qml.RZ(angle, wires=1)
        qml.CNOT([0, 1])
        return qml.expval(qml.Z(0) @ qml.Z(1))

    circuit = hardware_report(circuit, 0.3, optimizer="cobyla", steps=1).circuit
    target = backend.target
    good = (1 - target["cx"][0, 1].error) ** 2
    for qubit in (0, 1):
        good *= 1 - target["measure"][(qubit,)].error
    assert circuit.gates == {"cx": 2, "rz": 1}
    assert circuit.error == pytest.approx(1 - good)


def test_readout_mitigation_helps():
    """A state of the basis, whose readout is all that goes wrong."""
    device = remote(providers.FakeManilaV2(), 2, [3, 4])
    errors = readout_errors(device, shots=8000)
    assert (errors.ones > 0.005).all()

    @qml.set_shots(8000)
    @qml.qnode(device)
    def circuit(angle):
        qml.RX(angle, wires=0)
        qml.RX(angle, wires=1)
        return qgen.squared_distance([[1, 1]], wires=[0, 1])

    noisy, mitigated = float(circuit(np.pi)), float(mitigate_readout(circuit, errors)(np.pi))
    assert mitigated < 0.1 * noisy


def start_example(folder):
    environment = os.environ | {"MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, str(EXAMPLE)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def stored_executions(folder):
    file = folder / "noisy_chip_run" / "executions"
    if not file.exists() or not file.stat().st_size:
        return 0
    database = sqlite3.connect(file)
    try:
        return database.execute("SELECT COUNT(*) FROM executions").fetchone()[0]
    except sqlite3.OperationalError:  # the table is being made
        return 0
    finally:
        database.close()


def test_example_goes_on_after_a_kill(tmp_path):
    """The tracker of the chip counts: no stored circuit is executed twice."""
    program = start_example(tmp_path)
    while stored_executions(tmp_path) < 12 and program.poll() is None:
        time.sleep(0.05)
    os.kill(program.pid, signal.SIGKILL)
    program.communicate()
    assert program.returncode == -signal.SIGKILL
    before = stored_executions(tmp_path)
    assert before >= 12

    output, _ = (program := start_example(tmp_path)).communicate()
    assert program.returncode == 0
    executed, replayed = map(
        int, re.search(r"executed (\d+), from the file (\d+)", output).groups()
    )
    circuits = 12 * 7 + 2  # 12 steps, and the calibration of the readout
    assert before + executed == stored_executions(tmp_path) == circuits
    assert "all 12 steps done" in output
    assert replayed >= before % 7
