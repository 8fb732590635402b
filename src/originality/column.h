#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace arioso {

/// Numbers of a library: gathered in memory, or lying in a mapped file that outlives this.
template <typename T>
class Column {
  public:
    Column() = default;
    explicit Column(std::span<const T> mapped) : mapped_(mapped) {}

    void add(T value) { own_.push_back(value); }
    [[nodiscard]] std::span<const T> all() const {
        return mapped_.data() != nullptr ? mapped_ : std::span<const T>(own_);
    }
    [[nodiscard]] std::size_t size() const { return all().size(); }
    [[nodiscard]] T operator[](std::size_t i) const {
        return mapped_.data() != nullptr ? mapped_[i] : own_[i];
    }

  private:
    std::vector<T> own_;
    std::span<const T> mapped_;
};

}  // namespace arioso
