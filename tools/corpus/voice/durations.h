#pragma once

#include <map>
#include <string>

#include "tools/corpus/voice/alignment.h"

namespace arioso::corpus {

/// How long a sound lasts in speech, seconds.
struct DurationStatistics {
    int count = 0;
    double p10 = 0.0;  ///< a tenth are shorter
    double p50 = 0.0;  ///< median
    double p90 = 0.0;
};

/// By symbol, over all utterances that are not suspect; the pauses inside utterances as kPause.
std::map<std::string, DurationStatistics> phoneDurations(const AlignmentSet& alignments);

/// The same as TOML: a table `[phones."SYMBOL"]` each.
std::string durationsToml(const AlignmentSet& alignments);

}  // namespace arioso::corpus
