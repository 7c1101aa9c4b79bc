"""The settings of a training run: defaults, a TOML file, flags."""

from dataclasses import dataclass, field, fields
from pathlib import Path

from ..kernels import check_bandwidth
from .toml_settings import NUMBER, read_settings, settings_text


def _about(kinds, description: str) -> dict:
    """The types a setting takes, and the text of its flag."""
    return {"kinds": kinds if isinstance(kinds, tuple) else (kinds,), "help": description}


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """Settings of ``qgen train``; the keys of the TOML file and, with dashes, the flags.

    Raises:
        ValueError: if a setting is missing or out of range.
    """

    data: str = field(
        default=None,
        metadata=_about(
            str, "A name from `qgen datasets`, or a .csv or .npz file of zeros and ones."
        ),
    )
    data_options: dict = field(
        default_factory=dict, metadata=_about(dict, "Option of the data set, such as width=4.")
    )
    test_size: float = field(
        default=0.25, metadata=_about(NUMBER, "Share of the data held out for evaluation.")
    )
    ansatz: str = field(default="HardwareEfficient", metadata=_about(str, "Circuit template."))
    n_layers: int = field(
        default=4, metadata=_about(int, "Layers of the template, where it has layers.")
    )
    ansatz_options: dict = field(
        default_factory=dict,
        metadata=_about(
            dict, "Option of the template or of its initial weights, such as entangler=cz."
        ),
    )
    device: str = field(
        default="qgen.lightning", metadata=_about(str, "A name from `qgen devices`.")
    )
    device_options: dict = field(
        default_factory=dict, metadata=_about(dict, "Option of the device.")
    )
    shots: int | None = field(
        default=None, metadata=_about(int, "Shots a circuit in training; exact without.")
    )
    loss: str = field(default="mmd", metadata=_about(str, "Loss to minimise."))
    bandwidth: float | list | None = field(
        default=None,
        metadata=_about((*NUMBER, list), "Kernel bandwidths of the MMD, such as 0.5,1,2."),
    )
    loss_options: dict = field(default_factory=dict, metadata=_about(dict, "Option of the loss."))
    optimizer: str = field(
        default="adam", metadata=_about(str, "adam, l-bfgs-b, cma-es, cobyla, ...")
    )
    stepsize: float | None = field(
        default=None, metadata=_about(NUMBER, "Step size, for adam and its like.")
    )
    steps: int = field(default=200, metadata=_about(int, "Optimisation steps."))
    seed: int = field(
        default=0, metadata=_about(int, "Seed of split, initial weights and samples.")
    )
    n_samples: int = field(
        default=5000, metadata=_about(int, "Samples drawn from the trained model.")
    )
    name: str | None = field(
        default=None, metadata=_about(str, "Name of the run; that of the data by default.")
    )
    output: str | None = field(
        default=None, metadata=_about(str, "Folder for the results; outputs/NAME by default.")
    )

    def __post_init__(self):
        if self.data is None:
            raise ValueError(
                'No data: give --data NAME, or data = "NAME" in the config. `qgen datasets` '
                "lists the names; a .csv or .npz file will do too."
            )
        for name, least in (("steps", 1), ("n_samples", 3), ("seed", 0), ("n_layers", 0)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}; got {getattr(self, name)}.")
        if not 0 < self.test_size < 1:
            raise ValueError(f"test_size must lie between 0 and 1; got {self.test_size}.")
        if self.bandwidth is not None:
            check_bandwidth(self.bandwidth)

    @property
    def run_name(self) -> str:
        """Name of the run."""
        return self.name or Path(self.data).stem

    @property
    def folder(self) -> Path:
        """Folder for the results."""
        return Path(self.output or Path("outputs") / self.run_name).expanduser()


KEYS = {item.name: item for item in fields(TrainConfig)}

BELONGING = {
    "data": ("data_options",),
    "ansatz": ("ansatz_options",),
    "device": ("device_options",),
    "loss": ("loss_options",),
    "optimizer": ("stepsize",),
}
"""Settings that mean nothing once a flag has replaced what they belong to."""


def read_config(path) -> dict:
    """Settings of `qgen train` from a TOML file; see :func:`.toml_settings.read_settings`."""
    return read_settings(path, {key: item.metadata["kinds"] for key, item in KEYS.items()})


def merge(from_file: dict, flags: dict) -> TrainConfig:
    """Settings of a file with the flags on top.

    Options given by flags are added to those of the file. Where a flag names another data set,
    template, device, loss or optimizer than the file, the file's options of it are dropped.

    Args:
        from_file (dict): settings of the file.
        flags (dict): settings of the flags that were given.

    Returns:
        TrainConfig: the settings.

    Raises:
        ValueError: if a setting is missing or out of range.
    """
    settings = dict(from_file)
    for key, dependent in BELONGING.items():
        if key in flags and flags[key] != settings.get(key, KEYS[key].default):
            for name in dependent:
                settings.pop(name, None)
    for key, value in flags.items():
        settings[key] = settings.get(key, {}) | value if isinstance(value, dict) else value
    return TrainConfig(**settings)


def to_toml(config: TrainConfig) -> str:
    """The settings as a file that `read_config` reads; those not set are left out.

    Args:
        config (TrainConfig): the settings.

    Returns:
        str: the text.
    """
    return settings_text({key: getattr(config, key) for key in KEYS})
