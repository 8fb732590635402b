#include "src/harmony/harmony_tables.h"

#include <algorithm>
#include <cmath>

#include "models/tensor_file.h"
#include "src/compose/composer_weights.h"

namespace arioso {
namespace {

constexpr const char* kArchitecture = "harmony-semi-markov-1";
constexpr const char* kModes[] = {"major", "minor"};
constexpr std::size_t kStates = kChords;

}  // namespace

int metreClass(int beats) {
    return beats >= 1 && beats <= 4 ? beats - 1 : kMetreClasses - 1;
}

double HarmonyTables::durationAt(const HarmonySlot& begin, std::size_t length) const {
    const auto metre = static_cast<std::size_t>(metreClass(begin.beats));
    const auto place = static_cast<std::size_t>(std::min(begin.place, kPlaces - 1));
    return duration[(metre * kPlaces + place) * kLongestChord + length - 1];
}

std::string harmonyBytes(const HarmonyTables& tables) {
    models::HalfTensorWriter writer;
    for (std::size_t m = 0; m < 2; ++m) {
        const std::string name = std::string(kModes[m]) + ".";
        const HarmonyMode& mode = tables.modes[m];
        writer.add(name + "first", {kChords}, mode.first);
        writer.add(name + "next", {2, kChords, kChords}, mode.next);
        writer.add(name + "end", {kChords, kSlotEnds}, mode.end);
        writer.add(name + "note", {kChords, kNoteKinds, 12}, mode.note);
    }
    writer.add("duration", {kMetreClasses, kPlaces, kLongestChord}, tables.duration);
    return writer.bytes({{"architecture", kArchitecture}, {"trust", tables.trust}});
}

std::shared_ptr<const HarmonyTables> parseHarmony(const std::string& bytes,
                                                  const std::string& name) {
    const models::HalfTensorReader reader(bytes, name, kArchitecture);
    auto tables = std::make_shared<HarmonyTables>();
    for (std::size_t m = 0; m < 2; ++m) {
        const std::string prefix = std::string(kModes[m]) + ".";
        HarmonyMode& mode = tables->modes[m];
        mode.first = reader.values(prefix + "first", kStates);
        mode.next = reader.values(prefix + "next", 2 * kStates * kStates);
        mode.end = reader.values(prefix + "end", kStates * kSlotEnds);
        mode.note = reader.values(prefix + "note", kStates * kNoteKinds * 12);
    }
    tables->duration =
        reader.values("duration", std::size_t{kMetreClasses} * kPlaces * kLongestChord);
    const auto trust = reader.config().find("trust");
    if (trust == reader.config().end() || !trust->is_number() || !(*trust > 0.0 && *trust < 10.0))
        reader.fail("trust: expected a number above 0 and below 10");
    tables->trust = *trust;
    return tables;
}

std::shared_ptr<const HarmonyTables> loadHarmony(const std::filesystem::path& folder) {
    const ComposerWeights weights = readComposerWeights(folder, "harmony");
    return parseHarmony(weights.bytes, weights.file.string());
}

}  // namespace arioso
