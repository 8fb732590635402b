#pragma once

#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "src/score/diagnostics.h"
#include "src/score/musicxml_model.h"
#include "src/score/reader.h"

namespace arioso {

/// Endings and jumps, which need the whole score to be understood.
struct MuseForm {
    struct Jump {
        std::size_t bar = 0;
        std::string to;     ///< label of the marker, or "start"
        std::string until;  ///< label, or "end"
        std::string continueAt;
        bool repeats = false;  ///< repeats are taken again behind it
    };
    struct Marker {
        std::size_t bar = 0;
        std::string label;
    };
    std::vector<std::size_t> endingEnds;       ///< last bars of endings
    std::map<std::size_t, float> sectionEnds;  ///< last bars of sections, and the pause behind
    std::vector<Jump> jumps;
    std::vector<Marker> markers;
};

/// Reads the bars of one staff into its part; times become beats from the bar's start, and what
/// concerns all parts goes to the frames. MuseScore files hold sounding pitches.
class MuseStaffReader {
  public:
    /// `staff` counts from 1 in its part.
    MuseStaffReader(WrittenScore& score, WrittenPart& part, MuseForm& form, int staff,
                    bool firstStaff, bool drums, const ReadLimits& limits, const std::string& name,
                    Diagnostics& diagnostics);

    /// `notes` counts over all staves. Error(Input) when the limits are passed.
    void read(pugi::xml_node staff, std::size_t& notes);

  private:
    struct Ottava {
        std::size_t bar;
        Beat from;
        int semitones;
        std::size_t endBar = 0;
        Beat to;
        bool open = true;
    };

    BarFrame& frame() { return score_.frames[bar_]; }
    WrittenBar& bar() { return part_.bars[bar_]; }
    void remark(const std::string& text);
    void measure(pugi::xml_node node);
    void openFrame(pugi::xml_node node);
    void form(pugi::xml_node node);
    void element(pugi::xml_node node);
    void voice(pugi::xml_node node);
    void chord(pugi::xml_node node);
    bool note(pugi::xml_node node, WrittenNote& out);
    void chordMarks(pugi::xml_node node, Articulation& marks, int& strokes);
    void lyrics(pugi::xml_node chord, WrittenNote& out);
    void spanner(pugi::xml_node node);
    void tempo(pugi::xml_node node);
    void words(const std::string& text);
    void swing(pugi::xml_node node);
    void pedal(pugi::xml_node spanner, bool starts);
    void dynamic(pugi::xml_node node);
    static int repeatSpanOf(pugi::xml_node measure);
    /// Plays the bar so many bars before again.
    void repeatBars(std::size_t span);
    void advance(Beat length);
    void mark(WrittenMark::Kind kind, double value);
    void applyOttavas();
    [[nodiscard]] Beat scaled(Beat length) const;
    RepeatSigns& signs(std::size_t bar, bool closes);

    WrittenScore& score_;
    WrittenPart& part_;
    MuseForm& form_;
    int staff_;
    bool first_;
    bool drums_;
    const ReadLimits& limits_;
    const std::string& name_;
    Diagnostics& diagnostics_;
    std::size_t* notes_ = nullptr;
    std::size_t bar_ = 0;
    int number_ = 0;  ///< of the bars counted so far
    Beat position_;
    int voice_ = 1;
    int repeatSpan_ = 0;  ///< bars of the repeat sign over this one; 0 = none
    std::vector<Beat> tuplets_;
    std::map<int, int> slurs_;  ///< open ones by voice
    std::vector<Ottava> ottavas_;
    Articulation pending_ = Articulation::None;
    std::vector<WrittenNote> graces_;
    std::vector<WrittenNote> afterGraces_;
    std::size_t lastFirst_ = 0;  ///< first note of the chord before in this bar
    bool lastValid_ = false;
    bool pizzicato_ = false;
    bool muted_ = false;
    WrittenMark::Kind pedal_ = WrittenMark::Kind::Sustain;  ///< the one that is down
    bool trill_ = false;
};

}  // namespace arioso
