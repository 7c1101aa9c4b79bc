r"""What critic and generator minimise: three games, each one class with two losses.

A critic D gives a number to a sample. ``critic_loss`` is what the critic minimises,
``generator_loss`` what the generator minimises.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch.nn.functional import relu, softplus


class Objective(ABC):
    """The losses of a game between generator and critic.

    **Example**

    >>> from pennylane_qgen.gan import GANSettings, Objective
    >>> objective = GANSettings(objective="hinge").make_objective()
    >>> isinstance(objective, Objective), objective.name
    (True, 'hinge')
    """

    name: ClassVar[str]

    @abstractmethod
    def critic_loss(self, critic, real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
        """Loss of the critic on a batch of data and one of generated samples."""

    @abstractmethod
    def generator_loss(self, critic, fake: torch.Tensor) -> torch.Tensor:
        """Loss of the generator on a batch of generated samples."""


@dataclass(frozen=True)
class Wasserstein(Objective):
    r"""Wasserstein distance with a gradient penalty (WGAN-GP).

    .. math:: E[D(\tilde x)] - E[D(x)] + \lambda\, E\big[(\|\nabla D(\hat x)\| - 1)^2\big]

    with :math:`\hat x` uniform on the line between a sample x and a generated :math:`\tilde x`.

    Args:
        gradient_penalty (float): the weight :math:`\lambda`, at least 0.

    **Example**

    A critic of slope one, which has no penalty:

    >>> import torch
    >>> from pennylane_qgen.gan import Wasserstein
    >>> real, fake = torch.ones(4, 1), torch.zeros(4, 1)
    >>> Wasserstein().critic_loss(lambda x: x.sum(dim=1), real, fake).item()
    -1.0

    Source: Gulrajani et al., arXiv:1704.00028.
    """

    gradient_penalty: float = 10.0
    name: ClassVar[str] = "wasserstein"

    def __post_init__(self):
        if not self.gradient_penalty >= 0:
            raise ValueError(f"gradient_penalty must be at least 0; got {self.gradient_penalty}.")

    def critic_loss(self, critic, real, fake):
        """The estimated distance, negative, plus the penalty."""
        scores = critic(torch.cat([real, fake]))
        distance = scores[: len(real)].mean() - scores[len(real) :].mean()
        return self.gradient_penalty * _slope_penalty(critic, real, fake) - distance

    def generator_loss(self, critic, fake):
        """The negative score of generated samples."""
        return -critic(fake).mean()


@dataclass(frozen=True)
class NonSaturating(Objective):
    r"""The classical game.

    :math:`-\log D(x) - \log(1 - D(\tilde x))` against :math:`-\log D(\tilde x)`, with D the
    logistic function of the score.

    **Example**

    A critic that does not know gives both samples the probability one half:

    >>> import torch
    >>> from pennylane_qgen.gan import NonSaturating
    >>> zeros = torch.zeros(4, 1)
    >>> loss = NonSaturating().critic_loss(lambda x: x.sum(dim=1), zeros, zeros)
    >>> np.allclose(loss, 2 * np.log(2))
    True

    Source: Goodfellow et al., arXiv:1406.2661.
    """

    name: ClassVar[str] = "non-saturating"

    def critic_loss(self, critic, real, fake):
        """Cross entropy of telling data from generated samples."""
        return softplus(-critic(real)).mean() + softplus(critic(fake)).mean()

    def generator_loss(self, critic, fake):
        """Cross entropy of passing for data."""
        return softplus(-critic(fake)).mean()


@dataclass(frozen=True)
class Hinge(Objective):
    r"""Hinge loss.

    :math:`\max(0, 1 - D(x)) + \max(0, 1 + D(\tilde x))` against :math:`-D(\tilde x)`.

    **Example**

    Scores beyond the margin cost the critic nothing:

    >>> import torch
    >>> from pennylane_qgen.gan import Hinge
    >>> real, fake = torch.full((4, 1), 2.0), -torch.ones(4, 1)
    >>> Hinge().critic_loss(lambda x: x.sum(dim=1), real, fake).item()
    0.0

    Source: Lim and Ye, arXiv:1705.02894.
    """

    name: ClassVar[str] = "hinge"

    def critic_loss(self, critic, real, fake):
        """How far scores fall short of the margin."""
        return relu(1 - critic(real)).mean() + relu(1 + critic(fake)).mean()

    def generator_loss(self, critic, fake):
        """The negative score of generated samples."""
        return -critic(fake).mean()


OBJECTIVES = {kind.name: kind for kind in (Wasserstein, NonSaturating, Hinge)}


def _slope_penalty(critic, real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    share = torch.rand(len(real), 1, device=real.device, dtype=real.dtype)
    points = share * real + (1 - share) * fake
    norm = torch.linalg.vector_norm(_input_gradient(critic, points), dim=1)
    return (norm - 1).square().mean()


def _input_gradient(critic, points: torch.Tensor) -> torch.Tensor:
    if hasattr(critic, "input_gradient"):
        return critic.input_gradient(points)
    points.requires_grad_(True)
    (gradient,) = torch.autograd.grad(critic(points).sum(), points, create_graph=True)
    return gradient
