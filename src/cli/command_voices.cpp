#include <fmt/format.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/condition/instruments.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

struct VoicesFlags {
    std::string dataFolder;
    bool json = false;
};

/// "D3": MIDI key 60 is C4.
std::string keyName(int key) {
    static constexpr std::array<const char*, 12> kNames{"C",  "C#", "D",  "Eb", "E",  "F",
                                                        "F#", "G",  "Ab", "A",  "Bb", "B"};
    return fmt::format("{}{}", kNames[static_cast<std::size_t>(key % 12)], key / 12 - 1);
}

std::string joined(const std::vector<std::string>& list) {
    std::string text;
    for (const std::string& one : list) text += (text.empty() ? "" : ", ") + one;
    return text;
}

void run(const VoicesFlags& flags) {
    const fs::path data = findDataFolder(flags.dataFolder);
    if (data.empty())
        throw Error(ExitCode::General,
                    "no data folder with configs/ found (set --data-dir or ARIOSO_DATA_DIR)");
    const InstrumentTable voices = InstrumentTable::load(data / "configs" / "voices.toml");
    const bool trained = fs::exists(data / "models" / "weights" / "voices" / "manifest.json") ||
                         fs::exists(data / "models" / "voices" / "manifest.json");
    if (flags.json) {
        nlohmann::json list = nlohmann::json::array();
        for (const Instrument& voice : voices.all()) {
            list.push_back({{"id", voice.id},
                            {"name", voice.name},
                            {"languages", voice.languages},
                            {"experimental", voice.experimental},
                            {"lowest", voice.lowest},
                            {"highest", voice.highest},
                            {"trained", trained}});
            if (voice.clear) list.back()["clear_to"] = *voice.clear;
        }
        fmt::print("{}\n", list.dump(2));
        return;
    }
    std::string text;
    for (const Instrument& voice : voices.all())
        text += fmt::format(
            "{:<8} {:<9} {:>3} to {:<4} {}{}{}\n", voice.id, voice.high ? "high" : "low",
            keyName(voice.lowest), keyName(voice.highest), joined(voice.languages),
            voice.experimental.empty() ? "" : " (experimental: " + joined(voice.experimental) + ")",
            voice.clear ? ", words clear in lines about " + keyName(*voice.clear) + " and lower"
                        : std::string());
    if (!trained) text += "these models have no voices: words are sung on one vowel\n";
    fmt::print("{}", text);
}

}  // namespace

void addVoicesCommand(CLI::App& program) {
    auto flags = std::make_shared<VoicesFlags>();
    CLI::App* command = program.add_subcommand("voices", "list the voices that sing words");
    command->add_flag("--json", flags->json, "as JSON");
    addDataFolderOption(*command, flags->dataFolder);
    command->callback([flags] { run(*flags); });
}

}  // namespace arioso::cli
