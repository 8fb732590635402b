#include "tools/train/affect/affect_labels.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "dsp/error.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> out;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, '\t');) out.push_back(cell);
    return out;
}

double numberIn(const std::string& text, const fs::path& file, std::size_t line) {
    std::size_t used = 0;
    double value = 0.0;
    try {
        value = std::stod(text, &used);
    } catch (const std::exception&) {
        used = 0;
    }
    if (used == 0 || used != text.size())
        throw Error(ExitCode::Input, fmt::format("{} line {}: expected a number, found '{}'",
                                                 file.string(), line, text));
    return value;
}

/// Whole words in small letters, whatever else is between them.
std::vector<std::string> wordsOf(const std::string& text) {
    std::vector<std::string> out;
    std::string word;
    for (const char c : text + " ") {
        const auto byte = static_cast<unsigned char>(c);
        // Letters beyond ASCII are bytes above 127; their capitals begin no word of the table.
        if (std::isalpha(byte) != 0 || byte > 127) {
            word += static_cast<char>(byte < 128 ? std::tolower(byte) : byte);
        } else if (!word.empty()) {
            out.push_back(std::move(word));
            word.clear();
        }
    }
    return out;
}

std::map<std::string, double> readWords(const fs::path& path) {
    std::map<std::string, double> out;
    try {
        const toml::table file = toml::parse_file(path.string());
        const toml::table* words = file["valence"].as_table();
        if (words == nullptr)
            throw Error(ExitCode::Input, path.string() + ": expected a table [valence]");
        for (const auto& [word, value] : *words) {
            const auto number = value.value<double>();
            if (!number)
                throw Error(ExitCode::Input,
                            fmt::format("{} line {}: {}: expected a number", path.string(),
                                        value.source().begin.line, std::string(word.str())));
            out[std::string(word.str())] = *number;
        }
    } catch (const toml::parse_error& error) {
        throw Error(ExitCode::Input,
                    fmt::format("{} line {}: {}", path.string(), error.source().begin.line,
                                std::string(error.description())));
    }
    return out;
}

/// Valence by the words of feeling that a score has.
void labelByWords(LabelledSong& song, const std::string& text,
                  const std::map<std::string, double>& words) {
    std::set<std::string> found;
    for (const std::string& word : wordsOf(text))
        if (words.contains(word)) found.insert(word);
    song.labelled[0] = !found.empty();
    double sum = 0.0;
    for (const std::string& word : found) sum += words.at(word);
    song.label[0] = found.empty() ? 0.0 : sum / static_cast<double>(found.size());
}

}  // namespace

std::vector<LabelledSong> readAffectLabels(const fs::path& file, const fs::path& wordsFile) {
    const std::map<std::string, double> words =
        wordsFile.empty() ? std::map<std::string, double>() : readWords(wordsFile);
    std::ifstream stream(file);
    std::string line;
    if (!stream || !std::getline(stream, line))
        throw Error(ExitCode::Input,
                    file.string() + ": expected a table of labels, cannot read it");
    std::map<std::string, std::size_t> column;
    const std::vector<std::string> head = cells(line);
    for (std::size_t i = 0; i < head.size(); ++i) column[head[i]] = i;
    for (const char* name : {"file", "composer", "title", "valence", "arousal"})
        if (!column.contains(name) || (!words.empty() && !column.contains("words")))
            throw Error(ExitCode::Input,
                        fmt::format("{} line 1: expected a column '{}'", file.string(),
                                    column.contains(name) ? "words" : name));
    std::vector<LabelledSong> out;
    for (std::size_t number = 2; std::getline(stream, line); ++number) {
        std::vector<std::string> row = cells(line);
        row.resize(std::max(row.size(), head.size()));
        const std::string& valence = row[column["valence"]];
        const std::string& arousal = row[column["arousal"]];
        if (valence.empty() || arousal.empty()) continue;
        LabelledSong song;
        song.file = row[column["file"]];
        song.composer = row[column["composer"]];
        song.title = row[column["title"]];
        song.label = {numberIn(valence, file, number), numberIn(arousal, file, number)};
        if (!words.empty()) labelByWords(song, row[column["words"]], words);
        out.push_back(std::move(song));
    }
    return out;
}

}  // namespace arioso::train
