#include "models/ridge.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace arioso::models {
namespace {

constexpr double kMost = 3.0;

using Square = std::vector<std::vector<double>>;

/// Solves A x = b by Cholesky's decomposition; A is symmetric and positive.
std::vector<double> solve(Square a, std::vector<double> b) {
    const std::size_t n = b.size();
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k <= i; ++k) {
            double sum = a[i][k];
            for (std::size_t m = 0; m < k; ++m) sum -= a[i][m] * a[k][m];
            a[i][k] = i == k ? std::sqrt(std::max(sum, 1e-12)) : sum / a[k][k];
        }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t m = 0; m < i; ++m) b[i] -= a[i][m] * b[m];
        b[i] /= a[i][i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t m = i + 1; m < n; ++m) b[i] -= a[m][i] * b[m];
        b[i] /= a[i][i];
    }
    return b;
}

void standardise(const std::vector<std::vector<double>>& rows, Ridge& out) {
    const std::size_t columns = rows.front().size();
    out.mean.assign(columns, 0.0);
    out.scale.assign(columns, 1.0);
    for (std::size_t c = 0; c < columns; ++c) {
        double sum = 0.0;
        double squares = 0.0;
        double known = 0.0;
        for (const auto& row : rows) {
            if (std::isnan(row[c])) continue;
            sum += row[c];
            squares += row[c] * row[c];
            known += 1.0;
        }
        if (known == 0.0) continue;
        out.mean[c] = sum / known;
        const double variance = squares / known - out.mean[c] * out.mean[c];
        // A column that hardly varies would blow up whatever differs from it later.
        if (variance > 1e-9) out.scale[c] = std::sqrt(variance);
    }
}

std::vector<double> ranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> out(values.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
        for (std::size_t k = i; k < end; ++k)
            out[order[k]] = 0.5 * static_cast<double>(i + end - 1);
        i = end;
    }
    return out;
}

}  // namespace

double Ridge::standard(std::size_t column, double value) const {
    if (std::isnan(value)) return 0.0;
    return std::clamp((value - mean[column]) / scale[column], -kMost, kMost);
}

double Ridge::predict(const std::vector<double>& row) const {
    double out = offset;
    for (std::size_t c = 0; c < row.size(); ++c) out += weights[c] * standard(c, row[c]);
    return out;
}

Ridge fitRidge(const std::vector<std::vector<double>>& rows, const std::vector<double>& targets,
               double penalty) {
    Ridge out;
    standardise(rows, out);
    const std::size_t columns = out.mean.size();
    const auto count = static_cast<double>(rows.size());
    std::vector<std::vector<double>> z(rows.size(), std::vector<double>(columns));
    std::vector<double> middle(columns, 0.0);
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t c = 0; c < columns; ++c) {
            z[i][c] = out.standard(c, rows[i][c]);
            middle[c] += z[i][c] / count;
        }
    const double mean = std::accumulate(targets.begin(), targets.end(), 0.0) / count;
    Square a(columns, std::vector<double>(columns, 0.0));
    std::vector<double> b(columns, 0.0);
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t c = 0; c < columns; ++c) {
            const double value = z[i][c] - middle[c];
            b[c] += value * (targets[i] - mean);
            for (std::size_t d = 0; d <= c; ++d) a[c][d] += value * (z[i][d] - middle[d]);
        }
    for (std::size_t c = 0; c < columns; ++c) {
        a[c][c] += penalty * count;
        for (std::size_t d = 0; d < c; ++d) a[d][c] = a[c][d];
    }
    out.weights = solve(std::move(a), std::move(b));
    out.offset = mean;
    for (std::size_t c = 0; c < columns; ++c) out.offset -= out.weights[c] * middle[c];
    return out;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    const auto count = static_cast<double>(a.size());
    const double meanA = std::accumulate(a.begin(), a.end(), 0.0) / count;
    const double meanB = std::accumulate(b.begin(), b.end(), 0.0) / count;
    double both = 0.0;
    double squareA = 0.0;
    double squareB = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += (a[i] - meanA) * (b[i] - meanB);
        squareA += (a[i] - meanA) * (a[i] - meanA);
        squareB += (b[i] - meanB) * (b[i] - meanB);
    }
    return squareA * squareB > 0.0 ? both / std::sqrt(squareA * squareB) : 0.0;
}

double rankCorrelation(const std::vector<double>& a, const std::vector<double>& b) {
    return correlation(ranks(a), ranks(b));
}

}  // namespace arioso::models
