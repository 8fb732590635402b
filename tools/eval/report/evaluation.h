#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/eval/measure/figures.h"

namespace arioso::eval {

/// One instrument's rows, and an excerpt of its first stem for the pictures.
struct InstrumentResult {
    std::string id;
    std::string name;
    std::size_t stems = 0;
    std::size_t notes = 0;
    double seconds = 0.0;
    std::array<std::optional<Figures>, kVersions.size()> versions;
    std::array<std::vector<float>, kVersions.size()> excerpts;  ///< log-mel
};

struct ModelIdentity {
    std::string name;
    std::string architecture;
    std::string version;
    std::string sha256;
    std::int64_t parameters = 0;
};

/// Everything that a report shows and that is needed to make the same figures again.
struct Evaluation {
    std::string program;  ///< version of the program
    std::string corpus;
    std::string teacher;
    std::string split;
    std::uint64_t seed = 0;
    int steps = 0;
    double secondsPerInstrument = 0.0;
    double classifierSeconds = 0.0;
    std::vector<ModelIdentity> models;
    std::vector<InstrumentResult> instruments;
};

/// What one instrument has to reach, as far as its versions were made.
struct Verdict {
    std::string target;
    double found = 0.0;
    bool met = false;
};
std::vector<Verdict> verdicts(const InstrumentResult& instrument);
/// Means over the instruments of one version; NaN entries left out. Empty if none has it.
std::optional<Figures> average(const Evaluation& evaluation, Version version);

/// The three forms of the report; HTML is one self-contained page.
std::string textReport(const Evaluation& evaluation);
std::string jsonReport(const Evaluation& evaluation);
std::string htmlReport(const Evaluation& evaluation);

}  // namespace arioso::eval
