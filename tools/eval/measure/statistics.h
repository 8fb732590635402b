#pragma once

#include <vector>

namespace arioso::eval {

/// Value that a share `q` (0…1) of `values` lies below, interpolated linearly between ranks; values
/// that are not finite are left out. NaN if nothing is left: a figure that could not be measured.
double quantile(std::vector<double> values, double q);
double median(std::vector<double> values);
double mean(const std::vector<double>& values);

}  // namespace arioso::eval
