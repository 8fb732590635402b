#include "src/cli/writer_models.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "models/sha256.h"
#include "src/cli/engine_library.h"
#include "src/compose/tables_file.h"
#include "src/writer/writer_library.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLibrary = "libarioso_writer.so";

std::string readWhole(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Error(ExitCode::Model, path.string() + ": cannot be opened");
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A model's weights, found as the manifest says.
fs::path checkedWeights(const fs::path& folder, const std::string& name) {
    const fs::path path = folder / "manifest.json";
    const auto manifest = nlohmann::json::parse(readWhole(path), nullptr, false);
    std::string weights;
    std::string expected;
    try {
        const auto& entry = manifest.at("models").at(name);
        weights = entry.at("weights");
        expected = entry.at("sha256");
    } catch (const nlohmann::json::exception&) {
        throw Error(ExitCode::Model, fmt::format("{}: expected models.{} with weights and sha256",
                                                 path.string(), name));
    }
    const fs::path file = folder / weights;
    const std::string found = models::sha256File(file);
    if (found != expected)
        throw Error(ExitCode::Model, fmt::format("{}: sha256: expected {}, found {}", file.string(),
                                                 expected, found));
    return file;
}

const EventModel& openTransformer(const fs::path& weights) {
    prepareTensorLibraries();
    void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
        throw Error(ExitCode::General, fmt::format("cannot load {} (--method ppm does without): {}",
                                                   kLibrary, dlerror()));
    const auto open =
        reinterpret_cast<decltype(&ariosoOpenWriter)>(dlsym(library, "ariosoOpenWriter"));
    if (open == nullptr)
        throw Error(ExitCode::General,
                    fmt::format("{}: is of another version than the program", kLibrary));
    const EventModel* model = nullptr;
    std::string text;
    int code = 0;
    if (!open(weights.string(), model, text, code)) throw Error(static_cast<ExitCode>(code), text);
    return *model;
}

}  // namespace

const EventModel& openWriter(const fs::path& folder, const std::string& method) {
    if (method != "ppm") return openTransformer(checkedWeights(folder, method));
    const fs::path weights = checkedWeights(folder, "events");
    static std::unique_ptr<PpmEventModel> counts;
    counts = std::make_unique<PpmEventModel>(parsePpm(readWhole(weights), weights.string()));
    if (counts->ppm().alphabet() != events::kPlainSymbols)
        throw Error(ExitCode::Model,
                    fmt::format("{}: expected an alphabet of {} symbols, found {}",
                                weights.string(), events::kPlainSymbols, counts->ppm().alphabet()));
    return *counts;
}

}  // namespace arioso::cli
