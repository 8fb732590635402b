#include "models/policy_gradient.h"

#include <algorithm>
#include <cmath>

namespace arioso::models {
namespace {

constexpr double kForbidden = -1e9;
constexpr double kLeashSteps = 20.0;  // to move by a factor of e, at most
constexpr double kLargestError = 1.0;

}  // namespace

PolicyTerms policyTerms(const torch::Tensor& logits, const torch::Tensor& reference,
                        const DrawnBatch& batch) {
    const auto forbidden = batch.allowed.logical_not();
    const auto logs = torch::log_softmax(logits.masked_fill(forbidden, kForbidden), 2);
    const auto others =
        torch::log_softmax(reference.detach().masked_fill(forbidden, kForbidden), 2);
    const auto probabilities = logs.exp();
    const auto chosen = logs.gather(2, batch.symbols.unsqueeze(2)).squeeze(2);
    const auto count = batch.mask.sum().clamp_min(1.0);
    const auto mean = [&](const torch::Tensor& steps) {
        return (steps * batch.mask).sum() / count;
    };
    return {mean(chosen * batch.advantages.unsqueeze(1)),
            mean((probabilities * (logs - others)).sum(2)), mean(-(probabilities * logs).sum(2))};
}

std::vector<double> groupAdvantages(const std::vector<double>& rewards, std::size_t group) {
    std::vector<double> out(rewards.size(), 0.0);
    if (group < 2) return out;
    double square = 0.0;
    for (std::size_t first = 0; first + group <= rewards.size(); first += group) {
        double sum = 0.0;
        for (std::size_t i = first; i < first + group; ++i) sum += rewards[i];
        for (std::size_t i = first; i < first + group; ++i) {
            out[i] = rewards[i] - (sum - rewards[i]) / static_cast<double>(group - 1);
            square += out[i] * out[i];
        }
    }
    const double deviation = std::sqrt(square / static_cast<double>(rewards.size()));
    for (double& one : out) one = deviation > 1e-9 ? one / deviation : 0.0;
    return out;
}

void KlLeash::update(double kl) {
    if (!(target_ > 0.0) || !std::isfinite(kl)) return;
    const double error = std::clamp(kl / target_ - 1.0, -kLargestError, kLargestError);
    price_ *= std::exp(error / kLeashSteps);
}

}  // namespace arioso::models
