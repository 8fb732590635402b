#include "src/compose/composer_model.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "dsp/error.h"
#include "models/sha256.h"
#include "src/compose/tables_file.h"
#include "src/condition/instruments.h"

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

std::shared_ptr<const ComposerModel> ComposerModel::load(const fs::path& folder,
                                                         const InstrumentTable& instruments) {
    const fs::path path = folder / "manifest.json";
    const json manifest = json::parse(readWhole(path), nullptr, false);
    std::string weights;
    std::string expected;
    try {
        const int version = manifest.at("format_version");
        if (version != kFormatVersion)
            throw Error(ExitCode::Model, path.string() + ": format_version: expected " +
                                             std::to_string(kFormatVersion) + ", found " +
                                             std::to_string(version));
        const json& entry = manifest.at("models").at("statistics");
        weights = entry.at("weights");
        expected = entry.at("sha256");
    } catch (const json::exception&) {
        throw Error(ExitCode::Model,
                    path.string() +
                        ": expected format_version and models.statistics with weights and sha256");
    }
    const fs::path file = folder / weights;
    const std::string found = models::sha256File(file);
    if (found != expected)
        throw Error(ExitCode::Model,
                    file.string() + ": sha256: expected " + expected + ", found " + found);
    return std::make_shared<ComposerModel>(parseTables(readWhole(file), file.string()),
                                           instruments);
}

ComposerModel::ComposerModel(std::unique_ptr<const ComposerTables> tables,
                             const InstrumentTable& instruments)
    : tables_(std::move(tables)),
      instruments_(std::make_unique<const InstrumentTable>(instruments)) {}

ComposerModel::~ComposerModel() = default;

}  // namespace arioso
