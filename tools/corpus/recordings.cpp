#include "tools/corpus/recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "dsp/error.h"
#include "src/perform/performer.h"
#include "src/score/reader.h"
#include "tools/corpus/csv.h"
#include "tools/corpus/random.h"
#include "tools/corpus/teacher.h"

namespace arioso::corpus {
namespace {

namespace fs = std::filesystem;

void requireFolder(const fs::path& folder, const char* kind) {
    if (!fs::is_directory(folder)) {
        throw Error(ExitCode::Input, fmt::format("{}: expected a {}-style folder, found none",
                                                 folder.string(), kind));
    }
}

std::vector<fs::path> sortedFiles(const fs::path& folder) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) out.push_back(entry.path());
    }
    std::sort(out.begin(), out.end());
    return out;
}

bool isAudio(const fs::path& path) {
    const std::string extension = path.extension().string();
    return extension == ".wav" || extension == ".flac" || extension == ".ogg";
}

double placeOf(const fs::path& path) {
    const std::uint64_t hash = stableHash(path.stem().string());
    return static_cast<double>((hash * 0x9E3779B97F4A7C15U) >> 11U) * 0x1p-53;
}

/// All that the MIDI file plays, as one part exactly as timed.
PerformedPart readPlayed(const fs::path& midi) {
    PerformOptions exact;
    exact.humanize = 0.0;
    Performance performance = perform(readScore(midi), exact);
    if (performance.parts.empty()) {
        throw Error(ExitCode::Input, fmt::format("{}: expected notes, found none", midi.string()));
    }
    PerformedPart part = std::move(performance.parts.front());
    for (std::size_t i = 1; i < performance.parts.size(); ++i) {
        auto& more = performance.parts[i].notes;
        part.notes.insert(part.notes.end(), more.begin(), more.end());
    }
    part.gainDb.clear();
    part.pan.clear();
    untangle(part);
    return part;
}

double numberIn(const Csv& csv, std::size_t row, std::size_t column) {
    const std::string& text = csv.rows[row][column];
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw Error(ExitCode::Input,
                    fmt::format("{}:{}: column '{}': expected a number, found '{}'", csv.file,
                                row + 2, csv.header[column], text));
    }
    return value;
}

/// Labels of one MusicNet recording; more than one entry if several instruments play.
std::map<int, PerformedPart> readLabels(const fs::path& path) {
    constexpr double kRate = 44100.0;
    constexpr float kUnknownVelocity = 0.6F;
    const Csv csv = Csv::read(path);
    const std::size_t start = csv.column("start_time");
    const std::size_t end = csv.column("end_time");
    const std::size_t instrument = csv.column("instrument");
    const std::size_t key = csv.column("note");
    std::map<int, PerformedPart> out;
    for (std::size_t row = 0; row < csv.rows.size(); ++row) {
        // MusicNet counts General MIDI programs from 1.
        const int program = static_cast<int>(numberIn(csv, row, instrument)) - 1;
        PerformedNote note;
        note.onset = numberIn(csv, row, start) / kRate;
        note.offset = std::max(note.onset + 0.02, numberIn(csv, row, end) / kRate);
        note.pitch = static_cast<float>(numberIn(csv, row, key));
        note.velocity = kUnknownVelocity;
        out[program].program = program;
        out[program].notes.push_back(std::move(note));
    }
    for (auto& [program, part] : out) untangle(part);
    return out;
}

}  // namespace

std::vector<Recording> readMaestro(const fs::path& folder, const SplitShares& shares) {
    requireFolder(folder, "MAESTRO");
    std::vector<Recording> out;
    const std::vector<fs::path> files = sortedFiles(folder);
    const auto table = std::find_if(files.begin(), files.end(), [](const fs::path& path) {
        return path.extension() == ".csv" && path.filename().string().starts_with("maestro");
    });
    if (table != files.end()) {
        const Csv csv = Csv::read(*table);
        const std::size_t split = csv.column("split");
        const std::size_t midi = csv.column("midi_filename");
        const std::size_t audio = csv.column("audio_filename");
        for (const auto& row : csv.rows) {
            Recording one;
            one.audio = folder / row[audio];
            one.source = row[audio];
            one.split = row[split] == "validation" ? "valid" : row[split];
            one.part = readPlayed(folder / row[midi]);
            out.push_back(std::move(one));
        }
        return out;
    }
    for (const fs::path& path : files) {
        if (!isAudio(path)) continue;
        for (const char* extension : {".midi", ".mid"}) {
            const fs::path midi = fs::path(path).replace_extension(extension);
            if (!fs::exists(midi)) continue;
            Recording one;
            one.audio = path;
            one.source = fs::relative(path, folder).generic_string();
            one.split = shares.at(placeOf(path));
            one.part = readPlayed(midi);
            out.push_back(std::move(one));
            break;
        }
    }
    if (out.empty()) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected maestro*.csv or audio beside MIDI of the same name, "
                                "found neither",
                                folder.string()));
    }
    return out;
}

std::vector<Recording> readMusicNet(const fs::path& folder, const SplitShares& shares,
                                    std::size_t& leftOut) {
    requireFolder(folder, "MusicNet");
    std::vector<Recording> out;
    leftOut = 0;
    for (const char* half : {"train", "test"}) {
        const fs::path data = folder / (std::string(half) + "_data");
        if (!fs::is_directory(data)) continue;
        for (const fs::path& path : sortedFiles(data)) {
            if (!isAudio(path)) continue;
            const fs::path labels =
                folder / (std::string(half) + "_labels") / (path.stem().string() + ".csv");
            auto parts = readLabels(labels);
            if (parts.size() != 1) {
                ++leftOut;
                continue;
            }
            Recording one;
            one.audio = path;
            one.source = fs::relative(path, folder).generic_string();
            one.part = std::move(parts.begin()->second);
            // Its test half stays unseen; part of the other is held out for choosing checkpoints.
            one.split = half == std::string("test") ? "test" : shares.at(placeOf(path));
            if (half == std::string("train") && one.split == "test") one.split = "valid";
            out.push_back(std::move(one));
        }
    }
    if (out.empty() && leftOut == 0) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected train_data or test_data with audio, found neither",
                                folder.string()));
    }
    return out;
}

}  // namespace arioso::corpus
