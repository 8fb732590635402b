#include "src/score/musicxml_clefs_writer.h"

#include <algorithm>
#include <array>
#include <string>

#include "src/score/spelling.h"
#include "src/score/xml_text.h"

namespace arioso {
namespace {

struct Clef {
    const char* sign;
    int line;
    double lowest;  ///< written pitch on the lowest line, as a MIDI note number
    double highest;
};

constexpr std::array kClefs = {Clef{"G", 2, 64.0, 77.0}, Clef{"F", 4, 43.0, 57.0},
                               Clef{"C", 3, 53.0, 67.0}};
constexpr std::size_t kAlto = 2;
constexpr int kViola = 41;
/// Two steps of a scale, which a ledger line stands for, in semitones.
constexpr double kLine = 3.5;
/// Ledger lines that a reader rather bears than a change of clef.
constexpr double kChange = 12.0;

double writtenPitch(const Note& note) {
    return note.spelled ? pitchOf(*note.spelled) : note.pitch;
}

double ledgerLines(const Clef& clef, double pitch) {
    return std::max({0.0, (clef.lowest - pitch) / kLine, (pitch - clef.highest) / kLine});
}

using Costs = std::array<double, kClefs.size()>;

std::vector<int> choose(const std::vector<Costs>& bars, std::size_t kinds) {
    std::vector<std::array<int, kClefs.size()>> from(bars.size());
    Costs best{};
    for (std::size_t i = 0; i < bars.size(); ++i) {
        Costs next{};
        for (std::size_t c = 0; c < kinds; ++c) {
            int source = static_cast<int>(c);
            for (std::size_t b = 0; b < kinds; ++b) {
                if (best[b] + kChange < best[static_cast<std::size_t>(source)] +
                                            (source == static_cast<int>(c) ? 0.0 : kChange)) {
                    source = static_cast<int>(b);
                }
            }
            if (i == 0) source = static_cast<int>(c);
            from[i][c] = source;
            const bool changes = source != static_cast<int>(c);
            next[c] =
                best[static_cast<std::size_t>(source)] + (changes ? kChange : 0.0) + bars[i][c];
        }
        best = next;
    }
    std::vector<int> out(bars.size(), 0);
    int clef = static_cast<int>(
        std::min_element(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(kinds)) -
        best.begin());
    for (std::size_t i = bars.size(); i-- > 0;) {
        out[i] = clef;
        clef = from[i][static_cast<std::size_t>(clef)];
    }
    return out;
}

}  // namespace

MusicXmlClefs::MusicXmlClefs(const Part& part, const std::vector<std::vector<Segment>>& bars,
                             int staves)
    : percussion_(part.percussion) {
    const std::size_t kinds = part.program == kViola ? kAlto + 1 : kAlto;
    std::vector<std::vector<Costs>> costs(static_cast<std::size_t>(staves),
                                          std::vector<Costs>(bars.size(), Costs{}));
    for (std::size_t i = 0; i < bars.size() && !percussion_; ++i) {
        for (const Segment& segment : bars[i]) {
            const auto staff =
                static_cast<std::size_t>(std::clamp(segment.note->staff, 1, staves) - 1);
            for (std::size_t c = 0; c < kinds; ++c) {
                costs[staff][i][c] += ledgerLines(kClefs[c], writtenPitch(*segment.note));
            }
        }
    }
    for (std::size_t s = 0; s < costs.size(); ++s) {
        // Where both would do, the lower staff of a keyboard reads the bass.
        if (s > 0 && !costs[s].empty()) costs[s][0][0] += 0.1;
        staves_.push_back(choose(costs[s], kinds));
    }
}

bool MusicXmlClefs::changesAt(std::size_t bar) const {
    return bar > 0 && std::any_of(staves_.begin(), staves_.end(), [bar](const auto& staff) {
               return staff[bar] != staff[bar - 1];
           });
}

void MusicXmlClefs::write(pugi::xml_node attributes, std::size_t bar) const {
    for (std::size_t s = 0; s < staves_.size(); ++s) {
        if (bar > 0 && staves_[s][bar] == staves_[s][bar - 1]) continue;
        pugi::xml_node node = attributes.append_child("clef");
        if (staves_.size() > 1) setAttribute(node, "number", static_cast<std::int64_t>(s + 1));
        if (percussion_) {
            addText(node, "sign", "percussion");
            continue;
        }
        const Clef& clef = kClefs[static_cast<std::size_t>(staves_[s][bar])];
        addText(node, "sign", clef.sign);
        addNumber(node, "line", clef.line);
    }
}

}  // namespace arioso
