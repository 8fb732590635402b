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

/// How many texts state each language, "" for none, in order of appearance.
using LanguageCounts = std::vector<std::pair<std::string, std::size_t>>;

void countLanguages(pugi::xml_node measure, LanguageCounts& counts) {
    for (const pugi::xml_node note : measure.children("note")) {
        for (const pugi::xml_node lyric : note.children("lyric")) {
            const pugi::xml_node text = lyric.child("text");
            const std::string_view language = text.attribute("xml:lang").value();
            const auto known =
                std::find_if(counts.begin(), counts.end(),
                             [language](const auto& one) { return one.first == language; });
            if (text && known != counts.end()) {
                ++known->second;
            } else if (text && counts.size() < 100) {
                counts.emplace_back(language, 1);
            }
        }
    }
}

/// The language of most texts; empty if most state none: a foreign word is no foreign song.
std::string mostly(const LanguageCounts& counts) {
    const auto most =
        std::max_element(counts.begin(), counts.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts.end() ? std::string() : most->first;
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
    LanguageCounts languages;
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
            countLanguages(measures[k], languages);
        }
    }
    if (score.language.empty()) score.language = mostly(languages);
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
