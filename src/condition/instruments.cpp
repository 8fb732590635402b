#include "src/condition/instruments.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <array>

#include "dsp/error.h"

namespace arioso {
namespace {

constexpr int kPrograms = 128;

/// Reads the fields of one [[instrument]] and words its errors.
class EntryReader {
  public:
    EntryReader(const toml::table& table, const std::string& file) : table_(table), file_(file) {}

    [[noreturn]] void fail(const std::string& field, const std::string& expected) const {
        const toml::node* node = table_.get(field);
        const auto line = (node != nullptr ? node->source() : table_.source()).begin.line;
        throw Error(ExitCode::Input,
                    fmt::format("{}:{}: instrument field '{}': expected {}, {}", file_, line, field,
                                expected, node != nullptr ? "found something else" : "not found"));
    }
    std::string text(const std::string& field) const {
        const auto value = table_[field].value_exact<std::string>();
        if (!value || value->empty()) fail(field, "a text");
        return *value;
    }
    float number(const std::string& field, double low, double high) const {
        const auto value = table_[field].value<double>();
        if (!value || !(*value >= low && *value <= high)) {
            fail(field, fmt::format("a number in [{}, {}]", low, high));
        }
        return static_cast<float>(*value);
    }
    bool flag(const std::string& field) const {
        const auto value = table_[field].value_exact<bool>();
        if (!value) fail(field, "true or false");
        return *value;
    }
    [[nodiscard]] bool has(const std::string& field) const { return table_.contains(field); }
    bool flagOr(const std::string& field, bool fallback) const {
        return table_.contains(field) ? flag(field) : fallback;
    }
    std::vector<std::string> texts(const std::string& field) const {
        const toml::array* array = table_[field].as_array();
        if (array == nullptr) fail(field, "a list of texts");
        std::vector<std::string> out;
        for (const toml::node& node : *array) {
            const auto value = node.value_exact<std::string>();
            if (!value || value->empty()) fail(field, "a list of texts");
            out.push_back(*value);
        }
        return out;
    }
    std::vector<int> keys(const std::string& field) const {
        const toml::array* array = table_[field].as_array();
        if (array == nullptr) fail(field, "a list of whole numbers in [0, 127]");
        std::vector<int> out;
        for (const toml::node& node : *array) {
            const auto value = node.value_exact<std::int64_t>();
            if (!value || *value < 0 || *value >= kPrograms) {
                fail(field, "a list of whole numbers in [0, 127]");
            }
            out.push_back(static_cast<int>(*value));
        }
        return out;
    }

  private:
    const toml::table& table_;
    const std::string& file_;
};

Instrument readEntry(const EntryReader& entry) {
    Instrument out;
    out.id = entry.text("id");
    out.name = entry.text("name");
    out.family = entry.text("family");
    out.program = static_cast<int>(entry.number("program", 0, kPrograms - 1));
    out.percussion = entry.flagOr("percussion", false);
    out.sustained = entry.flag("sustained");
    const auto range = entry.keys("range");
    if (range.size() != 2 || range[0] > range[1]) entry.fail("range", "[lowest, highest] MIDI key");
    out.lowest = range[0];
    out.highest = range[1];
    out.envelope.attack = entry.number("attack", 0, 10);
    out.envelope.decayT60 = entry.number("decay_t60", 0, 100);
    out.envelope.releaseT60 = entry.number("release_t60", 0.001, 100);
    out.decayOctave = entry.number("decay_octave", 0.1, 10);
    out.pan = entry.number("pan", -1, 1);
    out.teacher = entry.text("teacher");
    return out;
}

/// One [[voice]] of configs/voices.toml.
Instrument readVoice(const EntryReader& entry) {
    constexpr int kVoiceOohs = 53;
    Instrument out;
    out.id = entry.text("id");
    out.name = entry.text("name");
    out.family = "voice";
    out.program = kVoiceOohs;
    out.singer = true;
    const auto range = entry.keys("range");
    if (range.size() != 2 || range[0] > range[1]) entry.fail("range", "[lowest, highest] MIDI key");
    out.lowest = range[0];
    out.highest = range[1];
    if (entry.has("clear"))
        out.clear = static_cast<int>(entry.number("clear", out.lowest, out.highest));
    out.languages = entry.texts("languages");
    out.experimental = entry.texts("experimental");
    out.formants = entry.number("formants", 0.5, 2.0);
    out.high = entry.flag("high");
    out.pan = entry.number("pan", -1, 1);
    out.teacher = entry.text("teacher");
    return out;
}

}  // namespace

InstrumentTable InstrumentTable::load(const std::filesystem::path& path) {
    const std::string file = path.string();
    toml::table root;
    try {
        root = toml::parse_file(file);
    } catch (const toml::parse_error& error) {
        const auto line = error.source().begin.line;
        throw Error(ExitCode::Input, line > 0
                                         ? fmt::format("{}:{}: {}", file, line, error.description())
                                         : fmt::format("{}: {}", file, error.description()));
    }
    const bool voices = root.contains("voice");
    const toml::array* entries = root[voices ? "voice" : "instrument"].as_array();
    if (entries == nullptr || entries->empty()) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected [[instrument]] entries, found none", file));
    }
    InstrumentTable table;
    table.map_.assign(kPrograms, -1);
    for (const toml::node& node : *entries) {
        const toml::table* fields = node.as_table();
        if (fields == nullptr) {
            throw Error(ExitCode::Input, fmt::format("{}:{}: expected an [[instrument]] table",
                                                     file, node.source().begin.line));
        }
        const EntryReader entry(*fields, file);
        Instrument instrument = voices ? readVoice(entry) : readEntry(entry);
        if (table.find(instrument.id) != nullptr) entry.fail("id", "an id not used before");
        instrument.index = static_cast<int>(table.instruments_.size());
        for (const int program : voices ? std::vector<int>{} : entry.keys("covers")) {
            int& place = table.map_[static_cast<std::size_t>(program)];
            if (place >= 0) {
                entry.fail("covers",
                           fmt::format("programs not covered before (program {})", program));
            }
            place = instrument.index;
        }
        if (instrument.percussion && table.drums_ < 0) table.drums_ = instrument.index;
        table.instruments_.push_back(std::move(instrument));
    }
    for (int program = 0; program < kPrograms && !voices; ++program) {
        if (table.map_[static_cast<std::size_t>(program)] < 0) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: no instrument covers program {}", file, program));
        }
    }
    if (table.drums_ < 0 && !voices) {
        throw Error(ExitCode::Input, fmt::format("{}: no instrument with percussion = true", file));
    }
    return table;
}

const Instrument& InstrumentTable::forProgram(int program, bool percussion, bool* exact) const {
    if (percussion) {
        if (exact != nullptr) *exact = true;
        return instruments_[static_cast<std::size_t>(drums_)];
    }
    const int known = program >= 0 && program < kPrograms ? program : 0;
    const Instrument& found =
        instruments_[static_cast<std::size_t>(map_[static_cast<std::size_t>(known)])];
    if (exact != nullptr) *exact = found.program == program;
    return found;
}

const Instrument* InstrumentTable::find(const std::string& id) const {
    for (const Instrument& instrument : instruments_) {
        if (instrument.id == id) return &instrument;
    }
    return nullptr;
}

}  // namespace arioso
