"""Figures of generative models, with matplotlib.

Every function draws into the axes it is given, or into new ones, and returns them: ``ax.figure`` is
the figure, to show or to save. Several sources are passed as a mapping from name to source, and
differ in lines and markers, not only in colour. pyplot is left alone, so no window opens.

>>> ax = qgen.plot.loss_curve({"wide": [0.5, 0.1, 0.02], "narrow": [0.5, 0.4, 0.3]})
>>> ax.get_xlabel(), [line.get_label() for line in ax.lines]
('step', ['wide', 'narrow'])
"""

from .covariances import covariances
from .histogram import histogram
from .history import history, loss_curve
from .images import image_side, images
from .overview import mmd_bars, overview
from .photon_statistics import photon_statistics
from .scaling import scaling
from .walsh_spectrum import walsh_spectrum

__all__ = [
    "covariances",
    "histogram",
    "history",
    "image_side",
    "images",
    "loss_curve",
    "mmd_bars",
    "overview",
    "photon_statistics",
    "scaling",
    "walsh_spectrum",
]
