#include "src/cli/affect_name.h"

#include <fmt/format.h>

#include <system_error>

#include "src/compose/moods.h"
#include "src/perform/rules/palettes.h"

namespace arioso::cli {

std::string affectOf(const std::string& text, const std::filesystem::path& dataFolder) {
    if (text.empty() || Palettes::inFolder(dataFolder).find(text) != nullptr) return text;
    const std::filesystem::path file = dataFolder / "configs" / "moods.toml";
    std::error_code ignored;
    if (dataFolder.empty() || !std::filesystem::exists(file, ignored)) return text;
    const MoodTable moods = MoodTable::load(file);
    const NamedMood* mood = moods.find(text);
    if (mood == nullptr) return text;
    return fmt::format("{},{}", mood->steering.valence, mood->steering.arousal);
}

}  // namespace arioso::cli
