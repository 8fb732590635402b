#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/score/abc_decorations.h"
#include "src/score/abc_fields.h"
#include "src/score/musicxml_model.h"
#include "src/score/reader.h"

namespace arioso {

/// A note as it stands in the text.
struct AbcNote {
    int step = 0;  ///< 0 = C … 6 = B
    int octave = 4;
    std::optional<float> accidental;  ///< semitones, as written
    Beat length;                      ///< quarters
    bool tie = false;
};

/// How far an accidental reaches in its bar.
enum class AbcReach { Note, Octave, Pitch };

/// What the voices of a tune share while it is read.
struct AbcTuneState {
    WrittenScore& score;
    const ReadLimits& limits;
    const std::string& name;  ///< file, for messages
    AbcReach reach = AbcReach::Pitch;
    std::size_t notes = 0;
    std::size_t bars = 0;
};

/// Writes one voice of a tune into its bars: holds key, place and open signs, and knows tuplets,
/// broken rhythm, ties, slurs and accidentals. Error(Input) when the limits are passed.
class AbcVoice {
  public:
    AbcVoice(AbcTuneState& tune, std::string id);

    std::string id;
    WrittenPart part;
    AbcKey key;
    Beat unit{1, 2};  ///< of note lengths, quarters
    int octave = 0;   ///< added to written notes
    int clefOctave = 0;
    int transpose = 0;  ///< semitones
    bool percussion = false;
    std::map<int, int> drumKeys;  ///< GM key by sounding pitch

    /// A note, a chord of several, or with none a rest of `length`.
    void place(const std::vector<AbcNote>& notes, Beat length);
    void grace(const std::vector<AbcNote>& notes, bool acciaccatura);
    void measureRest(int bars);
    void tie();
    void openSlur();
    void closeSlur();
    void tuplet(int notes, int inTimeOf, int count);
    /// `a>b` is +1, `a<<b` is -2.
    void broken(int steps);
    void overlay();

    void decorate(const AbcDecoration& decoration);
    void chordSymbol(const std::string& text);
    void words(const std::string& text);
    void program(int number);

    /// A bar line: ends the bar if anything stands in it.
    void barLine();
    void repeatForward();
    void repeatBackward(int times);
    void startEnding(std::vector<int> passes);
    void endEnding();
    void meter(const AbcMeter& meter);
    void showKey();
    void tempo(const AbcTempo& tempo);

    /// A w: line: under the notes since the last block of words, one verse further each time.
    /// Returns the number of syllables that found no note.
    std::size_t lyrics(std::string_view line);

    /// Goes back to note `index` of those since the last s: lines, so
    /// that decorations and texts fall on it; false if there is none.
    bool enterNote(std::size_t index);
    /// Gives the note what was decorated, and goes on where the music stands.
    void leaveNote();
    /// First note behind the bar of note `index`.
    [[nodiscard]] std::size_t noteBehindBar(std::size_t index) const;
    /// The notes so far have their s: line: those of the next begin behind them.
    void endSymbols() { symbolsLaid_ = true; }

    [[nodiscard]] std::size_t bar() const { return bar_; }
    [[nodiscard]] bool insideBar() const { return content_; }
    void finish();

  private:
    struct NoteRef {
        std::size_t bar;
        std::size_t note;
        std::size_t count;  ///< of its chord
    };
    struct Held {
        int step;
        int octave;
        float alter;
    };

    BarFrame& frameOf(std::size_t bar);
    BarFrame& frame() { return frameOf(bar_); }
    WrittenBar& current();
    RepeatSigns& signs(std::size_t bar, bool closes);
    void settleSigns(bool atEnd);
    void advance(Beat length);
    float alterOf(const AbcNote& note);
    WrittenNote written(const AbcNote& note, Beat length);
    void mark(WrittenMark::Kind kind, double value);

    AbcTuneState& tune_;
    std::size_t bar_ = 0;
    Beat position_;
    bool content_ = false;
    int layer_ = 1;  ///< voice inside the bar; overlays count on
    std::map<std::pair<int, int>, float> accidentals_;
    std::vector<Held> ties_;      ///< of the event before
    std::vector<Held> nextTies_;  ///< of the event itself
    std::vector<std::pair<AbcNote, bool>> graces_;
    Articulation pending_ = Articulation::None;
    std::vector<RepeatSigns> pendingSigns_;
    int slurs_ = 0;
    Beat tupletRatio_{1, 1};
    int tupletLeft_ = 0;
    Beat brokenNext_{1, 1};
    /// The event before, for broken rhythm, ties and closing slurs.
    struct {
        std::size_t bar = 0;
        std::size_t first = 0;
        std::size_t count = 0;
        Beat length;
        bool valid = false;
    } last_;
    std::vector<NoteRef> block_;        ///< notes that the next w: line lies under
    std::vector<NoteRef> symbolBlock_;  ///< the same for s:
    bool symbolsLaid_ = false;
    /// Where the music stands while a note before is decorated.
    struct {
        std::size_t bar = 0;
        Beat position;
        Articulation pending = Articulation::None;
        std::vector<RepeatSigns> signs;
        std::size_t index = 0;
    } left_;
    bool blockSung_ = false;
    int verse_ = 0;
    bool endingOpen_ = false;
    std::optional<AbcMeter> nextMeter_;
};

}  // namespace arioso
