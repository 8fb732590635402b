#include <cmath>
#include <limits>

#include "tools/eval/measure/statistics.h"
#include "tools/eval/report/evaluation.h"

namespace arioso::eval {
namespace {

using Row = std::optional<Figures>;

void atMost(std::vector<Verdict>& out, const char* target, double found, double limit) {
    // A figure that could not be measured (the pitch of a drum) is no failure.
    if (std::isnan(found)) return;
    out.push_back({target, found, found <= limit});
}

double excess(double found, double reference) {
    return std::isnan(reference) ? found : found - reference;
}

}  // namespace

std::vector<Verdict> verdicts(const InstrumentResult& instrument) {
    std::vector<Verdict> out;
    const auto row = [&](Version version) -> const Row& {
        return instrument.versions[indexOf(version)];
    };
    const Row& teacher = row(Version::Teacher);
    const Row& generated = row(Version::Generated);
    const Row& ceiling = row(Version::Ceiling);
    const Row& vocoder = row(Version::Vocoder);
    const Row& griffinLim = row(Version::GriffinLim);
    if (generated && teacher) {
        atMost(out, "onset within 10 ms of the teacher's", generated->onsetShiftMs, 10.0);
        // A choir that is out of tune by itself cannot be reproduced in tune.
        atMost(out, "pitch within 10 cents or as near as the teacher", generated->pitchCents,
               std::fmax(10.0, teacher->pitchCents));
        atMost(out, "at most 3 % missing notes", generated->missingPercent, 3.0);
        atMost(out, "at most 3 % more invented notes than the teacher",
               excess(generated->inventedPercent, teacher->inventedPercent), 3.0);
        atMost(out, "attack time within 20 %", std::abs(generated->attackRatio - 1.0), 0.2);
        atMost(out, "decay slope within 20 %", std::abs(generated->fallRatio - 1.0), 0.2);
        atMost(out, "loudness within 1 dB", generated->loudnessDb, 1.0);
        atMost(out, "sung pitch within 5 cents in the middle of notes", generated->centreCents,
               5.0);
        atMost(out, "sung pitch within 20 cents for 95 %", generated->centreCents95, 20.0);
        atMost(out, "vowels within 10 ms", generated->vowelOnsetMs, 10.0);
        atMost(out, "vowels within 30 ms for 95 %", generated->vowelOnset95Ms, 30.0);
        atMost(out, "at most 5 % wrong voicing", generated->voicingPercent, 5.0);
        atMost(out, "named as often as the teacher, less 5 points",
               teacher->recognisedPercent - generated->recognisedPercent, 5.0);
    }
    if (generated && ceiling) {
        atMost(out, "MCD at most twice the ceiling's", generated->mcdDb / ceiling->mcdDb, 2.0);
    }
    if (vocoder && griffinLim) {
        atMost(out, "vocoder below Griffin-Lim in MR-STFT", vocoder->mrStft / griffinLim->mrStft,
               1.0);
        atMost(out, "vocoder below Griffin-Lim in MCD", vocoder->mcdDb / griffinLim->mcdDb, 1.0);
    }
    return out;
}

std::optional<Figures> average(const Evaluation& evaluation, Version version) {
    std::optional<Figures> result;
    for (const auto& column : figureColumns()) {
        std::vector<double> values;
        for (const auto& instrument : evaluation.instruments) {
            const auto& row = instrument.versions[indexOf(version)];
            if (row) values.push_back((*row).*column.value);
        }
        if (values.empty()) return std::nullopt;
        if (!result) result.emplace();
        (*result).*column.value = mean(values);
    }
    return result;
}

}  // namespace arioso::eval
