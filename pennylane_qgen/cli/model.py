"""Born machines from settings and from files."""

import zipfile
from importlib.metadata import entry_points
from pathlib import Path

from .. import templates
from ..qcbm import LOSSES, QCBM
from ..training import Ending, Optimizer, Step
from .config import TrainConfig
from .options import unknown_name

PLUGINS = "pennylane.plugins"

ANSATZE = {
    name: getattr(templates, name)
    for name in templates.__all__
    if isinstance(getattr(templates, name), type)
    and issubclass(getattr(templates, name), templates.Ansatz)
    and getattr(templates, name) is not templates.Ansatz
}
"""Templates that can be trained, by name."""


class NoTraining(Optimizer):
    """Evaluates the loss once and leaves the weights as they are: the untrained model."""

    name = "none"

    def settings(self) -> dict:
        """No settings."""
        return {}

    def minimize(self, objective, weights, report, *, rng, state=None, stepsize=None):
        """Report the loss of the initial weights."""
        loss = objective.value(weights)
        report(Step(weights=weights, loss=loss, point=weights, state=dict))
        return Ending("nothing to do", True)


def build_model(config: TrainConfig, *, checkpoint=None, progress: bool | None = None) -> QCBM:
    """An estimator with the settings of a run.

    Args:
        config (TrainConfig): the settings.
        checkpoint (str, os.PathLike or None): file to keep the state of training in.
        progress (bool or None): as for :class:`~pennylane_qgen.qcbm.QCBM`.

    Returns:
        QCBM: the estimator, not fitted.

    Raises:
        ValueError: if a template, device or loss is unknown.
    """
    devices = [plugin.name for plugin in entry_points(group=PLUGINS)]
    for kind, name, known in (
        ("ansatz", config.ansatz, ANSATZE),
        ("device", config.device, devices),
        ("loss", config.loss, LOSSES),
    ):
        if name not in known:
            raise ValueError(unknown_name(kind, name, known))
    return QCBM(
        ANSATZE[config.ansatz],
        n_layers=config.n_layers,
        ansatz_options=config.ansatz_options,
        device=config.device,
        device_options=config.device_options,
        shots=config.shots,
        loss=config.loss,
        bandwidth=config.bandwidth,
        loss_options=config.loss_options,
        optimizer=config.optimizer,
        stepsize=config.stepsize,
        steps=config.steps,
        seed=config.seed,
        checkpoint=checkpoint,
        progress=progress,
    )


def untrained_model(config: TrainConfig, samples) -> QCBM:
    """The estimator at its initial weights; one evaluation of the loss checks all settings.

    Args:
        config (TrainConfig): the settings.
        samples (array-like): training samples of shape ``(n_samples, n_wires)``.

    Returns:
        QCBM: the estimator, fitted by doing nothing.
    """
    model = build_model(config, progress=False)
    return model.set_params(optimizer=NoTraining(), stepsize=None, steps=1).fit(samples)


def load_model(path, **parameters) -> QCBM:
    """A trained model from its file or from the folder of its run.

    Args:
        path (str or os.PathLike): the file or folder.
        **parameters: constructor parameters to take instead of those in the file.

    Returns:
        QCBM: the fitted estimator.

    Raises:
        FileNotFoundError: if there is no model.
        CheckpointError: if the file is damaged or of another kind.
    """
    path = Path(path)
    file = path / "model.npz" if path.is_dir() else path
    if not file.is_file():
        raise FileNotFoundError(f"There is no model {file}. Train one with qgen train.")
    return QCBM.load(file, **parameters)


def is_model(path) -> bool:
    """Whether a path is a run folder or should be read as a model rather than as samples."""
    path = Path(path)
    if path.is_dir() or path.suffix.lower() != ".npz":
        return path.is_dir()
    # A damaged file is read as a model, whose reader says what is wrong with it.
    return not zipfile.is_zipfile(path) or "meta.npy" in zipfile.ZipFile(path).namelist()


def draw(model: QCBM, n_samples: int, *, seed: int | None):
    """Samples with a seed where the device can be seeded, else without."""
    if seed is None:
        return model.sample(n_samples)
    try:
        return model.sample(n_samples, seed=seed)
    except ValueError:
        # Hardware has no generator to seed; any other mistake is raised again here.
        return model.sample(n_samples)
