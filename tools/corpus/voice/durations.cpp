#include "tools/corpus/voice/durations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace arioso::corpus {

std::map<std::string, DurationStatistics> phoneDurations(const AlignmentSet& alignments) {
    std::map<std::string, std::vector<double>> lengths;
    for (const Alignment& utterance : alignments.utterances) {
        if (utterance.suspect) continue;
        for (std::size_t i = 0; i < utterance.phones.size(); ++i) {
            const PhoneTime& phone = utterance.phones[i];
            // Silence at the ends is how the recording was cut.
            const bool atEnd = i == 0 || i + 1 == utterance.phones.size();
            if (phone.word < 0 && atEnd) continue;
            lengths[phone.symbol].push_back(phone.end - phone.start);
        }
    }
    std::map<std::string, DurationStatistics> out;
    for (auto& [symbol, seconds] : lengths) {
        std::sort(seconds.begin(), seconds.end());
        const auto quantile = [&sorted = seconds](double share) {
            return sorted[static_cast<std::size_t>(
                std::lround(share * static_cast<double>(sorted.size() - 1)))];
        };
        out[symbol] = {static_cast<int>(seconds.size()), quantile(0.1), quantile(0.5),
                       quantile(0.9)};
    }
    return out;
}

std::string durationsToml(const AlignmentSet& alignments) {
    std::string out = fmt::format(
        "# Lengths of speech sounds in seconds, by arioso-corpus align.\nlanguage = \"{}\"\n",
        alignments.language);
    for (const auto& [symbol, length] : phoneDurations(alignments)) {
        out +=
            fmt::format("\n[phones.\"{}\"]\ncount = {}\np10 = {:.4f}\np50 = {:.4f}\np90 = {:.4f}\n",
                        symbol, length.count, length.p10, length.p50, length.p90);
    }
    return out;
}

}  // namespace arioso::corpus
