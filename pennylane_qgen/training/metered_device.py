"""A device that counts what it executes, keeps to a budget, and pays for no circuit twice."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b

import numpy as np
import pennylane as qml
from pennylane import math
from pennylane.devices import Device
from pennylane.tape import QuantumScript

from ..checks import check_integer
from .budget import Budget, Usage
from .execution_store import ExecutionStore

OUTSIDE = -1
"""Step of what is executed outside of training, as by callbacks."""


class MeteredDevice(Device):
    """A device in front of another: it counts, stores and refuses, and changes no number.

    With ``executions=`` every result is written to a file before it is used. When a program was
    killed and runs again, the circuits it executes again in the same steps of
    :func:`~pennylane_qgen.train` are answered from the file. A circuit that comes twice in one
    step is executed twice, as its shots are to be independent. Give each run its own file.

    Gradients are taken by rules made for hardware, such as parameter-shift, and not by the device.
    A :class:`qml.Tracker <pennylane.Tracker>` of this device sees what the inner one executes:
    answers from the file are not among it.

    Args:
        device (qml.devices.Device): any PennyLane device.
        executions (str, os.PathLike or None): file of the results.
        budget (Budget or None): what may be spent, the results in the file included.
        circuits_per_job (int): how many circuits are handed to the device at once. They are
            stored together, so a crash loses at most so many.

    Raises:
        TypeError: if ``device`` is no device.
        CheckpointError: if the file is something else, or damaged.

    **Example**

    >>> device = MeteredDevice(qml.device("default.qubit", wires=1), budget=Budget(executions=2))
    >>> @qml.qnode(device)
    ... def circuit(angle):
    ...     qml.RX(angle, wires=0)
    ...     return qml.expval(qml.Z(0))
    >>> circuit(0.1), circuit(0.2), device.usage
    (np.float64(0.995...), np.float64(0.980...), Usage(executions=2, shots=0))
    >>> circuit(0.3)
    Traceback (most recent call last):
    ...
    pennylane_qgen.training.budget.BudgetSpentError: the budget of 2 executions is spent: ...
    """

    # Device.__init__ would warn of devices with default shots, which the inner one has warned of.
    # pylint: disable=super-init-not-called
    def __init__(
        self, device, *, executions=None, budget: Budget | None = None, circuits_per_job: int = 1
    ):
        if not isinstance(device, Device):
            raise TypeError(
                "MeteredDevice needs a device, as qml.device makes it; got "
                f"{type(device).__name__}."
            )
        self.target_of_meter = device
        self.budget = budget
        self.circuits_per_job = check_integer("circuits_per_job", circuits_per_job, 1)
        self.store = None if executions is None else ExecutionStore(executions)
        self.usage = Usage() if self.store is None else self.store.usage()
        self.replayed = 0
        began = time.perf_counter()
        self._seconds = lambda: time.perf_counter() - began
        self._step, self._seen = OUTSIDE, Counter()

    name = property(lambda self: self.target_of_meter.name, doc="Name of the inner device.")
    wires = property(lambda self: self.target_of_meter.wires, doc="Wires of the inner device.")
    shots = property(lambda self: self.target_of_meter.shots, doc="Default shots of the inner one.")

    @property
    def tracker(self):
        """The tracker of the inner device."""
        return self.target_of_meter.tracker

    @tracker.setter
    def tracker(self, tracker):
        self.target_of_meter.tracker = tracker

    def __repr__(self):
        return f"<MeteredDevice of {self.target_of_meter!r}, {self.usage}>"

    def begin(self, *, usage: Usage | None = None, seconds: Callable[[], float]) -> None:
        """Begin a run, from the start or from where it was.

        Args:
            usage (Usage or None): what the run has used before; the file knows better.
            seconds (Callable): time of the whole run so far, for the budget.
        """
        self._seconds = seconds
        # Steps that are done again are answered from the file.
        self._seen = Counter({key: n for key, n in self._seen.items() if key[0] == OUTSIDE})
        if self.store is None and usage is not None:
            self.usage = usage

    @contextmanager
    def training_step(self, step: int) -> Iterator[None]:
        """Say that what is executed inside belongs to a step of training.

        Args:
            step (int): number of steps done before.
        """
        self._step = step
        try:
            yield
        finally:
            self._step = OUTSIDE

    def preprocess_transforms(self, execution_config=None):
        """What the inner device does before it executes a circuit."""
        return self.target_of_meter.preprocess_transforms(execution_config)

    def setup_execution_config(self, config=None, circuit=None):
        """Settings of the inner device."""
        return self.target_of_meter.setup_execution_config(config, circuit)

    def supports_derivatives(self, execution_config=None, circuit=None) -> bool:
        """No gradient of the device's own: what is counted is what hardware would execute."""
        return False

    def execute(self, circuits, execution_config=None):
        """Answers from the file where there are, from the inner device where there are none.

        Raises:
            BudgetSpentError: before a circuit is submitted that would exceed the budget.
        """
        if isinstance(circuits, QuantumScript):
            return self.execute([circuits], execution_config)[0]
        keys = [None] * len(circuits)
        answers = {}
        if self.store is not None:
            keys = self._keys(circuits)
            stored = ((i, self.store.get(key)) for i, key in enumerate(keys))
            answers = {i: found[0] for i, found in stored if found}
        self.replayed += len(answers)
        missing = [i for i in range(len(circuits)) if i not in answers]
        for start in range(0, len(missing), self.circuits_per_job):
            job = missing[start : start + self.circuits_per_job]
            submitted = [circuits[i] for i in job], [keys[i] for i in job]
            answers |= dict(zip(job, self._submit(*submitted, execution_config), strict=True))
        return tuple(answers[i] for i in range(len(circuits)))

    def _submit(self, circuits, keys, execution_config):
        wanted = Usage.of_circuits(circuits)
        if self.budget is not None:
            self.budget.check(self.usage, wanted, seconds=self._seconds())
        config = () if execution_config is None else (execution_config,)
        results = self.target_of_meter.execute(circuits, *config)
        if self.store is not None:
            self.store.add(keys, results, [Usage.of_circuits([circuit]) for circuit in circuits])
        self.usage += wanted
        return results

    def _keys(self, circuits) -> list[tuple[int, bytes, int]]:
        keys = []
        for circuit in circuits:
            key = self._step, self._fingerprint(circuit)
            keys.append((*key, self._seen[key]))
            self._seen[key] += 1
        return keys

    def _fingerprint(self, circuit: QuantumScript) -> bytes:
        """16 bytes that tell circuits, shots and machines apart, the same in every process."""
        script = QuantumScript(
            circuit.operations, circuit.measurements, shots=circuit.shots, trainable_params=[]
        )
        parameters, structure = qml.pytrees.flatten(script)
        machine = getattr(getattr(self.target_of_meter, "backend", None), "name", "")
        state = blake2b(f"{self.name} {machine} {structure!r}".encode(), digest_size=16)
        for parameter in parameters:
            array = np.asarray(math.unwrap([parameter])[0])
            state.update(f"{array.dtype} {array.shape}".encode())
            state.update(repr(parameter).encode() if array.dtype == object else array.tobytes())
        return state.digest()
