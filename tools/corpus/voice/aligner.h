#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tools/corpus/voice/acoustic_model.h"
#include "tools/corpus/voice/alignment.h"
#include "tools/corpus/voice/features.h"
#include "tools/corpus/voice/spoken_text.h"

namespace arioso::corpus {

/// A recording and what should be said in it.
struct Utterance {
    std::string file;
    std::string text;
    SpokenText spoken;
    Features features;
    bool heldOut = false;  ///< aligned, but not trained on
};

/// Finds when each sound of a text is spoken, by hidden Markov models of one speaker's sounds that
/// are trained on the very utterances to be aligned: a flat start (all sounds about as long as
/// usual), Baum-Welch passes with one Gaussian a state, then Viterbi training with mixtures that
/// are split to 2, 4 and 8 parts as the data allows (Rabiner 1989; Young et al., The HTK Book). The
/// same utterances give the same times. Engine threads; one thread.
class Aligner {
  public:
    /// Called with what is done, in words.
    using Progress = std::function<void(const std::string&)>;

    /// Error(Input) if there is no utterance with words to train on.
    static Aligner train(std::span<const Utterance> utterances, const Progress& progress = {});

    /// Times of one utterance; `suspect` is not decided here (see markSuspects).
    [[nodiscard]] Alignment align(const Utterance& utterance) const;

  private:
    explicit Aligner(AcousticModel model) : model_(std::move(model)) {}

    AcousticModel model_;
};

/// Flags utterances whose worst place is far below the usual of all: median less six times the
/// median deviation; and those without times.
void markSuspects(std::vector<Alignment>& alignments);

}  // namespace arioso::corpus
