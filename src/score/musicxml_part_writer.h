#pragma once

#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "src/score/musicxml_clefs_writer.h"
#include "src/score/musicxml_directions_writer.h"
#include "src/score/musicxml_note_writer.h"
#include "src/score/notation.h"

namespace arioso {

/// Names by which the list of parts and the parts themselves refer to each other.
struct MusicXmlPartIds {
    std::string part;
    std::map<int, std::string> drums;  ///< instruments of a percussion part by key
    std::string instrument;            ///< of any other part
};

/// Writes the <measure> elements of one part.
class MusicXmlPartWriter {
  public:
    MusicXmlPartWriter(const Score& score, const Notation& notation, std::size_t part,
                       const MusicXmlPartIds& ids, bool explicitly);
    void write(pugi::xml_node part);

  private:
    void bar(pugi::xml_node measure, std::size_t index);
    void number(pugi::xml_node measure, std::size_t index) const;
    void leftBarline(pugi::xml_node measure, std::size_t index) const;
    void rightBarline(pugi::xml_node measure, std::size_t index) const;
    void attributes(pugi::xml_node measure, std::size_t index);
    void playingWays(pugi::xml_node measure, std::size_t index);
    void streams(pugi::xml_node measure, std::size_t index);
    void findVoltas();
    [[nodiscard]] std::int64_t divisions() const;
    [[nodiscard]] int transpositionOf(std::size_t index) const;

    const Score& score_;
    const Notation& notation_;
    const Part& part_;
    const std::vector<std::vector<Segment>>& bars_;
    MusicXmlPartIds ids_;
    int staves_ = 1;
    MusicXmlNotes notes_;
    MusicXmlDirections directions_;
    std::vector<std::string> voltas_;  ///< numbers of the ending that a bar is in; mostly empty
    std::vector<bool> voltaStarts_;
    std::vector<bool> voltaStops_;
    MusicXmlClefs clefs_;
    int transposition_ = 0;
    const Measure* before_ = nullptr;
    bool pizzicato_ = false;
    bool muted_ = false;
};

}  // namespace arioso
