#include "src/score/musicxml_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <pugixml.hpp>
#include <set>
#include <span>

#include "dsp/error.h"
#include "src/score/drum_map.h"
#include "src/score/instrument_names.h"
#include "src/score/musicxml_marks_writer.h"
#include "src/score/musicxml_part_writer.h"
#include "src/score/reader.h"
#include "src/score/xml_text.h"

namespace arioso {
namespace {

/// Percent; what programs write for a part that nobody touched (controller value 100).
constexpr double kUntouchedVolume = 100.0 * 100.0 / 127.0;
constexpr int kDrumChannel = 10;
constexpr int kChannels = 16;

void addHeader(pugi::xml_node root, const Score& score) {
    if (!score.title.empty()) addText(root.append_child("work"), "work-title", score.title);
    pugi::xml_node identification = root.append_child("identification");
    const auto creator = [&](const char* type, const std::string& name) {
        if (name.empty()) return;
        setAttribute(addText(identification, "creator", name), "type", std::string(type));
    };
    creator("composer", score.composer);
    creator("lyricist", score.lyricist);
    addText(identification.append_child("encoding"), "software", "Arioso");
    if (!score.language.empty()) {
        setAttribute(root.append_child("defaults").append_child("lyric-language"), "xml:lang",
                     score.language);
    }
}

bool isXmlName(const std::string& id) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !id.empty() && letter(id.front()) && std::all_of(id.begin(), id.end(), [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
}

std::vector<MusicXmlPartIds> idsOf(const Score& score) {
    std::vector<MusicXmlPartIds> out;
    std::set<std::string> taken;
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        const Part& part = score.parts[i];
        MusicXmlPartIds ids;
        ids.part = part.id;
        for (std::size_t n = i + 1; !isXmlName(ids.part) || taken.count(ids.part) > 0; ++n) {
            ids.part = fmt::format("P{}", n);
        }
        taken.insert(ids.part);
        ids.instrument = ids.part + "-I1";
        if (part.percussion) {
            for (const Note& note : part.notes) {
                const int key = std::clamp(static_cast<int>(std::lround(note.pitch)), 0, 127);
                ids.drums[key] = fmt::format("{}-I{}", ids.part, key + 1);
            }
            if (ids.drums.empty()) ids.drums[38] = ids.part + "-I39";
        }
        out.push_back(std::move(ids));
    }
    return out;
}

const ControlChange* controlAtStart(const Part& part, ControlChange::Kind kind) {
    const ControlChange* found = nullptr;
    for (const ControlChange& change : part.controls) {
        if (change.kind == kind && change.at == Beat{}) found = &change;
    }
    return found;
}

void addInstrument(pugi::xml_node node, const std::string& id, const std::string& name) {
    pugi::xml_node instrument = node.append_child("score-instrument");
    setAttribute(instrument, "id", id);
    addText(instrument, "instrument-name", name);
}

/// Where one part of a score states its volume the others must, too: equal ones say nothing.
bool statesVolumes(const Score& score) {
    return std::any_of(score.parts.begin(), score.parts.end(), [](const Part& part) {
        return controlAtStart(part, ControlChange::Kind::Volume) != nullptr;
    });
}

void addMidiInstrument(pugi::xml_node node, const Part& part, const std::string& id, int channel,
                       int drumKey, bool volumes) {
    pugi::xml_node midi = node.append_child("midi-instrument");
    setAttribute(midi, "id", id);
    addNumber(midi, "midi-channel", channel);
    addNumber(midi, "midi-program", std::int64_t{std::clamp(part.program, 0, 127)} + 1);
    if (drumKey >= 0) addNumber(midi, "midi-unpitched", std::int64_t{drumKey} + 1);
    if (const auto* volume = controlAtStart(part, ControlChange::Kind::Volume)) {
        addText(midi, "volume", decimal(volume->value * 100.0));
    } else if (volumes) {
        addText(midi, "volume", decimal(kUntouchedVolume));
    }
    if (const auto* pan = controlAtStart(part, ControlChange::Kind::Pan)) {
        addText(midi, "pan", decimal(pan->value * 90.0));
    }
}

/// A voice that neither its name nor words give away is told by its instrument's name.
std::string instrumentName(const Part& part) {
    const InstrumentGuess guess = guessInstruments({part.name})[0];
    const bool words = std::any_of(part.notes.begin(), part.notes.end(),
                                   [](const Note& note) { return !note.lyrics.empty(); });
    const bool unknown = guess.program < 0 && !guess.percussion;
    return part.vocal && !words && unknown ? "Voice" : part.name;
}

void addPart(pugi::xml_node list, const Part& part, const MusicXmlPartIds& ids, int channel,
             bool volumes) {
    pugi::xml_node node = list.append_child("score-part");
    setAttribute(node, "id", ids.part);
    addText(node, "part-name", part.name);
    if (!part.abbreviation.empty()) addText(node, "part-abbreviation", part.abbreviation);
    if (!part.percussion) {
        addInstrument(node, ids.instrument, instrumentName(part));
        addMidiInstrument(node, part, ids.instrument, channel, -1, volumes);
        return;
    }
    for (const auto& [key, id] : ids.drums) addInstrument(node, id, drumSign(key).name);
    for (const auto& [key, id] : ids.drums)
        addMidiInstrument(node, part, id, channel, key, volumes);
}

std::string write(const Score& score, bool fold, bool explicitly = false) {
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    setAttribute(declaration, "version", std::string("1.0"));
    setAttribute(declaration, "encoding", std::string("UTF-8"));
    document.append_child(pugi::node_doctype)
        .set_value(
            "score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 Partwise//EN\" "
            "\"http://www.musicxml.org/dtds/partwise.dtd\"");
    pugi::xml_node root = document.append_child("score-partwise");
    setAttribute(root, "version", std::string("4.0"));
    addHeader(root, score);
    const Notation notation = notate(score, fold);
    const std::vector<MusicXmlPartIds> ids = idsOf(score);
    pugi::xml_node list = root.append_child("part-list");
    const bool volumes = statesVolumes(score);
    int channel = 0;
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        channel = channel % kChannels + 1;
        if (channel == kDrumChannel) ++channel;
        const bool drums = score.parts[i].percussion;
        addPart(list, score.parts[i], ids[i], drums ? kDrumChannel : channel, volumes);
        if (drums) --channel;
    }
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        pugi::xml_node part = root.append_child("part");
        setAttribute(part, "id", ids[i].part);
        MusicXmlPartWriter(score, notation, i, ids[i], explicitly).write(part);
    }
    return xmlText(document);
}

bool sameWords(const std::vector<Lyric>& a, const std::vector<Lyric>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Lyric& x, const Lyric& y) {
        return joinedSyllables(x.text) == joinedSyllables(y.text) && x.syllabic == y.syllabic;
    });
}

std::vector<Note> sorted(std::vector<Note> notes) {
    std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
        if (a.onset != b.onset) return a.onset < b.onset;
        const bool grace = a.grace != Grace::None;
        if (grace != (b.grace != Grace::None)) return grace;
        if (grace || a.pitch != b.pitch) return !grace && a.pitch < b.pitch;
        return a.duration < b.duration;
    });
    return notes;
}

/// Whether two scores sound the same notes with the same words.
bool sameMusic(const Score& a, const Score& b) {
    if (a.parts.size() != b.parts.size() || a.measures.size() != b.measures.size()) return false;
    for (std::size_t i = 0; i < a.parts.size(); ++i) {
        // Unisons of two voices may change places.
        const std::vector<Note> left = sorted(a.parts[i].notes);
        const std::vector<Note> right = sorted(b.parts[i].notes);
        const bool same = std::equal(
            left.begin(), left.end(), right.begin(), right.end(), [](const Note& x, const Note& y) {
                return x.onset == y.onset && x.duration == y.duration &&
                       std::abs(x.pitch - y.pitch) < 1e-3 && sameWords(x.lyrics, y.lyrics);
            });
        if (!same) return false;
    }
    return true;
}

bool readsBack(const std::string& text, const Score& score) {
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    try {
        return sameMusic(readMusicXml(bytes, "written score"), score);
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

std::string writeMusicXml(const Score& original) {
    Score score = original;
    for (Part& part : score.parts) separateVoices(part);
    if (score.parts.empty()) score.parts.emplace_back();
    if (canFold(score)) {
        // Verses as people write them, if that is enough; else with the passes of every syllable.
        for (const bool explicitly : {false, true}) {
            std::string folded = write(score, true, explicitly);
            if (readsBack(folded, score)) return folded;
        }
    }
    return write(score, false);
}

}  // namespace arioso
