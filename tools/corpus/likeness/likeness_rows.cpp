#include "tools/corpus/likeness/likeness_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/affect/affect_features.h"
#include "src/likeness/audio_row.h"
#include "src/likeness/joint_embedding.h"
#include "src/likeness/score_row.h"
#include "src/likeness/song_words.h"
#include "src/perform/performer.h"
#include "tools/common/parallel.h"
#include "tools/corpus/files.h"
#include "tools/corpus/teacher.h"
#include "tools/train/statistics/score_list.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::corpus {
namespace {

using nlohmann::json;

/// Playing a window of fewer notes would say nothing of it.
constexpr std::size_t kFewestNotes = 12;

/// JSON has no word for an unknown number but null.
json numbers(const std::vector<double>& values) {
    json out = json::array();
    for (const double value : values)
        out.push_back(std::isfinite(value) ? json(std::round(value * 1e5) / 1e5) : json());
    return out;
}

std::vector<float> play(const Score& window, const InstrumentTable& instruments, Teacher& teacher,
                        std::uint64_t seed) {
    PerformOptions options;
    options.words = false;
    options.seed = seed;
    const Performance performance = perform(window, options);
    const double seconds = std::min(JointEmbedding::kSeconds, performance.duration + 1.0);
    const auto samples = static_cast<std::int64_t>(seconds * dsp::kSampleRate);
    std::vector<float> out(static_cast<std::size_t>(samples));
    for (PerformedPart part : performance.parts) {
        std::erase_if(part.notes, [&](const PerformedNote& note) { return note.onset >= seconds; });
        if (part.notes.empty()) continue;
        untangle(part);
        const std::vector<float> one =
            teacher.render(part, instruments.forProgram(part.program, part.percussion), samples);
        for (std::size_t i = 0; i < out.size(); ++i) out[i] += one[i];
    }
    return out;
}

std::size_t notesOf(const Score& window) {
    std::size_t out = 0;
    for (const Part& part : window.parts)
        if (!part.percussion) out += part.notes.size();
    return out;
}

std::string rowsOf(const train::ListedScore& listed, const LikenessSettings& settings,
                   const InstrumentTable& instruments, Teacher& teacher) {
    const Score score = train::readScoreOnce(listed.path);
    const std::size_t bars = score.measures.size();
    const std::size_t count =
        std::clamp<std::size_t>(bars / JointEmbedding::kBars, 1, settings.windows);
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t first = count == 1 ? 0 : i * (bars - JointEmbedding::kBars) / (count - 1);
        const Score window = someBars(score, first, JointEmbedding::kBars);
        if (notesOf(window) < kFewestNotes) continue;
        json row = {{"file", listed.path.filename().string()},
                    {"work", listed.path.string()},
                    {"composer", listed.composer},
                    {"title", listed.title},
                    {"first_bar", first},
                    {"held_out", listed.side == train::ListedScore::Side::HeldOut}};
        try {
            row["score"] = numbers(scoreRow(window).values);
            if (i < settings.heard) {
                const std::vector<float> sound = play(window, instruments, teacher, i);
                row["audio"] = numbers(
                    audioRow(audioFeatures({std::span<const float>(sound)}, dsp::kSampleRate))
                        .values);
            }
        } catch (const Error&) {
            continue;  // nothing but drums, or silence
        }
        const SongWords words = wordsOf(window);
        if (!words.empty()) row["words"] = {{"language", words.language}, {"lines", words.lines}};
        out += row.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    }
    return out;
}

}  // namespace

void writeLikenessRows(const LikenessSettings& settings) {
    train::ScoreListSettings listing;
    listing.scores = settings.scores;
    listing.heldOut = settings.heldOut;
    listing.threads = settings.threads;
    std::vector<train::ListedScore> listed = train::listScores(listing);
    std::erase_if(listed, [](const train::ListedScore& one) {
        return one.side == train::ListedScore::Side::LeftOut;
    });
    const InstrumentTable instruments = InstrumentTable::load(settings.instrumentTable);
    std::vector<std::string> rows(listed.size());
    std::atomic<std::size_t> done{0};
    thread_local std::unique_ptr<Teacher> teacher;
    parallelFor(
        listed.size(), settings.threads,
        [&] { teacher = makeSoundFontTeacher(settings.soundFont); },
        [&](std::size_t i) {
            rows[i] = rowsOf(listed[i], settings, instruments, *teacher);
            const std::size_t now = ++done;
            if (now % 100 == 0 || now == listed.size())
                fmt::print(stderr, "{}/{} scores\n", now, listed.size());
        });
    std::string all;
    for (const std::string& one : rows) all += one;
    writeTextAtomically(settings.out, all);
}

}  // namespace arioso::corpus
