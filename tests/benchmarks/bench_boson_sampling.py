"""Boson sampling and exact photon distributions against their peers, one core, process CPU time.

Perceval and Piquasso are measured in the same run where they are installed. Where 500 of a peer's
samples would take minutes, a few are drawn and their time is scaled; the line says so.
"""

import multiprocessing
import resource
import time

import numpy as np
from timing import best_times, report

from pennylane_qgen.linear_optics import (
    distribution,
    haar_unitary,
    sample,
    sample_single_loop,
)

N_SAMPLES = 500
SIZES = {8: ">= 1", 12: ">= 7", 16: ">= 25", 20: ">= 45", 24: ">= 80"}
"""Photons, in twice as many modes, and the ratio to Perceval that was to be reached."""

OWN_SAMPLES = {20: 250, 24: 50}
PEER_SAMPLES = {"Perceval": {20: 50, 24: 10}, "Piquasso": {16: 100, 20: 20, 24: 5}}


def setting(n_photons: int):
    return haar_unitary(2 * n_photons, seed=0), [1] * n_photons + [0] * n_photons


def ours(unitary, counts, n_samples: int) -> np.ndarray:
    return sample(unitary, counts, n_samples, seed=0)


def load_peers() -> dict:
    """Samplers of the packages that are installed, each a function of unitary, counts, number."""
    peers = {}
    for name, load in (("Perceval", load_perceval), ("Piquasso", load_piquasso)):
        try:
            peers[name] = load()
        except ImportError:
            print(f"{name} is not installed: its rows are left out.")
    return peers


def load_perceval():
    import perceval

    def draw(unitary, counts, n_samples):
        backend = perceval.backends.Clifford2017Backend()
        backend.set_circuit(perceval.Unitary(perceval.Matrix(unitary)))
        backend.set_input_state(perceval.BasicState(counts))
        return np.array([list(state) for state in backend.samples(n_samples)])

    return draw


def load_piquasso():
    import piquasso

    def draw(unitary, counts, n_samples):
        with piquasso.Program() as program:
            piquasso.Q(all) | piquasso.NumberState(counts)
            piquasso.Q(all) | piquasso.Interferometer(unitary)
            piquasso.Q(all) | piquasso.ParticleNumberMeasurement()
        config = piquasso.Config(seed_sequence=0)
        simulator = piquasso.PassiveSimulator(d=len(unitary), config=config)
        return np.array(simulator.execute(program, shots=n_samples).samples)

    return draw


def cpu_seconds(draw, unitary, counts, n_samples: int) -> float:
    """CPU seconds for 500 samples, scaled if fewer are drawn."""
    start = time.process_time()
    samples = draw(unitary, counts, n_samples)
    seconds = time.process_time() - start
    assert (samples.sum(axis=1) == sum(counts)).all()
    return seconds * N_SAMPLES / n_samples


def sampling(peers: dict) -> None:
    for draw in (ours, *peers.values()):
        draw(*setting(4), 10)
    for n_photons, target in SIZES.items():
        unitary, counts = setting(n_photons)
        own_samples = OWN_SAMPLES.get(n_photons, N_SAMPLES)
        rounds = 7 if own_samples == N_SAMPLES else 1
        seconds = min(cpu_seconds(ours, unitary, counts, own_samples) for _ in range(rounds))
        title = f"{N_SAMPLES} samples of {n_photons} photons in {2 * n_photons} modes"
        if own_samples < N_SAMPLES:
            title += f", from {own_samples}"
        for name, draw in peers.items():
            n_samples = PEER_SAMPLES[name].get(n_photons, N_SAMPLES)
            peer_rounds = 3 if n_photons <= 12 else 1
            peer_seconds = min(
                cpu_seconds(draw, unitary, counts, n_samples) for _ in range(peer_rounds)
            )
            label = name if n_samples == N_SAMPLES else f"{name}, scaled from {n_samples}"
            report(title, seconds, label, peer_seconds, target if name == "Perceval" else ">= 80")
        if not peers:
            print(f"{title}: {seconds * 1e3:.3f} ms")


def two_threads() -> None:
    """Wall time, since the work is the same; another process on the machine spoils it."""
    unitary, counts = setting(22)
    walls = {}
    for n_threads in (1, 2):
        start = time.perf_counter()
        sample(unitary, counts, 200, seed=0, n_threads=n_threads)
        walls[n_threads] = time.perf_counter() - start
    report("200 samples of 22 photons, 2 threads, wall", walls[2], "1 thread", walls[1], ">= 1.8")


def perceval_table(unitary, counts):
    import perceval

    backend = perceval.backends.SLOSBackend()
    backend.set_circuit(perceval.Unitary(perceval.Matrix(unitary)))
    backend.set_input_state(perceval.BasicState(counts))
    return backend.all_prob()


def peak_mebibytes(function, *arguments) -> float:
    """Peak memory that a call adds, in a process of its own."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def measure():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        function(*arguments)
        sender.send((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)

    process = context.Process(target=measure)
    process.start()
    result = receiver.recv()
    process.join()
    return result


def exact_table(has_perceval: bool) -> None:
    for n_photons in (8, 10):
        unitary, counts = setting(n_photons)
        functions = {"ours": lambda u=unitary, s=counts: distribution(u, s)}
        if has_perceval:
            functions["Perceval"] = lambda u=unitary, s=counts: perceval_table(u, s)
        if n_photons == 8:
            times = best_times(functions, rounds=5)
        else:
            times = {}
            for name, function in functions.items():
                start = time.process_time()
                function()
                times[name] = time.process_time() - start
        title = f"exact distribution, {n_photons} photons in {2 * n_photons} modes"
        memory = peak_mebibytes(distribution, unitary, counts)
        if not has_perceval:
            print(f"{title}: {times['ours'] * 1e3:.3f} ms, {memory:.0f} MiB")
            continue
        report(title, times["ours"], "Perceval SLOS", times["Perceval"], ">= 4")
        peer_memory = peak_mebibytes(perceval_table, unitary, counts)
        print(f"{title}: {memory:.0f} MiB, Perceval {peer_memory:.0f} MiB | target half")


def single_loop() -> None:
    angles = np.random.default_rng(0).uniform(0, 2 * np.pi, 47)
    seconds = best_times({"ours": lambda: sample_single_loop([1, 0] * 24, angles, 100_000)})["ours"]
    print(f"100,000 samples of 24 photons in 48 bins of one loop: {seconds:.3f} s | target 0.45 s")


if __name__ == "__main__":
    available = load_peers()
    sampling(available)
    two_threads()
    exact_table("Perceval" in available)
    single_loop()
