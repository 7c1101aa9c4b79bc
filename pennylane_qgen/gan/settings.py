"""The settings of adversarial training."""

from dataclasses import dataclass

from ..checks import check_choice, check_integer
from .objectives import OBJECTIVES, Objective

OPTIMIZERS = ("adam", "rmsprop")


@dataclass(frozen=True, kw_only=True)
class GANSettings:
    r"""How a generator and a critic are trained.

    Args:
        iterations (int): steps of the generator.
        batch_size (int): real, and generated, samples a step.
        critic_steps (int): steps of the critic before each of the generator.
        objective (str): ``"wasserstein"``, ``"non-saturating"`` or ``"hinge"``.
        gradient_penalty (float): weight :math:`\lambda` of the Wasserstein objective.
        optimizer (str): ``"adam"`` or ``"rmsprop"``, for both networks.
        stepsize (float): learning rate.
        betas (tuple[float, float]): decay rates of Adam's moments.
        center (bool): whether the mean of the latent is subtracted from its samples.
        ema_decay (float or None): decay a step of the moving average of the generator's weights,
            which then makes the samples; ``None`` keeps none.

    Raises:
        ValueError: if a setting is out of range.

    **Example**

    >>> from pennylane_qgen.gan import GANSettings
    >>> GANSettings(iterations=100, optimizer="rmsprop").critic_steps
    5
    """

    iterations: int = 5000
    batch_size: int = 128
    critic_steps: int = 5
    objective: str = "wasserstein"
    gradient_penalty: float = 10.0
    optimizer: str = "adam"
    stepsize: float = 2e-4
    betas: tuple[float, float] = (0.0, 0.9)
    center: bool = True
    ema_decay: float | None = None

    def __post_init__(self):
        for name in ("iterations", "batch_size", "critic_steps"):
            check_integer(name, getattr(self, name), 1)
        check_choice("objective", self.objective, OBJECTIVES)
        check_choice("optimizer", self.optimizer, OPTIMIZERS)
        object.__setattr__(self, "betas", tuple(float(beta) for beta in self.betas))
        if len(self.betas) != 2 or not all(0 <= beta < 1 for beta in self.betas):
            raise ValueError(f"betas must be two numbers in [0, 1); got {list(self.betas)}.")
        if not self.stepsize > 0:
            raise ValueError(f"stepsize must be positive; got {self.stepsize}.")
        if self.ema_decay is not None and not 0 <= self.ema_decay < 1:
            raise ValueError(f"ema_decay must lie in [0, 1) or be None; got {self.ema_decay}.")
        self.make_objective()

    def make_objective(self) -> Objective:
        """The objective that the settings name."""
        kind = OBJECTIVES[self.objective]
        return kind(self.gradient_penalty) if self.objective == "wasserstein" else kind()

    def make_optimizer(self, network):
        """The optimiser of a network's weights."""
        import torch

        if self.optimizer == "adam":
            return torch.optim.Adam(network.parameters(), self.stepsize, betas=self.betas)
        return torch.optim.RMSprop(network.parameters(), self.stepsize)
