"""Look at a model before training it: does it spread, does its loss concentrate, will it train?

Plain functions on a QNode, a probability vector or samples. Each returns a small named result with
its uncertainty, which prints as a sentence. :func:`diagnose` puts them in one report.
"""

from .anticoncentration import (
    Anticoncentration,
    CollisionProbability,
    anticoncentration,
    collision_probability,
)
from .body_profile import BodyProfile, body_profile
from .concentration import ConcentrationFit, concentration_fit
from .diagnose import diagnose
from .light_cone import LightConeVariance, light_cone_variance
from .porter_thomas import PorterThomasTest, porter_thomas_test
from .random_weights import GradientVariance, LossVariance, gradient_variance, loss_variance
from .report import Diagnosis, Distribution, Scaling
from .shots import ShotsNeeded, shots_needed
from .support import Peakedness, SupportSize, peakedness, support_size
from .walsh_spectrum import WalshSpectrum, walsh_spectrum

__all__ = [
    "Anticoncentration",
    "BodyProfile",
    "CollisionProbability",
    "ConcentrationFit",
    "Diagnosis",
    "Distribution",
    "GradientVariance",
    "LightConeVariance",
    "LossVariance",
    "Peakedness",
    "PorterThomasTest",
    "Scaling",
    "ShotsNeeded",
    "SupportSize",
    "WalshSpectrum",
    "anticoncentration",
    "body_profile",
    "collision_probability",
    "concentration_fit",
    "diagnose",
    "gradient_variance",
    "light_cone_variance",
    "loss_variance",
    "peakedness",
    "porter_thomas_test",
    "shots_needed",
    "support_size",
    "walsh_spectrum",
]
