#include "src/compose/endless_composer.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/compose/character.h"
#include "src/compose/ensemble.h"
#include "src/compose/form.h"
#include "src/compose/phrase_score.h"
#include "src/compose/phrase_writer.h"
#include "src/compose/repeat_guard.h"
#include "src/compose/scale_steps.h"
#include "src/compose/tables.h"

namespace arioso {
namespace {

constexpr std::size_t kRemembered = 32768;
constexpr std::size_t kThemes = 3;
constexpr std::size_t kMostParts = 9;
constexpr int kMostBars = 16;
constexpr int kPhraseBars = 4;
constexpr int kLongestPhrase = 6;
/// Draws of a phrase until none of its bars was heard before; the later, the freer.
constexpr int kAttempts = 12;
/// The first of them also ask that no bar of the tune alone was.
constexpr int kNewTunes = 4;
/// How often the notes of a bar that is known all the same are shortened.
constexpr int kCuts = 8;

std::uint64_t hashOfBar(const std::vector<TuneNote>& bar, int barTicks) {
    std::uint64_t hash = 7;
    for (const TuneNote& note : bar)
        for (const int value : {note.tick % barTicks, note.duration, note.pitch})
            hash = hashOn(hash, value);
    return hash;
}

/// Whether a bar of more than one note was heard before.
bool hasKnownBar(const std::vector<TuneNote>& tune,
                 const std::function<bool(const std::vector<TuneNote>&)>& known) {
    std::vector<TuneNote> bar;
    for (std::size_t i = 0; i < tune.size(); ++i) {
        bar.push_back(tune[i]);
        if (i + 1 < tune.size() && tune[i + 1].bar == tune[i].bar) continue;
        if (bar.size() > 1 && known(bar)) return true;
        bar.clear();
    }
    return false;
}

}  // namespace

struct EndlessComposer::State {
    explicit State(std::uint64_t s) : seed(s), bars(kRemembered), tunes(kRemembered) {}

    Score write(const ComposerModel& model, const Steering& steering, int bars, Place place);

    std::int64_t calls = 0;

    void beginSection(const Steering& steering, const Character& character,
                      const ComposerTables& tables, const MetrePlan& metre);
    /// Heard before, or in this phrase already.
    [[nodiscard]] bool isKnown(const std::vector<std::uint64_t>& hashes, std::size_t bar) const;
    [[nodiscard]] bool holdsKnownBar(const std::vector<std::uint64_t>& hashes) const;
    void shortenLongestNotes(std::vector<TuneNote>& tune,
                             const std::vector<std::uint64_t>& hashes) const;
    void setKey(const Steering& steering, const Character& character, bool sectionBegins);
    [[nodiscard]] PhraseBrief brief(const Character& character,
                                    const std::vector<EnsemblePart>& ensemble, int length,
                                    Place place) const;
    [[nodiscard]] const PhraseMemory* likeFor(std::size_t index) const;
    void keep(const WrittenPhrase& phrase, const PhraseBrief& brief, const MetrePlan& metre,
              const std::vector<std::uint64_t>& hashes, bool minorNow);

    std::uint64_t seed;
    std::int64_t phrases = 0;
    std::int64_t sections = 0;

    std::vector<PhrasePlan> form;
    std::vector<PhraseMemory> section;  ///< phrases of the section under way
    std::vector<PhraseMemory> theme;    ///< those that it brings back; empty in a new one
    std::vector<std::vector<PhraseMemory>> themes;
    int beats = 0;
    int beatType = 0;
    std::vector<double> textures;
    std::vector<int> upbeat;      ///< note lengths, of the section under way
    std::vector<int> nextUpbeat;  ///< and of the one behind it
    bool minorByChance = false;

    std::optional<int> home;  ///< tonic of the whole where the composer chooses
    int tonic = 0;
    bool minor = false;

    std::vector<int> before;   ///< pitches of the last phrase's tune
    std::vector<int> leading;  ///< pitches of its upbeat
    std::optional<int> first;  ///< where that leads
    int chord = -1;
    std::optional<ChordLayout> layout;

    RepeatGuard bars;
    RepeatGuard tunes;
};

void EndlessComposer::State::setKey(const Steering& steering, const Character& character,
                                    bool sectionBegins) {
    models::RandomStream random(seed, 0x6B657900ULL + static_cast<std::uint64_t>(sections));
    const int formerTonic = tonic;
    const bool formerMinor = minor;
    const bool begins = phrases == 0;
    if (steering.tonic) {
        tonic = *steering.tonic;
        home.reset();
    } else {
        // Keys with few signs are the kinder to players.
        static constexpr int kMajorHomes[] = {0, 2, 5, 7, 10, 9, 3};
        static constexpr int kMinorHomes[] = {9, 2, 4, 7, 0, 11};
        if (!home) {
            home = !begins           ? tonic
                   : character.minor ? kMinorHomes[random.below(6)]
                                     : kMajorHomes[random.below(7)];
            tonic = *home;
        } else if (minor != character.minor) {
            // The relative key: the same notes in another light.
            *home = pitchClassOf(*home + (character.minor ? 9 : 3));
            tonic = pitchClassOf(tonic + (character.minor ? 9 : 3));
        } else if (sectionBegins) {
            static constexpr int kNear[] = {7, 5, 5, 7, 2};
            const bool away = tonic == *home && random.chance(0.45);
            tonic = away ? pitchClassOf(*home + kNear[random.below(5)]) : *home;
        }
    }
    minor = character.minor;
    if (begins || (tonic == formerTonic && minor == formerMinor)) return;
    // What was heard last counts as it sounds in the new key; where it led is forgotten.
    first.reset();
    chord = -1;
}

void EndlessComposer::State::beginSection(const Steering& steering, const Character& character,
                                          const ComposerTables& tables, const MetrePlan& metre) {
    models::RandomStream random(seed, 0x73656300ULL + static_cast<std::uint64_t>(sections));
    const bool sameMetre = beats == steering.beats && beatType == steering.beatType;
    if (!section.empty() && theme.empty()) {
        themes.push_back(section);
        if (themes.size() > kThemes) themes.erase(themes.begin());
    }
    if (!sameMetre) themes.clear();
    section.clear();
    theme.clear();
    form = drawForm(random);
    // An earlier tune comes back once there are two to choose from.
    if (themes.size() > 1 && random.chance(0.4))
        theme = themes[static_cast<std::size_t>(random.below(static_cast<int>(themes.size()) - 1))];
    textures.clear();
    for (std::size_t i = 0; i < kMostParts; ++i) textures.push_back(random.uniform());
    upbeat = sameMetre && sections > 0 ? nextUpbeat : drawUpbeat(tables, metre, random);
    nextUpbeat = drawUpbeat(tables, metre, random);
    beats = steering.beats;
    beatType = steering.beatType;
    ++sections;
    setKey(steering, character, true);
}

bool EndlessComposer::State::isKnown(const std::vector<std::uint64_t>& hashes,
                                     std::size_t bar) const {
    const auto here = hashes.begin() + static_cast<std::ptrdiff_t>(bar);
    return bars.has(*here) || std::find(hashes.begin(), here, *here) != here;
}

bool EndlessComposer::State::holdsKnownBar(const std::vector<std::uint64_t>& hashes) const {
    for (std::size_t bar = 0; bar < hashes.size(); ++bar)
        if (isKnown(hashes, bar)) return true;
    return false;
}

/// In bars that were heard before, by a sixteenth.
void EndlessComposer::State::shortenLongestNotes(std::vector<TuneNote>& tune,
                                                 const std::vector<std::uint64_t>& hashes) const {
    constexpr int kSixteenth = 3;
    for (std::size_t bar = 0; bar < hashes.size(); ++bar) {
        if (!isKnown(hashes, bar)) continue;
        TuneNote* longest = nullptr;
        for (TuneNote& note : tune)
            if (note.bar == static_cast<int>(bar) &&
                (longest == nullptr || note.duration > longest->duration))
                longest = &note;
        if (longest != nullptr && longest->duration > 2 * kSixteenth)
            longest->duration -= kSixteenth;
    }
}

const PhraseMemory* EndlessComposer::State::likeFor(std::size_t index) const {
    const int like = form[index].like;
    if (like >= 0 && static_cast<std::size_t>(like) < section.size())
        return &section[static_cast<std::size_t>(like)];
    if (index < theme.size()) return &theme[index];
    return nullptr;
}

PhraseBrief EndlessComposer::State::brief(const Character& character,
                                          const std::vector<EnsemblePart>& ensemble, int length,
                                          Place place) const {
    const bool last = place == Place::End;
    const std::size_t index = section.size();
    PhraseBrief out = phraseBrief(ensemble, character, length, tonic);
    out.cadence = form[index].cadence;
    if (last) out.cadence = Cadence::Perfect;
    if (place == Place::Opening) out.cadence = Cadence::Half;
    out.contrast = form[index].contrast && !last;
    out.last = last;
    out.like = place == Place::Opening ? nullptr : likeFor(index);
    // The end is a return.
    if (last && out.like == nullptr && !section.empty()) out.like = &section.front();
    if (last && out.like == nullptr && !themes.empty()) out.like = &themes.back().front();
    out.before = before;
    out.upbeat = leading;
    out.first = first;
    out.chordBefore = chord;
    out.layoutBefore = layout ? &*layout : nullptr;
    const bool sectionGoesOn = place == Place::Opening || index + 1 < form.size();
    out.nextUpbeat = sectionGoesOn ? upbeat : nextUpbeat;
    // The upbeat leads to the note that the next phrase begins with, where that is known.
    const PhraseMemory* next = nullptr;
    if (place == Place::Opening) {
        next = likeFor(index);
    } else if (sectionGoesOn) {
        const int like = form[index + 1].like;
        if (like >= 0 && static_cast<std::size_t>(like) < section.size())
            next = &section[static_cast<std::size_t>(like)];
    }
    if (next != nullptr && !next->steps.empty()) {
        const int low2 = out.centre - 2;
        const int tonicNote = low2 - pitchClassOf(low2 - tonic);
        out.nextFirst = tonicNote + semitonesOf(next->steps.front(), minor);
    }
    return out;
}

void EndlessComposer::State::keep(const WrittenPhrase& phrase, const PhraseBrief& brief,
                                  const MetrePlan& metre, const std::vector<std::uint64_t>& hashes,
                                  bool minorNow) {
    section.push_back(phrase.memory(minorNow));
    for (const std::uint64_t hash : hashes) bars.add(hash);
    for (int bar = 0; bar < brief.bars; ++bar) {
        std::vector<TuneNote> notes;
        for (const TuneNote& note : phrase.tune)
            if (note.bar == bar) notes.push_back(note);
        tunes.add(hashOfBar(notes, metre.barTicks));
    }
    before.clear();
    leading.clear();
    for (const TuneNote& note : phrase.tune) before.push_back(note.pitch);
    for (const TuneNote& note : phrase.upbeat) leading.push_back(note.pitch);
    first.reset();
    if (!phrase.upbeat.empty()) first = phrase.upbeatGoal;
    chord = phrase.slots.back().chord.index();
    layout = phrase.layouts.back();
    ++phrases;
}

Score EndlessComposer::State::write(const ComposerModel& model, const Steering& steering,
                                    int length, Place place) {
    const MetrePlan metre = metrePlan(steering.beats, steering.beatType);
    const Character character = characterOf(steering, minorByChance);
    const std::vector<EnsemblePart> ensemble =
        ensembleOf(character.programs, steering.drums, model.instruments(), model.rules());
    const bool sectionBegins =
        section.size() >= form.size() || beats != steering.beats || beatType != steering.beatType;
    if (sectionBegins) {
        beginSection(steering, character, model.tables(), metre);
    } else {
        setKey(steering, character, false);
    }
    if (place == Place::End && home && tonic != *home) {
        tonic = *home;
        first.reset();
        chord = -1;
    }
    PhraseBrief plan = brief(character, ensemble, length, place);
    plan.marks = model.marks();
    plan.piecePlace = place == Place::End ? 2 : calls == 0 ? 0 : 1;
    plan.rules = &model.rules();
    plan.known = [&](const std::vector<TuneNote>& bar) {
        return tunes.has(hashOfBar(bar, metre.barTicks));
    };
    WrittenPhrase phrase;
    std::vector<PlayedPart> played;
    std::vector<std::uint64_t> hashes;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        const auto stream =
            static_cast<std::uint64_t>(phrases) * kAttempts + static_cast<std::uint64_t>(attempt);
        models::RandomStream random(seed, stream + (1ULL << 40U));
        plan.novelty = std::min(1.0, attempt / 5.0);
        phrase = writePhrase(model.tables(), metre, character, plan, random);
        if (place == Place::Opening) phrase.tune.clear();
        played =
            playParts(ensemble, metre, character, phrase, plan, textures, sectionBegins, random);
        hashes = barHashes(played, metre, length);
        if (!holdsKnownBar(hashes) &&
            (attempt >= kNewTunes || !hasKnownBar(phrase.tune, plan.known)))
            break;
    }
    for (int cut = 0; cut < kCuts && holdsKnownBar(hashes); ++cut) {
        // A lone flute has only so many last bars: its longest note ends a little sooner.
        for (PlayedPart& part : played) shortenLongestNotes(part.tune, hashes);
        hashes = barHashes(played, metre, length);
    }
    models::RandomStream marks(seed, static_cast<std::uint64_t>(phrases) + (1ULL << 60U));
    Score score = phraseScore(ensemble, metre, character, phrase, plan, played, marks);
    keep(phrase, plan, metre, hashes, character.minor);
    if (place == Place::Opening) section.pop_back();
    if (place == Place::End) {
        // What follows is another piece.
        form.clear();
        section.clear();
        theme.clear();
    }
    return score;
}

EndlessComposer::EndlessComposer(std::shared_ptr<const ComposerModel> model, std::uint64_t seed)
    : model_(std::move(model)), state_(std::make_unique<State>(seed)) {}
EndlessComposer::EndlessComposer(const EndlessComposer& other)
    : model_(other.model_), state_(std::make_unique<State>(*other.state_)) {}
EndlessComposer& EndlessComposer::operator=(const EndlessComposer& other) {
    if (this == &other) return *this;
    model_ = other.model_;
    state_ = std::make_unique<State>(*other.state_);
    return *this;
}
EndlessComposer::EndlessComposer(EndlessComposer&&) noexcept = default;
EndlessComposer& EndlessComposer::operator=(EndlessComposer&&) noexcept = default;
EndlessComposer::~EndlessComposer() = default;

Score EndlessComposer::phrase(const Steering& steering, int bars, Place place) {
    // Errors come before anything is changed.
    if (bars < 0 || bars > kMostBars)
        throw Error(ExitCode::Usage,
                    fmt::format("bars of a phrase: expected 1 to {}, found {}", kMostBars, bars));
    static_cast<void>(characterOf(steering, false));
    int left = bars == 0 ? kPhraseBars : bars;
    Score whole;
    while (left > 0) {
        const int length = left <= kLongestPhrase ? left : kPhraseBars;
        left -= length;
        const Place here = place == Place::End && left > 0 ? Place::Middle : place;
        const Score part = state_->write(*model_, steering, length, here);
        appendScore(whole, part);
    }
    ++state_->calls;
    return whole;
}

Score EndlessComposer::introduction(const Steering& steering, int bars) {
    if (bars < 1 || bars > kPhraseBars)
        throw Error(
            ExitCode::Usage,
            fmt::format("bars of an introduction: expected 1 to {}, found {}", kPhraseBars, bars));
    return phrase(steering, bars, Place::Opening);
}

Score EndlessComposer::nextPhrase(const Steering& steering, int bars) {
    return phrase(steering, bars, Place::Middle);
}

Score EndlessComposer::lastPhrase(const Steering& steering, int bars) {
    return phrase(steering, bars, Place::End);
}

std::int64_t EndlessComposer::phrases() const {
    return state_->calls;
}

}  // namespace arioso
