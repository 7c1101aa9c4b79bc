"""Requests for samples: how many calls of which size, and what a computer's answer says.

A Perceval call has two limits: the samples wanted and the shots that may be spent on them, a shot
being a pulse with at least one photon detected. Losses and a filter on the number of photons make
samples rarer than shots, so a request is repeated for what is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from pennylane.exceptions import DeviceError

_CALLS_BEYOND_LOSSLESS = 10
"""So many times the calls of a lossless computer are made before a request is given up."""


@dataclass(frozen=True)
class Request:
    """Samples that a circuit needs.

    Args:
        name (str): digest of all that is asked, hexadecimal.
        experiment (perceval.Experiment): circuit, input and detectors.
        n_samples (int): number of samples.
    """

    name: str
    experiment: object
    n_samples: int


@dataclass(frozen=True)
class Call:
    """One request for samples.

    Args:
        name (str): digest of all that is asked; equal requests at equal places of a program have
            equal names.
        experiment (perceval.Experiment): circuit, input and detectors.
        max_samples (int): samples wanted.
        max_shots (int or None): shots that may be spent on them; remote computers need a number.
    """

    name: str
    experiment: object
    max_samples: int
    max_shots: int | None


def call_sizes(n_samples: int, max_shots_per_call: int | None) -> list[int]:
    """Numbers of samples of the calls that a computer without losses would need.

    Args:
        n_samples (int): samples wanted.
        max_shots_per_call (int or None): most shots of a call; ``None`` for no limit.

    Returns:
        list[int]: their sum is ``n_samples``.

    **Example**

    >>> from pennylane_qgen.devices.photonic.perceval_calls import call_sizes
    >>> call_sizes(250, 100)
    [100, 100, 50]
    """
    size = n_samples if max_shots_per_call is None else max_shots_per_call
    return [min(size, n_samples - start) for start in range(0, n_samples, size or 1)]


def gather(
    requests: list[Request],
    run: Callable[[list[Call]], list[np.ndarray]],
    max_shots_per_call: int | None,
) -> list[np.ndarray]:
    """Make calls until every request has its samples; the calls of a round go out together.

    Args:
        requests (list[Request]): what is wanted.
        run (Callable): returns the samples of each of a list of calls.
        max_shots_per_call (int or None): most shots, and so most samples, of a call.

    Returns:
        list[numpy.ndarray]: photon counts of shape ``(n_samples, n_modes)`` for each request.

    Raises:
        DeviceError: if a round brought a request nothing, or a request took more than ten times
            the calls that it would take without losses.
    """
    collections = [_Collection(request, max_shots_per_call) for request in requests]
    while rounds := [(c, calls) for c in collections if (calls := c.next_calls())]:
        results = iter(run([call for _, calls in rounds for call in calls]))
        for collection, calls in rounds:
            collection.add([next(results) for _ in calls])
    return [collection.samples() for collection in collections]


class _Collection:
    """Samples of a request as they come."""

    def __init__(self, request: Request, max_shots_per_call: int | None):
        self._request = request
        self._limit = max_shots_per_call
        self._parts: list[np.ndarray] = []

    def next_calls(self) -> list[Call]:
        """Calls for what is missing, numbered on from those made."""
        request, n_calls = self._request, len(self._parts)
        sizes = call_sizes(
            request.n_samples - min(self._n_samples(), request.n_samples), self._limit
        )
        lossless = len(call_sizes(request.n_samples, self._limit))
        if sizes and n_calls + len(sizes) > _CALLS_BEYOND_LOSSLESS * lossless:
            raise DeviceError(self._too_few())
        return [
            Call(f"{request.name}-{n_calls + k}", request.experiment, size, self._limit)
            for k, size in enumerate(sizes)
        ]

    def add(self, parts: list[np.ndarray]) -> None:
        """Take the samples of the calls of a round."""
        self._parts += parts
        if not any(map(len, parts)):
            raise DeviceError(self._too_few())

    def samples(self) -> np.ndarray:
        """As many samples as were asked for."""
        return np.concatenate(self._parts)[: self._request.n_samples]

    def _n_samples(self) -> int:
        return sum(map(len, self._parts))

    def _too_few(self) -> str:
        return (
            f"{self._request.n_samples} samples were asked for; {len(self._parts)} calls brought "
            f"{self._n_samples()}. Most photons are lost or filtered out: raise "
            "max_shots_per_call, lower min_photons, or ask for fewer shots."
        )


def computation_of(computer, call: Call, **settings):
    """The computation of a call, by the computer's command that keeps single samples.

    Perceval's simulators turn probabilities into ``sample_count`` by rounding normal deviates,
    which never shows a rare outcome; ``samples`` draws them.

    Args:
        computer (perceval.runtime.AComputer): any computer.
        call (Call): the call.
        **settings: further parameters, left out where the computer does not know them.

    Returns:
        perceval.runtime.Computation: the computation, with its parameters.
    """
    from perceval import ExecutionFactory

    command = "samples" if "samples" in computer.available_commands else "sample_count"
    factory = ExecutionFactory(computer, call.experiment, max_shots_per_call=call.max_shots)
    computation = factory.build_computation(command)
    computation.add_params(max_samples=call.max_samples)
    add_known_parameters(computation, settings)
    return computation


def add_known_parameters(computation, settings: dict) -> None:
    """Give a computation those parameters that its command has.

    Args:
        computation (perceval.runtime.Computation): changed in place.
        settings (dict): parameters by name.
    """
    known = {name for name, _, _ in computation.command.signature}
    computation.add_params(**{name: settings[name] for name in settings if name in known})


def samples_of(answer: dict, n_modes: int, rng: np.random.Generator) -> np.ndarray:
    """Photon counts in a computer's answer, a row a sample.

    Args:
        answer (dict): what Perceval returns, with samples or counts of states as ``"results"``.
        n_modes (int): number of modes.
        rng (numpy.random.Generator): gives counted states a random order.

    Returns:
        numpy.ndarray: ``int16`` of shape ``(n_samples, n_modes)``.

    Raises:
        DeviceError: if there are no results in the answer.
    """
    results = answer.get("results")
    if isinstance(results, str) or results is None:
        raise DeviceError(f"The computer returned no samples, but {results!r}.")
    if hasattr(results, "items"):
        rows = np.repeat(_rows(results, n_modes), list(results.values()), axis=0)
        return rng.permutation(rows)
    places: dict = {}
    index = [places.setdefault(state, len(places)) for state in results]
    return _rows(places, n_modes)[np.array(index, dtype=np.int64)]


def _rows(states, n_modes: int) -> np.ndarray:
    return np.array([list(state) for state in states], dtype=np.int16).reshape(-1, n_modes)
