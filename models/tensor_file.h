#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace arioso::models {

/// Collects numbers and writes them as a safetensors file of half precision, without LibTorch.
class HalfTensorWriter {
  public:
    /// `shape` multiplies to the number of values. Values beyond half precision become infinite.
    void add(const std::string& name, const std::vector<std::int64_t>& shape,
             std::span<const float> values);
    /// The whole file, `config` (with its "architecture") in the header.
    [[nodiscard]] std::string bytes(const nlohmann::json& config) const;

  private:
    nlohmann::json header_ = nlohmann::json::object();
    std::string data_;
};

/// Reads such a file. `name` stands for it in errors, all Error(Model), one line.
class HalfTensorReader {
  public:
    HalfTensorReader(const std::string& bytes, std::string name, const std::string& architecture);

    [[nodiscard]] const nlohmann::json& config() const { return config_; }
    /// Whole number of the config from `least` to `most`.
    [[nodiscard]] int number(const std::string& field, int least, int most) const;
    /// The values of a tensor of this many elements, all finite.
    [[nodiscard]] std::vector<float> values(const std::string& name, std::size_t count) const;
    [[noreturn]] void fail(const std::string& text) const;

  private:
    std::string name_;
    nlohmann::json config_;
    std::map<std::string, std::vector<float>> tensors_;
};

}  // namespace arioso::models
