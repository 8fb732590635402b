#include "models/melody_network.h"

#include <cmath>

namespace arioso::models {
namespace {

std::size_t size(int value) {
    return static_cast<std::size_t>(value);
}

void append(std::vector<float>& to, std::span<const float> from) {
    to.insert(to.end(), from.begin(), from.end());
}

void tanhAll(std::vector<float>& values) {
    for (float& value : values) value = std::tanh(value);
}

float logistic(float x) {
    return 1.0F / (1.0F + std::exp(-x));
}

}  // namespace

nlohmann::json MelodyNetworkConfig::toJson() const {
    return {{"symbols", symbols},
            {"cells", cells},
            {"beat_conditions", beatConditions},
            {"chord_conditions", chordConditions},
            {"embedding", embedding},
            {"beat", beat},
            {"encoder", encoder},
            {"latent", latent},
            {"past", past},
            {"conductor", conductor},
            {"given", given},
            {"decoder", decoder}};
}

MelodyNetworkConfig MelodyNetworkConfig::fromJson(const nlohmann::json& json) {
    MelodyNetworkConfig out;
    const auto get = [&](const char* key, int& value) { value = json.value(key, value); };
    get("symbols", out.symbols);
    get("cells", out.cells);
    get("beat_conditions", out.beatConditions);
    get("chord_conditions", out.chordConditions);
    get("embedding", out.embedding);
    get("beat", out.beat);
    get("encoder", out.encoder);
    get("latent", out.latent);
    get("past", out.past);
    get("conductor", out.conductor);
    get("given", out.given);
    get("decoder", out.decoder);
    return out;
}

std::vector<std::pair<std::string, std::vector<std::int64_t>>> MelodyNetworkConfig::tensors()
    const {
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> out;
    const auto linear = [&](const std::string& name, int in, int units) {
        out.push_back({name + ".weight", {units, in}});
        out.push_back({name + ".bias", {units}});
    };
    const auto recurrent = [&](const std::string& name, const std::string& suffix, int in,
                               int units) {
        out.push_back({name + ".weight_ih_l0" + suffix, {3 * units, in}});
        out.push_back({name + ".weight_hh_l0" + suffix, {3 * units, units}});
        out.push_back({name + ".bias_ih_l0" + suffix, {3 * units}});
        out.push_back({name + ".bias_hh_l0" + suffix, {3 * units}});
    };
    out.push_back({"embedding.weight", {symbols + 1, embedding}});
    linear("beat", cells * embedding + beatConditions, beat);
    recurrent("encoder", "", beat, encoder);
    recurrent("encoder", "_reverse", beat, encoder);
    linear("posterior", 2 * encoder, 2 * latent);
    linear("past", cells * embedding, past);
    recurrent("conductor", "", past + latent + conditions(), conductor);
    linear("open", conductor, decoder);
    linear("give", conductor, given);
    recurrent("decoder", "", embedding + cells + given, decoder);
    linear("head", decoder, symbols);
    return out;
}

void MelodyNetwork::Layer::apply(std::span<const float> x, std::vector<float>& y) const {
    y.assign(bias.begin(), bias.end());
    for (std::size_t i = 0; i < in; ++i) {
        const float value = x[i];
        if (value == 0.0F) continue;
        const float* column = weight.data() + i * out;
        for (std::size_t k = 0; k < out; ++k) y[k] += value * column[k];
    }
}

void MelodyNetwork::Recurrent::step(std::span<const float> x, std::vector<float>& h) const {
    std::vector<float> in;
    std::vector<float> own;
    input.apply(x, in);
    state.apply(h, own);
    const std::size_t units = h.size();
    for (std::size_t i = 0; i < units; ++i) {
        const float reset = logistic(in[i] + own[i]);
        const float update = logistic(in[units + i] + own[units + i]);
        const float fresh = std::tanh(in[2 * units + i] + reset * own[2 * units + i]);
        h[i] = (1.0F - update) * fresh + update * h[i];
    }
}

MelodyNetwork::Layer MelodyNetwork::layer(const Tensors& tensors, const std::string& weight,
                                          const std::string& bias, std::size_t in,
                                          std::size_t out) {
    Layer made{in, out, std::vector<float>(in * out), tensors(bias, out)};
    const std::vector<float> rows = tensors(weight, in * out);
    for (std::size_t k = 0; k < out; ++k)
        for (std::size_t i = 0; i < in; ++i) made.weight[i * out + k] = rows[k * in + i];
    return made;
}

MelodyNetwork::Recurrent MelodyNetwork::recurrent(const Tensors& tensors, const std::string& name,
                                                  const std::string& suffix, std::size_t in,
                                                  std::size_t units) {
    return {layer(tensors, name + ".weight_ih_l0" + suffix, name + ".bias_ih_l0" + suffix, in,
                  3 * units),
            layer(tensors, name + ".weight_hh_l0" + suffix, name + ".bias_hh_l0" + suffix, units,
                  3 * units)};
}

MelodyNetwork::MelodyNetwork(const MelodyNetworkConfig& config, const Tensors& tensors)
    : config_(config) {
    const auto& c = config_;
    const auto linear = [&](const std::string& name, int in, int out) {
        return layer(tensors, name + ".weight", name + ".bias", size(in), size(out));
    };
    embedding_ = tensors("embedding.weight", size(c.symbols + 1) * size(c.embedding));
    beat_ = linear("beat", c.cells * c.embedding + c.beatConditions, c.beat);
    forward_ = recurrent(tensors, "encoder", "", size(c.beat), size(c.encoder));
    backward_ = recurrent(tensors, "encoder", "_reverse", size(c.beat), size(c.encoder));
    posterior_ = linear("posterior", 2 * c.encoder, 2 * c.latent);
    past_ = linear("past", c.cells * c.embedding, c.past);
    conductor_ = recurrent(tensors, "conductor", "", size(c.past + c.latent + c.conditions()),
                           size(c.conductor));
    open_ = linear("open", c.conductor, c.decoder);
    give_ = linear("give", c.conductor, c.given);
    decoder_ =
        recurrent(tensors, "decoder", "", size(c.embedding + c.cells + c.given), size(c.decoder));
    head_ = linear("head", c.decoder, c.symbols);
}

void MelodyNetwork::embed(std::span<const int> cells, std::vector<float>& out) const {
    const std::size_t width = size(config_.embedding);
    for (const int symbol : cells) append(out, {embedding_.data() + size(symbol) * width, width});
}

MelodyNetwork::Posterior MelodyNetwork::encode(std::span<const int> cells,
                                               std::span<const float> conditions) const {
    const std::size_t perBeat = size(config_.cells);
    const std::size_t beats = cells.size() / perBeat;
    std::vector<std::vector<float>> seen(beats);
    for (std::size_t i = 0; i < beats; ++i) {
        std::vector<float> in;
        embed(cells.subspan(i * perBeat, perBeat), in);
        append(in,
               conditions.subspan(i * size(config_.conditions()), size(config_.beatConditions)));
        beat_.apply(in, seen[i]);
        tanhAll(seen[i]);
    }
    std::vector<float> ahead(size(config_.encoder), 0.0F);
    std::vector<float> back(size(config_.encoder), 0.0F);
    for (std::size_t i = 0; i < beats; ++i) forward_.step(seen[i], ahead);
    for (std::size_t i = beats; i > 0; --i) backward_.step(seen[i - 1], back);
    append(ahead, back);
    std::vector<float> both;
    posterior_.apply(ahead, both);
    Posterior out;
    const auto half = both.begin() + config_.latent;
    out.mean.assign(both.begin(), half);
    for (auto value = half; value != both.end(); ++value)
        out.deviation.push_back(std::exp(0.5F * *value));
    return out;
}

MelodyDecoder::MelodyDecoder(const MelodyNetwork& network, std::span<const float> latent,
                             std::span<const float> conditions, std::span<const int> past)
    : network_(&network),
      latent_(latent.begin(), latent.end()),
      conditions_(conditions.begin(), conditions.end()),
      last_(past.begin(), past.end()),
      conductor_(size(network.config_.conductor), 0.0F) {}

void MelodyDecoder::beginBeat() {
    const MelodyNetwork& net = *network_;
    const std::size_t width = size(net.config_.conditions());
    std::vector<float> cells;
    net.embed(last_, cells);
    std::vector<float> in;
    net.past_.apply(cells, in);
    tanhAll(in);
    append(in, latent_);
    append(in, std::span<const float>(conditions_).subspan(beat_ * width, width));
    net.conductor_.step(in, conductor_);
    net.open_.apply(conductor_, state_);
    tanhAll(state_);
    net.give_.apply(conductor_, given_);
    ++beat_;
}

const std::vector<float>& MelodyDecoder::logits() {
    const MelodyNetwork& net = *network_;
    if (cells_.empty()) beginBeat();
    const std::size_t place = cells_.size();
    const int before = cells_.empty() ? last_.back() : cells_.back();
    input_.clear();
    net.embed(std::span<const int>(&before, 1), input_);
    for (std::size_t i = 0; i < size(net.config_.cells); ++i)
        input_.push_back(i == place ? 1.0F : 0.0F);
    append(input_, given_);
    net.decoder_.step(input_, state_);
    net.head_.apply(state_, logits_);
    return logits_;
}

void MelodyDecoder::take(int symbol) {
    cells_.push_back(symbol);
    if (cells_.size() < size(network_->config_.cells)) return;
    last_ = cells_;
    cells_.clear();
}

}  // namespace arioso::models
