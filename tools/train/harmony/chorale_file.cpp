#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "models/atomic_file.h"
#include "src/compose/tune_corpus.h"
#include "tools/train/harmony/train_voice_rnn.h"
#include "tools/train/harmony/voice_pieces.h"

namespace arioso::train {
namespace {

/// Without what a piano's 88 keys do not have.
std::vector<VoiceFrame> onKeys(std::vector<VoiceFrame> frames) {
    for (VoiceFrame& frame : frames)
        for (int& pitch : frame)
            if (pitch < 21 || pitch > 108) pitch = -1;
    return frames;
}

}  // namespace

void writeChoraleFile(const std::vector<std::filesystem::path>& scores,
                      const std::filesystem::path& out, double heldOut, int threads) {
    const VoiceCorpus corpus = readVoiceCorpus(scores, heldOut, threads, VoiceGrid::Quarters);
    nlohmann::json json = {{"train", nlohmann::json::array()},
                           {"valid", nlohmann::json::array()},
                           {"test", nlohmann::json::array()}};
    for (const VoicePiece& piece : corpus.training)
        json[isHeldOut(piece.composer, piece.title, 2.0 * heldOut) ? "valid" : "train"].push_back(
            onKeys(piece.frames));
    for (const VoicePiece& piece : corpus.heldOut) json["test"].push_back(onKeys(piece.frames));
    for (const char* split : {"train", "valid", "test"})
        if (json[split].empty())
            throw Error(ExitCode::Input,
                        fmt::format("no scores of four voices for '{}': expected more composers, "
                                    "or another --held-out than {}",
                                    split, heldOut));
    const std::string text = json.dump() + "\n";
    models::AtomicFile file(out);
    file.write(text);
    file.commit();
    fmt::print("{}: {} / {} / {} pieces (train, valid, test)\n", out.string(), json["train"].size(),
               json["valid"].size(), json["test"].size());
}

}  // namespace arioso::train
