#include <fmt/format.h>

#include <algorithm>

#include "dsp/error.h"
#include "src/score/musescore_document.h"
#include "src/score/musescore_staff.h"
#include "src/score/musicxml_assemble.h"
#include "src/score/musicxml_document.h"
#include "src/score/mxl_container.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

constexpr int kChoirAahs = 52;
constexpr int kDrumBank = 128;
constexpr int kDrumChannel = 10;
constexpr std::size_t kMostStaves = 1000;

bool isVoiceProgram(int program) {
    return (program >= 52 && program <= 54) || program == 85 || program == 91;
}

/// A part with the number of its staves.
struct PartStaves {
    WrittenPart part;
    int staves = 1;
    bool drums = false;
};

PartStaves readPart(pugi::xml_node node, std::size_t index) {
    PartStaves out;
    const pugi::xml_node instrument = node.child("Instrument");
    PartHead& head = out.part.head;
    head.id = fmt::format("P{}", index + 1);
    head.name = musePlainText(instrument.child("longName"));
    if (head.name.empty()) head.name = childText(instrument, "trackName");
    if (head.name.empty()) head.name = childText(node, "trackName");
    head.abbreviation = musePlainText(instrument.child("shortName"));
    const auto staves = std::distance(node.children("Staff").begin(), node.children("Staff").end());
    out.staves = static_cast<int>(std::clamp<std::ptrdiff_t>(staves, 1, 64));

    WrittenInstrument own;
    own.id = head.id;
    own.name = childText(instrument, "trackName");
    own.sound = childText(instrument, "instrumentId");
    const pugi::xml_node channel = instrument.child("Channel");
    if (const pugi::xml_node program = channel.child("program")) {
        own.program = std::clamp(program.attribute("value").as_int(-1), -1, 127);
    }
    out.drums = childInt(instrument, "useDrumset").value_or(0) != 0;
    for (const pugi::xml_node control : channel.children("controller")) {
        const int number = control.attribute("ctrl").as_int(-1);
        const int value = std::clamp(control.attribute("value").as_int(0), 0, 128);
        if (number == 32 && value == kDrumBank) out.drums = true;
        if (number == 7) own.volume = std::min(value, 127) / 127.0;
        // 63 is MuseScore's middle, 64 everybody else's.
        if (number == 10 && value != 63) own.pan = std::clamp((value - 64) / 63.0, -1.0, 1.0);
    }
    if (out.drums) own.channel = kDrumChannel;
    const bool sings = own.sound.rfind("voice.", 0) == 0;
    if (sings && !isVoiceProgram(own.program)) own.program = kChoirAahs;
    head.instruments.push_back(std::move(own));
    return out;
}

void readHeader(pugi::xml_node node, Score& score) {
    const auto tag = [&](std::string_view name) {
        for (const pugi::xml_node meta : node.children("metaTag")) {
            if (meta.attribute("name").value() == name) return std::string(meta.text().get());
        }
        return std::string();
    };
    score.title = tag("workTitle");
    if (score.title.empty()) score.title = tag("movementTitle");
    score.composer = tag("composer");
    score.lyricist = tag("lyricist");
    if (score.lyricist.empty()) score.lyricist = tag("poet");
    for (const pugi::xml_node text : node.child("Staff").child("VBox").children("Text")) {
        const std::string style = childText(text, "style");
        const bool isTitle = style == "Title" || style == "title";
        if (isTitle && score.title.empty()) score.title = musePlainText(text.child("text"));
    }
}

bool isCodaLabel(const std::string& label) {
    return label == "codab" || label == "varcoda" || label == "codetta";
}

RepeatSigns& signsOf(BarFrame& frame, bool closes) {
    for (PlacedSigns& placed : frame.signs) {
        if (placed.closes == closes && placed.at == Beat{}) return placed.signs;
    }
    frame.signs.push_back({Beat{}, closes, {}});
    return frame.signs.back().signs;
}

/// A repeat without a start leads back to the start of its section: written out, so that formats
/// without sections keep it.
void settleSections(const MuseForm& form, std::vector<BarFrame>& frames) {
    for (const auto& [end, pause] : form.sectionEnds) {
        if (end >= frames.size()) continue;
        signsOf(frames[end], true).sectionEnd = true;
        signsOf(frames[end], true).sectionPause = pause;
    }
    for (const auto& [end, pause] : form.sectionEnds) {
        for (std::size_t bar = end + 1; bar < frames.size(); ++bar) {
            if (signsOf(frames[bar], false).forward) break;
            const bool leadsBack = signsOf(frames[bar], true).backward > 0;
            if (leadsBack) signsOf(frames[end + 1], false).forward = true;
            if (leadsBack || form.sectionEnds.count(bar) > 0) break;
        }
    }
}

/// Endings, markers and jumps become signs of their bars.
void settleForm(const MuseForm& form, std::vector<BarFrame>& frames) {
    for (const std::size_t bar : form.endingEnds) {
        if (bar < frames.size()) signsOf(frames[bar], true).voltaEnd = true;
    }
    settleSections(form, frames);
    bool repeatsAfterJump = false;
    for (const MuseForm::Jump& jump : form.jumps) {
        RepeatSigns& signs = signsOf(frames[jump.bar], true);
        if (jump.to == "start" || jump.to.empty()) {
            signs.daCapo = true;
        } else {
            signs.dalSegno = jump.to;
        }
        repeatsAfterJump = repeatsAfterJump || jump.repeats;
    }
    for (const MuseForm::Marker& marker : form.markers) {
        BarFrame& frame = frames[marker.bar];
        // Where the music goes on behind a "to Coda" is for the jump that plays until it to say.
        const auto jump =
            std::find_if(form.jumps.begin(), form.jumps.end(),
                         [&](const MuseForm::Jump& one) { return one.until == marker.label; });
        if (marker.label == "fine") {
            signsOf(frame, true).fine = true;
        } else if (isCodaLabel(marker.label)) {
            signsOf(frame, false).coda = marker.label;
        } else if (marker.label == "coda" || marker.label == "toCodaSym" ||
                   (jump != form.jumps.end() && !jump->continueAt.empty())) {
            signsOf(frame, true).toCoda = jump != form.jumps.end() ? jump->continueAt : "";
        } else {
            signsOf(frame, false).segno = marker.label;
        }
    }
    if (!repeatsAfterJump) return;
    for (BarFrame& frame : frames) {
        for (PlacedSigns& placed : frame.signs) placed.signs.afterJump = placed.signs.backward > 0;
    }
}

/// The version that wrote the file; its children are laid out alike from 3.0 on.
void checkVersion(pugi::xml_node root, const std::string& name) {
    const std::string version = root.attribute("version").value();
    const int major = root.attribute("version").as_int(0);
    if (major >= 3) return;
    throw Error(ExitCode::Input,
                fmt::format("{}: expected a MuseScore file of version 3 or 4, found {}", name,
                            version.empty() ? "none" : version.substr(0, 20)));
}

}  // namespace

Score readMuseScore(std::span<const std::byte> bytes, const std::string& name,
                    const ReadOptions& options) {
    const ReadLimits& limits = options.limits;
    pugi::xml_document document;
    parseXmlText(scoreText(bytes, name, limits), "a MuseScore file", name, limits, document);
    const pugi::xml_node root = document.child("museScore");
    if (!root) {
        const std::string found = document.document_element().name();
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected <museScore>, found {}", name,
                                found.empty() ? "no element" : "<" + found.substr(0, 40) + ">"));
    }
    checkVersion(root, name);
    const pugi::xml_node node = root.child("Score");

    Score score;
    Diagnostics diagnostics;
    readHeader(node, score);
    std::vector<PartStaves> parts;
    WrittenScore written;
    for (const pugi::xml_node part : node.children("Part")) {
        if (parts.size() >= kMostStaves) break;
        parts.push_back(readPart(part, parts.size()));
        written.parts.push_back(parts.back().part);
    }
    MuseForm form;
    std::size_t notes = 0;
    std::size_t part = 0;
    int staff = 1;
    bool first = true;
    for (const pugi::xml_node content : node.children("Staff")) {
        if (part >= parts.size()) break;
        MuseStaffReader reader(written, written.parts[part], form, staff,
                               std::exchange(first, false), parts[part].drums, limits, name,
                               diagnostics);
        reader.read(content, notes);
        if (++staff > parts[part].staves) {
            ++part;
            staff = 1;
        }
    }
    if (notes == 0) diagnostics.add("", "", "the score has no notes");
    if (written.frames.empty()) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: <Score>: expected a staff with measures, found none", name));
    }
    for (const WrittenPart& one : written.parts) {
        for (std::size_t i = 0; i < one.bars.size(); ++i) {
            written.frames[i].notes += one.bars[i].notes.size();
        }
    }
    settleForm(form, written.frames);
    assembleScore(written, name, options, score, diagnostics);
    score.diagnostics = diagnostics.take();
    return score;
}

}  // namespace arioso
