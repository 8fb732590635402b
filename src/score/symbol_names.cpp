#include "src/score/symbol_names.h"

namespace arioso {
namespace {

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

Articulation symbolArticulation(std::string_view name) {
    Articulation out = Articulation::None;
    if (contains(name, "Staccatissimo")) {
        out |= Articulation::Staccatissimo;
    } else if (contains(name, "Staccato") || contains(name, "staccato") ||
               contains(name, "portato") || contains(name, "articSoftAccentStaccato")) {
        out |= Articulation::Staccato;
    }
    if (contains(name, "Tenuto") || contains(name, "tenuto") || contains(name, "portato") ||
        contains(name, "LoureAbove") || contains(name, "LoureBelow")) {
        out |= Articulation::Tenuto;
    }
    if (contains(name, "Accent") || contains(name, "sforzato") || contains(name, "Stress")) {
        out |= Articulation::Accent;
    }
    if (contains(name, "Marcato") || contains(name, "marcato")) out |= Articulation::Marcato;
    if (contains(name, "fermata")) out |= Articulation::Fermata;
    if (contains(name, "SnapPizzicato")) out |= Articulation::Pizzicato;
    if (contains(name, "brassMuteClosed")) out |= Articulation::Muted;
    if (contains(name, "TurnInverted") || contains(name, "reverseturn")) {
        out |= Articulation::InvertedTurn;
    } else if (contains(name, "ornamentTurn") || name == "turn") {
        out |= Articulation::Turn;
    } else if (contains(name, "ShortTrill") || contains(name, "prall")) {
        out |= Articulation::InvertedMordent;
    } else if (contains(name, "Mordent") || name == "mordent") {
        out |= Articulation::Mordent;
    } else if (contains(name, "Trill") || contains(name, "Tremblement") || name == "trill") {
        out |= Articulation::Trill;
    }
    return out;
}

}  // namespace arioso
