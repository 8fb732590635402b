#include "tools/train/reinforce.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "dsp/error.h"
#include "models/atomic_file.h"
#include "src/compose/composer_weights.h"
#include "src/report/line_chart.h"
#include "src/writer/transformer_writer.h"
#include "tools/train/config.h"
#include "tools/train/event_batch.h"
#include "tools/train/event_network.h"
#include "tools/train/optimiser.h"
#include "tools/train/rollout.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Seeds of what is measured, apart from those of what is learnt from.
constexpr std::uint64_t kValidationSeed = 1'000'003;
constexpr double kSmoothing = 0.9;

/// Rewards of some answers and what the policy did to give them.
struct Tally {
    RewardTerms terms{};
    double worth = 0.0;
    double finished = 0.0;
    double symbols = 0.0;
    double count = 0.0;

    void add(const Reward& reward, const Prompt& prompt, const Rollouts& rollouts,
             std::vector<double>* rewards) {
        for (std::size_t i = 0; i < rollouts.pieces.size(); ++i) {
            ++count;
            symbols += static_cast<double>(rollouts.lengths[i]);
            double total = 0.0;
            if (rollouts.finished[i] != 0) {
                ++finished;
                const RewardTerms one =
                    reward.terms(rollouts.pieces[i], prompt.cut, prompt.reference);
                for (std::size_t t = 0; t < one.size(); ++t) terms[t] += one[t];
                total = reward.total(one);
            }
            worth += total;
            if (rewards != nullptr) rewards->push_back(total);
        }
    }
    [[nodiscard]] std::string csv() const {
        std::string out = fmt::format("{:.6f}", worth / count);
        for (const double term : terms)
            out += fmt::format(",{:.6f}", term / std::max(1.0, finished));
        return out + fmt::format(",{:.6f},{:.2f}", finished / count, symbols / count);
    }
};

std::string csvHead(const char* rest) {
    std::string out = "update,reward";
    for (const char* name : rewardTermNames()) out += fmt::format(",{}", name);
    return out + ",finished,symbols" + rest + "\n";
}

class Run {
  public:
    explicit Run(const ReinforceSettings& settings)
        : settings_(settings),
          library_(TuneLibrary::load(settings.models)),
          affect_(AffectModel::load(settings.models)),
          listener_(Listener::load(settings.models)),
          reward_(&library_, &affect_, &listener_, rewardWeights(settings.config)),
          network_(loadEventNetwork(settings.weights)),
          reference_(loadEventNetwork(settings.weights)),
          leash_(get("train", "kl_price", 0.2), get("train", "kl_target", 0.03)) {
        updates_ = get<std::int64_t>("train", "updates", 300);
        prompts_ = get<std::size_t>("rollouts", "prompts", 4);
        answers_ = get<std::size_t>("rollouts", "answers", 8);
        longest_ = get<std::size_t>("rollouts", "longest", 220);
        options_.symbols = get<std::size_t>("rollouts", "symbols", options_.symbols);
        options_.answer = get<std::size_t>("rollouts", "answer", options_.answer);
        likelihoodWindows_ = get<std::int64_t>("train", "likelihood_windows", 1);
        likelihoodWeight_ = get("train", "likelihood_weight", 0.2);
        if (updates_ < 1 || prompts_ < 1 || answers_ < 2 || longest_ < 1 || likelihoodWindows_ < 0)
            throw Error(ExitCode::Input,
                        "reinforce: expected at least one update and prompt, two answers");
        corpus_ = readEventCorpus(settings.scores, get("data", "held_out", 0.1), settings.threads);
        if (corpus_.training.empty()) throw Error(ExitCode::Input, "no scores to learn from");
        // So small a collection that no work fell to it.
        const auto& measured = corpus_.validation.empty() ? corpus_.training : corpus_.validation;
        validation_ = drawPrompts(measured, options_, reward_, kValidationSeed,
                                  get<std::size_t>("train", "validate_prompts", 48));
        WindowOptions windows;
        windows.silentControls = 0.0;
        for (std::int64_t i = 0; i < get<std::int64_t>("train", "validate_windows", 32); ++i) {
            models::RandomStream random(0, static_cast<std::uint64_t>(i));
            windows_.push_back(drawSequence(measured, windows, random));
        }
        OptimiserSettings optimiser;
        optimiser.learningRate = get("train", "learning_rate", 1e-4);
        optimiser.weightDecay = 0.0;
        optimiser.clip = get("train", "clip", 1.0);
        optimiser_ = std::make_unique<AdamW>(*network_, optimiser);
        network_->eval();
        reference_->eval();
    }

    void run() {
        fs::create_directories(settings_.out);
        std::ofstream curve(settings_.out / "curve.csv");
        std::ofstream valid(settings_.out / "valid.csv");
        curve << csvHead(",kl,kl_price,entropy,likelihood,gradient_norm");
        valid << csvHead(",likelihood");
        fmt::print("training {} pieces, validation {} prompts and {} windows\n",
                   corpus_.training.size(), validation_.size(), windows_.size());
        validate(0, valid);
        const auto every =
            std::max<std::int64_t>(1, get<std::int64_t>("train", "validate_every", 25));
        const double leastEntropy = get("train", "least_entropy", 0.7);
        const auto warmUp =
            std::max<std::int64_t>(1, get<std::int64_t>("train", "warm_up_updates", 10));
        const auto begin = Clock::now();
        std::optional<double> firstEntropy;
        double entropy = 0.0;
        for (std::int64_t update = 0; update < updates_; ++update) {
            const double rate =
                std::min(1.0, static_cast<double>(update + 1) / static_cast<double>(warmUp));
            const double now = step(update, rate, curve);
            entropy = firstEntropy ? kSmoothing * entropy + (1.0 - kSmoothing) * now : now;
            if (!firstEntropy) firstEntropy = now;
            const bool collapses = entropy < leastEntropy * *firstEntropy;
            if ((update + 1) % every == 0 || update + 1 == updates_ || collapses) {
                curve.flush();
                validate(update + 1, valid);
                const double each = std::chrono::duration<double>(Clock::now() - begin).count() /
                                    static_cast<double>(update + 1);
                fmt::print("{:.2f} s an update, left {:.0f} min\n", each,
                           each * static_cast<double>(updates_ - update - 1) / 60.0);
                std::fflush(stdout);
            }
            if (collapses) {
                fmt::print("stopped: entropy has fallen from {:.3f} to {:.3f} nats\n",
                           *firstEntropy, entropy);
                break;
            }
        }
    }

  private:
    template <class T>
    T get(const char* section, const char* key, T value) const {
        return setting<T>(settings_.config, section, key, value);
    }

    /// One update; returns the entropy.
    double step(std::int64_t update, double rate, std::ofstream& curve) {
        std::vector<Rollouts> groups;
        std::vector<double> rewards;
        Tally tally;
        for (std::size_t i = 0; i < prompts_; ++i) {
            const auto number = static_cast<std::uint64_t>(update) * prompts_ + i;
            models::RandomStream random(settings_.seed, number);
            const Prompt prompt = drawPrompt(corpus_.training, options_, reward_, random);
            groups.push_back(rollOut(network_, prompt, answers_, {}, longest_, random));
            tally.add(reward_, prompt, groups.back(), &rewards);
        }
        const auto advantages = models::groupAdvantages(rewards, answers_);
        double symbols = 0.0;
        for (const Rollouts& group : groups) symbols += group.drawn.mask.sum().item<double>();
        double kl = 0.0;
        double entropy = 0.0;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            Rollouts& group = groups[i];
            const auto first = advantages.begin() + static_cast<std::ptrdiff_t>(i * answers_);
            group.drawn.advantages = torch::tensor(
                std::vector<float>(first, first + static_cast<std::ptrdiff_t>(answers_)));
            torch::Tensor reference;
            {
                const torch::NoGradGuard guard;
                reference = answerLogits(reference_, group);
            }
            const auto terms =
                models::policyTerms(answerLogits(network_, group), reference, group.drawn);
            // Every symbol of the update weighs the same, whichever group it is in.
            const double share = group.drawn.mask.sum().item<double>() / std::max(1.0, symbols);
            ((leash_.price() * terms.kl - terms.gain) * share).backward();
            kl += share * terms.kl.item<double>();
            entropy += share * terms.entropy.item<double>();
        }
        const double likelihood = learnLikelihood(update);
        const double norm = optimiser_->step(rate);
        curve << update + 1 << ',' << tally.csv()
              << fmt::format(",{:.6f},{:.6f},{:.6f},{:.6f},{:.6f}\n", kl, leash_.price(), entropy,
                             likelihood, norm);
        leash_.update(kl);
        return entropy;
    }

    /// Adds the gradient of training windows' likelihood; returns their cost in nats an event.
    double learnLikelihood(std::int64_t update) {
        if (likelihoodWindows_ == 0) return 0.0;
        std::vector<std::vector<int>> sequences;
        for (std::int64_t i = 0; i < likelihoodWindows_; ++i) {
            models::RandomStream random(
                settings_.seed + kValidationSeed,
                static_cast<std::uint64_t>(update * likelihoodWindows_ + i));
            sequences.push_back(drawSequence(corpus_.training, {}, random));
        }
        const auto batch = eventBatch(sequences);
        const auto cost = eventCosts(network_, batch).sum() / (batch.targets >= 0).sum();
        if (likelihoodWeight_ > 0.0) (cost * likelihoodWeight_).backward();
        return cost.item<double>();
    }

    void validate(std::int64_t update, std::ofstream& valid) {
        Tally tally;
        for (std::size_t i = 0; i < validation_.size(); ++i) {
            models::RandomStream random(kValidationSeed, i);
            tally.add(reward_, validation_[i],
                      rollOut(network_, validation_[i], 2, {}, longest_, random), nullptr);
        }
        const double reward = tally.worth / tally.count;
        const double cost = meanEventCost(network_, windows_);
        if (update == 0) firstCost_ = cost;
        valid << update << ',' << tally.csv() << fmt::format(",{:.6f}\n", cost) << std::flush;
        const double loss = cost / firstCost_ - 1.0;
        const bool allowed = loss <= get("train", "most_likelihood_loss", 0.03);
        const bool best = allowed && reward > bestReward_;
        fmt::print("update {}  reward {:.4f}  held-out {:.4f} nats ({:+.1f} %){}\n", update, reward,
                   cost, 100.0 * loss,
                   best      ? "  kept"
                   : allowed ? ""
                             : "  too unlikely to be kept");
        std::fflush(stdout);
        if (best) {
            bestReward_ = reward;
            writeEventNetwork(settings_.out / "best.safetensors", network_,
                              {{"step", std::to_string(update)},
                               {"reward", fmt::format("{:.6f}", reward)},
                               {"held_out", fmt::format("{:.6f}", cost)}});
        }
        updatesValidated_.push_back(static_cast<double>(update));
        rewards_.push_back(reward);
        costs_.push_back(cost);
        writeLineChart(settings_.out / "curve.png", "reinforce",
                       {{"validated reward", updatesValidated_, rewards_},
                        {"held-out nats an event", updatesValidated_, costs_}},
                       false, "update");
    }

    ReinforceSettings settings_;
    TuneLibrary library_;
    AffectModel affect_;
    Listener listener_;
    Reward reward_;
    models::SequenceTransformer network_, reference_;
    models::KlLeash leash_;
    std::int64_t updates_ = 0;
    std::size_t prompts_ = 0;
    std::size_t answers_ = 0;
    std::size_t longest_ = 0;
    std::int64_t likelihoodWindows_ = 0;
    double likelihoodWeight_ = 0.0;
    PromptOptions options_;
    EventCorpus corpus_;
    std::vector<Prompt> validation_;
    std::vector<std::vector<int>> windows_;
    std::unique_ptr<AdamW> optimiser_;
    double firstCost_ = 0.0;
    double bestReward_ = -1.0;
    std::vector<double> updatesValidated_, rewards_, costs_;
};

}  // namespace

RewardTerms rewardWeights(const nlohmann::json& config) {
    RewardTerms out;
    out.fill(1.0);
    const auto section = config.find("reward");
    if (section == config.end()) return out;
    for (const auto& [name, value] : section->items()) {
        const auto& names = rewardTermNames();
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end() || !value.is_number())
            throw Error(ExitCode::Input,
                        fmt::format("reward.{}: expected a term and its weight, found {}", name,
                                    found == names.end() ? "no such term" : value.dump()));
        out[static_cast<std::size_t>(found - names.begin())] = value.get<double>();
    }
    return out;
}

void reinforce(const ReinforceSettings& settings) {
    if (fs::exists(settings.out))
        throw Error(ExitCode::Output, settings.out.string() + ": exists already");
    torch::set_num_threads(settings.threads);
    torch::manual_seed(settings.seed);
    // First of all what may fail: a run that never began must not stand in the way of the next try.
    Run run(settings);
    fs::create_directories(settings.out);
    std::vector<std::string> scores;
    for (const auto& folder : settings.scores) scores.push_back(fs::absolute(folder).string());
    models::AtomicFile file(settings.out / "run.json");
    file.write(nlohmann::json({{"task", "reinforce"},
                               {"config", settings.config},
                               {"weights", fs::absolute(settings.weights).string()},
                               {"models", fs::absolute(settings.models).string()},
                               {"scores", scores},
                               {"seed", settings.seed}})
                   .dump(2));
    file.commit();
    run.run();
}

void exportTuned(const TunedExportSettings& settings) {
    const fs::path best = settings.run / "best.safetensors";
    std::ifstream in(best, std::ios::binary);
    if (!in) throw Error(ExitCode::Input, best.string() + ": cannot be opened");
    loadEventNetwork(best);  // else what is exported could not be opened
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    writeComposerWeights(settings.out, "tuned", bytes, settings.version);
    fmt::print("{}: {} bytes\n", (settings.out / "tuned.safetensors").string(), bytes.size());
}

}  // namespace arioso::train
