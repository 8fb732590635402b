#include "tools/eval/songs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "dsp/audio_format.h"
#include "dsp/control_curve.h"
#include "dsp/error.h"
#include "models/model_set.h"
#include "src/perform/curves.h"
#include "src/report/image.h"
#include "src/synth/render_plan.h"
#include "src/synth/stem_renderer.h"
#include "src/synth/voice_choice.h"
#include "tools/common/parallel.h"
#include "tools/eval/measure/statistics.h"
#include "tools/eval/wav.h"

namespace arioso::eval {
namespace {

constexpr double kRest = 0.15;     // seconds between notes that end a line
constexpr double kLongLine = 8.0;  // seconds after which the next word begins a line
constexpr double kAround = 0.25;   // seconds of silence kept about a line, never neighbours

struct Line {
    std::string words;
    double start = 0.0;
    double end = 0.0;
};

double startOf(const PerformedNote& note) {
    return note.phonemes.empty() ? note.onset : std::min(note.onset, note.phonemes.front().start);
}

std::vector<Line> linesOf(const PerformedPart& part) {
    std::vector<Line> lines;
    bool inWord = false;
    for (const PerformedNote& note : part.notes) {
        const bool rest = lines.empty() || startOf(note) - lines.back().end > kRest;
        const bool longEnough =
            !lines.empty() && note.onset - lines.back().start > kLongLine && !inWord;
        if (!note.syllable.empty()) {
            if ((rest || longEnough) && !inWord) lines.push_back({{}, startOf(note), 0.0});
            std::string& words = lines.back().words;
            if (!inWord && !words.empty()) words += ' ';
            const bool goesOn = note.syllable.back() == '-';
            words += goesOn ? note.syllable.substr(0, note.syllable.size() - 1) : note.syllable;
            inWord = goesOn;
        }
        if (!lines.empty()) lines.back().end = note.offset;
    }
    return lines;
}

std::size_t wordsOf(const std::string& text) {
    return text.empty() ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(text, ' '));
}

/// As the mixer does it: who listens to the lines hears what users hear.
void applyLevels(const PerformedPart& part, std::span<float> audio) {
    std::vector<dsp::ControlPoint> points;
    for (const CurvePoint& point : levelCurve(part)) points.push_back({point.seconds, point.value});
    const dsp::ControlCurve curve(points, 0.0F);
    for (std::size_t i = 0; i < audio.size(); ++i)
        audio[i] *= std::pow(10.0F, curve.at(static_cast<double>(i) / dsp::kSampleRate) / 20.0F);
}

class SongEvaluation {
  public:
    explicit SongEvaluation(const SongOptions& options)
        : options_(options),
          instruments_(InstrumentTable::load(options.instrumentTable)),
          voices_(InstrumentTable::load(options.voiceTable)),
          models_(models::ModelSet::load(
              options.models.empty() ? models::findModelFolder({}) / "voices" : options.models)) {}

    void sing(const std::filesystem::path& score) {
        RenderRequest request;
        request.score = score.string();
        request.seed = options_.seed;
        request.language = options_.language;
        request.steps = options_.steps;
        if (!options_.voice.empty()) request.voices.push_back({"", options_.voice});
        if (options_.longest > 0.0) request.to = fmt::format("{}s", options_.longest);
        const RenderPlan plan = makePlan(request, instruments_, &voices_);
        for (const StemPlan& stem : plan.stems) {
            if (stem.instrument.singer) singStem(score, request, stem);
        }
    }

    std::vector<VoiceFigures> figures() const {
        std::vector<VoiceFigures> out;
        for (const auto& [key, value] : figures_) out.push_back(value);
        return out;
    }

    void writeLines() const {
        nlohmann::json list = nlohmann::json::array();
        for (const SungLine& line : lines_) {
            list.push_back({{"file", line.file},
                            {"song", line.song},
                            {"words", line.words},
                            {"language", line.language},
                            {"voice", line.voice},
                            {"start", line.start},
                            {"end", line.end}});
        }
        const std::string text = list.dump(1) + "\n";
        writeFileAtomically((options_.outAudio / "lines.json").string(), text.data(), text.size());
    }

  private:
    void singStem(const std::filesystem::path& score, const RenderRequest& request,
                  const StemPlan& stem) {
        StemOptions options;
        options.seed = options_.seed;
        options.stem = stem.number;
        options.steps = options_.steps;
        const StemRenderer renderer(models_, stem.part, stem.instrument, options);
        std::vector<float> audio = renderer.renderAll();
        const SingingMeasures measures = measureSinging(stem.part, audio);
        applyLevels(stem.part, audio);
        const std::vector<Line> lines = linesOf(stem.part);
        const std::string name = fmt::format("{}-{}", score.stem().string(), stem.number);
        const std::string language = request.language.empty() ? "score" : request.language;

        const std::lock_guard lock(mutex_);
        VoiceFigures& sum = figures_[stem.instrument.id + language];
        sum.voice = stem.instrument.id;
        sum.language = language;
        ++sum.songs;
        sum.notes += stem.part.notes.size();
        sum.seconds += static_cast<double>(audio.size()) / dsp::kSampleRate;
        sum.measures.append(measures);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            sum.words += wordsOf(lines[i].words);
            if (options_.outAudio.empty()) continue;
            SungLine line{fmt::format("{}-{:03}.wav", name, i + 1),
                          name,
                          lines[i].words,
                          language,
                          stem.instrument.id,
                          lines[i].start,
                          lines[i].end};
            const auto at = [&audio](double seconds) {
                return static_cast<std::size_t>(
                    std::clamp(seconds * dsp::kSampleRate, 0.0, static_cast<double>(audio.size())));
            };
            const double before = i > 0 ? lines[i - 1].end : 0.0;
            const double after = i + 1 < lines.size() ? lines[i + 1].start : line.end + 2.0;
            const std::size_t first =
                at(line.start - std::clamp(0.5 * (line.start - before), 0.0, kAround));
            const std::size_t last =
                at(line.end + std::clamp(0.5 * (after - line.end), 0.0, kAround));
            writeWav(options_.outAudio / line.file, std::span(audio).subspan(first, last - first));
            lines_.push_back(std::move(line));
        }
    }

    const SongOptions& options_;
    InstrumentTable instruments_;
    InstrumentTable voices_;
    std::shared_ptr<const models::ModelSet> models_;
    std::mutex mutex_;
    std::map<std::string, VoiceFigures> figures_;
    std::vector<SungLine> lines_;
};

}  // namespace

std::vector<VoiceFigures> evaluateSongs(const SongOptions& options,
                                        const std::function<void(const std::string&)>& progress) {
    SongEvaluation evaluation(options);
    std::mutex mutex;
    parallelFor(options.scores.size(), options.threads, models::prepareEngineThread,
                [&](std::size_t i) {
                    evaluation.sing(options.scores[i]);
                    const std::lock_guard lock(mutex);
                    progress(options.scores[i].string());
                });
    if (!options.outAudio.empty()) evaluation.writeLines();
    return evaluation.figures();
}

std::string songReport(const std::vector<VoiceFigures>& figures) {
    std::string text =
        fmt::format("{:<10}{:<8}{:>6}{:>8}{:>8}{:>9}{:>8}{:>9}{:>8}{:>9}\n", "voice", "words in",
                    "songs", "words", "notes", "sung at", "95 %", "vowel", "95 %", "voicing");
    for (const VoiceFigures& row : figures) {
        text += fmt::format(
            "{:<10}{:<8}{:>6}{:>8}{:>8}{:>9.1f}{:>8.1f}{:>9.1f}{:>8.1f}{:>9.1f}\n", row.voice,
            row.language, row.songs, row.words, row.notes, median(row.measures.centreCents),
            quantile(row.measures.centreCents, 0.95), median(row.measures.vowelOnsetMs),
            quantile(row.measures.vowelOnsetMs, 0.95), row.measures.voicingErrorPercent());
    }
    text +=
        "  sung at  median pitch error in the middle of steady notes, cents, and 95th percentile\n"
        "  vowel    median distance of a vowel's voice from its written start, ms, likewise\n"
        "  voicing  frames with a voice that should have none, or without, %\n";
    return text;
}

std::string songReportJson(const std::vector<VoiceFigures>& figures, const SongOptions& options) {
    nlohmann::json rows = nlohmann::json::array();
    for (const VoiceFigures& row : figures) {
        rows.push_back({{"voice", row.voice},
                        {"language", row.language},
                        {"songs", row.songs},
                        {"words", row.words},
                        {"notes", row.notes},
                        {"seconds", row.seconds},
                        {"centre_cents", median(row.measures.centreCents)},
                        {"centre_cents_p95", quantile(row.measures.centreCents, 0.95)},
                        {"vowel_onset_ms", median(row.measures.vowelOnsetMs)},
                        {"vowel_onset_p95_ms", quantile(row.measures.vowelOnsetMs, 0.95)},
                        {"voicing_percent", row.measures.voicingErrorPercent()}});
    }
    return nlohmann::json{{"seed", options.seed}, {"voices", rows}}.dump(2) + "\n";
}

}  // namespace arioso::eval
