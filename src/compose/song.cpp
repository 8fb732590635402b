#include "src/compose/song.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "models/random_stream.h"
#include "src/compose/character.h"
#include "src/compose/endless_composer.h"
#include "src/compose/ensemble.h"
#include "src/compose/form.h"
#include "src/compose/phrase_score.h"
#include "src/compose/phrase_writer.h"
#include "src/compose/scale_steps.h"
#include "src/compose/study.h"
#include "src/compose/word_rhythm.h"

namespace arioso {
namespace {

constexpr int kVoiceProgram = 53;
constexpr float kStressed = 0.75F;
constexpr std::size_t kMostParts = 9;
/// Light syllables before the first stress that may be an upbeat.
constexpr std::size_t kMostLight = 3;
/// How often a line is like another in rhythm where its melody is.
constexpr double kSameRhythm = 0.75;

enum Stream : std::uint64_t { kKey = 1, kForm, kRhythm, kPhrase, kMarks, kLead, kEdges };

/// A line of a tune with its place.
struct TuneLine {
    int startBar = 0;
    int bars = 2;
    int upbeat = 0;  ///< ticks that its upbeat may take
    WordRhythm rhythm;
};

/// A tune with its accompaniment, without words.
struct Tune {
    std::vector<std::size_t> stanzas;  ///< that are sung to it
    std::vector<TuneLine> lines;
    int bars = 0;
    Score score;
    /// Notes that lead into its first bar, in ticks before it (negative).
    std::vector<TuneNote> lead;
};

LineStress stressOf(const SongLine& line) {
    LineStress out;
    for (const Syllable& one : line.syllables) out.push_back(one.hold ? 0.0F : one.stress);
    const bool known = std::any_of(out.begin(), out.end(), [](float s) { return s >= 0.0F; });
    if (!known) {
        // Languages without word stress lean on the end of the line.
        for (std::size_t i = out.size(); i-- > 0;) {
            if (line.syllables[i].hold) continue;
            out[i] = 1.0F;
            break;
        }
    }
    return out;
}

std::size_t stressesIn(const LineStress& stress) {
    return static_cast<std::size_t>(
        std::count_if(stress.begin(), stress.end(), [](float s) { return s >= kStressed; }));
}

std::size_t lightBefore(const LineStress& stress) {
    std::size_t count = 0;
    while (count < stress.size() && stress[count] < kStressed) ++count;
    return count == stress.size() ? 0 : std::min(count, kMostLight);
}

class SongWriter {
  public:
    SongWriter(const ComposerModel& model, const SongRequest& request)
        : model_(model),
          request_(request),
          metre_(metrePlan(request.steering.beats, request.steering.beatType)),
          character_(characterOf(request.steering, stream(kKey, 1).chance(0.4))) {
        // A voice moves about the upper middle of its range and in smaller steps than a violin.
        const int span = request.voice.highest - request.voice.lowest;
        character_.centre = request.voice.lowest + static_cast<int>(std::lround(0.52 * span));
        character_.leaps = std::min(character_.leaps, 0.5);
        character_.legato = std::max(character_.legato, 0.3);
        perBeat_ = std::clamp(0.92 * character_.notesPerBeat, 0.7, 2.2);
        setEnsemble();
        setTonic();
        models::RandomStream random = stream(kForm, 0);
        for (std::size_t i = 0; i < kMostParts; ++i) textures_.push_back(random.uniform());
    }

    Score write() {
        layOutTunes();
        for (std::size_t t = 0; t < tunes_.size(); ++t) composeTune(t);
        for (std::size_t t = 0; t < tunes_.size(); ++t) addLead(t);
        return assemble();
    }

  private:
    [[nodiscard]] models::RandomStream stream(Stream kind, std::uint64_t number) const {
        return models::RandomStream(request_.seed, (std::uint64_t{kind} << 48U) + number);
    }

    void setEnsemble() {
        std::vector<int> programs = {kVoiceProgram};
        const std::vector<int>& played = request_.steering.programs;
        programs.insert(programs.end(), played.begin(), played.end());
        ensemble_ =
            ensembleOf(programs, request_.steering.drums, model_.instruments(), model_.rules());
        EnsemblePart& voice = ensemble_.front();
        voice.name = request_.voice.name;
        voice.role = PartRole::Tune;
        voice.lowest = request_.voice.lowest;
        voice.highest = request_.voice.highest;
        voice.staves = voice.pedal = false;
    }

    /// Of the keys with few signs the one whose tonic lies where a tune of this voice needs it.
    void setTonic() {
        if (request_.steering.tonic) {
            tonic_ = *request_.steering.tonic;
            return;
        }
        static constexpr int kMajor[] = {0, 2, 5, 7, 10, 9, 3, 4, 8};
        static constexpr int kMinor[] = {9, 2, 4, 7, 0, 11, 5, 6};
        models::RandomStream random = stream(kKey, 2);
        double least = 1e9;
        const auto weigh = [&](int tonic) {
            // Tunes mostly live between the dominant below the tonic and the sixth above it.
            int note = character_.centre - 5;
            note += (tonic - note % 12 + 18) % 12 - 6;
            const double cost = std::abs(note + 5 - character_.centre) + 2.5 * random.uniform();
            if (cost >= least) return;
            least = cost;
            tonic_ = tonic;
        };
        if (character_.minor) {
            for (const int tonic : kMinor) weigh(tonic);
        } else {
            for (const int tonic : kMajor) weigh(tonic);
        }
    }

    /// Bars and upbeats of all lines: each line leaves room for the upbeat of the next.
    void layOutTunes() {
        const SongText& text = request_.text;
        tunes_.resize(static_cast<std::size_t>(text.tunes()));
        for (std::size_t s = 0; s < text.stanzas.size(); ++s)
            tunes_[static_cast<std::size_t>(text.stanzas[s].tune)].stanzas.push_back(s);
        for (Tune& tune : tunes_) {
            const std::size_t lines = text.stanzas[tune.stanzas.front()].lines.size();
            std::map<int, int> votes;
            for (std::size_t i = 0; i < lines; ++i) {
                TuneLine line;
                std::size_t syllables = 0;
                std::size_t stresses = 0;
                std::size_t light = 0;
                for (const std::size_t s : tune.stanzas) {
                    const LineStress stress = stressOf(text.stanzas[s].lines[i]);
                    syllables = std::max(syllables, stress.size());
                    stresses = std::max(stresses, stressesIn(stress));
                    light = std::max(light, lightBefore(stress));
                }
                line.upbeat = upbeatFor(metre_, perBeat_, light);
                line.bars = barsForLine(metre_, perBeat_, syllables, stresses);
                ++votes[line.bars];
                tune.lines.push_back(line);
            }
            // Lines of one length make a period; one twice as long or short keeps its own.
            const int usual =
                std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) {
                    return a.second < b.second;
                })->first;
            for (TuneLine& line : tune.lines) {
                const int low = std::min(line.bars, usual);
                const int high = std::max(line.bars, usual);
                if (high < 2 * low || (line.bars < usual && usual <= 2)) line.bars = usual;
                line.startBar = tune.bars;
                tune.bars += line.bars;
            }
            leadRoom_ = std::max(leadRoom_, tune.lines.front().upbeat);
        }
    }

    [[nodiscard]] WordRhythm rhythmOf(const Tune& tune, std::size_t line, int room,
                                      const WordRhythm* like, models::RandomStream& random) const {
        WordRhythmWish wish;
        wish.bars = tune.lines[line].bars;
        wish.upbeat = tune.lines[line].upbeat;
        wish.room = room;
        if (like != nullptr) wish.like = like->notes;
        for (const std::size_t s : tune.stanzas)
            wish.stanzas.push_back(stressOf(request_.text.stanzas[s].lines[line]));
        return writeWordRhythm(model_.tables(), metre_, wish, random);
    }

    /// Phrases as songs have them, four by four; the last one closes.
    static std::vector<PhrasePlan> formOf(std::size_t lines, models::RandomStream& random) {
        std::vector<PhrasePlan> out;
        while (out.size() < lines) {
            const int first = static_cast<int>(out.size());
            for (PhrasePlan one : drawForm(random)) {
                if (one.like >= 0) one.like += first;
                // The second half of a long stanza may take up the first.
                if (one.like < 0 && first > 0 && !one.contrast && random.chance(0.6))
                    one.like = static_cast<int>(out.size()) - 4;
                out.push_back(one);
            }
        }
        out.resize(lines);
        out.back().cadence = Cadence::Perfect;
        return out;
    }

    [[nodiscard]] PhraseBrief briefFor(int bars) const {
        PhraseBrief out;
        out.rules = &model_.rules();
        out.bars = bars;
        out.tonic = tonic_;
        out.centre = character_.centre;
        out.tuneLowest = request_.voice.lowest;
        out.tuneHighest = request_.voice.highest;
        const EnsemblePart* low = nullptr;
        for (const EnsemblePart& part : ensemble_)
            if (part.role == PartRole::Bass || part.role == PartRole::Accompaniment) low = &part;
        out.bassLowest = std::max(low == nullptr ? 36 : low->lowest, 33);
        out.bassHighest =
            std::min({low == nullptr ? 57 : low->highest, out.bassLowest + 21, out.centre - 7});
        out.bassLowest = std::min(out.bassLowest, out.bassHighest - 12);
        return out;
    }

    static std::vector<int> upbeatLengths(const WordRhythm& rhythm) {
        std::vector<int> out;
        for (const RhythmNote& note : rhythm.notes)
            if (note.place < 0) out.push_back(std::min(note.duration, -note.place));
        return out;
    }

    [[nodiscard]] std::vector<BarRhythm> barsOf(const WordRhythm& rhythm, int bars) const {
        std::vector<BarRhythm> out(static_cast<std::size_t>(bars));
        for (const RhythmNote& note : rhythm.notes) {
            if (note.place < 0) continue;
            const int bar = std::min(note.place / metre_.barTicks, bars - 1);
            out[static_cast<std::size_t>(bar)].push_back(
                {note.place - bar * metre_.barTicks, note.duration});
        }
        return out;
    }

    void composeTune(std::size_t number) {
        Tune& tune = tunes_[number];
        models::RandomStream forms = stream(kForm, number + 1);
        const std::vector<PhrasePlan> plan = formOf(tune.lines.size(), forms);
        for (std::size_t i = 0; i < tune.lines.size(); ++i) {
            const bool last = i + 1 == tune.lines.size();
            const int room = last ? leadRoom_ : tune.lines[i + 1].upbeat;
            models::RandomStream random = stream(kRhythm, 1000 * number + i);
            const int like = plan[i].like;
            const bool same = like >= 0 && random.chance(kSameRhythm) &&
                              tune.lines[static_cast<std::size_t>(like)].bars == tune.lines[i].bars;
            tune.lines[i].rhythm = rhythmOf(
                tune, i, room, same ? &tune.lines[static_cast<std::size_t>(like)].rhythm : nullptr,
                random);
        }
        std::vector<PhraseMemory> memories;
        std::vector<int> before;
        std::vector<int> upbeat;
        std::optional<int> first;
        int chord = -1;
        std::optional<ChordLayout> layout;
        for (std::size_t i = 0; i < tune.lines.size(); ++i) {
            const TuneLine& line = tune.lines[i];
            PhraseBrief brief = briefFor(line.bars);
            brief.cadence = plan[i].cadence;
            brief.contrast = plan[i].contrast;
            if (plan[i].like >= 0) brief.like = &memories[static_cast<std::size_t>(plan[i].like)];
            brief.rhythm = barsOf(line.rhythm, line.bars);
            brief.marks = model_.marks();
            brief.ornaments = false;  // syllables have enough to do
            brief.piecePlace = number == 0 && i == 0 ? 0 : 1;
            brief.before = before;
            brief.upbeat = upbeat;
            brief.first = first;
            brief.chordBefore = chord;
            brief.layoutBefore = layout ? &*layout : nullptr;
            if (i + 1 < tune.lines.size()) {
                brief.nextUpbeat = upbeatLengths(tune.lines[i + 1].rhythm);
                const int like = plan[i + 1].like;
                if (like >= 0 && static_cast<std::size_t>(like) < memories.size() &&
                    !memories[static_cast<std::size_t>(like)].steps.empty())
                    brief.nextFirst =
                        pitchOfStep(memories[static_cast<std::size_t>(like)].steps[0]);
            }
            models::RandomStream random = stream(kPhrase, 1000 * number + i);
            const WrittenPhrase phrase =
                writePhrase(model_.tables(), metre_, character_, brief, random);
            const auto played = playParts(ensemble_, metre_, character_, phrase, brief, textures_,
                                          i == 0 && number == 0, random);
            models::RandomStream marks = stream(kMarks, 1000 * number + i);
            Score written =
                phraseScore(ensemble_, metre_, character_, phrase, brief, played, marks);
            leanOnWords(written.parts.front(), tune, i);
            appendScore(tune.score, written);
            memories.push_back(phrase.memory(character_.minor));
            before.clear();
            upbeat.clear();
            for (const TuneNote& note : phrase.tune) before.push_back(note.pitch);
            for (const TuneNote& note : phrase.upbeat) upbeat.push_back(note.pitch);
            first.reset();
            if (!phrase.upbeat.empty()) first = phrase.upbeatGoal;
            chord = phrase.slots.back().chord.index();
            layout = phrase.layouts.back();
        }
        for (Note& note : tune.score.parts.front().notes)
            note.articulation = note.articulation & Articulation::BreathAfter;
    }

    /// The voice swells to the word that weighs most: stressed, long and high; calls are louder,
    /// and a question does not fall off.
    void leanOnWords(Part& voice, const Tune& tune, std::size_t index) const {
        const TuneLine& line = tune.lines[index];
        const SongLine& words = request_.text.stanzas[tune.stanzas.front()].lines[index];
        const LineStress stress = stressOf(words);
        const std::vector<std::size_t>& places = line.rhythm.places.front();
        int summit = -1;
        double most = 0.0;
        for (std::size_t k = 0; k < places.size() && k < stress.size(); ++k) {
            const RhythmNote& place = line.rhythm.notes[places[k]];
            if (place.place < 0 || stress[k] < kStressed) continue;
            for (const Note& note : voice.notes) {
                if (note.onset != Beat(place.place, kTicks)) continue;
                const double weight =
                    note.pitch + 3.0 * std::log2(place.duration / 12.0 + 0.25) + 4.0 * stress[k];
                if (summit < 0 || weight > most) {
                    most = weight;
                    summit = place.place;
                }
            }
        }
        if (summit < 0 || voice.dynamics.empty()) return;
        const bool calls = !words.text.empty() && words.text.back() == '!';
        const bool asks = !words.text.empty() && words.text.back() == '?';
        const float base = voice.dynamics.front().level + (calls ? 0.05F : 0.0F);
        const int end = (line.bars - 1) * metre_.barTicks + metre_.barTicks / 2;
        voice.dynamics.clear();
        const auto mark = [&](int tick, float level, bool ramp) {
            voice.dynamics.push_back({{tick, kTicks}, std::clamp(level, 0.15F, 0.95F), ramp});
        };
        constexpr float kLean = 0.09F;
        if (summit > 0) mark(0, base, true);
        mark(summit, base + kLean, end > summit);
        if (end > summit) mark(end, asks ? base + kLean : base - 0.03F, false);
    }

    [[nodiscard]] int tonicNote() const {
        const int low = character_.centre - 2;
        return low - pitchClassOf(low - tonic_);
    }
    [[nodiscard]] int pitchOfStep(int step) const {
        return tonicNote() + semitonesOf(step, character_.minor);
    }

    /// The upbeat of a tune's first line, over the chord that stands before it.
    void addLead(std::size_t number) {
        Tune& tune = tunes_[number];
        const std::vector<int> lengths = upbeatLengths(tune.lines.front().rhythm);
        if (lengths.empty() || tune.score.parts.front().notes.empty()) return;
        TuneWish wish;
        wish.tonic = tonicNote();
        wish.lowest = request_.voice.lowest;
        wish.highest = request_.voice.highest;
        const int goal =
            static_cast<int>(std::lround(tune.score.parts.front().notes.front().pitch));
        models::RandomStream random = stream(kLead, number);
        const Chord dominant{7, ChordQuality::Major};
        const std::vector<int> pitches =
            writeUpbeat(model_.tables(), character_, lengths, dominant, wish, goal, random);
        int tick = -std::accumulate(lengths.begin(), lengths.end(), 0);
        for (std::size_t i = 0; i < lengths.size(); ++i) {
            tune.lead.push_back({tick, lengths[i], pitches[i], 0});
            tick += lengths[i];
        }
    }

    /// Bars of the accompaniment alone.
    Score edge(int bars, bool closes, std::uint64_t number) {
        PhraseBrief brief = briefFor(bars);
        brief.cadence = closes ? Cadence::Perfect : Cadence::Half;
        brief.last = closes;
        brief.marks = model_.marks();
        brief.piecePlace = closes ? 2 : 0;
        models::RandomStream random = stream(kEdges, number);
        WrittenPhrase phrase = writePhrase(model_.tables(), metre_, character_, brief, random);
        phrase.tune.clear();
        phrase.upbeat.clear();
        const auto played =
            playParts(ensemble_, metre_, character_, phrase, brief, textures_, !closes, random);
        models::RandomStream marks = stream(kMarks, 900000 + number);
        return phraseScore(ensemble_, metre_, character_, phrase, brief, played, marks);
    }

    [[nodiscard]] bool alone() const { return ensemble_.size() == 1; }

    /// What stands before a stanza that is no chorus.
    [[nodiscard]] Score introduction() {
        const bool leads = std::any_of(tunes_.begin(), tunes_.end(),
                                       [](const Tune& tune) { return !tune.lead.empty(); });
        if (alone() && !leads) return {};
        Score out = edge(alone() || metre_.barTicks > 48 ? 1 : 2, false, 0);
        if (alone()) out.chords.clear();
        return out;
    }

    /// How many stanzas make up a turn that comes again and again; 0 = there is none.
    [[nodiscard]] std::size_t turn() const {
        const auto& stanzas = request_.text.stanzas;
        for (std::size_t length = 1; 2 * length <= stanzas.size(); ++length) {
            if (stanzas.size() % length != 0) continue;
            bool regular = true;
            for (std::size_t i = length; i < stanzas.size(); ++i)
                regular = regular && stanzas[i].tune == stanzas[i - length].tune;
            if (regular) return length;
        }
        return 0;
    }

    /// What stands over a stanza. Bars that come again are sung to several verses: no number then.
    [[nodiscard]] std::string sectionOf(const SongStanza& stanza, bool comesAgain) const {
        if (stanza.section.empty()) {
            if (tunes_.size() == 1) return {};
            return stanza.chorus ? "Chorus" : "Verse";
        }
        std::string out = stanza.section;
        if (!comesAgain) return out;
        out.erase(out.find_last_not_of("0123456789 ") + 1);
        return out;
    }

    /// A stanza's place in the song.
    struct Sung {
        std::size_t stanza = 0;
        int bar = 0;   ///< of its first downbeat, in played order
        int pass = 1;  ///< of its repeat
    };

    Note leadNote(const TuneNote& one, int bar, const Score& whole) const {
        Note note;
        const int tick = bar * metre_.barTicks + one.tick;
        note.onset = {tick, kTicks};
        note.duration = {one.duration, kTicks};
        note.pitch = one.pitch;
        note.spelled = spellInKey(one.pitch, tonic_, character_.minor, {7, ChordQuality::Major});
        note.measure =
            std::clamp(tick / metre_.barTicks, 0, static_cast<int>(whole.measures.size()) - 1);
        return note;
    }

    Score assemble() {
        const auto& stanzas = request_.text.stanzas;
        const std::size_t turns = turn();
        const std::size_t inTurn = turns == 0 ? stanzas.size() : turns;
        const Score intro = introduction();
        Score once;
        std::vector<int> starts;
        for (std::size_t i = 0; i < inTurn; ++i) {
            if ((i == 0 || !stanzas[i].chorus) && !intro.measures.empty()) appendScore(once, intro);
            starts.push_back(static_cast<int>(once.measures.size()));
            appendScore(once, tunes_[static_cast<std::size_t>(stanzas[i].tune)].score);
            once.measures[static_cast<std::size_t>(starts.back())].section =
                sectionOf(stanzas[i], turns != 0);
        }
        Score whole;
        std::vector<Sung> sung;
        const auto bars = static_cast<int>(once.measures.size());
        const int passes = static_cast<int>(stanzas.size() / inTurn);
        for (int pass = 1; pass <= passes; ++pass) {
            for (std::size_t i = 0; i < inTurn; ++i)
                sung.push_back({static_cast<std::size_t>(pass - 1) * inTurn + i,
                                (pass - 1) * bars + starts[i], pass});
            appendScore(whole, once);
            for (int bar = 0; bar < bars; ++bar) {
                Measure& measure =
                    whole.measures[static_cast<std::size_t>((pass - 1) * bars + bar)];
                measure.pass = pass;
                measure.written = bar;
                measure.number = std::to_string(bar + 1);
                if (passes > 1 && bar == 0) measure.signs.forward = true;
                if (passes > 1 && bar + 1 == bars) measure.signs.backward = passes;
            }
        }
        if (!alone()) {
            appendScore(whole, edge(2, true, 1));
            for (std::size_t i = whole.measures.size() - 2; i < whole.measures.size(); ++i)
                whole.measures[i].number = std::to_string(whole.measures[i].written + 1);
        }
        for (const Sung& one : sung) setWords(one, whole);
        Part& voice = whole.parts.front();
        std::stable_sort(voice.notes.begin(), voice.notes.end(),
                         [](const Note& a, const Note& b) { return a.onset < b.onset; });
        finish(whole);
        return whole;
    }

    void finish(Score& whole) const {
        Part& voice = whole.parts.front();
        voice.vocal = true;
        whole.language = request_.text.language;
        whole.composer = "Arioso";
        if (!alone() || voice.notes.empty()) return;
        voice.notes.back().articulation = Articulation::Fermata;
    }

    /// Whether all stanzas of a tune that come in turns have the same words.
    [[nodiscard]] bool sameWords(const Tune& tune) const {
        const auto& stanzas = request_.text.stanzas;
        const SongStanza& first = stanzas[tune.stanzas.front()];
        return std::all_of(tune.stanzas.begin(), tune.stanzas.end(), [&](std::size_t s) {
            return std::equal(stanzas[s].lines.begin(), stanzas[s].lines.end(), first.lines.begin(),
                              first.lines.end(), [](const SongLine& a, const SongLine& b) {
                                  return a.text == b.text;
                              });
        });
    }

    /// Lays a stanza's words under the notes of its tune where it is played; notes that come before
    /// a line's first word are left to the stanzas that have a word for them.
    void setWords(const Sung& sung, Score& whole) {
        const SongStanza& stanza = request_.text.stanzas[sung.stanza];
        const Tune& tune = tunes_[static_cast<std::size_t>(stanza.tune)];
        std::vector<Note>& notes = whole.parts.front().notes;
        for (const TuneNote& one : tune.lead)
            if (sung.bar > 0) notes.push_back(leadNote(one, sung.bar, whole));
        std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> at;
        for (std::size_t i = 0; i < notes.size(); ++i)
            at[{notes[i].onset.num, notes[i].onset.den}] = i;
        const auto turnOf = static_cast<std::size_t>(
            std::find(tune.stanzas.begin(), tune.stanzas.end(), sung.stanza) -
            tune.stanzas.begin());
        const bool refrain = turn() != 0 && tune.stanzas.size() > 1 && sameWords(tune);
        std::vector<std::size_t> unsung;
        for (std::size_t l = 0; l < tune.lines.size(); ++l) {
            const TuneLine& line = tune.lines[l];
            const std::vector<std::size_t>& places = line.rhythm.places[turnOf];
            const auto noteAt = [&](std::size_t index) -> std::optional<std::size_t> {
                const int tick =
                    (sung.bar + line.startBar) * metre_.barTicks + line.rhythm.notes[index].place;
                const Beat onset(tick, kTicks);
                const auto found = at.find({onset.num, onset.den});
                if (found == at.end()) return std::nullopt;
                return found->second;
            };
            for (std::size_t i = 0; i < places.front(); ++i)
                if (const auto note = noteAt(i)) unsung.push_back(*note);
            const auto& syllables = stanza.lines[l].syllables;
            for (std::size_t k = 0; k < syllables.size(); ++k) {
                const auto note = noteAt(places[k]);
                if (!note || syllables[k].hold) continue;
                Lyric lyric;
                lyric.verse = refrain ? 1 : sung.pass;
                lyric.everyPass = refrain;
                lyric.text = syllables[k].text;
                lyric.syllabic = syllables[k].syllabic;
                lyric.language = syllables[k].language;
                lyric.lineEnd = k + 1 == syllables.size();
                const std::size_t next =
                    k + 1 < places.size() ? places[k + 1] : line.rhythm.notes.size();
                const bool held = k + 1 < syllables.size() && syllables[k + 1].hold;
                lyric.extend = held || next > places[k] + 1;
                notes[*note].lyrics.push_back(std::move(lyric));
            }
        }
        std::sort(unsung.begin(), unsung.end());
        for (std::size_t i = unsung.size(); i-- > 0;)
            notes.erase(notes.begin() + static_cast<std::ptrdiff_t>(unsung[i]));
    }

    const ComposerModel& model_;
    const SongRequest& request_;
    MetrePlan metre_;
    Character character_;
    double perBeat_ = 1.0;
    std::vector<EnsemblePart> ensemble_;
    int tonic_ = 0;
    std::vector<double> textures_;
    int leadRoom_ = 0;
    std::vector<Tune> tunes_;
};

}  // namespace

std::pair<int, int> metreFor(const SongText& text) {
    std::size_t light = 0;
    std::size_t gaps = 0;
    for (const SongStanza& stanza : text.stanzas)
        for (const SongLine& line : stanza.lines) {
            std::optional<std::size_t> last;
            for (std::size_t i = 0; i < line.syllables.size(); ++i) {
                if (line.syllables[i].stress < kStressed) continue;
                if (last) {
                    light += i - *last - 1;
                    ++gaps;
                }
                last = i;
            }
        }
    const bool triple = gaps > 0 && static_cast<double>(light) > 1.65 * static_cast<double>(gaps);
    return triple ? std::pair{6, 8} : std::pair{4, 4};
}

Score composeSong(const std::shared_ptr<const ComposerModel>& model, const SongRequest& request) {
    return SongWriter(*model, request).write();
}

}  // namespace arioso
