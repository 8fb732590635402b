#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/models_folder.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct ModelsFlags {
    std::string modelsFolder;
    std::string dataFolder;
    bool json = false;
    bool cards = false;
};

std::string sha256(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return {};
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
    std::vector<char> block(1U << 20U);
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0)
        EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(file.gcount()));
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(context.get(), digest.data(), &length);
    std::string text;
    for (unsigned i = 0; i < length; ++i) text += fmt::format("{:02x}", digest[i]);
    return text;
}

std::string readText(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

json describe(const fs::path& folder, const std::string& name, const json& entry) {
    const auto text = [&entry](const char* field) { return entry.value(field, std::string()); };
    const fs::path weights = folder / text("weights");
    std::error_code missing;
    const auto bytes = fs::file_size(weights, missing);
    const std::string expected = text("sha256");
    std::string state = "good";
    if (missing) {
        state = "missing";
    } else if (sha256(weights) != expected) {
        state = "tampered with or incomplete: sha256 differs from the manifest's";
    }
    return {{"name", name},
            {"version", text("version")},
            {"weights", weights.string()},
            {"card", text("card").empty() ? "" : (folder / text("card")).string()},
            {"bytes", missing ? 0 : bytes},
            {"sha256", expected},
            {"state", state}};
}

/// Adds what a folder's manifest names to `list`, each name behind `prefix`.
void addFolder(const fs::path& folder, const std::string& prefix, json& list) {
    const fs::path path = folder / "manifest.json";
    std::ifstream file(path);
    if (!file) throw Error(ExitCode::Model, fmt::format("{}: cannot be opened", path.string()));
    const json manifest = json::parse(file, nullptr, false);
    if (!manifest.is_object() || !manifest.contains("models") || !manifest["models"].is_object())
        throw Error(ExitCode::Model,
                    fmt::format("{}: expected a JSON object with 'models'", path.string()));
    for (const auto& [name, entry] : manifest["models"].items())
        if (entry.is_object()) list.push_back(describe(folder, prefix + name, entry));
}

void models(const ModelsFlags& flags) {
    const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder);
    json list = json::array();
    addFolder(folder, "", list);
    for (const std::string set : {"voices", "composer"})
        if (fs::exists(folder / set / "manifest.json")) addFolder(folder / set, set + "/", list);
    if (flags.json) {
        fmt::print("{}\n", json{{"folder", folder.string()}, {"models", list}}.dump(2));
    } else {
        fmt::print("folder           {}\n", folder.string());
        for (const json& model : list) {
            const auto text = [&model](const char* field) {
                return model[field].get<std::string>();
            };
            fmt::print("{:<16} version {}, {:.1f} MB, sha256 {}, {}\n", text("name"),
                       text("version"), model["bytes"].get<double>() / 1e6,
                       text("sha256").substr(0, 12), text("state"));
            fmt::print("                 {}\n", text("card"));
            if (flags.cards) fmt::print("\n{}\n", readText(text("card")));
        }
    }
    for (const json& model : list)
        if (model["state"] != "good")
            throw Error(ExitCode::Model, fmt::format("{}: {}", model["weights"].get<std::string>(),
                                                     model["state"].get<std::string>()));
}

}  // namespace

void addModelsCommand(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("models", "Tell which models there are, from where, and check them");
    const auto flags = std::make_shared<ModelsFlags>();
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->add_flag("--json", flags->json, "as JSON");
    command->add_flag("--cards", flags->cards, "print each model's card");
    command->callback([flags] { models(*flags); });
}

}  // namespace arioso::cli
