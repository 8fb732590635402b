#include "src/play/endless_programme.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "dsp/error.h"
#include "src/compose/steering_text.h"
#include "src/play/json_values.h"

namespace arioso::play {
namespace {

using nlohmann::json;

/// Phrases whose bookmarks are kept, to go back to; and phrases that are kept for saving, some
/// hours.
constexpr std::size_t kBookmarks = 64;
constexpr std::size_t kSaved = 2000;
constexpr std::size_t kTurns = 64;

Steering steered(Steering out, const json& change, const MoodTable& moods, const StyleTable& styles,
                 const InstrumentTable& instruments, std::uint64_t seed) {
    // A style first, then a mood: what is said beside them is meant to differ from them.
    const auto named = change.find("style");
    if (named != change.end()) {
        const std::string name = textOf(*named, "style");
        const Steering plain;
        if (name == "none") {
            out.textures = plain.textures;
            out.groove = plain.groove;
            out.swing = plain.swing;
            out.colour = plain.colour;
            out.legato = plain.legato;
            out.quartersPerMinute.reset();
            out.programs.clear();
        } else {
            out = styles.named(name).steering(seed);
        }
    }
    if (const auto mood = change.find("mood"); mood != change.end()) {
        const Steering felt = moods.steeringOf(textOf(*mood, "mood"));
        if (named != change.end() && *named != "none")
            out = styles.named(textOf(*named, "style")).steering(seed, felt);
        out.valence = felt.valence;
        out.arousal = felt.arousal;
        if (named == change.end()) {
            out.density = felt.density;
            out.drums = felt.drums;
        }
    }
    for (const auto& [key, value] : change.items()) {
        if (key == "mood" || key == "style" || key == "rewind") continue;
        if (key == "valence") {
            out.valence = numberIn(value, key, -1.0, 1.0);
        } else if (key == "arousal") {
            out.arousal = numberIn(value, key, -1.0, 1.0);
        } else if (key == "density") {
            out.density = numberIn(value, key, 0.0, 1.0);
        } else if (key == "tempo") {
            const double tempo = numberIn(value, key, 0.0, 300.0);
            if (tempo > 0.0 && tempo < 20.0)
                throw Error(
                    ExitCode::Usage,
                    fmt::format("tempo: expected 20 to 300, or 0 for the mood's, found {}", tempo));
            out.quartersPerMinute.reset();
            if (tempo > 0.0) out.quartersPerMinute = tempo;
        } else if (key == "key") {
            out.tonic.reset();
            out.minor.reset();
            if (textOf(value, key) != "auto") {
                const auto [tonic, minor] = parseKey(textOf(value, key));
                out.tonic = tonic;
                out.minor = minor;
            }
        } else if (key == "metre") {
            std::tie(out.beats, out.beatType) = parseMetre(textOf(value, key));
        } else if (key == "instruments") {
            out.programs = parsePrograms(textOf(value, key), instruments);
        } else if (key == "drums" && value.is_boolean()) {
            out.drums = value.get<bool>();
        } else {
            throw Error(
                ExitCode::Usage,
                fmt::format("steer: expected mood, style, valence, arousal, density, key, metre, "
                            "tempo, instruments, drums (true or false) or rewind, found "
                            "'{}'",
                            key));
        }
    }
    return out;
}

}  // namespace

EndlessProgramme::EndlessProgramme(PlanningTables tables, RenderRequest request,
                                   std::shared_ptr<const ComposerModel> model, MoodTable moods,
                                   StyleTable styles, const json& wish)
    : tables_(std::move(tables)),
      request_(std::move(request)),
      model_(std::move(model)),
      moods_(std::move(moods)),
      styles_(std::move(styles)) {
    request_.score = "endless";
    steering_ = moods_.steeringOf("calm");
    EndlessProgramme::steer(wish);
    rewind_ = 0;
    stale_ = false;
    compose();
}

std::vector<std::string> EndlessProgramme::partNames() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const Part& part : phrases_.back().score->parts) names.push_back(part.name);
    return names;
}

void EndlessProgramme::steer(const json& change) {
    if (!change.is_object())
        throw Error(ExitCode::Usage,
                    fmt::format("steer: expected an object, found {}", change.dump()));
    const std::lock_guard lock(mutex_);
    Steering wanted = steered(steering_, change, moods_, styles_, *tables_.instruments,
                              request_.seed.value_or(1));
    std::int64_t back = 0;
    if (const auto found = change.find("rewind"); found != change.end())
        back = static_cast<std::int64_t>(
            numberIn(*found, "rewind", 1.0, static_cast<double>(kBookmarks - 1)));
    if (!phrases_.empty() && !(wanted == steering_)) {
        // Refused here, not on the planning thread, if the composer does not write such music.
        EndlessComposer trial(*phrases_.back().after);
        trial.nextPhrase(wanted);
    }
    stale_ = stale_ || !(wanted == steering_);
    steering_ = std::move(wanted);
    rewind_ = back;
}

/// Writes one more phrase behind the last. With `mutex_`, or before anybody else is there.
void EndlessProgramme::compose() {
    auto composer = phrases_.empty() ? std::make_shared<EndlessComposer>(model_, *request_.seed)
                                     : std::make_shared<EndlessComposer>(*phrases_.back().after);
    Phrase phrase;
    phrase.score = std::make_shared<const Score>(composer->nextPhrase(steering_));
    phrase.after = std::move(composer);
    phrases_.push_back(std::move(phrase));
    while (phrases_.size() > kBookmarks) {
        phrases_.pop_front();
        ++dropped_;
    }
}

EndlessProgramme::Turn EndlessProgramme::turnOf(const PlayPlan& plan) const {
    // The newest first: an old plan's address may be that of a new one.
    for (auto turn = turns_.rbegin(); turn != turns_.rend(); ++turn)
        if (turn->plan == &plan) return *turn;
    return turns_.back();
}

std::shared_ptr<const PlayPlan> EndlessProgramme::plan(Turn turn, const PlaySettings& settings,
                                                       const PlayPlan* before) {
    std::shared_ptr<const Score> score;
    RenderRequest request = request_;
    {
        const std::lock_guard lock(mutex_);
        turn.phrase = std::max(turn.phrase, dropped_);
        score = phrases_.at(static_cast<std::size_t>(turn.phrase - dropped_)).score;
        // Each phrase has deviations and noise of its own, the same whenever it is played.
        *request.seed += 0x9E3779B97F4A7C15ULL * static_cast<std::uint64_t>(turn.phrase);
    }
    auto made = planFor(tables_, *score, request, settings, before);
    turn.plan = made.get();
    const std::lock_guard lock(mutex_);
    turns_.push_back(turn);
    while (turns_.size() > kTurns) turns_.pop_front();
    return made;
}

std::shared_ptr<const PlayPlan> EndlessProgramme::first(const PlaySettings& settings) {
    return plan({nullptr, 0, 1}, settings, nullptr);
}

std::shared_ptr<const PlayPlan> EndlessProgramme::revised(const PlayPlan& current,
                                                          const PlaySettings& settings) {
    Turn turn;
    {
        const std::lock_guard lock(mutex_);
        turn = turnOf(current);
    }
    return plan(turn, settings, &current);
}

std::shared_ptr<const PlayPlan> EndlessProgramme::next(const PlayPlan& current,
                                                       const PlaySettings& settings) {
    Turn turn;
    {
        const std::lock_guard lock(mutex_);
        turn = turnOf(current);
        if (turn.number > turnsPlayed_) {
            turnsPlayed_ = turn.number;
            const std::int64_t place = std::max(turn.phrase, dropped_) - dropped_;
            played_.push_back(phrases_.at(static_cast<std::size_t>(place)).score);
            if (played_.size() > kSaved) played_.pop_front();
        }
        ++turn.number;
        ++turn.phrase;
        if (rewind_ > 0) {
            turn.phrase = std::max(dropped_, turn.phrase - rewind_);
            rewind_ = 0;
        }
        const auto end = [this] { return dropped_ + static_cast<std::int64_t>(phrases_.size()); };
        while (stale_ && end() > turn.phrase && phrases_.size() > 1) phrases_.pop_back();
        stale_ = false;
        while (end() <= turn.phrase) compose();
    }
    return plan(turn, settings, nullptr);
}

Score EndlessProgramme::played() const {
    std::deque<std::shared_ptr<const Score>> phrases;
    {
        const std::lock_guard lock(mutex_);
        phrases = played_;
        if (phrases.empty()) phrases.push_back(phrases_.front().score);
    }
    Score whole;
    for (const auto& phrase : phrases) appendScore(whole, *phrase);
    return whole;
}

}  // namespace arioso::play
