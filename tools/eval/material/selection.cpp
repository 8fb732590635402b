#include "tools/eval/material/selection.h"

#include <fmt/format.h>

#include <algorithm>

#include "dsp/error.h"

namespace arioso::eval {

std::vector<Selection> select(const corpus::Manifest& manifest, const InstrumentTable& table,
                              const std::string& split, const std::vector<std::string>& ids,
                              double seconds) {
    for (const auto& entry : manifest.entries) {
        if (table.find(entry.instrument) != nullptr) continue;
        throw Error(ExitCode::Input,
                    fmt::format("corpus piece {}: instrument '{}' is not in the instrument table",
                                entry.id, entry.instrument));
    }
    std::vector<Selection> all;
    std::string known;
    for (const auto& instrument : table.all()) {
        Selection selection{&instrument, {}};
        double sum = 0.0;
        for (const auto& entry : manifest.entries) {
            if (entry.split != split || entry.instrument != instrument.id || sum >= seconds)
                continue;
            selection.entries.push_back(entry);
            sum += entry.seconds;
        }
        if (selection.entries.empty()) continue;
        known += (known.empty() ? "" : ", ") + instrument.id;
        if (ids.empty() || std::ranges::find(ids, instrument.id) != ids.end()) {
            all.push_back(std::move(selection));
        }
    }
    for (const auto& id : ids) {
        if (std::ranges::any_of(all, [&](const auto& s) { return s.instrument->id == id; }))
            continue;
        throw Error(ExitCode::Usage, fmt::format("no pieces of '{}' in split '{}'; there are: {}",
                                                 id, split, known));
    }
    if (all.empty()) {
        throw Error(ExitCode::Input, fmt::format("the corpus has no pieces in split '{}'", split));
    }
    return all;
}

}  // namespace arioso::eval
