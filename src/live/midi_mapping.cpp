#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "dsp/error.h"
#include "src/live/control.h"

namespace arioso::live {
namespace {

using nlohmann::json;

class MappingReader {
  public:
    explicit MappingReader(const std::string& file) : file_(file) {}

    std::vector<MidiMapping> read() {
        toml::table table;
        try {
            table = toml::parse_file(file_);
        } catch (const toml::parse_error& error) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: line {}: {}", file_, error.source().begin.line,
                                    error.description()));
        }
        std::vector<MidiMapping> out;
        for (const auto& [key, node] : table) {
            const bool controller = key.str() == "controller";
            if (!controller && key.str() != "key") fail(node, "expected [[controller]] or [[key]]");
            const toml::array* list = node.as_array();
            if (list == nullptr) fail(node, "expected [[controller]] or [[key]]");
            for (const toml::node& item : *list) {
                const toml::table* entry = item.as_table();
                if (entry == nullptr) fail(item, "expected a table");
                out.push_back(controller ? controllerOf(*entry) : keyOf(*entry));
            }
        }
        return out;
    }

  private:
    [[noreturn]] void fail(const toml::node& node, const std::string& what) const {
        throw Error(ExitCode::Input,
                    fmt::format("{}: line {}: {}", file_, node.source().begin.line, what));
    }
    double number(const toml::table& table, const char* field, double low, double high,
                  std::optional<double> otherwise) const {
        const toml::node* node = table.get(field);
        if (node == nullptr && otherwise) return *otherwise;
        const auto value = node == nullptr ? std::nullopt : node->value<double>();
        if (!value || !(*value >= low && *value <= high))
            fail(node == nullptr ? static_cast<const toml::node&>(table) : *node,
                 fmt::format("{}: expected a number {} to {}", field, low, high));
        return *value;
    }
    std::string text(const toml::table& table, const char* field) const {
        const toml::node* node = table.get(field);
        if (node == nullptr || !node->is_string())
            fail(node == nullptr ? static_cast<const toml::node&>(table) : *node,
                 fmt::format("{}: expected a text", field));
        return *node->value<std::string>();
    }
    void checkNames(const toml::table& table, std::initializer_list<const char*> names) const {
        for (const auto& [key, node] : table)
            if (std::ranges::find(names, key.str(), [](const char* name) {
                    return std::string_view(name);
                }) == names.end())
                fail(node, fmt::format("unknown field '{}'", key.str()));
    }
    MidiMapping controllerOf(const toml::table& table) const {
        checkNames(table, {"number", "channel", "to", "low", "high", "switch"});
        MidiMapping out;
        out.number = static_cast<int>(number(table, "number", 0, 127, std::nullopt));
        out.channel = static_cast<int>(number(table, "channel", 0, 16, 0.0));
        out.low = number(table, "low", -1000, 1000, 0.0);
        out.high = number(table, "high", -1000, 1000, 1.0);
        out.toggle = table["switch"].value_or(false);
        std::istringstream target(text(table, "to"));
        for (std::string field; std::getline(target, field, '/');) out.target.push_back(field);
        if (out.target.empty() || std::ranges::count(out.target, "") > 0)
            fail(table, "to: expected a setting such as tempo or parts/1/gain");
        return out;
    }
    MidiMapping keyOf(const toml::table& table) const {
        checkNames(table, {"number", "channel", "send"});
        MidiMapping out;
        out.kind = MidiMapping::Kind::Note;
        out.number = static_cast<int>(number(table, "number", 0, 127, std::nullopt));
        out.channel = static_cast<int>(number(table, "channel", 0, 16, 0.0));
        out.send = json::parse(text(table, "send"), nullptr, false);
        if (!out.send.is_object()) fail(table, "send: expected a JSON object in quotes");
        return out;
    }

    const std::string& file_;
};

}  // namespace

std::vector<MidiMapping> readMidiMapping(const std::string& file) {
    return MappingReader(file).read();
}

json changeFor(const std::vector<MidiMapping>& mappings,
               const std::vector<unsigned char>& message) {
    if (message.size() < 3 || message[1] > 127 || message[2] > 127) return nullptr;
    const int status = message[0] & 0xF0;
    const int channel = (message[0] & 0x0F) + 1;
    json out;
    for (const MidiMapping& mapping : mappings) {
        const bool controller = mapping.kind == MidiMapping::Kind::Controller;
        const int wanted = controller ? 0xB0 : 0x90;
        if (status != wanted || mapping.number != message[1] ||
            (mapping.channel != 0 && mapping.channel != channel))
            continue;
        if (!controller) {
            if (message[2] > 0) out.merge_patch(mapping.send);
        } else {
            json* value = &out;
            for (const std::string& field : mapping.target) value = &(*value)[field];
            if (mapping.toggle) {
                *value = message[2] >= 64;
            } else {
                *value = mapping.low + (mapping.high - mapping.low) * message[2] / 127.0;
            }
        }
    }
    return out;
}

}  // namespace arioso::live
