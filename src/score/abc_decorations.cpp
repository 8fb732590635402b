#include "src/score/abc_decorations.h"

#include <map>
#include <set>

#include "src/score/direction_words.h"

namespace arioso {
namespace {

using Kind = WrittenMark::Kind;

const std::map<std::string_view, Articulation>& articulations() {
    static const std::map<std::string_view, Articulation> kNames = {
        {"staccato", Articulation::Staccato},
        {".", Articulation::Staccato},
        {"wedge", Articulation::Staccatissimo},
        {"staccatissimo", Articulation::Staccatissimo},
        {"tenuto", Articulation::Tenuto},
        {"-", Articulation::Tenuto},
        {"accent", Articulation::Accent},
        {"emphasis", Articulation::Accent},
        {">", Articulation::Accent},
        {"marcato", Articulation::Marcato},
        {"umarcato", Articulation::Marcato},
        {"^", Articulation::Marcato},
        {"fermata", Articulation::Fermata},
        {"invertedfermata", Articulation::Fermata},
        {"breath", Articulation::BreathAfter},
        {"caesura", Articulation::CaesuraAfter},
        {"shortphrase", Articulation::BreathAfter},
        {"mediumphrase", Articulation::BreathAfter},
        {"longphrase", Articulation::BreathAfter},
        {"arpeggio", Articulation::Arpeggio},
        {"trill", Articulation::Trill},
        {"trill(", Articulation::Trill},
        {"mordent", Articulation::Mordent},
        {"lowermordent", Articulation::Mordent},
        {"uppermordent", Articulation::InvertedMordent},
        {"pralltriller", Articulation::InvertedMordent},
        {"turn", Articulation::Turn},
        {"turnx", Articulation::Turn},
        {"invertedturn", Articulation::InvertedTurn},
        {"invertedturnx", Articulation::InvertedTurn},
        // The Irish roll is a turn in rhythm.
        {"roll", Articulation::Turn},
        {"snap", Articulation::Pizzicato},
        {"pizz", Articulation::Pizzicato},
        {"pizzicato", Articulation::Pizzicato},
        {"/", Articulation::Tremolo},
        {"//", Articulation::Tremolo},
        {"///", Articulation::Tremolo},
        {"tremolo", Articulation::Tremolo}};
    return kNames;
}

/// Hairpins by their many names.
std::optional<Kind> hairpinNamed(std::string_view name) {
    if (name == "crescendo(" || name == "<(" || name == "cresc(") return Kind::HairpinUp;
    if (name == "diminuendo(" || name == ">(" || name == "dim(") return Kind::HairpinDown;
    if (name == "crescendo)" || name == "<)" || name == "diminuendo)" || name == ">)" ||
        name == "cresc)" || name == "dim)") {
        return Kind::HairpinEnd;
    }
    return std::nullopt;
}

std::optional<RepeatSigns> signsNamed(std::string_view name) {
    RepeatSigns out;
    if (name == "segno") {
        out.segno = "";
    } else if (name == "coda") {
        // The sign may lead to the coda or mark it; the assembler settles that.
        out.coda = "?";
    } else if (name == "dacoda" || name == "tocoda") {
        out.toCoda = "";
    } else if (name == "fine") {
        out.fine = true;
    } else if (name == "D.S." || name == "D.S.alcoda" || name == "D.S.alfine") {
        out.dalSegno = "";
    } else if (name == "D.C." || name == "dacapo" || name == "D.C.alcoda" || name == "D.C.alfine") {
        out.daCapo = true;
    } else {
        return std::nullopt;
    }
    return out;
}

bool isSilent(std::string_view name) {
    static const std::set<std::string_view> kNames = {
        "upbow",  "downbow", "open",      "thumb",    "plus",   "editorial", "courtesy", "nil",
        "none",   "beambr1", "beambr2",   "stemless", "trill)", "0",         "1",        "2",
        "3",      "4",       "5",         "beamon",   "xstem",  "invisible", "sintro",   "+",
        "rbstop", "cresc",   "rehearsal", "head-x",   "xnote"};
    return kNames.count(name) > 0;
}

}  // namespace

std::optional<AbcDecoration> readAbcDecoration(std::string_view name) {
    AbcDecoration out;
    if (const auto it = articulations().find(name); it != articulations().end()) {
        out.articulation = it->second;
    } else if (const auto hairpin = hairpinNamed(name)) {
        out.hairpin = hairpin;
    } else if (auto signs = signsNamed(name)) {
        out.signs = std::move(signs);
    } else if (name == "ped" || name == "ped(") {
        out.pedal = 1.0;
    } else if (name == "ped-up" || name == "ped)") {
        out.pedal = 0.0;
    } else if (name == "slide" || name == "-(" || name == "~(" || name == "glissando") {
        out.remark = "glissando is not played";
    } else if (readDynamic(std::string(name))) {
        out.dynamic = std::string(name);
    } else if (!isSilent(name) && name != "-)" && name != "~)") {
        return std::nullopt;
    }
    return out;
}

std::string_view abcShorthand(char letter) {
    switch (letter) {
        case '.':
            return "staccato";
        case '~':
            return "roll";
        case 'H':
            return "fermata";
        case 'L':
            return "emphasis";
        case 'M':
            return "lowermordent";
        case 'O':
            return "coda";
        case 'P':
            return "uppermordent";
        case 'S':
            return "segno";
        case 'T':
            return "trill";
        case 'u':
            return "upbow";
        case 'v':
            return "downbow";
        default:
            return {};
    }
}

}  // namespace arioso
