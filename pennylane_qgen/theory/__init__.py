r"""Closed forms for random circuits and their losses, each with its source and range of validity.

Bandwidths are :math:`\sigma` of :math:`e^{-d_H / (2 \sigma^2)}`, as everywhere in this package;
arXiv:2305.02881 calls :math:`\sigma` what is :math:`\sigma^2` here. ``bandwidth=None`` stands for
the squared distance. Photon numbers are averaged over random interferometers here;
their moments behind a given one are in ``linear_optics.moments``.
"""

from .critical_points import (
    LocalMinimumDistribution,
    critical_parameter_count,
    degrees_of_freedom,
    fidelity_degrees_of_freedom,
    local_fidelity_degrees_of_freedom,
    local_minimum_distribution,
    local_minimum_edge,
)
from .exchangeable import (
    dirichlet_collision,
    dirichlet_pair,
    exchangeable_kernel_mean,
    exchangeable_mmd,
    iqp_collision,
    iqp_pair_mean,
    peaked_pair_mean,
    porter_thomas_tail,
)
from .moments import Moments
from .pair_distances import PairDistances
from .photon_counts import click_means, haar_fano_factor, haar_purity, haar_squared_mean
from .product import (
    PolarizationMoments,
    product_collision,
    product_pair,
    product_tail,
    product_tail_bound,
)
from .sampling_bounds import (
    mmd_acceptance_threshold,
    mmd_deviation_probability,
    samples_for_acceptance,
)
from .target_loss import kl_variance_haar, kl_variance_product, product_target_loss
from .truncation import (
    truncation_bound,
    truncation_error,
    truncation_union_bound,
    word_weights,
)

__all__ = [
    "LocalMinimumDistribution",
    "Moments",
    "PairDistances",
    "PolarizationMoments",
    "click_means",
    "critical_parameter_count",
    "degrees_of_freedom",
    "dirichlet_collision",
    "dirichlet_pair",
    "exchangeable_kernel_mean",
    "exchangeable_mmd",
    "fidelity_degrees_of_freedom",
    "haar_fano_factor",
    "haar_purity",
    "haar_squared_mean",
    "iqp_collision",
    "iqp_pair_mean",
    "kl_variance_haar",
    "kl_variance_product",
    "local_fidelity_degrees_of_freedom",
    "local_minimum_distribution",
    "local_minimum_edge",
    "mmd_acceptance_threshold",
    "mmd_deviation_probability",
    "peaked_pair_mean",
    "porter_thomas_tail",
    "product_collision",
    "product_pair",
    "product_tail",
    "product_tail_bound",
    "product_target_loss",
    "samples_for_acceptance",
    "truncation_bound",
    "truncation_error",
    "truncation_union_bound",
    "word_weights",
]
