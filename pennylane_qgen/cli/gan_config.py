"""The settings of ``qgen gan``: defaults and a TOML file."""

from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from ..checks import check_integer
from .toml_settings import NUMBER, read_settings, settings_text

QUICK_ITERATIONS = 500


def _types(*kinds) -> dict:
    """The types that a setting takes."""
    return {"kinds": kinds}


@dataclass(frozen=True, kw_only=True)
class GANConfig:
    """Settings of ``qgen gan``, the keys of its TOML file.

    Raises:
        ValueError: if a setting is out of range.
    """

    data: str = field(default="ring-mixture", metadata=_types(str))
    data_options: dict = field(default_factory=dict, metadata=_types(dict))
    latent: str = field(default="boson-sampling", metadata=_types(str))
    latent_options: dict = field(default_factory=dict, metadata=_types(dict))
    hidden: list = field(default_factory=lambda: [256, 256], metadata=_types(list))
    activation: str = field(default="leaky_relu", metadata=_types(str))
    iterations: int = field(default=5000, metadata=_types(int))
    batch_size: int = field(default=128, metadata=_types(int))
    critic_steps: int = field(default=5, metadata=_types(int))
    objective: str = field(default="wasserstein", metadata=_types(str))
    gradient_penalty: float = field(default=10.0, metadata=_types(*NUMBER))
    optimizer: str = field(default="adam", metadata=_types(str))
    stepsize: float = field(default=2e-4, metadata=_types(*NUMBER))
    betas: list = field(default_factory=lambda: [0.0, 0.9], metadata=_types(list))
    center: bool = field(default=True, metadata=_types(bool))
    ema_decay: float | None = field(default=None, metadata=_types(*NUMBER))
    checkpoint_every: int = field(default=500, metadata=_types(int))
    seed: int = field(default=0, metadata=_types(int))
    n_samples: int = field(default=10_000, metadata=_types(int))
    name: str | None = field(default=None, metadata=_types(str))
    output: str | None = field(default=None, metadata=_types(str))

    def __post_init__(self):
        _check_numbers("hidden", self.hidden, int)
        _check_numbers("betas", self.betas, NUMBER)
        for name, least in (("seed", 0), ("n_samples", 1), ("checkpoint_every", 1)):
            check_integer(name, getattr(self, name), least)

    @property
    def folder(self) -> Path:
        """Folder for the results."""
        run = self.name or f"gan-{Path(self.data).stem}-{self.latent}"
        return Path(self.output or Path("outputs") / run).expanduser()

    def shortened(self) -> "GANConfig":
        """The same for a first look, with ``QUICK_ITERATIONS`` at most."""
        return replace(self, iterations=min(self.iterations, QUICK_ITERATIONS))

    def training(self):
        """The settings of training."""
        from ..gan import GANSettings

        names = {item.name for item in fields(GANSettings)}
        return GANSettings(**{name: getattr(self, name) for name in sorted(names)})

    def to_toml(self) -> str:
        """The settings as a file that :meth:`read` reads."""
        return settings_text({item.name: getattr(self, item.name) for item in fields(self)})

    @classmethod
    def read(cls, path, **changed) -> "GANConfig":
        """Settings of a TOML file, with those changed that are given and not ``None``.

        Args:
            path (str, os.PathLike or None): the file; ``None`` for the defaults.
            **changed: settings that win over the file's. Where they name other data or another
                latent than the file, the file's options of it are dropped.

        Returns:
            GANConfig: the settings.

        Raises:
            FileNotFoundError: if there is no such file.
            ValueError: if it is not TOML, or a setting is unknown or out of range.
        """
        kinds = {item.name: item.metadata["kinds"] for item in fields(cls)}
        settings = {} if path is None else read_settings(path, kinds)
        changed = {key: value for key, value in changed.items() if value is not None}
        for name in ("data", "latent"):
            default = cls.__dataclass_fields__[name].default
            if changed.get(name) not in (None, settings.get(name, default)):
                settings.pop(f"{name}_options", None)
        return cls(**settings | changed)


def _check_numbers(name: str, values, kinds) -> None:
    """Raise a ValueError unless all entries of a list are numbers of the kinds."""
    if any(isinstance(value, bool) or not isinstance(value, kinds) for value in values):
        wanted = "integers" if kinds is int else "numbers"
        raise ValueError(f"{name} must be a list of {wanted}; got {list(values)!r}.")
