#include "src/harmony/harmony_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/compose/accompaniment.h"
#include "src/compose/ensemble.h"
#include "src/compose/steering.h"

namespace arioso {
namespace {

struct NamedTexture {
    const char* name;
    HarmonyTexture texture;
};
constexpr std::array kTextures = {
    NamedTexture{"lead-sheet", HarmonyTexture::LeadSheet},
    NamedTexture{"chorale", HarmonyTexture::Chorale},
    NamedTexture{"piano", HarmonyTexture::Piano},
    NamedTexture{"chords", HarmonyTexture::Chords},
    NamedTexture{"pulse", HarmonyTexture::Pulse},
    NamedTexture{"oom-pah", HarmonyTexture::OomPah},
    NamedTexture{"broken", HarmonyTexture::Broken},
    NamedTexture{"arpeggio", HarmonyTexture::Arpeggio},
    NamedTexture{"repeated", HarmonyTexture::Repeated},
    NamedTexture{"syncopated", HarmonyTexture::Syncopated},
};

constexpr int kChoir = 52;  // General MIDI, from 0
constexpr int kStrings = 48;

SlotKey keyOf(const StudyBar& bar) {
    return {bar.tonic, bar.minor};
}

/// Whether a bar is an upbeat to the first whole one.
bool isUpbeat(const HarmonyGround& ground, int bar) {
    return bar == 0 && !ground.bars[0].whole && ground.bars.size() > 1 && ground.bars[1].whole;
}

/// The melody's note that sounds at a tick, or nullptr.
const StudyNote* soundingAt(const std::vector<StudyNote>& melody, int tick) {
    const auto after =
        std::upper_bound(melody.begin(), melody.end(), tick,
                         [](int t, const StudyNote& note) { return t < note.onset; });
    if (after == melody.begin()) return nullptr;
    const StudyNote& note = *(after - 1);
    return note.onset + note.duration > tick ? &note : nullptr;
}

int pitchAt(const std::vector<StudyNote>& melody, int tick) {
    const StudyNote* note = soundingAt(melody, tick);
    return note == nullptr ? -1 : note->pitch;
}

int lastPitchBefore(const std::vector<StudyNote>& melody, int begin, int end) {
    for (int tick = end - 1; tick >= begin; --tick)
        if (const int pitch = pitchAt(melody, tick); pitch >= 0) return pitch;
    return -1;
}

/// Ticks at which words of the melody begin.
std::set<int> wordsOf(const HarmonyGround& ground) {
    std::set<int> out;
    if (ground.part == nullptr) return out;
    for (const Note& note : ground.part->notes) {
        if (note.lyrics.empty() || note.grace != Grace::None) continue;
        out.insert(static_cast<int>(std::lround(note.onset.value() * kTicks)));
    }
    return out;
}

/// Times in which the lower voices of a chorale stand, with what they stand under.
struct TimedEvent {
    int tick;
    int duration;
    int place;  // in the bar, felt beats
    ChoraleEvent event;
};

std::vector<TimedEvent> eventsOf(const HarmonyGround& ground, const std::set<int>& words) {
    std::vector<TimedEvent> out;
    const bool sung = !words.empty();
    for (std::size_t s = 0; s < ground.grid.size(); ++s) {
        const HarmonySlot& slot = ground.grid[s];
        if (ground.chords[s] < 0) continue;
        const int end = slot.start + slot.length;
        std::vector<int> starts = {slot.start};
        for (const StudyNote& note : ground.melody)
            if (note.onset > slot.start && note.onset < end && sung && words.count(note.onset) > 0)
                starts.push_back(note.onset);
        for (std::size_t k = 0; k < starts.size(); ++k) {
            const int begin = starts[k];
            const int until = k + 1 < starts.size() ? starts[k + 1] : end;
            if (lastPitchBefore(ground.melody, begin, until) < 0) continue;
            const StudyNote* above = soundingAt(ground.melody, begin);
            const bool fresh = above != nullptr && above->onset == begin;
            const bool sameChord = s > 0 && ground.chords[s] == ground.chords[s - 1];
            const bool goesOn = !out.empty() && out.back().tick + out.back().duration == begin;
            const bool barStart = begin == ground.bars[static_cast<std::size_t>(slot.bar)].start;
            // Under a note that lasts, and a chord that lasts, nothing is struck again.
            if (goesOn && (sameChord || k > 0) && !fresh && !barStart) {
                out.back().duration = until - out.back().tick;
                out.back().event.sopranoEnd =
                    lastPitchBefore(ground.melody, out.back().tick, until);
                continue;
            }
            TimedEvent one{begin, until - begin, slot.place, {}};
            one.event.chord = Chord::fromIndex(ground.chords[s]);
            one.event.key = keyOf(ground.bars[static_cast<std::size_t>(slot.bar)]);
            one.event.soprano = above != nullptr ? above->pitch : -1;
            one.event.sopranoEnd = lastPitchBefore(ground.melody, begin, until);
            one.event.opens = !goesOn;
            out.push_back(one);
        }
    }
    for (const StudyNote& note : ground.melody) {
        if (!note.phraseEnd) continue;
        const int last = note.onset + note.duration - 1;
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (out[i].tick > last || out[i].tick + out[i].duration <= last) continue;
            out[i].event.closes = true;
            if (i + 1 < out.size()) out[i + 1].event.opens = true;
        }
    }
    return out;
}

/// A program for the lower voices of a melody's instrument.
int lowerProgram(const HarmonyGround& ground, bool vocal, int voice) {
    if (vocal || ground.part == nullptr) return kChoir;
    const int program = ground.part->program;
    if (program < 40 || (program >= 48 && program < 56)) return program;  // keys, guitars, choirs
    static constexpr std::array kBowed = {41, 42, 42};
    if (program < 44) return kBowed[static_cast<std::size_t>(voice)];
    static constexpr std::array kBrass = {60, 57, 58};
    if (program >= 56 && program < 64) return kBrass[static_cast<std::size_t>(voice)];
    static constexpr std::array kReeds = {71, 71, 70};
    if (program >= 64 && program < 80) return kReeds[static_cast<std::size_t>(voice)];
    return kStrings;
}

/// The same chords and bass with inner voices by the four-part model: what it draws most often
/// between the outer voices, under the rules.
std::vector<LowerVoices> revoiced(const VoiceFiller& fill, const std::vector<TimedEvent>& timed,
                                  const std::vector<ChoraleEvent>& events,
                                  const ChoraleRanges& ranges, const ChoraleRules& rules,
                                  const std::vector<LowerVoices>& voices, std::uint64_t seed) {
    constexpr double kTrust = 1.5;
    constexpr double kSmallest = 0.01;  // share that every pitch has
    constexpr double kOtherBass = 60.0;
    FillRequest request;
    request.seed = seed;
    for (std::size_t t = 0; t < timed.size(); ++t) {
        request.frames.push_back(
            {events[t].soprano, voices[t].alto, voices[t].tenor, voices[t].bass});
        request.free.push_back({0, 1, 1, 0});
        request.places.push_back(timed[t].place);
        request.keys.push_back(events[t].key);
    }
    request.allowed = [&](std::size_t t, int voice, int pitch) {
        if (!inMask(chordMask(events[t].chord), pitch) || pitch < voices[t].bass) return false;
        if (events[t].soprano >= 0 && pitch > events[t].soprano) return false;
        return voice == 1 ? pitch >= ranges.altoLowest && pitch <= ranges.altoHighest
                          : pitch >= ranges.tenorLowest && pitch <= ranges.tenorHighest;
    };
    const FilledVoices filled = fill(request);
    const auto cost = [&](std::size_t t, std::size_t voice, int pitch) {
        const double share = pitch >= 0 && pitch < 128
                                 ? filled.shares[t][voice][static_cast<std::size_t>(pitch)]
                                 : 0.0F;
        return -kTrust * std::log(kSmallest + share);
    };
    const auto drawn = [&](std::size_t t, const LowerVoices& one) {
        return cost(t, 1, one.alto) + cost(t, 2, one.tenor) +
               (one.bass == voices[t].bass ? 0.0 : kOtherBass);
    };
    return writeChorale(events, ranges, drawn, rules);
}

std::vector<MadePart> makeChorale(const HarmonyGround& ground, std::uint64_t seed,
                                  const VoiceFiller& fill, const ChoraleRules& rules,
                                  VoiceFaults* faults) {
    const auto words = wordsOf(ground);
    const std::vector<TimedEvent> timed = eventsOf(ground, words);
    std::vector<ChoraleEvent> events;
    for (const TimedEvent& one : timed) events.push_back(one.event);
    const ChoraleRanges ranges = rangesBelow(events, rules.ranges);
    std::vector<LowerVoices> voices = writeChorale(events, ranges, {}, rules);
    if (fill) voices = revoiced(fill, timed, events, ranges, rules, voices, seed);
    if (faults != nullptr) *faults = faultsOf(events, voices);
    static constexpr std::array kNames = {"Alto", "Tenor", "Bass"};
    std::vector<MadePart> out;
    for (int v = 0; v < 3; ++v) {
        MadePart part;
        part.name = kNames[static_cast<std::size_t>(v)];
        part.vocal = !words.empty();
        part.program = lowerProgram(ground, part.vocal, v);
        for (std::size_t i = 0; i < timed.size(); ++i) {
            MadeNote note;
            note.tick = timed[i].tick;
            note.duration = timed[i].duration;
            note.pitch = v == 0 ? voices[i].alto : v == 1 ? voices[i].tenor : voices[i].bass;
            note.chord = timed[i].event.chord;
            note.key = timed[i].event.key;
            note.words = true;
            part.notes.push_back(note);
        }
        out.push_back(std::move(part));
    }
    return out;
}

/// Bars that follow each other in one key and one metre: what a figure can run through.
struct Run {
    std::size_t firstSlot;
    std::size_t slots;
    int firstBar;
    int bars;
};

std::vector<Run> runsOf(const HarmonyGround& ground) {
    std::vector<Run> out;
    for (std::size_t s = 0; s < ground.grid.size(); ++s) {
        const int bar = ground.grid[s].bar;
        if (ground.chords[s] < 0 || isUpbeat(ground, bar)) continue;
        const StudyBar& now = ground.bars[static_cast<std::size_t>(bar)];
        if (!out.empty()) {
            Run& run = out.back();
            const int last = run.firstBar + run.bars - 1;
            const StudyBar& before = ground.bars[static_cast<std::size_t>(last)];
            const bool joined = run.firstSlot + run.slots == s;
            if (joined && last == bar) {
                ++run.slots;
                continue;
            }
            if (joined && last + 1 == bar && before.whole && now.whole &&
                before.beats == now.beats && before.beatType == now.beatType &&
                keyOf(before) == keyOf(now)) {
                ++run.slots;
                ++run.bars;
                continue;
            }
        }
        out.push_back({s, 1, bar, 1});
    }
    return out;
}

MetrePlan planOf(const HarmonyGround& ground, const Run& run) {
    const StudyBar& bar = ground.bars[static_cast<std::size_t>(run.firstBar)];
    if (bar.whole && metreIsSupported(bar.beats, bar.beatType))
        return metrePlan(bar.beats, bar.beatType);
    MetrePlan plan;
    plan.beats = bar.beats;
    plan.beatType = bar.beatType;
    plan.barTicks = bar.length;
    for (std::size_t s = run.firstSlot; s < run.firstSlot + run.slots; ++s)
        if (ground.grid[s].bar == run.firstBar)
            plan.beatStarts.push_back(ground.grid[s].start - bar.start);
    return plan;
}

Texture figureOf(HarmonyTexture texture, const MetrePlan& metre, models::RandomStream& random) {
    switch (texture) {
        case HarmonyTexture::Pulse:
            return Texture::Pulse;
        case HarmonyTexture::OomPah:
            return Texture::OomPah;
        case HarmonyTexture::Broken:
            return Texture::Broken;
        case HarmonyTexture::Arpeggio:
            return Texture::Arpeggio;
        case HarmonyTexture::Repeated:
            return Texture::Repeated;
        case HarmonyTexture::Syncopated:
            return Texture::Syncopated;
        case HarmonyTexture::Piano:
            return textureFor(0, 0.5, metre, random.uniform());
        default:
            return Texture::Held;
    }
}

class PianoWriter {
  public:
    PianoWriter(const HarmonyGround& ground, HarmonyTexture texture, std::uint64_t seed,
                const HarmonyRules& rules)
        : ground_(ground), texture_(texture), random_(seed, 0x4841524D), rules_(rules) {
        int low = 127;
        for (const StudyNote& note : ground.melody) low = std::min(low, note.pitch);
        lowest_ = low;
    }

    MadePart write() {
        part_.name = "Piano";
        for (const Run& run : runsOf(ground_)) writeRun(run);
        return std::move(part_);
    }

  private:
    void writeRun(const Run& run) {
        const MetrePlan metre = planOf(ground_, run);
        const StudyBar& bar = ground_.bars[static_cast<std::size_t>(run.firstBar)];
        const int origin = bar.start;
        std::vector<ChordSlot> slots;
        std::vector<int> tune;
        std::vector<int> tuneEnd;
        for (std::size_t s = run.firstSlot; s < run.firstSlot + run.slots; ++s) {
            const HarmonySlot& slot = ground_.grid[s];
            const Chord absolute = Chord::fromIndex(ground_.chords[s]);
            const Chord chord{pitchClassOf(absolute.root - bar.tonic), absolute.quality};
            if (!slots.empty() && slots.back().chord == chord) {
                slots.back().length += slot.length;
                tuneEnd.back() = pitchAt(ground_.melody, slot.start + slot.length - 1);
                continue;
            }
            slots.push_back({slot.start - origin, slot.length, slot.bar - run.firstBar, chord});
            tune.push_back(pitchAt(ground_.melody, slot.start));
            tuneEnd.push_back(pitchAt(ground_.melody, slot.start + slot.length - 1));
        }
        VoicingWish wish;
        wish.rules = &rules_;
        wish.tonic = bar.tonic;
        wish.minor = bar.minor;
        wish.tune = tune;
        wish.tuneEnd = tuneEnd;
        wish.before = hasBefore_ ? &before_ : nullptr;
        wish.tuneBefore = tuneBefore_;
        // Under a low tune the hands go lower.
        const int shift = std::clamp(lowest_ - 58, -7, 0);
        wish.bassLowest = std::max(33, wish.bassLowest + shift);
        wish.bassHighest += shift;
        wish.innerLowest = 50 + shift;
        wish.innerHighest = 70 + shift;
        const std::vector<ChordLayout> layouts = writeVoicings(slots, wish);
        std::vector<TuneNote> notes;
        const int end = origin + run.bars * metre.barTicks;
        for (const StudyNote& note : ground_.melody)
            if (note.onset >= origin && note.onset < end)
                notes.push_back(
                    {note.onset - origin, note.duration, note.pitch, note.bar - run.firstBar});
        AccompanimentGround ground;
        ground.metre = &metre;
        ground.slots = &slots;
        ground.voicings = &layouts;
        ground.tune = &notes;
        ground.tonic = bar.tonic;
        ground.minor = bar.minor;
        ground.endTicks = run.bars * metre.barTicks;
        ground.last = run.firstSlot + run.slots == ground_.grid.size();
        const bool regular = bar.whole && metreIsSupported(bar.beats, bar.beatType);
        const Texture figure = regular ? figureFor(metre) : Texture::Held;
        std::vector<PartNote> made = writeChords(ground, figure, true, random_);
        for (const PartNote& one : made) add(one, origin, metre.barTicks, slots, bar);
        before_ = layouts.back();
        hasBefore_ = true;
        tuneBefore_ = tuneEnd.back();
    }

    /// One figure a metre, so that a section after a change of key goes on as it began.
    Texture figureFor(const MetrePlan& metre) {
        const auto key = std::make_pair(metre.beats, metre.beatType);
        const auto found = figures_.find(key);
        if (found != figures_.end()) return found->second;
        return figures_[key] = figureOf(texture_, metre, random_);
    }

    void add(const PartNote& one, int origin, int barTicks, const std::vector<ChordSlot>& slots,
             const StudyBar& bar) {
        const Chord chord = slotAt(slots, one.tick).chord;
        // Notes stay in their bar, so that bars can be repeated and replaced one by one.
        for (int tick = one.tick; tick < one.tick + one.duration;) {
            const int next = std::min((tick / barTicks + 1) * barTicks, one.tick + one.duration);
            MadeNote note;
            note.tick = origin + tick;
            note.duration = next - tick;
            note.pitch = one.pitch;
            note.staff = one.low ? 2 : 1;
            note.voice = one.low ? 2 : 1;
            note.chord = {pitchClassOf(chord.root + bar.tonic), chord.quality};
            note.key = keyOf(bar);
            part_.notes.push_back(note);
            tick = next;
        }
    }

    const HarmonyGround& ground_;
    HarmonyTexture texture_;
    models::RandomStream random_;
    const HarmonyRules& rules_;
    MadePart part_;
    ChordLayout before_;
    bool hasBefore_ = false;
    int tuneBefore_ = -1;
    int lowest_ = 60;
    std::map<std::pair<int, int>, Texture> figures_;
};

/// Notes of one pitch do not sound into each other.
void cutRepeats(std::vector<MadeNote>& notes) {
    std::stable_sort(notes.begin(), notes.end(), [](const MadeNote& a, const MadeNote& b) {
        return a.tick != b.tick ? a.tick < b.tick : a.pitch < b.pitch;
    });
    notes.erase(std::unique(notes.begin(), notes.end(),
                            [](const MadeNote& a, const MadeNote& b) {
                                return a.tick == b.tick && a.pitch == b.pitch && a.staff == b.staff;
                            }),
                notes.end());
    for (std::size_t i = 0; i < notes.size(); ++i)
        for (std::size_t k = i + 1; k < notes.size(); ++k) {
            if (notes[k].tick >= notes[i].tick + notes[i].duration) break;
            if (notes[k].pitch == notes[i].pitch && notes[k].tick > notes[i].tick)
                notes[i].duration = notes[k].tick - notes[i].tick;
        }
}

}  // namespace

HarmonyTexture parseHarmonyTexture(const std::string& name) {
    std::string names;
    for (const NamedTexture& one : kTextures) {
        if (name == one.name) return one.texture;
        names += (names.empty() ? "" : ", ") + std::string(one.name);
    }
    throw Error(ExitCode::Usage, "texture: expected one of " + names + ", found '" + name + "'");
}

std::vector<MadePart> makeHarmonyParts(const HarmonyGround& ground, HarmonyTexture texture,
                                       std::uint64_t seed, const VoiceFiller& voices,
                                       const ChoraleRules& rules, const HarmonyRules& harmony,
                                       VoiceFaults* faults) {
    if (texture == HarmonyTexture::LeadSheet) return {};
    if (texture == HarmonyTexture::Chorale) return makeChorale(ground, seed, voices, rules, faults);
    MadePart piano = PianoWriter(ground, texture, seed, harmony).write();
    cutRepeats(piano.notes);
    return {std::move(piano)};
}

}  // namespace arioso
