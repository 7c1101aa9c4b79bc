"""Perceval computers by name or object, and their noise."""

import contextlib
import copy
import random
from collections.abc import Iterator, Mapping
from numbers import Real

import numpy as np
from pennylane.exceptions import DeviceError

from .perceval_calls import Call, add_known_parameters, computation_of, samples_of

_APPROXIMATE = ("MPS", "NaiveApprox")
"""Simulators whose probabilities are not exact."""


def import_perceval():
    """The package perceval.

    Raises:
        ImportError: if it is not installed; the message names the extra.
    """
    try:
        import perceval
    except ImportError as error:
        raise ImportError(
            "qgen.perceval needs Quandela's Perceval, version 1.3 or later: "
            'pip install "pennylane-qgen[perceval]". Its simulation library exqalibur is licensed '
            "CC BY-NC-ND."
        ) from error
    return perceval


def find_computer(computer, noise=None):
    """A Perceval computer from its name, its provider's communication layer, or itself.

    Args:
        computer (str, perceval.runtime.AComputer or perceval.runtime.CommunicationLayer): the name
            of a simulator of this machine, such as ``"SLOS"``; the name of a platform of
            Quandela's cloud, such as ``"sim:slos"`` or ``"qpu:belenos"``; or an object.
        noise (perceval.NoiseModel or None): noise to simulate, for computers given by name.

    Returns:
        perceval.runtime.AComputer: the computer.

    Raises:
        ValueError: if there is no such simulator, or noise is given for an object.
        TypeError: for an object of another kind.
        DeviceError: if the platform cannot be reached.
    """
    perceval = import_perceval()
    if isinstance(computer, perceval.AComputer):
        if noise is not None:
            raise ValueError(
                "A computer given as an object brings its own noise: set computer.noise, and "
                "leave noise, indistinguishability and efficiency of the device alone."
            )
        return computer
    if isinstance(computer, perceval.CommunicationLayer):
        found = perceval.RemoteComputer(computer)
    elif not isinstance(computer, str):
        raise TypeError(
            "computer must be a name or a Perceval computer (SimulatedComputer, RemoteComputer); "
            f"got {type(computer).__name__}. Perceval's Processor and RemoteProcessor are its "
            "older interface; give the name of their backend or platform."
        )
    elif ":" in computer:
        found = _quandela_platform(computer)
    else:
        found = perceval.SimulatedComputer(_backend_name(computer))
    if noise is not None:
        found.noise = noise
    return found


def _backend_name(name: str) -> str:
    from perceval.backends import BACKEND_LIST

    names = {known.lower(): known for known in BACKEND_LIST}
    if name.lower() not in names:
        raise ValueError(
            f"There is no Perceval computer named {name!r}. Simulators of this machine: "
            f"{', '.join(sorted(BACKEND_LIST))}. Platforms of Quandela's cloud have names such as "
            "'sim:slos', 'qpu:ascella' and 'qpu:belenos'."
        )
    return names[name.lower()]


def _quandela_platform(name: str):
    from perceval import QuandelaCommunicationLayer, RemoteComputer, RemoteConfig

    token = RemoteConfig().get_token()
    if not token:
        raise DeviceError(
            f"{name} is a platform of Quandela's cloud, and Perceval has no token for it. Set the "
            f"environment variable {RemoteConfig.get_token_env_var()}, or store a token with "
            "perceval.RemoteConfig. Simulators of this machine need none, such as computer='SLOS'."
        )
    try:
        return RemoteComputer(QuandelaCommunicationLayer(name))
    except OSError as error:  # requests' errors and ConnectionError
        message = str(error).replace(token, "<token>")
        raise DeviceError(
            f"The platform {name} of Quandela's cloud did not answer: {message}. Platforms have "
            "names such as 'sim:slos', 'qpu:ascella' and 'qpu:belenos'; those of "
            "your account are listed on cloud.quandela.com."
        ) from None


def gives_probabilities(computer) -> bool:
    """Whether a computer computes exact probabilities: simulators of this machine that do.

    Others sample, estimate probabilities from samples or approximate them.

    Args:
        computer (perceval.runtime.AComputer): any computer.
    """
    return computer.name not in _APPROXIMATE and _is_local_strong_simulator(computer)


def takes_loss_channels(computer) -> bool:
    """Whether a computer runs circuits that lose photons: all but the local samplers.

    Args:
        computer (perceval.runtime.AComputer): any computer.
    """
    return _local_backend(computer) is None or _is_local_strong_simulator(computer)


def _is_local_strong_simulator(computer) -> bool:
    from perceval.backends import AStrongSimulationBackend

    backend = _local_backend(computer)
    return backend is not None and issubclass(backend, AStrongSimulationBackend)


def _local_backend(computer):
    from perceval import SimulatedComputer
    from perceval.backends import BACKEND_LIST

    return BACKEND_LIST.get(computer.name) if isinstance(computer, SimulatedComputer) else None


def noise_model(noise=None, *, indistinguishability: float = 1.0, efficiency: float = 1.0):
    r"""Perceval's noise model from this package's words.

    Perceval's ``indistinguishability`` is the visibility of the Hong-Ou-Mandel dip,
    :math:`V = x^2` for photons of pairwise overlap x.

    Args:
        noise (perceval.NoiseModel, Mapping or None): Perceval's model or its parameters.
        indistinguishability (float): overlap x of the photons, in [0, 1].
        efficiency (float): probability that a photon is detected, in [0, 1].

    Returns:
        perceval.NoiseModel or None: ``None`` without noise.

    Raises:
        ValueError: if a number is out of range, or the same noise is given in both words.
        TypeError: for a noise model of another kind.

    **Example**

    >>> from pennylane_qgen.devices.photonic.perceval_computers import noise_model
    >>> noise_model({"g2": 0.01}, indistinguishability=0.9)
    {'g2': 0.01, 'indistinguishability': 0.81}
    """
    for name, value in (("indistinguishability", indistinguishability), ("efficiency", efficiency)):
        if not isinstance(value, Real) or not 0 <= value <= 1:
            raise ValueError(f"{name} must be a number in [0, 1]; got {value!r}.")
    words = {}
    if indistinguishability != 1:
        words["indistinguishability"] = float(indistinguishability) ** 2
    if efficiency != 1:
        words["transmittance"] = float(efficiency)
    if noise is None and not words:
        return None
    model = _copy_noise(noise)
    for name, value in words.items():
        if getattr(model, name) != 1:
            raise ValueError(
                f"{name} is in the noise model, {getattr(model, name)}, and in the device's own "
                "options; give it once."
            )
        setattr(model, name, value)
    return model


def _copy_noise(noise):
    perceval = import_perceval()
    if noise is None:
        return perceval.NoiseModel()
    if isinstance(noise, perceval.NoiseModel):
        return copy.deepcopy(noise)
    if isinstance(noise, Mapping):
        return perceval.NoiseModel(**noise)
    raise TypeError(
        "noise must be a perceval.NoiseModel or a dictionary of its parameters; got "
        f"{type(noise).__name__}."
    )


def run_now(computer, calls: list[Call], rng: np.random.Generator, **settings) -> list[np.ndarray]:
    """Samples of calls, made one after the other.

    Args:
        computer (perceval.runtime.AComputer): any computer.
        calls (list[Call]): the calls.
        rng (numpy.random.Generator): orders samples that come as counts.
        **settings: further parameters, left out where the computer does not know them.

    Returns:
        list[numpy.ndarray]: photon counts of shape ``(n_samples, n_modes)``.
    """
    answers = [computer.execute(computation_of(computer, call, **settings)) for call in calls]
    return [
        samples_of(answer, call.experiment.m, rng)
        for answer, call in zip(answers, calls, strict=True)
    ]


def exact_outcomes(computer, experiment, **settings) -> tuple[np.ndarray, np.ndarray]:
    """All outcomes of an experiment and their probabilities.

    Args:
        computer (perceval.runtime.AComputer): one that :func:`gives_probabilities`.
        experiment (perceval.Experiment): the experiment.
        **settings: further parameters, left out where the computer does not know them.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray]: photon counts of shape ``(n_outcomes, n_modes)`` and
        float64 of shape ``(n_outcomes,)`` that sums to 1.

    Raises:
        DeviceError: if no outcome passes the filter.
    """
    from perceval import ExecutionFactory

    computation = ExecutionFactory(computer, experiment).build_computation("probs")
    # By default Perceval leaves out source states a million times rarer than the likeliest.
    add_known_parameters(computation, {"precision": 0.0, **settings})
    results = computer.execute(computation)["results"]
    if not len(results):
        raise DeviceError("No outcome has as many photons as min_photons; lower it.")
    outcomes = np.array([list(state) for state in results], dtype=np.int64)
    weights = np.array(list(results.values()), dtype=float)
    return outcomes, weights / weights.sum()


@contextlib.contextmanager
def seeded(seed: int | None) -> Iterator[None]:
    """Perceval's random generators seeded; those of NumPy and Python are put back afterwards.

    Args:
        seed (int or None): below 2**32; ``None`` changes nothing.
    """
    if seed is None:
        yield
        return
    before = random.getstate(), np.random.get_state()
    import_perceval().random_seed(seed)
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])
