#include "tools/corpus/voice/align_speech.h"

#include <fmt/format.h>

#include "dsp/error.h"
#include "tools/corpus/voice/speech_table.h"

namespace arioso::corpus {

AlignmentSet alignSpeech(const AlignOptions& options, const Aligner::Progress& progress) {
    const Pronouncer pronouncer(options.language);
    if (!pronouncer.problem().empty()) {
        throw Error(ExitCode::Usage,
                    fmt::format("language '{}': expected one that espeak-ng speaks, found none of "
                                "that name",
                                options.language));
    }
    std::vector<Utterance> utterances;
    for (SpeechEntry& entry : readSpeechTable(options.table, options.only)) {
        Utterance utterance;
        utterance.spoken = spokenText(entry.text, pronouncer);
        utterance.features = speechFeatures(options.folder / entry.file);
        if (!options.refine) utterance.features.cues = {};
        utterance.file = std::move(entry.file);
        utterance.text = std::move(entry.text);
        utterance.heldOut = options.holdOutEach > 0 &&
                            utterances.size() % static_cast<std::size_t>(options.holdOutEach) ==
                                static_cast<std::size_t>(options.holdOutEach) - 1;
        utterances.push_back(std::move(utterance));
    }
    if (progress) progress(fmt::format("{} recordings read", utterances.size()));
    const Aligner aligner = Aligner::train(utterances, progress);
    AlignmentSet out;
    out.language = options.language;
    for (const Utterance& utterance : utterances)
        out.utterances.push_back(aligner.align(utterance));
    markSuspects(out.utterances);
    return out;
}

}  // namespace arioso::corpus
