#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <sstream>

#include "dsp/error.h"
#include "tools/corpus/files.h"
#include "tools/corpus/sample_map.h"

namespace arioso::corpus {
namespace {

using Opcodes = std::map<std::string, std::string>;

std::optional<double> asNumber(const std::string& text) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// A key as a number or as a name: c4 is 60.
std::optional<double> asKey(const std::string& text) {
    if (const auto number = asNumber(text)) return number;
    static const std::string kSteps = "c d ef g a b";
    if (text.size() < 2) return std::nullopt;
    const auto step =
        kSteps.find(static_cast<char>(std::tolower(static_cast<unsigned char>(text[0]))));
    if (step == std::string::npos || text[0] == ' ') return std::nullopt;
    const int sharp = text[1] == '#' ? 1 : text[1] == 'b' ? -1 : 0;
    const auto octave = asNumber(text.substr(sharp == 0 ? 1 : 2));
    if (!octave) return std::nullopt;
    return static_cast<double>(step) + sharp + 12.0 * (*octave + 1.0);
}

class SfzReader {
  public:
    explicit SfzReader(const std::filesystem::path& path) : path_(path) {}

    std::vector<SampleRegion> read() {
        std::istringstream in(readText(path_));
        for (std::string line; std::getline(in, line);) {
            ++line_;
            if (const auto comment = line.find("//"); comment != std::string::npos)
                line.resize(comment);
            readLine(line);
        }
        closeRegion();
        if (out_.empty()) fail("<region> with a sample", "none");
        return std::move(out_);
    }

  private:
    [[noreturn]] void fail(const std::string& expected, const std::string& found) const {
        throw Error(ExitCode::Input, fmt::format("{}:{}: expected {}, found {}", path_.string(),
                                                 line_, expected, found));
    }

    void readLine(const std::string& line) {
        std::size_t at = 0;
        while ((at = line.find_first_not_of(" \t\r", at)) != std::string::npos) {
            if (line[at] == '#') fail("opcodes", "a preprocessor line, which is not supported");
            if (line[at] == '<') {
                const auto end = line.find('>', at);
                if (end == std::string::npos) fail("'>'", "the end of the line");
                openHeader(line.substr(at + 1, end - at - 1));
                at = end + 1;
                continue;
            }
            const auto equals = line.find('=', at);
            if (equals == std::string::npos) fail("opcode=value", "'" + line.substr(at) + "'");
            // A value may hold blanks: it ends where the next opcode or header begins.
            auto end = line.size();
            if (const auto header = line.find('<', equals); header != std::string::npos)
                end = header;
            if (const auto next = line.find('=', equals + 1);
                next != std::string::npos && next < end) {
                const auto blank = line.find_last_of(" \t", next);
                if (blank != std::string::npos && blank > equals) end = blank;
            }
            std::string value = line.substr(equals + 1, end - equals - 1);
            value.erase(value.find_last_not_of(" \t\r") + 1);
            current()[line.substr(at, equals - at)] = value;
            at = end;
        }
    }

    void openHeader(const std::string& name) {
        closeRegion();
        header_ = name;
        if (name == "global") global_.clear();
        if (name == "global" || name == "master" || name == "group") group_.clear();
        region_.clear();
    }
    Opcodes& current() {
        if (header_ == "control") return control_;
        if (header_ == "global") return global_;
        if (header_ == "group" || header_ == "master") return group_;
        return region_;
    }
    std::optional<std::string> find(const std::string& opcode) const {
        for (const Opcodes* level : {&region_, &group_, &global_, &control_}) {
            const auto found = level->find(opcode);
            if (found != level->end()) return found->second;
        }
        return std::nullopt;
    }
    double number(const std::string& opcode, double fallback, bool key = false) const {
        const auto text = find(opcode);
        if (!text) return fallback;
        const auto value = key ? asKey(*text) : asNumber(*text);
        if (!value) fail(opcode + "=number", "'" + *text + "'");
        return *value;
    }

    void closeRegion() {
        if (header_ != "region") return;
        header_.clear();
        const auto sample = find("sample");
        const auto trigger = find("trigger").value_or("attack");
        if (!sample || sample->starts_with('*') || trigger.starts_with("release")) return;
        std::string file = find("default_path").value_or("") + *sample;
        std::replace(file.begin(), file.end(), '\\', '/');
        SampleRegion region;
        region.file = path_.parent_path() / file;
        const double key = number("key", -1.0, true);
        const double centre = number("pitch_keycenter", key >= 0 ? key : 60.0, true);
        region.centre = centre - number("transpose", 0.0) - number("tune", 0.0) / 100.0;
        region.lowKey = static_cast<int>(number("lokey", key >= 0 ? key : 0.0, true));
        region.highKey = static_cast<int>(number("hikey", key >= 0 ? key : 127.0, true));
        region.velocity = (number("lovel", 0.0) + number("hivel", 127.0)) / 254.0;
        region.gain = static_cast<float>(std::pow(10.0, number("volume", 0.0) / 20.0));
        region.loopStart = static_cast<std::int64_t>(number("loop_start", 0.0));
        region.loopEnd = static_cast<std::int64_t>(number("loop_end", 0.0));
        out_.push_back(std::move(region));
    }

    std::filesystem::path path_;
    int line_ = 0;
    std::string header_;
    Opcodes control_;
    Opcodes global_;
    Opcodes group_;
    Opcodes region_;
    std::vector<SampleRegion> out_;
};

}  // namespace

std::vector<SampleRegion> readSfz(const std::filesystem::path& path) {
    return SfzReader(path).read();
}

}  // namespace arioso::corpus
