#include "src/compose/composer_weights.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "models/atomic_file.h"
#include "models/sha256.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFormatVersion = 1;

std::string readWhole(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Error(ExitCode::Model, path.string() + ": cannot be opened");
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

ComposerWeights readComposerWeights(const fs::path& folder, const std::string& name) {
    const fs::path path = folder / "manifest.json";
    const json manifest = json::parse(readWhole(path), nullptr, false);
    ComposerWeights out;
    std::string expected;
    try {
        const int version = manifest.at("format_version");
        if (version != kFormatVersion)
            throw Error(ExitCode::Model, path.string() + ": format_version: expected " +
                                             std::to_string(kFormatVersion) + ", found " +
                                             std::to_string(version));
        const json& entry = manifest.at("models").at(name);
        out.file = folder / std::string(entry.at("weights"));
        expected = entry.at("sha256");
    } catch (const json::exception&) {
        throw Error(ExitCode::Model, path.string() + ": expected format_version and models." +
                                         name + " with weights and sha256");
    }
    const std::string found = models::sha256File(out.file);
    if (found != expected)
        throw Error(ExitCode::Model,
                    out.file.string() + ": sha256: expected " + expected + ", found " + found);
    out.bytes = readWhole(out.file);
    return out;
}

void writeComposerWeights(const fs::path& folder, const std::string& name, const std::string& bytes,
                          const std::string& version) {
    fs::create_directories(folder);
    const fs::path weights = folder / (name + ".safetensors");
    models::AtomicFile file(weights);
    file.write(bytes);
    file.commit();
    const fs::path path = folder / "manifest.json";
    json manifest = {{"format_version", kFormatVersion}, {"models", json::object()}};
    if (fs::exists(path)) {
        manifest = json::parse(readWhole(path), nullptr, false);
        if (!manifest.is_object() || !manifest.contains("models") ||
            !manifest["models"].is_object())
            throw Error(ExitCode::Model, path.string() + ": expected a list of models");
    }
    manifest["models"][name] = {{"weights", name + ".safetensors"},
                                {"card", name + ".md"},
                                {"version", version},
                                {"sha256", models::sha256File(weights)}};
    models::AtomicFile out(path);
    out.write(manifest.dump(2) + "\n");
    out.commit();
}

}  // namespace arioso
