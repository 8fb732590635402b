#include "src/compose/phrase_score.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "src/compose/drum_part.h"
#include "src/compose/marking.h"
#include "src/compose/repeat_guard.h"
#include "src/compose/study.h"

namespace arioso {
namespace {

constexpr double kAccompanimentSofter = 0.1;

/// Pitches of a part's compass by octaves.
void fit(std::vector<PartNote>& notes, const EnsemblePart& part) {
    for (PartNote& note : notes) {
        while (note.pitch < part.lowest) note.pitch += 12;
        while (note.pitch > part.highest && note.pitch - 12 >= part.lowest) note.pitch -= 12;
    }
    // Octaves may have met.
    std::stable_sort(notes.begin(), notes.end(), [](const PartNote& a, const PartNote& b) {
        return a.tick != b.tick ? a.tick < b.tick : a.pitch < b.pitch;
    });
    notes.erase(std::unique(notes.begin(), notes.end(),
                            [](const PartNote& a, const PartNote& b) {
                                return a.tick == b.tick && a.pitch == b.pitch;
                            }),
                notes.end());
}

/// Who holds a note must let go before it is struck again.
void cutRepeats(std::vector<PartNote>& notes) {
    for (std::size_t i = 0; i < notes.size(); ++i)
        for (std::size_t k = i + 1; k < notes.size(); ++k) {
            if (notes[k].tick >= notes[i].tick + notes[i].duration) break;
            if (notes[k].pitch == notes[i].pitch && notes[k].tick > notes[i].tick)
                notes[i].duration = notes[k].tick - notes[i].tick;
        }
}

/// A texture a part. Two parts that play chords do not play them in the same way.
std::vector<Texture> texturesOf(const std::vector<EnsemblePart>& ensemble, const MetrePlan& metre,
                                const Character& character, const std::vector<double>& choices) {
    std::vector<Texture> out;
    for (std::size_t i = 0; i < ensemble.size(); ++i) {
        const EnsemblePart& part = ensemble[i];
        double choice = i < choices.size() ? choices[i] : 0.5;
        if (!character.textures.empty()) {
            const double place = choice * static_cast<double>(character.textures.size());
            out.push_back(character.textures[static_cast<std::size_t>(place)]);
            continue;
        }
        Texture texture = textureFor(part.program, character.activity, metre, choice);
        if (part.pad && character.activity < 0.6) texture = Texture::Held;
        for (int turn = 0; turn < 4 && part.role == PartRole::Chords && !part.pad; ++turn) {
            bool taken = false;
            for (std::size_t k = 0; k < i; ++k)
                taken = taken || (ensemble[k].role == PartRole::Chords && out[k] == texture);
            if (!taken) break;
            choice = choice + 0.37 - (choice + 0.37 >= 1.0 ? 1.0 : 0.0);
            texture = textureFor(part.program, character.activity, metre, choice);
        }
        out.push_back(texture);
    }
    return out;
}

Beat beatOf(int ticks) {
    return {ticks, kTicks};
}

class ScoreBuilder {
  public:
    ScoreBuilder(const MetrePlan& metre, const Character& character, const WrittenPhrase& phrase,
                 const PhraseBrief& brief, models::RandomStream& random)
        : metre_(metre), character_(character), phrase_(phrase), brief_(brief), random_(random) {}

    Score build(const std::vector<EnsemblePart>& ensemble, const std::vector<PlayedPart>& played) {
        addBars();
        addChords();
        if (brief_.marks != nullptr) swell_ = drawSwell(*brief_.marks, brief_.piecePlace, random_);
        for (std::size_t i = 0; i < ensemble.size(); ++i) addPart(ensemble[i], played[i]);
        return std::move(score_);
    }

  private:
    void addBars() {
        for (int bar = 0; bar < brief_.bars; ++bar) {
            Measure measure;
            measure.start = beatOf(bar * metre_.barTicks);
            measure.length = beatOf(metre_.barTicks);
            measure.number = std::to_string(bar + 1);
            measure.beats = metre_.beats;
            measure.beatType = metre_.beatType;
            measure.fifths = fifthsOf(brief_.tonic, character_.minor);
            measure.minor = character_.minor;
            measure.written = bar;
            score_.measures.push_back(measure);
        }
        const double tempo = character_.quartersPerMinute;
        score_.tempos.push_back({{}, tempo, false});
        if (character_.swing > 0.5) score_.swings.push_back({{}, character_.swing, {1, 2}});
        if (!brief_.last || brief_.bars < 2) return;
        // The end slows down over its last bar and a half, and the last chord has time.
        const int from = (brief_.bars - 1) * metre_.barTicks - metre_.barTicks / 2;
        score_.tempos.push_back({beatOf(from), tempo, true});
        score_.tempos.push_back(
            {beatOf((brief_.bars - 1) * metre_.barTicks), std::round(0.72 * tempo), false});
    }

    void addChords() {
        for (std::size_t i = 0; i < phrase_.slots.size(); ++i) {
            const ChordSlot& slot = phrase_.slots[i];
            if (i > 0 && phrase_.slots[i - 1].chord == slot.chord &&
                phrase_.layouts[i - 1].bass == phrase_.layouts[i].bass)
                continue;
            score_.chords.push_back(chordSymbol(slot.chord, phrase_.layouts[i].bass - brief_.tonic,
                                                brief_.tonic, character_.minor,
                                                beatOf(slot.start)));
        }
    }

    Note note(int tick, int duration, int pitch, bool drum) const {
        Note out;
        out.onset = beatOf(tick);
        out.duration = beatOf(duration);
        out.pitch = pitch;
        out.measure = tick / metre_.barTicks;
        if (!drum)
            out.spelled = spellInKey(pitch, brief_.tonic, character_.minor,
                                     slotAt(phrase_.slots, tick).chord);
        return out;
    }

    /// Bound or detached as the mood asks, phrase by phrase and never over a repeated note.
    void markTune(std::vector<Note>& notes, std::vector<Note>& graces) {
        const int beat = metre_.beatLength(0);
        int summit = 0;
        for (std::size_t i = 0; i < notes.size(); ++i)
            if (notes[i].pitch > notes[static_cast<std::size_t>(summit)].pitch)
                summit = static_cast<int>(i);
        if (brief_.marks != nullptr)
            drawMarks(notes, graces,
                      {brief_.marks, &metre_, &character_, brief_.tonic, brief_.tuneLowest,
                       brief_.tuneHighest, brief_.ornaments},
                      random_);
        for (std::size_t i = 0; i < notes.size() && brief_.marks == nullptr; ++i) {
            Note& one = notes[i];
            const double length = one.duration.value() * kTicks;
            if (i + 1 < notes.size()) {
                const Note& next = notes[i + 1];
                const bool meets = one.onset + one.duration == next.onset;
                const auto place = static_cast<int>(std::lround(one.onset.value() * kTicks));
                const bool endsGroup = (place + static_cast<int>(length)) % metre_.barTicks == 0;
                const double bound = character_.legato > 0.55 ? (endsGroup ? 0.5 : 1.0)
                                     : length < beat          ? character_.legato * 1.2
                                                              : 0.0;
                if (meets && next.pitch != one.pitch && random_.chance(bound)) {
                    one.articulation |= Articulation::Slurred;
                    continue;
                }
            }
            const bool short_ = length <= beat / 2.0 + 0.1;
            if (character_.legato < 0.4 && short_ && random_.chance(0.5 - character_.legato))
                one.articulation |= Articulation::Staccato;
        }
        if (!notes.empty() && character_.level > 0.62)
            notes[static_cast<std::size_t>(summit)].articulation |= Articulation::Accent;
        if (!notes.empty()) notes.back().articulation |= Articulation::BreathAfter;
        // A breath and a slur over it contradict each other; so does one into the fermata's end.
        if (brief_.last && !notes.empty()) {
            notes.back().articulation = Articulation::Fermata;
        }
    }

    void addDynamics(Part& part, double level) const {
        const auto mark = [&](int tick, double value, bool ramp) {
            part.dynamics.push_back(
                {beatOf(tick), static_cast<float>(std::clamp(value, 0.15, 0.95)), ramp});
        };
        const double base = level + (brief_.contrast ? 0.04 : 0.0);
        if (brief_.bars < 3) {
            mark(0, base, false);
            return;
        }
        if (swell_) {
            const int middle = brief_.bars / 2 * metre_.barTicks;
            const int close = (brief_.bars - 1) * metre_.barTicks;
            mark(0, base + swell_->begin, true);
            mark(middle, base + swell_->middle, close > middle);
            if (close > middle) mark(close, base + swell_->end - (brief_.last ? 0.04 : 0.0), false);
            return;
        }
        const int summit = (brief_.bars * 3 / 5) * metre_.barTicks;
        const int end = (brief_.bars - 1) * metre_.barTicks;
        mark(0, base - 0.04, true);
        mark(summit, base + 0.06, end > summit);
        if (end > summit) mark(end, base - (brief_.last ? 0.08 : 0.04), false);
    }

    void addPedal(Part& part, const std::vector<PartNote>& notes) const {
        // Under broken chords only: what is detached stays dry.
        const bool dry = std::any_of(notes.begin(), notes.end(),
                                     [](const PartNote& note) { return note.detached; });
        if (dry || character_.level > 0.7 || notes.empty()) return;
        for (const ChordSlot& slot : phrase_.slots) {
            const int end = slot.start + slot.length;
            part.controls.push_back({beatOf(slot.start), ControlChange::Kind::Sustain, 1.0F});
            part.controls.push_back({beatOf(end - 1), ControlChange::Kind::Sustain, 0.0F});
        }
    }

    void addPart(const EnsemblePart& plan, const PlayedPart& played) {
        Part part;
        part.id = plan.id;
        part.name = plan.name;
        part.program = plan.program;
        part.percussion = plan.role == PartRole::Drums;
        const bool leads = plan.role == PartRole::Tune || plan.role == PartRole::Solo;
        std::vector<Note> tune;
        for (const TuneNote& one : played.tune)
            tune.push_back(note(one.tick, one.duration, one.pitch, false));
        const auto upbeats =
            static_cast<std::ptrdiff_t>(std::min(phrase_.upbeat.size(), tune.size()));
        std::vector<Note> upbeat(tune.end() - upbeats, tune.end());
        tune.erase(tune.end() - upbeats, tune.end());
        markTune(tune, part.notes);
        part.notes.insert(part.notes.end(), tune.begin(), tune.end());
        part.notes.insert(part.notes.end(), upbeat.begin(), upbeat.end());
        for (const PartNote& one : played.notes) {
            Note added = note(one.tick, one.duration, one.pitch, part.percussion);
            if (plan.staves) {
                // A solo's right hand has the tune, its left all else.
                added.staff = plan.role == PartRole::Solo || one.low ? 2 : 1;
            }
            added.voice = plan.role == PartRole::Solo ? (one.low ? 3 : 2) : one.low ? 2 : 1;
            if (one.detached && character_.legato < 0.5 && !part.percussion)
                added.articulation |= Articulation::Staccato;
            if (brief_.last && one.tick >= (brief_.bars - 1) * metre_.barTicks && !part.percussion)
                added.articulation |= Articulation::Fermata;
            part.notes.push_back(added);
        }
        std::stable_sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
            return a.onset == b.onset ? a.pitch < b.pitch : a.onset < b.onset;
        });
        addDynamics(part, character_.level - (leads ? 0.0 : kAccompanimentSofter));
        if (plan.pedal && !leads) addPedal(part, played.notes);
        score_.parts.push_back(std::move(part));
    }

    const MetrePlan& metre_;
    const Character& character_;
    const WrittenPhrase& phrase_;
    const PhraseBrief& brief_;
    models::RandomStream& random_;
    Score score_;
    std::optional<PhraseSwell> swell_;
};

}  // namespace

std::vector<PlayedPart> playParts(const std::vector<EnsemblePart>& ensemble, const MetrePlan& metre,
                                  const Character& character, const WrittenPhrase& phrase,
                                  const PhraseBrief& brief, const std::vector<double>& textures,
                                  bool opening, models::RandomStream& random) {
    AccompanimentGround ground;
    ground.metre = &metre;
    ground.slots = &phrase.slots;
    ground.voicings = &phrase.layouts;
    ground.tune = &phrase.tune;
    ground.tonic = brief.tonic;
    ground.minor = character.minor;
    ground.activity = character.activity;
    ground.endTicks = brief.bars * metre.barTicks;
    ground.last = brief.last;
    ground.patterns = character.patterns.get();
    std::vector<PlayedPart> out;
    const std::vector<Texture> chosen = texturesOf(ensemble, metre, character, textures);
    // The bass goes with the first part that moves.
    Texture leading = Texture::Held;
    for (std::size_t i = 0; i < ensemble.size() && leading == Texture::Held; ++i)
        if (ensemble[i].role == PartRole::Chords ||
            (ensemble[i].role == PartRole::Line && !character.textures.empty()))
            leading = chosen[i];
    for (std::size_t i = 0; i < ensemble.size(); ++i) {
        const EnsemblePart& part = ensemble[i];
        const Texture texture = chosen[i];
        PlayedPart played;
        switch (part.role) {
            case PartRole::Tune:
            case PartRole::Solo:
                played.tune = phrase.tune;
                played.tune.insert(played.tune.end(), phrase.upbeat.begin(), phrase.upbeat.end());
                if (part.role == PartRole::Solo)
                    played.notes = writeChords(ground, texture, true, random);
                break;
            case PartRole::Accompaniment:
                played.notes = writeChords(ground, texture, true, random);
                break;
            case PartRole::Chords:
                played.notes = writeChords(ground, texture, false, random);
                break;
            case PartRole::Line:
                played.notes =
                    texture == Texture::Homophonic
                        ? writeHomophonicLine(ground, part.line, part.lowest, part.highest)
                        : writeInnerLine(ground, part.line, part.lowest, part.highest, random);
                break;
            case PartRole::Bass:
                played.notes = writeBassLine(ground, bassTextureFor(leading, character.activity),
                                             brief.bassLowest, brief.bassHighest, random);
                break;
            case PartRole::Drums:
                played.notes = writeDrums(metre, brief.bars, character.groove, character.activity,
                                          opening, brief.last, random);
                break;
        }
        if (part.role != PartRole::Drums) {
            fit(played.notes, part);
            cutRepeats(played.notes);
        }
        out.push_back(std::move(played));
    }
    return out;
}

Score phraseScore(const std::vector<EnsemblePart>& ensemble, const MetrePlan& metre,
                  const Character& character, const WrittenPhrase& phrase, const PhraseBrief& brief,
                  const std::vector<PlayedPart>& played, models::RandomStream& random) {
    return ScoreBuilder(metre, character, phrase, brief, random).build(ensemble, played);
}

std::vector<std::uint64_t> barHashes(const std::vector<PlayedPart>& played, const MetrePlan& metre,
                                     int bars) {
    std::vector<std::uint64_t> out(static_cast<std::size_t>(bars), 1);
    const auto add = [&](std::size_t part, int tick, int duration, int pitch) {
        auto& hash = out[static_cast<std::size_t>(std::min(tick / metre.barTicks, bars - 1))];
        for (const int value : {static_cast<int>(part), tick % metre.barTicks, duration, pitch})
            hash = hashOn(hash, value);
    };
    for (std::size_t i = 0; i < played.size(); ++i) {
        for (const TuneNote& note : played[i].tune) add(i, note.tick, note.duration, note.pitch);
        for (const PartNote& note : played[i].notes) add(i, note.tick, note.duration, note.pitch);
    }
    return out;
}

}  // namespace arioso
