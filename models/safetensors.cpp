#include "models/safetensors.h"

#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "dsp/error.h"
#include "models/atomic_file.h"

namespace arioso::models {

namespace {

struct Type {
    const char* name;
    torch::ScalarType type;
    std::uint64_t bytes;
};
constexpr Type kTypes[] = {
    {"F16", torch::kFloat16, 2}, {"BF16", torch::kBFloat16, 2}, {"F32", torch::kFloat32, 4},
    {"F64", torch::kFloat64, 8}, {"I16", torch::kInt16, 2},     {"I32", torch::kInt32, 4},
    {"I64", torch::kInt64, 8},   {"U8", torch::kUInt8, 1},
};
constexpr std::uint64_t kLargestHeader = 64U << 20U;

[[noreturn]] void fail(const std::string& name, const std::string& text) {
    throw Error(ExitCode::Model, name + ": " + text);
}

torch::Tensor parseTensor(const std::string& file, const std::string& key,
                          const nlohmann::json& entry, std::string_view data) {
    const std::string where = "tensor '" + key + "': ";
    const std::string dtype = entry.at("dtype").get<std::string>();
    const Type* type = nullptr;
    for (const auto& candidate : kTypes) {
        if (dtype == candidate.name) type = &candidate;
    }
    if (type == nullptr) fail(file, where + "unknown dtype " + dtype);
    std::vector<std::int64_t> shape;
    std::uint64_t count = 1;
    for (const auto& dimension : entry.at("shape")) {
        const auto size = dimension.get<std::uint64_t>();
        if (size > (1ULL << 40U) || (size != 0 && count > (1ULL << 40U) / size)) {
            fail(file, where + "shape too large");
        }
        count *= size;
        shape.push_back(static_cast<std::int64_t>(size));
    }
    const auto begin = entry.at("data_offsets").at(0).get<std::uint64_t>();
    const auto end = entry.at("data_offsets").at(1).get<std::uint64_t>();
    if (begin > end || end > data.size()) {
        fail(file, where + "data lies outside the file (offsets " + std::to_string(begin) + " to " +
                       std::to_string(end) + ", " + std::to_string(data.size()) +
                       " bytes of data)");
    }
    if (end - begin != count * type->bytes) {
        fail(file, where + "expected " + std::to_string(count * type->bytes) + " bytes, found " +
                       std::to_string(end - begin));
    }
    auto tensor = torch::empty(shape, torch::TensorOptions(type->type));
    if (end > begin) std::memcpy(tensor.data_ptr(), data.data() + begin, end - begin);
    return tensor;
}

}  // namespace

SafetensorsFile parseSafetensors(std::string_view bytes, const std::string& name) {
    if (bytes.size() < 8) fail(name, "not a safetensors file: shorter than its length field");
    std::uint64_t headerSize = 0;
    for (unsigned i = 0; i < 8; ++i) {
        headerSize |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
    if (headerSize > kLargestHeader || headerSize > bytes.size() - 8) {
        fail(name, "not a safetensors file: header of " + std::to_string(headerSize) +
                       " bytes in a file of " + std::to_string(bytes.size()));
    }
    SafetensorsFile file;
    try {
        const auto header = nlohmann::json::parse(bytes.substr(8, headerSize));
        const auto data = bytes.substr(8 + headerSize);
        for (const auto& [key, entry] : header.items()) {
            if (key == "__metadata__") {
                file.metadata = entry.get<StringMap>();
            } else {
                file.tensors[key] = parseTensor(name, key, entry, data);
            }
        }
    } catch (const nlohmann::json::exception& e) {
        fail(name, std::string("bad safetensors header: ") + e.what());
    }
    return file;
}

SafetensorsFile readSafetensors(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) fail(path.string(), "cannot be opened");
    std::ostringstream contents;
    contents << in.rdbuf();
    if (in.bad()) fail(path.string(), "cannot be read");
    return parseSafetensors(contents.view(), path.string());
}

void writeSafetensors(const std::filesystem::path& path, const TensorMap& tensors,
                      const StringMap& metadata) {
    nlohmann::json header = nlohmann::json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::vector<torch::Tensor> data;
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors) {
        const auto flat = tensor.detach().to(torch::kCPU).contiguous();
        const Type* type = nullptr;
        for (const auto& candidate : kTypes) {
            if (candidate.type == flat.scalar_type()) type = &candidate;
        }
        if (type == nullptr) {
            throw Error(ExitCode::Output, path.string() + ": tensor '" + name +
                                              "' has a type that safetensors cannot hold");
        }
        const auto bytes = static_cast<std::uint64_t>(flat.numel()) * type->bytes;
        header[name] = {{"dtype", type->name},
                        {"shape", flat.sizes().vec()},
                        {"data_offsets", {offset, offset + bytes}}};
        offset += bytes;
        data.push_back(flat);
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    AtomicFile out(path);
    std::string length(8, '\0');
    for (unsigned i = 0; i < 8; ++i) {
        length[i] = static_cast<char>((static_cast<std::uint64_t>(text.size()) >> (8 * i)) & 0xFFU);
    }
    out.write(length);
    out.write(text);
    for (const auto& tensor : data) {
        out.write({static_cast<const char*>(tensor.data_ptr()), tensor.nbytes()});
    }
    out.commit();
}

}  // namespace arioso::models
