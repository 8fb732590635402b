#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "dsp/error.h"
#include "src/score/musicxml_assemble.h"
#include "src/score/musicxml_document.h"
#include "src/score/musicxml_part_reader.h"
#include "src/score/musicxml_parts.h"
#include "src/score/mxl_container.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

void readHeader(pugi::xml_node root, Score& score) {
    score.title = childText(root.child("work"), "work-title");
    const std::string movement = childText(root, "movement-title");
    if (score.title.empty()) {
        score.title = movement;
    } else if (!movement.empty() && movement != score.title) {
        score.title += ": " + movement;
    }
    for (const pugi::xml_node creator : root.child("identification").children("creator")) {
        const std::string_view type = creator.attribute("type").value();
        std::string& field = type == "lyricist" || type == "poet" ? score.lyricist : score.composer;
        if (type == "arranger" || type == "translator" || !field.empty()) continue;
        field = creator.text().get();
    }
    score.language = root.child("defaults").child("lyric-language").attribute("xml:lang").value();
    for (const pugi::xml_node credit : root.children("credit")) {
        if (score.title.empty() && childText(credit, "credit-type") == "title") {
            score.title = childText(credit, "credit-words");
        }
    }
}

/// The language that the first text with an xml:lang names.
std::string languageOf(pugi::xml_node measure) {
    for (const pugi::xml_node note : measure.children("note")) {
        for (const pugi::xml_node lyric : note.children("lyric")) {
            const char* language = lyric.child("text").attribute("xml:lang").value();
            if (*language != '\0') return language;
        }
    }
    return {};
}

}  // namespace

Score readMusicXml(std::span<const std::byte> bytes, const std::string& name,
                   const ReadOptions& options) {
    const ReadLimits& limits = options.limits;
    MusicXmlDocument document;
    parseMusicXmlDocument(scoreText(bytes, name, limits), name, limits, document);

    Score score;
    Diagnostics diagnostics;
    readHeader(document.root, score);
    WrittenScore written;
    std::map<std::string, PartHead> heads;
    for (PartHead& head : readPartList(document.root)) heads.try_emplace(head.id, std::move(head));
    for (const MusicXmlDocument::PartNodes& nodes : document.parts) {
        WrittenPart part;
        if (const auto it = heads.find(nodes.id); it != heads.end()) part.head = it->second;
        part.head.id = nodes.id;
        written.parts.push_back(std::move(part));
    }
    std::size_t notes = 0;
    for (std::size_t i = 0; i < document.parts.size(); ++i) {
        MusicXmlPartReader reader(written, written.parts[i], limits, name, diagnostics,
                                  document.root);
        const auto& measures = document.parts[i].measures;
        for (std::size_t k = 0; k < measures.size(); ++k) {
            reader.readBar(measures[k], k, notes);
            if (score.language.empty()) score.language = languageOf(measures[k]);
        }
    }
    if (notes == 0) diagnostics.add("", "", "the score has no notes");
    if (written.frames.empty()) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: <{}>: expected a part with measures, found none", name,
                                document.root.name()));
    }
    assembleScore(written, name, options, score, diagnostics);
    for (Part& one : score.parts) {
        for (Note& note : one.notes) {
            for (Lyric& lyric : note.lyrics) {
                if (lyric.language == score.language) lyric.language.clear();
            }
        }
    }
    score.diagnostics = diagnostics.take();
    return score;
}

}  // namespace arioso
