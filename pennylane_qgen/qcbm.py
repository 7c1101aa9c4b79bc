"""The quantum circuit Born machine as a scikit-learn estimator."""

import inspect
import os

import numpy as np
import pennylane as qml
import pennylane.numpy as pnp
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from . import losses, templates
from .bits import check_bits
from .metrics import mmd
from .sampling import probabilities, sample
from .training import CheckpointError, History, as_optimizer, read_archive, train, write_archive
from .training.archive import check_writable
from .training.tree import digest, pack

VERSION = 1

LOSSES = {
    "mmd": losses.mmd,
    "squared_distance": losses.squared_distance,
    "kl_divergence": losses.kl_divergence,
    "reverse_kl_divergence": losses.reverse_kl_divergence,
    "jensen_shannon_divergence": losses.jensen_shannon_divergence,
    "total_variation": losses.total_variation,
}

DEFINING = ("ansatz", "n_layers", "ansatz_options", "shots", "loss", "bandwidth", "loss_options")
"""Parameters that make the loss another function; a checkpoint is for one of them."""


class QCBM(BaseEstimator):
    r"""Quantum circuit Born machine: a circuit trained so that its samples look like the data.

    The circuit prepares :math:`|\psi(\theta)\rangle` and a sample :math:`x` has the probability
    :math:`q(x) = |\langle x | \psi(\theta) \rangle|^2`. The number of wires is the number of
    columns of the data.

    Args:
        ansatz (type): a template class such as :class:`~pennylane_qgen.HardwareEfficient` or
            :class:`~pennylane_qgen.IQP`.
        n_layers (int): number of layers, for templates that have layers.
        ansatz_options (dict or None): further arguments of the template and of its ``init``, such
            as ``{"entangler": "cz", "strategy": "small"}``. With ``"strategy": "data"`` the
            template is given the data.
        device (str or qml.devices.Device): the device or its name.
        device_options (dict or None): further arguments of ``qml.device``.
        diff_method (str): how PennyLane differentiates.
        shots (int or None): shots of each circuit in training; ``None`` trains on exact values.
        loss (str or Callable): "mmd", "squared_distance", "kl_divergence",
            "reverse_kl_divergence", "jensen_shannon_divergence", "total_variation", or a function
            from samples of shape ``(n_samples, n_wires)`` to a :class:`~pennylane_qgen.Loss`.
        bandwidth (float, Sequence[float] or None): kernel bandwidth of the loss "mmd" and of
            :meth:`score`; :math:`\sqrt{n} / 2` by default.
        loss_options (dict or None): further arguments of the loss. If "mmd" draws words, it draws
            them once with ``seed``; with ``"resample": True``, or without a seed, in every step.
        optimizer (str or optimiser): as for :func:`~pennylane_qgen.train`.
        stepsize (float or None): step size of an optimiser given by its name, where it has one.
        steps (int): number of optimisation steps.
        early_stopping (EarlyStopping or None): rule to stop earlier.
        checkpoint (str, os.PathLike or None): file to keep the state of training in. A fit that
            was killed goes on from it; data or a circuit other than before are refused.
        seed (int or None): seed of the initial weights, the words of the loss and the optimiser.
        progress (bool or None): whether to show a progress bar; ``None`` shows it on a terminal.

    Attributes:
        weights_ (pennylane.numpy.tensor): trained weights.
        history_ (History): history of training.
        result_ (TrainingResult or None): all that training returned; ``None`` once loaded.
        n_wires_ (int): number of wires.
        n_features_in_ (int): the same, by scikit-learn's name.

    **Example**

    >>> data = np.array([[0, 0], [1, 1]] * 10)
    >>> model = QCBM(n_layers=1, device="lightning.qubit", steps=60, stepsize=0.1, seed=0)
    >>> model.fit(data).probabilities().round(1)
    array([0.5, 0. , 0. , 0.5])

    Source: Benedetti et al., arXiv:1801.07686; Liu and Wang, arXiv:1804.04168.
    """

    def __init__(
        self,
        ansatz=templates.HardwareEfficient,
        *,
        n_layers=4,
        ansatz_options=None,
        device="qgen.lightning",
        device_options=None,
        diff_method="best",
        shots=None,
        loss="mmd",
        bandwidth=None,
        loss_options=None,
        optimizer="adam",
        stepsize=None,
        steps=200,
        early_stopping=None,
        checkpoint=None,
        seed=None,
        progress=None,
    ):
        self.ansatz = ansatz
        self.n_layers = n_layers
        self.ansatz_options = ansatz_options
        self.device = device
        self.device_options = device_options
        self.diff_method = diff_method
        self.shots = shots
        self.loss = loss
        self.bandwidth = bandwidth
        self.loss_options = loss_options
        self.optimizer = optimizer
        self.stepsize = stepsize
        self.steps = steps
        self.early_stopping = early_stopping
        self.checkpoint = checkpoint
        self.seed = seed
        self.progress = progress

    def fit(self, X, y=None):
        """Train the weights on samples.

        Args:
            X (array-like): zeros and ones of shape ``(n_samples, n_wires)``.
            y: ignored, for scikit-learn.

        Returns:
            QCBM: the estimator itself.

        Raises:
            ValueError: if the data are not bits, or a parameter is out of range or unknown.
            TypeError: if ``ansatz`` is not a template class.
            CheckpointError: if the checkpoint is damaged or belongs to another fit.
            TrainingError: if the loss or its gradient is NaN or infinite.
        """
        X = check_bits(X)
        n_wires = X.shape[1]
        result = train(
            self._qnode(n_wires, self._loss(X)),
            self._initial_weights(X),
            optimizer=as_optimizer(self.optimizer, stepsize=self.stepsize),
            steps=self.steps,
            early_stopping=self.early_stopping,
            checkpoint=self.checkpoint,
            run_id=self._run_id(X),
            seed=self.seed,
            progress=self.progress,
        )
        self.n_wires_ = self.n_features_in_ = n_wires
        self.weights_, self.history_, self.result_ = result.weights, result.history, result
        return self

    def sample(self, n_samples: int = 1, *, seed=None) -> np.ndarray:
        """Draw samples from the trained circuit.

        Args:
            n_samples (int): number of samples.
            seed (int, numpy.random.Generator or None): as for :func:`~pennylane_qgen.sample`.

        Returns:
            numpy.ndarray: ``int8`` zeros and ones of shape ``(n_samples, n_wires)``.
        """
        check_is_fitted(self)
        return sample(self._qnode(self.n_wires_), self.weights_, shots=n_samples, seed=seed)

    def probabilities(self) -> np.ndarray:
        """Exact distribution of the trained circuit, on a simulator.

        Returns:
            numpy.ndarray: float64 vector of length ``2**n_wires``.
        """
        check_is_fitted(self)
        return probabilities(self._qnode(self.n_wires_), self.weights_)

    def score(self, X, y=None, *, n_samples: int = 1000, seed=None) -> float:
        r"""Minus the unbiased estimate of MMD squared between held-out data and new samples.

        Larger is better; the expectation is 0 for a perfect model, so single values may be
        positive. Whatever the training loss, the score is that of the Hamming kernel with
        ``bandwidth``.

        Args:
            X (array-like): held-out samples of shape ``(n_held_out, n_wires)``, at least two.
            y: ignored, for scikit-learn.
            n_samples (int): number of samples drawn from the model.
            seed (int, numpy.random.Generator or None): seed of those samples.

        Returns:
            float: the score.
        """
        check_is_fitted(self)
        bandwidth = np.sqrt(self.n_wires_) / 2 if self.bandwidth is None else self.bandwidth
        return -mmd(X, self.sample(n_samples, seed=seed), bandwidth=bandwidth)

    def save(self, path) -> None:
        """Write parameters, weights and history to one file, without pickle.

        Parameters that are no plain data (a device or an optimiser object, a function, an ansatz
        from elsewhere) are left out, and :meth:`load` asks for them.

        Args:
            path (str or os.PathLike): the file.

        Raises:
            sklearn.exceptions.NotFittedError: if there is nothing to save yet.
            ValueError: if the folder does not exist.
        """
        check_is_fitted(self)
        stored, missing = _plain_parameters(self.get_params(deep=False))
        content = {
            "parameters": stored,
            "missing": missing,
            "weights": np.asarray(self.weights_),
            "history": self.history_.to_array(),
            "n_wires": self.n_wires_,
        }
        write_archive(check_writable(path, "path"), "QCBM", version=VERSION, content=content)

    @classmethod
    def load(cls, path, **parameters) -> "QCBM":
        """Read a fitted estimator.

        Args:
            path (str or os.PathLike): a file written by :meth:`save`.
            **parameters: constructor parameters to take instead of those in the file.

        Returns:
            QCBM: the fitted estimator.

        Raises:
            CheckpointError: if the file is truncated, corrupted, foreign or of a newer version.
            ValueError: if a parameter that could not be stored is not given.
        """
        content = read_archive(path, "QCBM", version=VERSION)
        missing = sorted(set(content["missing"]) - set(parameters))
        if missing:
            raise ValueError(
                f"{path} could not hold the parameters {missing}, which were objects. Give them "
                f"again: QCBM.load(path, {', '.join(f'{name}=...' for name in missing)})."
            )
        stored = content["parameters"]
        if "ansatz" in stored:
            stored["ansatz"] = _ansatz_named(stored["ansatz"], path)
        model = cls(**{**stored, **parameters})
        model.weights_ = pnp.array(content["weights"], requires_grad=True)
        model.history_, model.result_ = History.from_array(content["history"]), None
        model.n_wires_ = model.n_features_in_ = content["n_wires"]
        return model

    def _run_id(self, X) -> str:
        """Digest of the data and of what defines the loss as a function of the weights."""
        stored, _ = _plain_parameters({name: getattr(self, name) for name in DEFINING})
        return digest(*pack({"data": X, **stored}))

    def _initial_weights(self, X):
        options = {"n_layers": self.n_layers, "n_wires": X.shape[1], "seed": self.seed}
        own = dict(self.ansatz_options or {})
        if own.get("strategy") == "data":
            options["samples"] = X
        # A seed among the options is that of the circuit, such as the random gates of Peaked.
        own.pop("seed", None)
        return self._ansatz().init(**_accepted(self._ansatz().init, options | own))

    def _ansatz(self):
        """The template class; every option must be an argument of it or of its ``init``."""
        if not isinstance(self.ansatz, type) or not hasattr(self.ansatz, "init"):
            raise TypeError(
                "ansatz must be a template class such as qgen.HardwareEfficient; got "
                f"{self.ansatz!r}. Give its arguments in ansatz_options."
            )
        options = dict(self.ansatz_options or {})
        known = _accepted(self.ansatz, options).keys() | _accepted(self.ansatz.init, options)
        if unknown := sorted(options.keys() - known):
            raise ValueError(
                f"{self.ansatz.__name__} has no option {unknown}; see its signature and that of "
                "its init for ansatz_options."
            )
        return self.ansatz

    def _loss(self, X):
        """The loss, made once: the words of a random one stay the same in all steps."""
        options = dict(self.loss_options or {})
        if callable(self.loss):
            return self.loss(X, **options)
        if self.loss not in LOSSES:
            raise ValueError(f"loss must be one of {', '.join(LOSSES)}; got {self.loss!r}.")
        loss = LOSSES[self.loss]
        if unknown := sorted(options.keys() - _accepted(loss, options).keys()):
            raise ValueError(
                f"The loss {self.loss} has no option {unknown}; see the signature of "
                f"qgen.{self.loss} for loss_options."
            )
        if self.loss == "mmd":
            options = {"bandwidth": self.bandwidth, "seed": self.seed} | options
        return loss(X, **options)

    def _qnode(self, n_wires: int, loss=None):
        ansatz = self._ansatz()
        options = _accepted(ansatz, self.ansatz_options or {})
        device = self.device
        if isinstance(device, str):
            device = qml.device(device, wires=n_wires, **(self.device_options or {}))

        def born_machine(weights):
            ansatz(weights, wires=range(n_wires), **options)
            return qml.probs(wires=range(n_wires)) if loss is None else qml.apply(loss)

        qnode = qml.QNode(born_machine, device, diff_method=self.diff_method)
        return qnode if self.shots is None else qml.set_shots(qnode, self.shots)


def _accepted(function, options: dict) -> dict:
    """Those of the options that a function takes."""
    parameters = inspect.signature(function).parameters
    return {name: value for name, value in options.items() if name in parameters}


def _plain_parameters(parameters: dict) -> tuple[dict, list[str]]:
    """Parameters that a file can hold, the ansatz by its name, and the names of the others."""
    stored, missing = {}, []
    for name, value in parameters.items():
        value = _name_of(value) if name == "ansatz" else value
        value = os.fspath(value) if isinstance(value, os.PathLike) else value
        try:
            pack(value)
        except TypeError:
            missing.append(name)
        else:
            stored[name] = value
    return stored, missing


def _name_of(ansatz):
    """Name of a template of this package; another class as it is."""
    return next((name for name in templates.__all__ if getattr(templates, name) is ansatz), ansatz)


def _ansatz_named(name: str, path):
    if name not in templates.__all__:
        raise CheckpointError(
            f"{path} names the ansatz {name!r}, which this pennylane-qgen does not have. Give it: "
            "QCBM.load(path, ansatz=...)."
        )
    return getattr(templates, name)
