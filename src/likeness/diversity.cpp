#include "src/likeness/diversity.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace arioso {
namespace {

using Matrix = std::vector<std::vector<double>>;

constexpr int kSweeps = 60;
constexpr double kSmall = 1e-12;

double dot(const JointEmbedding::Place& a, const JointEmbedding::Place& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum;
}

/// Turns rows and columns p and q of a symmetric matrix so that its element (p, q) is 0.
void turn(Matrix& a, std::size_t p, std::size_t q) {
    const double theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    const double t = (theta >= 0.0 ? 1.0 : -1.0) / (std::abs(theta) + std::hypot(1.0, theta));
    const double cosine = 1.0 / std::hypot(1.0, t);
    const double sine = t * cosine;
    for (std::size_t k = 0; k < a.size(); ++k) {
        const double kp = a[k][p];
        const double kq = a[k][q];
        a[k][p] = cosine * kp - sine * kq;
        a[k][q] = sine * kp + cosine * kq;
    }
    for (std::size_t k = 0; k < a.size(); ++k) {
        const double pk = a[p][k];
        const double qk = a[q][k];
        a[p][k] = cosine * pk - sine * qk;
        a[q][k] = sine * pk + cosine * qk;
    }
}

/// Eigenvalues of a symmetric matrix by Jacobi's rotations (Golub and Van Loan, "Matrix
/// Computations", 8.5).
std::vector<double> eigenvalues(Matrix a) {
    const std::size_t n = a.size();
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
        double off = 0.0;
        for (std::size_t p = 0; p < n; ++p)
            for (std::size_t q = p + 1; q < n; ++q) off += a[p][q] * a[p][q];
        if (off < kSmall) break;
        for (std::size_t p = 0; p < n; ++p)
            for (std::size_t q = p + 1; q < n; ++q)
                if (std::abs(a[p][q]) > kSmall / static_cast<double>(n)) turn(a, p, q);
    }
    std::vector<double> out;
    for (std::size_t i = 0; i < n; ++i) out.push_back(a[i][i]);
    return out;
}

}  // namespace

Spread spreadOf(const Matrix& distances) {
    const std::size_t count = distances.size();
    Spread out;
    if (count < 2) return out;
    out.least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < count; ++i) {
        double nearest = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < count; ++j) {
            if (i == j) continue;
            out.mean += distances[i][j];
            nearest = std::min(nearest, distances[i][j]);
        }
        out.nearest += nearest;
        out.least = std::min(out.least, nearest);
    }
    out.mean /= static_cast<double>(count * (count - 1));
    out.nearest /= static_cast<double>(count);
    return out;
}

Spread spreadOf(const std::vector<JointEmbedding::Place>& places) {
    Matrix distances(places.size(), std::vector<double>(places.size(), 0.0));
    for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            distances[i][j] = distances[j][i] = std::max(0.0, 1.0 - dot(places[i], places[j]));
    return spreadOf(distances);
}

double vendiScore(const std::vector<JointEmbedding::Place>& places) {
    if (places.empty()) return 0.0;
    // The products of columns have the eigenvalues of the products of rows, but for zeros.
    const std::size_t width = places.front().size();
    const std::size_t count = places.size();
    const bool byColumns = width < count;
    const std::size_t size = byColumns ? width : count;
    Matrix table(size, std::vector<double>(size, 0.0));
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = 0.0;
            if (byColumns) {
                for (const auto& place : places)
                    sum += static_cast<double>(place[i]) * static_cast<double>(place[j]);
            } else {
                sum = dot(places[i], places[j]);
            }
            table[i][j] = table[j][i] = sum / static_cast<double>(count);
        }
    double entropy = 0.0;
    for (const double value : eigenvalues(std::move(table)))
        if (value > kSmall) entropy -= value * std::log(value);
    return std::exp(entropy);
}

}  // namespace arioso
