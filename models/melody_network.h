#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace arioso::models {

/// Shape of the melody VAE. Written into the weights' header and read back from there.
struct MelodyNetworkConfig {
    int symbols = 38;
    int cells = 6;             ///< of a beat
    int beatConditions = 15;   ///< numbers that encoder and decoder are told of a beat
    int chordConditions = 13;  ///< and the decoder alone, behind those
    int embedding = 32;        ///< of a symbol
    int beat = 256;            ///< of a beat's cells together
    int encoder = 128;         ///< units of the encoder, each way
    int latent = 64;
    int past = 128;       ///< of the last beat's cells
    int conductor = 256;  ///< units that go from beat to beat
    int given = 64;       ///< what the conductor tells a beat's cells
    int decoder = 128;    ///< units that go from cell to cell

    [[nodiscard]] int conditions() const { return beatConditions + chordConditions; }
    [[nodiscard]] nlohmann::json toJson() const;
    /// What the JSON does not name stays as it is.
    static MelodyNetworkConfig fromJson(const nlohmann::json& json);
    /// Names and sizes of all tensors, in the layout of LibTorch's layers.
    [[nodiscard]] std::vector<std::pair<std::string, std::vector<std::int64_t>>> tensors() const;
};

/// The melody VAE without LibTorch: forward passes of `MelodyVae` (melody_vae.h) by plain loops,
/// the same to float rounding. Immutable; any thread.
class MelodyNetwork {
  public:
    /// Gives the values of a tensor by name and number of elements.
    using Tensors = std::function<std::vector<float>(const std::string&, std::size_t)>;
    MelodyNetwork(const MelodyNetworkConfig& config, const Tensors& tensors);

    [[nodiscard]] const MelodyNetworkConfig& config() const { return config_; }

    struct Posterior {
        std::vector<float> mean;
        std::vector<float> deviation;  ///< standard deviations
    };
    /// `cells` beat by beat, `conditions` config().conditions() numbers a beat.
    [[nodiscard]] Posterior encode(std::span<const int> cells,
                                   std::span<const float> conditions) const;

  private:
    friend class MelodyDecoder;
    /// y = W x + b, the matrix by columns so that the inner loop runs over outputs.
    struct Layer {
        std::size_t in = 0;
        std::size_t out = 0;
        std::vector<float> weight;
        std::vector<float> bias;
        void apply(std::span<const float> x, std::vector<float>& y) const;
    };
    /// Gated recurrent unit (Cho et al. 2014) with the gates as LibTorch orders them.
    struct Recurrent {
        Layer input;
        Layer state;
        void step(std::span<const float> x, std::vector<float>& h) const;
    };
    static Layer layer(const Tensors& tensors, const std::string& weight, const std::string& bias,
                       std::size_t in, std::size_t out);
    static Recurrent recurrent(const Tensors& tensors, const std::string& name,
                               const std::string& suffix, std::size_t in, std::size_t units);
    /// Embeddings of cells one behind the other.
    void embed(std::span<const int> cells, std::vector<float>& out) const;

    MelodyNetworkConfig config_;
    std::vector<float> embedding_;
    Layer beat_, posterior_, past_, open_, give_, head_;
    Recurrent forward_, backward_, conductor_, decoder_;
};

/// Writes the cells of a window one after the other. The network must outlive it.
class MelodyDecoder {
  public:
    /// `past`: the cells of the beat before, config().symbols where they are not known.
    MelodyDecoder(const MelodyNetwork& network, std::span<const float> latent,
                  std::span<const float> conditions, std::span<const int> past);

    /// Logits of the next cell's symbol. One call a cell, each followed by `take`.
    [[nodiscard]] const std::vector<float>& logits();
    void take(int symbol);

  private:
    void beginBeat();

    const MelodyNetwork* network_;
    std::vector<float> latent_;
    std::vector<float> conditions_;
    std::vector<int> last_;   // cells of the last whole beat
    std::vector<int> cells_;  // of this one
    std::vector<float> conductor_, state_, given_, input_, logits_;
    std::size_t beat_ = 0;
};

}  // namespace arioso::models
