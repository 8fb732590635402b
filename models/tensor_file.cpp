#include "models/tensor_file.h"

#include <cmath>
#include <utility>

#include "dsp/error.h"
#include "models/half.h"
#include "models/safetensors_header.h"

namespace arioso::models {

using nlohmann::json;

void HalfTensorWriter::add(const std::string& name, const std::vector<std::int64_t>& shape,
                           std::span<const float> values) {
    const std::size_t begin = data_.size();
    for (const float value : values) {
        const std::uint16_t half = toHalf(value);
        data_ += static_cast<char>(half & 0xFFU);
        data_ += static_cast<char>(half >> 8U);
    }
    header_[name] = {{"dtype", "F16"}, {"shape", shape}, {"data_offsets", {begin, data_.size()}}};
}

std::string HalfTensorWriter::bytes(const json& config) const {
    json header = header_;
    header["__metadata__"] = {{"config", config.dump()}};
    std::string head = header.dump();
    head.append((8 - head.size() % 8) % 8, ' ');
    std::string out;
    for (unsigned i = 0; i < 8; ++i)
        out += static_cast<char>((std::uint64_t{head.size()} >> (8 * i)) & 0xFFU);
    return out + head + data_;
}

HalfTensorReader::HalfTensorReader(const std::string& bytes, std::string name,
                                   const std::string& architecture)
    : name_(std::move(name)) {
    const SafetensorsHeader header = parseSafetensorsHeader(bytes, name_);
    const auto text = header.metadata.find("config");
    if (text == header.metadata.end()) fail("header has no 'config'");
    config_ = json::parse(text->second, nullptr, false);
    if (!config_.is_object()) fail("config: expected a JSON object");
    const auto found = config_.find("architecture");
    if (found == config_.end() || !found->is_string() || *found != architecture)
        fail("architecture: expected \"" + architecture + "\", found " +
             (found == config_.end() ? "none" : found->dump().substr(0, 60)));
    for (const SafetensorsEntry& entry : header.entries) {
        if (entry.dtype != "F16")
            fail("tensor " + entry.name + ": expected F16, found " + entry.dtype);
        std::vector<float>& values = tensors_[entry.name];
        for (std::size_t i = 0; i + 1 < entry.data.size(); i += 2)
            values.push_back(fromHalf(static_cast<std::uint16_t>(
                static_cast<unsigned char>(entry.data[i]) |
                (static_cast<unsigned>(static_cast<unsigned char>(entry.data[i + 1])) << 8U))));
    }
}

int HalfTensorReader::number(const std::string& field, int least, int most) const {
    const auto found = config_.find(field);
    if (found == config_.end() || !found->is_number_integer() || *found < least || *found > most)
        fail(field + ": expected a whole number " + std::to_string(least) + " to " +
             std::to_string(most) + ", found " +
             (found == config_.end() ? "none" : found->dump().substr(0, 60)));
    return *found;
}

std::vector<float> HalfTensorReader::values(const std::string& name, std::size_t count) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) fail("expected a tensor " + name + ", found none");
    if (found->second.size() != count)
        fail("tensor " + name + ": expected " + std::to_string(count) + " values, found " +
             std::to_string(found->second.size()));
    for (const float value : found->second)
        if (!std::isfinite(value)) fail("tensor " + name + ": a value is not finite");
    return found->second;
}

void HalfTensorReader::fail(const std::string& text) const {
    throw Error(ExitCode::Model, name_ + ": " + text);
}

}  // namespace arioso::models
