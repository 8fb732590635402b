#include "tools/train/config.h"

#include <toml++/toml.h>
#include <sstream>

#include "dsp/error.h"

namespace arioso::train {

nlohmann::json readConfig(const std::filesystem::path& path) {
    try {
        const auto table = toml::parse_file(path.string());
        std::ostringstream text;
        text << toml::json_formatter(table);
        return nlohmann::json::parse(text.str());
    } catch (const toml::parse_error& e) {
        std::ostringstream text;
        text << path.string() << ": line " << e.source().begin.line << ": " << e.description();
        throw Error(ExitCode::Input, text.str());
    }
}

}  // namespace arioso::train
