#include "models/safetensors.h"

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "dsp/error.h"
#include "models/atomic_file.h"
#include "models/safetensors_header.h"

namespace arioso::models {

namespace {

struct Type {
    const char* name;
    torch::ScalarType type;
};
constexpr Type kTypes[] = {
    {"F16", torch::kFloat16}, {"BF16", torch::kBFloat16}, {"F32", torch::kFloat32},
    {"F64", torch::kFloat64}, {"I16", torch::kInt16},     {"I32", torch::kInt32},
    {"I64", torch::kInt64},   {"U8", torch::kUInt8},
};

[[noreturn]] void fail(const std::string& name, const std::string& text) {
    throw Error(ExitCode::Model, name + ": " + text);
}

torch::ScalarType typeNamed(std::string_view name) {
    for (const auto& type : kTypes) {
        if (name == type.name) return type.type;
    }
    throw Error(ExitCode::Model, "unknown dtype " + std::string(name));
}

}  // namespace

SafetensorsFile parseSafetensors(std::string_view bytes, const std::string& name) {
    SafetensorsHeader header = parseSafetensorsHeader(bytes, name);
    SafetensorsFile file;
    file.metadata = std::move(header.metadata);
    for (const auto& entry : header.entries) {
        auto tensor = torch::empty(entry.shape, torch::TensorOptions(typeNamed(entry.dtype)));
        if (!entry.data.empty()) {
            std::memcpy(tensor.data_ptr(), entry.data.data(), entry.data.size());
        }
        file.tensors[entry.name] = tensor;
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
        const auto bytes = static_cast<std::uint64_t>(flat.nbytes());
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
