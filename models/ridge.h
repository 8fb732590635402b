#pragma once

#include <limits>
#include <vector>

namespace arioso::models {

/// Stands for a value that is not known; a row is then taken as average in that column.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// A straight line through many columns (Hoerl and Kennard, "Ridge regression: biased estimation
/// for nonorthogonal problems", Technometrics 12(1), 1970). Columns are standardised, and held
/// within three standard deviations, so that one odd value cannot decide alone.
struct Ridge {
    std::vector<double> mean;     ///< of each column
    std::vector<double> scale;    ///< its standard deviation
    std::vector<double> weights;  ///< a standard deviation
    double offset = 0.0;

    /// A row's standardised value in one column, -3…3; 0 if it is unknown.
    [[nodiscard]] double standard(std::size_t column, double value) const;
    /// The row has a value for each column.
    [[nodiscard]] double predict(const std::vector<double>& row) const;
};

/// Fits weights that minimise the squared error plus `penalty` times the squared weights, the
/// penalty a row's share: 0 = least squares, 1 = as strong as the data. At least one row, all of
/// one length; a penalty above 0. Any thread.
Ridge fitRidge(const std::vector<std::vector<double>>& rows, const std::vector<double>& targets,
               double penalty);

/// Pearson's correlation; 0 where one of both does not vary.
double correlation(const std::vector<double>& a, const std::vector<double>& b);
/// Spearman's: that of the ranks, equal values sharing the mean of theirs.
double rankCorrelation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace arioso::models
