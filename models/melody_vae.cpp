#include "models/melody_vae.h"

namespace arioso::models {

namespace nn = torch::nn;

MelodyVaeImpl::MelodyVaeImpl(const MelodyNetworkConfig& config) : config_(config) {
    const auto& c = config_;
    embedding_ = register_module("embedding", nn::Embedding(c.symbols + 1, c.embedding));
    beat_ = register_module("beat", nn::Linear(c.cells * c.embedding + c.beatConditions, c.beat));
    encoder_ = register_module(
        "encoder",
        nn::GRU(nn::GRUOptions(c.beat, c.encoder).bidirectional(true).batch_first(true)));
    posterior_ = register_module("posterior", nn::Linear(2 * c.encoder, 2 * c.latent));
    past_ = register_module("past", nn::Linear(c.cells * c.embedding, c.past));
    conductor_ = register_module(
        "conductor",
        nn::GRU(nn::GRUOptions(c.past + c.latent + c.conditions(), c.conductor).batch_first(true)));
    open_ = register_module("open", nn::Linear(c.conductor, c.decoder));
    give_ = register_module("give", nn::Linear(c.conductor, c.given));
    decoder_ = register_module(
        "decoder",
        nn::GRU(nn::GRUOptions(c.embedding + c.cells + c.given, c.decoder).batch_first(true)));
    head_ = register_module("head", nn::Linear(c.decoder, c.symbols));
}

std::pair<torch::Tensor, torch::Tensor> MelodyVaeImpl::encode(const torch::Tensor& cells,
                                                              const torch::Tensor& conditions) {
    const auto seen = torch::tanh(beat_(torch::cat(
        {embedding_(cells).flatten(2), conditions.slice(2, 0, config_.beatConditions)}, 2)));
    const auto last = std::get<1>(encoder_(seen));  // [2, batch, encoder]
    const auto both = posterior_(torch::cat({last[0], last[1]}, 1));
    return {both.slice(1, 0, config_.latent), both.slice(1, config_.latent)};
}

torch::Tensor MelodyVaeImpl::decode(const torch::Tensor& latent, const torch::Tensor& before,
                                    const torch::Tensor& conditions) {
    const auto batch = conditions.size(0);
    const auto beats = conditions.size(1);
    const auto embedded = embedding_(before);  // [batch, beats + 1, cells, embedding]
    const auto past = torch::tanh(past_(embedded.slice(1, 0, beats).flatten(2)));
    const auto told = std::get<0>(conductor_(torch::cat(
        {past, latent.unsqueeze(1).expand({batch, beats, config_.latent}), conditions}, 2)));
    const auto flat = told.reshape({batch * beats, config_.conductor});
    const auto state = torch::tanh(open_(flat)).unsqueeze(0);
    // Each cell's predecessor: the last one of the beat before, then the beat's own.
    const auto previous = torch::cat({embedded.slice(1, 0, beats).slice(2, config_.cells - 1),
                                      embedded.slice(1, 1).slice(2, 0, config_.cells - 1)},
                                     2)
                              .reshape({batch * beats, config_.cells, config_.embedding});
    const auto place = torch::eye(config_.cells, latent.options())
                           .unsqueeze(0)
                           .expand({batch * beats, config_.cells, config_.cells});
    const auto given =
        give_(flat).unsqueeze(1).expand({batch * beats, config_.cells, config_.given});
    const auto out =
        std::get<0>(decoder_(torch::cat({previous, place, given}, 2), state.contiguous()));
    return head_(out).reshape({batch, beats, config_.cells, config_.symbols});
}

}  // namespace arioso::models
