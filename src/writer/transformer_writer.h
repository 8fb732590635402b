#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "models/safetensors.h"
#include "models/sequence_transformer.h"
#include "src/compose/event_model.h"

namespace arioso {

/// How many times as far as a network would by itself the writer goes for a mood ("Classifier-Free
/// Diffusion Guidance", Ho and Salimans 2022, for sequences as by Sanchez et al. 2023).
inline constexpr double kMoodGuidance = 12.0;

/// Reads a network from weights that `arioso-train composer export` wrote. Error(Model) names file,
/// field, expected and found.
models::SequenceTransformer loadEventNetwork(const std::filesystem::path& weights);

/// The transformer as a model of events. Const members on any thread; a context belongs to one.
class TransformerWriter : public EventModel {
  public:
    /// See loadEventNetwork.
    static std::unique_ptr<TransformerWriter> load(const std::filesystem::path& weights);
    explicit TransformerWriter(models::SequenceTransformer network);

    [[nodiscard]] std::unique_ptr<EventContext> begin() const override;
    /// Mean over heads and layers.
    [[nodiscard]] std::vector<float> attention(std::span<const int> symbols) const override;

  private:
    mutable models::SequenceTransformer network_;
};

/// The shape of a network that reads events, but for its size.
models::SequenceTransformerConfig eventNetwork();
/// The same for networks of earlier alphabets of so many symbols (kPlainSymbols, kMarkedSymbols).
models::SequenceTransformerConfig olderEventNetwork(std::int64_t symbols);
/// Weights of an olderEventNetwork as those of an eventNetwork: what they do not know changes
/// nothing where it is told, and is said with the logit `said`. Weights of other shapes stay as
/// they are.
void growEventNetwork(models::TensorMap& tensors, double said);

}  // namespace arioso
