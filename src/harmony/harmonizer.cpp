#include "src/harmony/harmonizer.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/compose/sounding.h"
#include "src/harmony/key_segments.h"
#include "src/harmony/once_through.h"

namespace arioso {
namespace {

/// Draws are taken from the posterior sharpened by this: at 1 they wander more than people do.
constexpr double kSharpened = 1.3;
/// Share of a chord's rarity that its gain makes up for, by ear.
constexpr double kBalance = 0.45;
constexpr int kMostCandidates = 64;
constexpr int kTriesEach = 12;

[[noreturn]] void refuse(const std::string& text) {
    throw Error(ExitCode::Usage, text);
}

/// A melody laid out for the model, every bar once.
struct Layout {
    OnceThrough once;
    Score heard;  ///< the melody's part and what is kept, once through
    HarmonyGround ground;
    std::vector<EvidenceSlot> slots;
    std::vector<SlotKey> keys;
    std::vector<char> keptBars;  ///< of the ground
    bool alone = true;           ///< nothing but the melody is heard
};

bool isKept(const HarmonizeRequest& request, int part) {
    return std::find(request.keep.parts.begin(), request.keep.parts.end(), part) !=
           request.keep.parts.end();
}

Layout layoutOf(const Score& score, const HarmonizeRequest& request, int part) {
    Layout out;
    out.once = onceThrough(score);
    const Score& once = out.once.score;
    out.heard = once;
    out.heard.parts.clear();
    for (std::size_t i = 0; i < once.parts.size(); ++i) {
        const int index = static_cast<int>(i);
        if (index != part && !isKept(request, index)) continue;
        out.heard.parts.push_back(once.parts[i]);
        if (index != part && !once.parts[i].percussion) out.alone = false;
    }
    HarmonyGround& ground = out.ground;
    ground.bars = studyBars(once);
    ground.part = &out.once.score.parts[static_cast<std::size_t>(part)];
    ground.melody = tuneOf(*ground.part, ground.bars);
    if (ground.melody.empty())
        throw Error(ExitCode::Input, "the melody's part '" + ground.part->name +
                                         "': expected notes that last, found none");
    if (request.key) {
        for (StudyBar& bar : ground.bars) {
            bar.tonic = request.key->tonic;
            bar.minor = request.key->minor;
        }
    } else {
        findKeySegments(out.heard, ground.bars, 4, ground.melody.back().pitch);
    }
    ground.grid = harmonyGrid(ground.bars);
    out.slots = melodyOnGrid(ground.melody, ground.grid);
    for (const HarmonySlot& slot : ground.grid) {
        const StudyBar& bar = ground.bars[static_cast<std::size_t>(slot.bar)];
        out.keys.push_back({bar.tonic, bar.minor});
    }
    out.keptBars.assign(ground.bars.size(), 0);
    for (std::size_t i = 0; i < request.keep.bars.size(); ++i)
        if (request.keep.bars[i] != 0)
            out.keptBars[static_cast<std::size_t>(out.once.barOf[i])] = 1;
    return out;
}

/// Where a repeat or a section ends, the melody comes to rest as at its end.
void markEnds(Layout& layout) {
    for (std::size_t s = 0; s < layout.slots.size(); ++s) {
        const int bar = layout.ground.grid[s].bar;
        const RepeatSigns& signs = layout.once.score.measures[static_cast<std::size_t>(bar)].signs;
        if (signs.backward == 0 && !signs.fine && !signs.sectionEnd) continue;
        const bool last = s + 1 == layout.slots.size() || layout.ground.grid[s + 1].bar != bar ||
                          layout.slots[s + 1].notes.empty();
        if (last && !layout.slots[s].notes.empty()) layout.slots[s].end = SlotEnd::Piece;
    }
}

bool symbolStays(const Layout& layout, const HarmonizeRequest& request, int bar) {
    return request.keep.chords || layout.keptBars[static_cast<std::size_t>(bar)] != 0;
}

/// Chords that are decided by symbols that stay: each holds until the next symbol, in bars whose
/// symbols stay.
std::vector<int> fixedChords(const Layout& layout, const HarmonizeRequest& request) {
    std::vector<int> out(layout.ground.grid.size(), -1);
    const std::vector<ChordSymbol>& symbols = layout.once.score.chords;
    std::size_t next = 0;
    int now = -1;
    for (std::size_t s = 0; s < out.size(); ++s) {
        const HarmonySlot& slot = layout.ground.grid[s];
        const bool entersKept = s > 0 && slot.bar != layout.ground.grid[s - 1].bar &&
                                !symbolStays(layout, request, layout.ground.grid[s - 1].bar);
        // What a chord that does not stay would have gone on as is open.
        if (entersKept) now = -1;
        while (next < symbols.size() &&
               symbols[next].at.value() * kTicks < slot.start + slot.length / 2.0) {
            const int bar = barAt(layout.once.score, symbols[next].at);
            int root = 0;
            ChordQuality quality = ChordQuality::Major;
            if (symbolStays(layout, request, bar))
                now = readSymbol(symbols[next], root, quality) ? Chord{root, quality}.index() : -1;
            ++next;
        }
        if (symbolStays(layout, request, slot.bar)) out[s] = now;
    }
    return out;
}

/// What sounds besides the melody, in parts and bars that stay.
std::vector<std::array<double, 12>> soundsAround(const Layout& layout) {
    const bool anyBar = std::any_of(layout.keptBars.begin(), layout.keptBars.end(),
                                    [](char kept) { return kept != 0; });
    if (layout.alone && !anyBar) return {};
    const SoundingNotes heard(layout.heard);
    const SoundingNotes all(layout.once.score);
    std::vector<std::array<double, 12>> out;
    for (const HarmonySlot& slot : layout.ground.grid) {
        const bool kept = layout.keptBars[static_cast<std::size_t>(slot.bar)] != 0;
        if (!kept && layout.alone) {
            out.emplace_back();
            continue;
        }
        out.push_back(
            (kept ? all : heard).pitchClassQuarters(slot.start, slot.start + slot.length));
    }
    return out;
}

HarmonyChain sharpened(HarmonyChain harmony) {
    const auto scale = [](std::vector<double>& values) {
        for (double& value : values) value *= kSharpened;
    };
    scale(harmony.evidence.values);
    scale(harmony.chain.initial);
    for (models::LogTable& table : harmony.chain.transitions) scale(table.values);
    const auto plain = harmony.chain.duration;
    harmony.chain.duration = [plain](std::size_t begin, std::size_t state, std::size_t length) {
        return kSharpened * plain(begin, state, length);
    };
    return harmony;
}

/// How often a mode uses each chord, by what its chain comes to.
std::vector<double> sharesOf(const HarmonyMode& mode) {
    constexpr int kRounds = 30;
    std::vector<double> share(kChords, 1.0 / kChords);
    for (int round = 0; round < kRounds; ++round) {
        std::vector<double> next(kChords, 0.0);
        for (int a = 0; a < kChords; ++a)
            for (int b = 0; b < kChords; ++b)
                next[static_cast<std::size_t>(b)] +=
                    share[static_cast<std::size_t>(a)] * std::exp(mode.nextAt(true, a, b));
        share = std::move(next);
    }
    return share;
}

/// Nats for entering a chord in a slot, slot × chord. The likeliest chords of all are tonic and
/// dominant throughout, since every other chord is rarer than they at each single place; people use
/// the others in their share. A gain for what is rare mends that (Menon et al., "Long-tail learning
/// via logit adjustment", ICLR 2021).
models::LogTable gainsOf(const HarmonyTables& tables, const std::vector<SlotKey>& keys,
                         double weight) {
    // Chords rarer than one in so many gain no more than this one.
    constexpr double kRarest = 20.0;
    models::LogTable out(keys.size(), kChords);
    const std::array<std::vector<double>, 2> shares = {sharesOf(tables.modes[0]),
                                                       sharesOf(tables.modes[1])};
    for (std::size_t s = 0; s < keys.size(); ++s)
        for (int c = 0; c < kChords; ++c) {
            const Chord chord = Chord::fromIndex(c);
            const Chord relative{pitchClassOf(chord.root - keys[s].tonic), chord.quality};
            const double share =
                shares[keys[s].minor ? 1 : 0][static_cast<std::size_t>(relative.index())];
            out.at(s, static_cast<std::size_t>(c)) =
                weight * std::min(-std::log(share), std::log(kRarest));
        }
    return out;
}

/// The chain with a gain for every chord that is entered, and so many nats more.
HarmonyChain enlivened(const HarmonyChain& harmony,
                       const std::shared_ptr<const models::LogTable>& gains, double nats) {
    HarmonyChain out = harmony;
    const auto plain = harmony.chain.duration;
    out.chain.duration = [plain, gains, nats](std::size_t begin, std::size_t state,
                                              std::size_t length) {
        return plain(begin, state, length) + gains->at(begin, state) + nats;
    };
    return out;
}

/// The likeliest chords, gains counted, among those that change as often as the model expects of
/// this melody: where any single change is less likely than none, the likeliest stand still.
std::vector<models::Segment> likelyChords(const HarmonyChain& harmony, models::LogTable gains) {
    constexpr int kDraws = 24;
    constexpr int kSteps = 7;
    double expected = 0.0;
    for (int i = 0; i < kDraws; ++i) {
        models::RandomStream random(1, 1000 + static_cast<std::uint64_t>(i));
        expected +=
            static_cast<double>(harmony.chain.sample(harmony.evidence, random).size()) / kDraws;
    }
    const auto shared = std::make_shared<const models::LogTable>(std::move(gains));
    std::vector<models::Segment> best;
    double low = -6.0;
    double high = 2.0;
    for (int i = 0; i < kSteps; ++i) {
        const double middle = 0.5 * (low + high);
        const HarmonyChain lively = enlivened(harmony, shared, middle);
        std::vector<models::Segment> path = lively.chain.viterbi(harmony.evidence);
        const bool few = static_cast<double>(path.size()) <= expected;
        (few ? low : high) = middle;
        if (few || best.empty()) best = std::move(path);
    }
    return best;
}

/// Lays what was made into the played score.
class ScoreAssembler {
  public:
    ScoreAssembler(const Score& score, const HarmonizeRequest& request, int part,
                   const Layout& layout, const HarmonyGround& ground)
        : score_(score), request_(request), part_(part), layout_(layout), ground_(ground) {}

    Score assemble(const std::vector<MadePart>& made, std::vector<SetChord>& chords) {
        Score out = score_;
        out.parts.clear();
        setChords(out, chords);
        std::vector<char> used(made.size(), 0);
        for (std::size_t i = 0; i < score_.parts.size(); ++i) {
            const Part& old = score_.parts[i];
            const int index = static_cast<int>(i);
            if (index == part_ || isKept(request_, index)) {
                out.parts.push_back(old);
                continue;
            }
            // A part of an earlier harmony goes on outside the bars that stay.
            if (request_.keep.bars.empty()) continue;
            Part kept = old;
            kept.notes.clear();
            for (const Note& note : old.notes)
                if (keptBar(barAt(score_, note.onset))) kept.notes.push_back(note);
            for (std::size_t m = 0; m < made.size(); ++m) {
                if (used[m] != 0 || made[m].name != old.name) continue;
                used[m] = 1;
                addNotes(kept, made[m]);
                break;
            }
            if (!kept.notes.empty()) out.parts.push_back(std::move(kept));
        }
        std::size_t after = 1;
        while (after < out.parts.size() &&
               out.parts[after - 1].id != score_.parts[static_cast<std::size_t>(part_)].id)
            ++after;
        for (std::size_t m = 0; m < made.size(); ++m) {
            if (used[m] != 0) continue;
            Part part = newPart(made[m], out);
            addNotes(part, made[m]);
            out.parts.insert(out.parts.begin() + static_cast<std::ptrdiff_t>(after++),
                             std::move(part));
        }
        return out;
    }

  private:
    [[nodiscard]] bool keptBar(int played) const {
        return !request_.keep.bars.empty() &&
               request_.keep.bars[static_cast<std::size_t>(played)] != 0;
    }

    Part newPart(const MadePart& made, const Score& out) const {
        const Part& melody = score_.parts[static_cast<std::size_t>(part_)];
        Part part;
        part.name = made.name;
        part.program = made.program;
        part.vocal = made.vocal;
        part.dynamics = melody.dynamics;
        for (int number = 1;; ++number) {
            part.id = "H" + std::to_string(number);
            const auto same = [&](const Part& one) { return one.id == part.id; };
            if (std::none_of(out.parts.begin(), out.parts.end(), same) &&
                std::none_of(score_.parts.begin(), score_.parts.end(), same))
                return part;
        }
    }

    /// Words and holds of the melody's note that begins with this one, on this pass.
    void singWith(Note& note) const {
        const std::vector<Note>& melody = score_.parts[static_cast<std::size_t>(part_)].notes;
        auto at = std::lower_bound(melody.begin(), melody.end(), note.onset,
                                   [](const Note& one, Beat onset) { return one.onset < onset; });
        for (; at != melody.end() && at->onset == note.onset; ++at) {
            if (at->grace != Grace::None) continue;
            if (note.lyrics.empty()) note.lyrics = at->lyrics;
            for (const Articulation held : {Articulation::Fermata, Articulation::BreathAfter})
                if (has(at->articulation, held)) note.articulation |= held;
        }
    }

    void addNotes(Part& part, const MadePart& made) const {
        std::vector<std::vector<const MadeNote*>> byBar(ground_.bars.size());
        for (const MadeNote& note : made.notes) {
            const auto after =
                std::upper_bound(ground_.bars.begin(), ground_.bars.end(), note.tick,
                                 [](int tick, const StudyBar& bar) { return tick < bar.start; });
            byBar[static_cast<std::size_t>(after - ground_.bars.begin() - 1)].push_back(&note);
        }
        for (std::size_t played = 0; played < score_.measures.size(); ++played) {
            if (keptBar(static_cast<int>(played))) continue;
            const auto bar = static_cast<std::size_t>(layout_.once.barOf[played]);
            for (const MadeNote* one : byBar[bar]) {
                Note note;
                note.onset = score_.measures[played].start +
                             Beat(one->tick - ground_.bars[bar].start, kTicks);
                note.duration = Beat(one->duration, kTicks);
                note.pitch = one->pitch;
                note.staff = one->staff;
                note.voice = one->voice;
                note.measure = static_cast<int>(played);
                if (one->words) singWith(note);
                note.spelled = spellInKey(
                    one->pitch, one->key.tonic, one->key.minor,
                    {pitchClassOf(one->chord.root - one->key.tonic), one->chord.quality});
                part.notes.push_back(note);
            }
        }
        std::stable_sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
            return a.onset == b.onset ? a.pitch < b.pitch : a.onset < b.onset;
        });
    }

    void setChords(Score& out, std::vector<SetChord>& set) const {
        std::vector<std::vector<std::size_t>> slotsOf(ground_.bars.size());
        for (std::size_t s = 0; s < ground_.grid.size(); ++s)
            slotsOf[static_cast<std::size_t>(ground_.grid[s].bar)].push_back(s);
        // A bar whose first chord goes on from before is told anew if some pass comes from
        // elsewhere, on all passes, so that they can still be written as a repeat.
        std::vector<char> fresh(ground_.bars.size(), 0);
        int sounding = -1;
        for (std::size_t played = 0; played < score_.measures.size(); ++played) {
            const auto bar = static_cast<std::size_t>(layout_.once.barOf[played]);
            if (slotsOf[bar].empty()) continue;
            if (ground_.chords[slotsOf[bar].front()] != sounding) fresh[bar] = 1;
            sounding = ground_.chords[slotsOf[bar].back()];
        }
        out.chords.clear();
        for (std::size_t played = 0; played < score_.measures.size(); ++played) {
            const auto bar = static_cast<std::size_t>(layout_.once.barOf[played]);
            const bool stays = request_.keep.chords || keptBar(static_cast<int>(played));
            // Behind bars that stay the chord is told, whatever was told before.
            const bool behind = played > 0 && keptBar(static_cast<int>(played) - 1) &&
                                !keptBar(static_cast<int>(played));
            int before = -1;
            for (std::size_t k = 0; !stays && k < slotsOf[bar].size(); ++k) {
                const std::size_t s = slotsOf[bar][k];
                const int now = ground_.chords[s];
                const bool changes = k == 0 ? fresh[bar] != 0 || behind : now != before;
                before = now;
                if (now < 0 || !changes) continue;
                addChord(out, set, played, bar, s, now);
            }
        }
        for (const ChordSymbol& symbol : score_.chords)
            if (request_.keep.chords || keptBar(barAt(score_, symbol.at)))
                out.chords.push_back(symbol);
        std::stable_sort(out.chords.begin(), out.chords.end(),
                         [](const ChordSymbol& a, const ChordSymbol& b) { return a.at < b.at; });
    }

    void addChord(Score& out, std::vector<SetChord>& set, std::size_t played, std::size_t bar,
                  std::size_t slot, int index) const {
        const Chord absolute = Chord::fromIndex(index);
        const SlotKey key{ground_.bars[bar].tonic, ground_.bars[bar].minor};
        const Chord chord{pitchClassOf(absolute.root - key.tonic), absolute.quality};
        const Beat inBar(ground_.grid[slot].start - ground_.bars[bar].start, kTicks);
        const Beat at = score_.measures[played].start + inBar;
        out.chords.push_back(chordSymbol(chord, chord.root, key.tonic, key.minor, at));
        set.push_back({static_cast<int>(played), inBar, out.chords.back().text, key});
    }

    const Score& score_;
    const HarmonizeRequest& request_;
    int part_;
    const Layout& layout_;
    const HarmonyGround& ground_;
};

void check(const Score& score, const HarmonizeRequest& request, int part) {
    const auto range = [](const char* name, double value, double least, double most) {
        if (!(value >= least && value <= most))
            refuse(std::string(name) + ": expected " + std::to_string(static_cast<int>(least)) +
                   " to " + std::to_string(static_cast<int>(most)) + ", found " +
                   std::to_string(value));
    };
    range("mode-bias", request.modeBias, -1.0, 1.0);
    range("adventure", request.adventure, 0.0, 1.0);
    range("candidates", request.candidates, 1, kMostCandidates);
    if (request.voices && request.texture != HarmonyTexture::Chorale)
        refuse("method rbm or rnn-rbm: expected the texture chorale, whose inner voices it writes");
    if (part < 0 || score.measures.empty())
        throw Error(ExitCode::Input, "expected a score with a melody, found no pitched notes");
}

}  // namespace

int melodyPart(const Score& score) {
    // Some files keep words in a part of their own, whose notes have no length.
    const auto sounds = [](const Part& part) {
        return !part.percussion &&
               std::any_of(part.notes.begin(), part.notes.end(), [](const Note& note) {
                   return note.grace == Grace::None && !(note.duration == Beat{});
               });
    };
    if (const Part* tune = tunePart(score); tune != nullptr && sounds(*tune))
        return static_cast<int>(tune - score.parts.data());
    for (std::size_t i = 0; i < score.parts.size(); ++i)
        if (sounds(score.parts[i])) return static_cast<int>(i);
    return -1;
}

std::vector<Harmonization> harmonize(const HarmonyTables& tables, const Score& score,
                                     const HarmonizeRequest& request) {
    const int part = request.part >= 0 ? request.part : melodyPart(score);
    check(score, request, part);
    Layout layout = layoutOf(score, request, part);
    markEnds(layout);
    HarmonyWish wish;
    wish.modeBias = request.modeBias;
    wish.adventure = request.adventure;
    wish.rhythm = request.rhythm;
    wish.avoided = request.avoided;
    wish.fixed = fixedChords(layout, request);
    const HarmonyRules& chordRules =
        request.harmony != nullptr ? *request.harmony : builtInHarmonyRules();
    wish.forbidden = chordRules.forbidden;
    wish.around = soundsAround(layout);
    const auto& grid = layout.ground.grid;
    const HarmonyChain harmony = harmonyChain(tables, grid, layout.slots, layout.keys, wish);
    if (harmony.chain.viterbi(harmony.evidence).empty())
        refuse("no chords are left for the melody: --avoid, --keep and --rhythm exclude all");
    const std::vector<int> best = models::statesOf(
        likelyChords(harmony, gainsOf(tables, layout.keys, kBalance * 2.0 * request.adventure)));
    struct Draw {
        std::vector<int> chords;
        double nats;
        std::uint64_t seed;
    };
    std::vector<Draw> draws;
    const auto add = [&](std::vector<int> chords, std::uint64_t seed) {
        for (const Draw& one : draws)
            if (one.chords == chords) return;
        const double nats = -logPosterior(harmony, chords) /
                            static_cast<double>(std::max<std::size_t>(1, grid.size()));
        draws.push_back({std::move(chords), nats, seed});
    };
    if (!request.seed) add(best, 0);
    if (request.seed || request.candidates > 1) {
        const HarmonyChain sharp = sharpened(harmony);
        const std::uint64_t seed = request.seed.value_or(1);
        for (int i = 0; i < request.candidates * kTriesEach &&
                        static_cast<int>(draws.size()) < request.candidates;
             ++i) {
            models::RandomStream random(seed, static_cast<std::uint64_t>(i));
            add(models::statesOf(sharp.chain.sample(sharp.evidence, random)), seed);
        }
    }
    std::stable_sort(draws.begin(), draws.end(),
                     [](const Draw& a, const Draw& b) { return a.nats < b.nats; });
    std::vector<Harmonization> out;
    for (const Draw& draw : draws) {
        Harmonization one;
        one.natsPerBeat = draw.nats;
        one.seed = draw.seed;
        layout.ground.chords = draw.chords;
        // Nobody plays chords under an upbeat; a choir sings it.
        const StudyBar& first = layout.ground.bars.front();
        const bool upbeat = !first.whole && layout.ground.bars.size() > 1 &&
                            request.texture != HarmonyTexture::Chorale;
        for (std::size_t s = 0; upbeat && s < grid.size() && grid[s].bar == 0; ++s)
            layout.ground.chords[s] = -1;
        const std::vector<MadePart> made = makeHarmonyParts(
            layout.ground, request.texture, request.seed.value_or(1), request.voices,
            request.rules != nullptr ? *request.rules : builtInChoraleRules(), chordRules,
            &one.faults);
        one.score =
            ScoreAssembler(score, request, part, layout, layout.ground).assemble(made, one.chords);
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace arioso
