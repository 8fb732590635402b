#include "models/guided_sampler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "dsp/error.h"

namespace arioso::models {

std::vector<double> firstOrderTable(const Ppm& ppm) {
    const auto n = static_cast<std::size_t>(ppm.alphabet());
    std::vector<double> out(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::array context = {static_cast<int>(i)};
        ppm.predict(context, 1, std::span(out).subspan(i * n, n));
    }
    return out;
}

GuidedSampler::GuidedSampler(const Ppm& ppm, std::span<const int> context, Plan plan)
    : ppm_(&ppm), context_(context.begin(), context.end()), plan_(std::move(plan)) {
    const auto n = static_cast<std::size_t>(ppm.alphabet());
    const std::size_t length = plan_.length;
    unary_.assign(length * n, 0.0);
    if (plan_.unary)
        for (std::size_t t = 0; t < length; ++t)
            for (std::size_t s = 0; s < n; ++s)
                unary_[t * n + s] = std::exp(plan_.unary(t, static_cast<int>(s)));
    else
        std::fill(unary_.begin(), unary_.end(), 1.0);
    first_.assign(n, 1.0);
    pair_.assign(length * n * n, 1.0);
    if (plan_.pair) {
        for (std::size_t s = 0; s < n && !context_.empty() && length > 0; ++s)
            first_[s] = std::exp(plan_.pair(0, context_.back(), static_cast<int>(s)));
        for (std::size_t t = 1; t < length; ++t)
            for (std::size_t b = 0; b < n; ++b) {
                if (unary_[(t - 1) * n + b] <= 0.0) continue;
                for (std::size_t s = 0; s < n; ++s)
                    if (unary_[t * n + s] > 0.0)
                        pair_[(t * n + b) * n + s] =
                            std::exp(plan_.pair(t, static_cast<int>(b), static_cast<int>(s)));
            }
    }
    std::vector<double> moves = firstOrderTable(ppm);
    if (plan_.trust != 1.0)
        for (double& move : moves) move = std::pow(move, plan_.trust);
    message_.assign(length * n, 1.0);
    for (std::size_t t = length; t-- > 1;) {
        double most = 0.0;
        for (std::size_t b = 0; b < n; ++b) {
            double sum = 0.0;
            if (unary_[(t - 1) * n + b] > 0.0)
                for (std::size_t s = 0; s < n; ++s)
                    sum += moves[b * n + s] * unary_[t * n + s] * pair_[(t * n + b) * n + s] *
                           message_[t * n + s];
            message_[(t - 1) * n + b] = sum;
            most = std::max(most, sum);
        }
        if (most <= 0.0) continue;
        for (std::size_t b = 0; b < n; ++b) message_[(t - 1) * n + b] /= most;
    }
    feasible_ = length == 0;
    for (std::size_t s = 0; s < n && !feasible_; ++s)
        feasible_ = unary_[s] * first_[s] * message_[s] > 0.0;
}

double GuidedSampler::weight(std::size_t step, int before, int symbol) const {
    const auto n = static_cast<std::size_t>(ppm_->alphabet());
    const auto s = static_cast<std::size_t>(symbol);
    const double pair =
        step == 0 ? first_[s] : pair_[(step * n + static_cast<std::size_t>(before)) * n + s];
    return unary_[step * n + s] * pair;
}

std::vector<int> GuidedSampler::draw(const SamplingOptions& options, RandomStream& random) const {
    if (!feasible_) throw Error(ExitCode::Processing, "drawing a sequence: no one keeps all rules");
    const auto n = static_cast<std::size_t>(ppm_->alphabet());
    std::vector<int> history = context_;
    std::vector<double> weights(n);
    for (std::size_t t = 0; t < plan_.length; ++t) {
        ppm_->predict(history, weights);
        for (std::size_t s = 0; s < n; ++s)
            weights[s] = std::pow(weights[s], plan_.trust) *
                         weight(t, history.empty() ? -1 : history.back(), static_cast<int>(s)) *
                         message_[t * n + s];
        shape(weights, options);
        history.push_back(models::draw(weights, random));
    }
    history.erase(history.begin(), history.begin() + static_cast<std::ptrdiff_t>(context_.size()));
    return history;
}

double GuidedSampler::score(std::span<const int> sequence) const {
    std::vector<int> history = context_;
    double sum = 0.0;
    for (std::size_t t = 0; t < sequence.size(); ++t) {
        const int before = history.empty() ? -1 : history.back();
        sum += plan_.trust * ppm_->logProbability(history, sequence[t]) +
               std::log(weight(t, before, sequence[t]));
        history.push_back(sequence[t]);
    }
    return sum;
}

}  // namespace arioso::models
