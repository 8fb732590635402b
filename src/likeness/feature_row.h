#pragma once

#include <span>
#include <string>
#include <vector>

namespace arioso {

/// Values with names, in an order that never changes: what models of likeness look at.
struct FeatureRow {
    std::vector<std::string> names;
    std::vector<double> values;  ///< kUnknown (models/ridge.h) where it cannot be said

    void add(std::string name, double value) {
        names.push_back(std::move(name));
        values.push_back(value);
    }
    /// name.0, name.1, …
    void add(const std::string& name, std::span<const double> list) {
        for (std::size_t i = 0; i < list.size(); ++i) add(name + "." + std::to_string(i), list[i]);
    }
};

}  // namespace arioso
