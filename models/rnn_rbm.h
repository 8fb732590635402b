#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/rbm.h"
#include "models/tensor_file.h"

namespace arioso::models {

/// Sizes of an RNN-RBM.
struct RnnRbmShape {
    std::vector<int> groups;  ///< of visible units, as an Rbm has them
    int hidden = 0;
    int recurrent = 0;
    int inputs = 0;       ///< what is known of a frame from outside: values of its own
    bool direct = false;  ///< biases see the frame before itself, too, as in a TRBM
};

/// A sequence of frames, and what is known of each (RnnRbmShape::inputs values; may be empty where
/// there are none).
struct RnnSequence {
    std::vector<std::vector<char>> frames;
    std::vector<std::vector<float>> inputs;
};

/// Sequence of RBMs whose biases a recurrent network sets (RNN-RBM: Boulanger-Lewandowski, Bengio
/// and Vincent, "Modeling temporal dependencies in high-dimensional sequences", ICML 2012):
///
///     P(v_t | v_<t) = RBM with biases b + B·c_t and c + C·c_t,  c_t = (u_{t-1}, x_t [, v_{t-1}])
///     u_t = tanh(a + V·v_t + U·u_{t-1}),  u_0 learnt, v_0 silent
///
/// Const members on any thread.
class RnnRbm {
  public:
    /// What is remembered before a frame.
    struct Memory {
        std::vector<float> recurrent;
        std::vector<char> before;
    };

    explicit RnnRbm(RnnRbmShape shape = {});

    [[nodiscard]] const RnnRbmShape& shape() const { return shape_; }

    Rbm rbm;                              ///< its condition is c_t
    std::vector<float> visibleRecurrent;  ///< V: visible × recurrent
    std::vector<float> recurrentWeights;  ///< U: recurrent (before) × recurrent (now)
    std::vector<float> recurrentBias;     ///< a
    std::vector<float> start;             ///< u_0

    /// Small Gaussian weights; V large enough that the network hears what it is told.
    void initialise(std::uint64_t seed);
    [[nodiscard]] Memory begin() const;
    /// c_t; `inputs` as in RnnSequence.
    [[nodiscard]] std::vector<float> condition(const Memory& memory,
                                               std::span<const float> inputs) const;
    /// Goes past a frame.
    void advance(Memory& memory, std::span<const char> visible) const;
    /// Biases of every frame, given all frames before it.
    [[nodiscard]] std::vector<Rbm::Biases> biasesOf(const RnnSequence& sequence) const;

    /// All parameters, by the names that a file gives them.
    [[nodiscard]] std::vector<std::pair<const char*, std::vector<float>*>> parameters();
    void write(HalfTensorWriter& writer, const std::string& prefix) const;
    /// Error(Model).
    void read(const HalfTensorReader& reader, const std::string& prefix);

  private:
    RnnRbmShape shape_;
};

/// How an RNN-RBM's likelihood is told where the hidden units are too many to enumerate.
struct FrameEstimate {
    int temperatures = 200;  ///< of annealed importance sampling, each frame by itself
    int chains = 10;
    int every = 1;  ///< only every so many frames
    std::uint64_t seed = 1;
};

/// Mean of -log P(frame | all before it) over the sequences, in nats: exact with at most 12 hidden
/// units, else by an estimate whose error flatters the model (its mean is a bound from below).
double framewiseNats(const RnnRbm& model, std::span<const RnnSequence> sequences,
                     const FrameEstimate& estimate = {});

}  // namespace arioso::models
