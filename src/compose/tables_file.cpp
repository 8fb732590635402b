#include "src/compose/tables_file.h"

#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "models/safetensors_header.h"

namespace arioso {
namespace {

using nlohmann::json;

constexpr const char* kArchitecture = "composer-statistics-1";
constexpr const char* kEventArchitecture = "event-counts-1";
constexpr const char* kModes[] = {"major", "minor"};
constexpr int kLargestCount = 32767;  // of the format's signed 16 bits

/// Collects tensors and writes them behind a header.
class Writer {
  public:
    void add(const std::string& name, const char* type, json shape, const std::string& bytes) {
        header_[name] = {{"dtype", type},
                         {"shape", std::move(shape)},
                         {"data_offsets", {data_.size(), data_.size() + bytes.size()}}};
        data_ += bytes;
    }
    void add(const std::string& name, const models::Ppm& ppm) {
        const models::Ppm::Arrays arrays = ppm.arrays();
        const auto text = [](const std::vector<std::uint8_t>& values) {
            return std::string(values.begin(), values.end());
        };
        std::string counts;
        for (const std::uint16_t count : arrays.counts) {
            const int kept = std::min<int>(count, kLargestCount);
            counts += static_cast<char>(kept & 0xFF);
            counts += static_cast<char>(kept >> 8);
        }
        const json shape = {arrays.symbols.size()};
        add(name + ".symbols", "U8", shape, text(arrays.symbols));
        add(name + ".children", "U8", shape, text(arrays.children));
        add(name + ".counts", "I16", shape, counts);
    }
    std::string bytes(const json& config) {
        header_["__metadata__"] = {{"config", config.dump()}};
        std::string head = header_.dump();
        head.append((8 - head.size() % 8) % 8, ' ');
        std::string out;
        for (unsigned i = 0; i < 8; ++i)
            out += static_cast<char>((std::uint64_t{head.size()} >> (8 * i)) & 0xFFU);
        return out + head + data_;
    }

  private:
    json header_ = json::object();
    std::string data_;
};

json ppmConfig(const models::Ppm& ppm) {
    return {{"alphabet", ppm.alphabet()}, {"order", ppm.order()}};
}

class Reader {
  public:
    Reader(const std::string& bytes, std::string name)
        : name_(std::move(name)), header_(models::parseSafetensorsHeader(bytes, name_)) {}

    [[noreturn]] void fail(const std::string& text) const {
        throw Error(ExitCode::Model, name_ + ": " + text);
    }
    [[nodiscard]] json config() const {
        const auto text = header_.metadata.find("config");
        if (text == header_.metadata.end()) fail("header has no 'config'");
        return json::parse(text->second);
    }
    [[nodiscard]] std::string_view tensor(const std::string& name, const char* type) const {
        for (const auto& entry : header_.entries) {
            if (entry.name != name) continue;
            if (entry.dtype != type)
                fail("tensor " + name + ": expected " + type + ", found " + entry.dtype);
            return entry.data;
        }
        fail("expected a tensor " + name + ", found none");
    }
    [[nodiscard]] models::Ppm ppm(const std::string& name, const json& config) const {
        models::Ppm::Arrays arrays;
        arrays.alphabet = config.at("alphabet");
        arrays.order = config.at("order");
        const auto symbols = tensor(name + ".symbols", "U8");
        const auto children = tensor(name + ".children", "U8");
        const auto counts = tensor(name + ".counts", "I16");
        arrays.symbols.assign(symbols.begin(), symbols.end());
        arrays.children.assign(children.begin(), children.end());
        for (std::size_t i = 0; i + 1 < counts.size(); i += 2)
            arrays.counts.push_back(static_cast<std::uint16_t>(
                static_cast<unsigned char>(counts[i]) |
                (static_cast<unsigned>(static_cast<unsigned char>(counts[i + 1])) << 8U)));
        return models::Ppm::fromArrays(arrays, name_ + ": " + name);
    }

  private:
    std::string name_;
    models::SafetensorsHeader header_;
};

RhythmTable readRhythm(const Reader& reader, const json& config) {
    RhythmTable table;
    table.metre = config.at("metre");
    table.length = config.at("length");
    const std::string name = "rhythm." + table.metre;
    const std::string_view tokens = reader.tensor(name + ".tokens", "U8");
    for (std::size_t i = 0; i + 2 < tokens.size(); i += 3) {
        RhythmToken token;
        token.kind = static_cast<std::uint8_t>(tokens[i]);
        token.place = static_cast<std::uint8_t>(tokens[i + 1]);
        token.duration = static_cast<std::uint8_t>(tokens[i + 2]);
        if (token.kind > RhythmToken::Tied || token.duration == 0 ||
            token.place + token.duration > table.length)
            reader.fail(name + ": a note reaches over its bar");
        table.tokens.push_back(token);
    }
    for (const json& one : config.at("upbeats")) {
        Upbeat upbeat;
        upbeat.durations = one.at("durations").get<std::vector<int>>();
        upbeat.share = one.at("share");
        int sum = 0;
        for (const int duration : upbeat.durations) {
            if (duration <= 0) reader.fail(name + ": an upbeat with a note of no length");
            sum += duration;
        }
        if (sum <= 0 || sum >= table.length) reader.fail(name + ": an upbeat fills a bar");
        table.upbeats.push_back(upbeat);
    }
    table.ppm = reader.ppm(name, config);
    if (table.ppm.alphabet() != static_cast<int>(table.tokens.size()))
        reader.fail(name + ": expected as many symbols as notes");
    return table;
}

models::Ppm readPpm(const Reader& reader, const json& config, const std::string& name,
                    int alphabet) {
    models::Ppm ppm = reader.ppm(name, config.at(name));
    if (ppm.alphabet() != alphabet)
        reader.fail(name + ": expected " + std::to_string(alphabet) + " symbols, found " +
                    std::to_string(ppm.alphabet()));
    return ppm;
}

}  // namespace

std::string tablesBytes(const ComposerTables& tables) {
    Writer writer;
    json config = {{"architecture", kArchitecture}, {"rhythms", json::array()}};
    for (std::size_t mode = 0; mode < 2; ++mode) {
        const std::string melody = std::string("melody.") + kModes[mode];
        const std::string chords = std::string("chords.") + kModes[mode];
        writer.add(melody, tables.melody[mode]);
        writer.add(chords, tables.chords[mode]);
        config[melody] = ppmConfig(tables.melody[mode]);
        config[chords] = ppmConfig(tables.chords[mode]);
    }
    for (const RhythmTable& table : tables.rhythms) {
        const std::string name = "rhythm." + table.metre;
        json entry = ppmConfig(table.ppm);
        entry["metre"] = table.metre;
        entry["length"] = table.length;
        entry["upbeats"] = json::array();
        for (const Upbeat& upbeat : table.upbeats)
            entry["upbeats"].push_back({{"durations", upbeat.durations}, {"share", upbeat.share}});
        config["rhythms"].push_back(entry);
        std::string tokens;
        for (const RhythmToken& token : table.tokens) {
            tokens += static_cast<char>(token.kind);
            tokens += static_cast<char>(token.place);
            tokens += static_cast<char>(token.duration);
        }
        writer.add(name + ".tokens", "U8", {table.tokens.size(), 3}, tokens);
        writer.add(name, table.ppm);
    }
    std::string tones(sizeof(tables.chordTone), '\0');
    std::memcpy(tones.data(), tables.chordTone.data(), tones.size());
    writer.add("chord_tone", "F32", {kQualities, kStrengths, 12}, tones);
    return writer.bytes(config);
}

std::unique_ptr<ComposerTables> parseTables(const std::string& bytes, const std::string& name) {
    const Reader reader(bytes, name);
    auto tables = std::make_unique<ComposerTables>();
    try {
        const json config = reader.config();
        const std::string architecture = config.at("architecture");
        if (architecture != kArchitecture)
            reader.fail(std::string("architecture: expected \"") + kArchitecture + "\", found \"" +
                        architecture.substr(0, 60) + "\"");
        for (std::size_t mode = 0; mode < 2; ++mode) {
            tables->melody[mode] =
                readPpm(reader, config, std::string("melody.") + kModes[mode], kMelodySymbols);
            tables->chords[mode] =
                readPpm(reader, config, std::string("chords.") + kModes[mode], kChordSymbols);
        }
        for (const json& entry : config.at("rhythms"))
            tables->rhythms.push_back(readRhythm(reader, entry));
    } catch (const json::exception& e) {
        reader.fail(std::string("bad config: ") + e.what());
    }
    for (const char* metre : {"4/4", "3/4", "2/4", "6/8", "3/8"})
        if (tables->rhythm(metre) == nullptr)
            reader.fail(std::string("expected the rhythm of ") + metre + ", found none");
    const std::string_view tones = reader.tensor("chord_tone", "F32");
    if (tones.size() != sizeof(tables->chordTone))
        reader.fail("chord_tone: expected " + std::to_string(sizeof(tables->chordTone)) +
                    " bytes, found " + std::to_string(tones.size()));
    std::memcpy(tables->chordTone.data(), tones.data(), tones.size());
    for (const auto& byStrength : tables->chordTone)
        for (const auto& row : byStrength)
            for (const float tone : row)
                if (!(tone > 0.0F && tone <= 1.0F)) reader.fail("chord_tone: not probabilities");
    return tables;
}

std::string ppmBytes(const models::Ppm& ppm) {
    Writer writer;
    writer.add("events", ppm);
    json config = ppmConfig(ppm);
    config["architecture"] = kEventArchitecture;
    return writer.bytes(config);
}

models::Ppm parsePpm(const std::string& bytes, const std::string& name) {
    const Reader reader(bytes, name);
    try {
        const json config = reader.config();
        if (config.at("architecture") != kEventArchitecture)
            reader.fail(std::string("architecture: expected \"") + kEventArchitecture + "\"");
        return reader.ppm("events", config);
    } catch (const json::exception& e) {
        reader.fail(std::string("bad config: ") + e.what());
    }
}

}  // namespace arioso
