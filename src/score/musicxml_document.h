#pragma once

#include <cstddef>
#include <optional>
#include <pugixml.hpp>
#include <span>
#include <string>
#include <vector>

#include "src/score/reader.h"

namespace arioso {

/// A parsed MusicXML document in part-wise order, whichever way it is written.
struct MusicXmlDocument {
    struct PartNodes {
        std::string id;
        std::vector<pugi::xml_node> measures;
    };

    pugi::xml_document xml;
    pugi::xml_node root;  ///< score-partwise or score-timewise
    std::vector<PartNodes> parts;
};

/// Parses XML text, any encoding that its byte order mark or declaration names. External entities
/// are never fetched, internal ones not expanded. `kind` names what was expected. Error(Input) with
/// the line where the XML breaks.
void parseXmlText(std::string text, const std::string& kind, const std::string& name,
                  const ReadLimits& limits, pugi::xml_document& out);

/// Parses text in any encoding that its byte order mark or declaration names. External entities are
/// never fetched, internal ones not expanded. Error(Input) with the byte where the XML breaks, or
/// what stands where a score was expected.
void parseMusicXmlDocument(std::string text, const std::string& name, const ReadLimits& limits,
                           MusicXmlDocument& out);

/// Content of a child element without blanks at its ends; empty if it is absent.
std::string childText(pugi::xml_node node, const char* child);
/// A number as MusicXML writes it; nothing if the text is no finite number.
std::optional<double> parseNumber(std::string_view text);
std::optional<double> childNumber(pugi::xml_node node, const char* child);
std::optional<double> attributeNumber(pugi::xml_node node, const char* attribute);
/// Whole number clamped to ±1e9.
std::optional<int> childInt(pugi::xml_node node, const char* child);
/// "1,3", "1 3" or "1-3" as numbers; what is not a positive number is left out.
std::vector<int> parseNumberList(std::string_view text);

}  // namespace arioso
