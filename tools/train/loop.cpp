#include "tools/train/loop.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>

#include "dsp/error.h"
#include "models/atomic_file.h"
#include "models/layers.h"
#include "models/module_io.h"
#include "src/report/line_chart.h"
#include "tools/train/config.h"
#include "tools/train/device.h"
#include "tools/train/melody_task.h"
#include "tools/train/optimiser.h"

namespace arioso::train {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t stopRequested = 0;
void requestStop(int /*signal*/) {
    stopRequested = 1;
}

constexpr int kMostBadSteps = 20;

nlohmann::json toJson(const RunSettings& s) {
    std::vector<std::string> corpora;
    for (const auto& corpus : s.corpora) corpora.push_back(fs::absolute(corpus).string());
    return {{"task", s.task},
            {"config", s.config},
            {"corpora", corpora},
            {"instruments", fs::absolute(s.instruments).string()},
            {"vae", s.vae.empty() ? "" : fs::absolute(s.vae).string()},
            {"device", s.device},
            {"threads", s.threads},
            {"seed", s.seed}};
}

std::unique_ptr<Task> makeTask(const RunSettings& settings) {
    expectUsableDevice(settings.device);
    if (settings.task == "vae") return makeVaeTask(settings);
    if (settings.task == "generator") return makeGeneratorTask(settings);
    if (settings.task == "composer") return makeComposerTask(settings);
    if (settings.task == "melody") return makeMelodyTask(settings);
    return makeVocoderTask(settings);
}

/// Tables with a row for each instrument or voice.
bool isPlayerTable(const std::string& name) {
    return name.rfind("instrument", 0) == 0;
}

/// Whether `known` is a table like `wanted` with fewer rows.
bool hasFewerRows(const torch::Tensor& known, const torch::Tensor& wanted) {
    return known.dim() > 1 && known.dim() == wanted.dim() && known.size(0) < wanted.size(0) &&
           known.sizes().slice(1) == wanted.sizes().slice(1);
}

/// New instruments or voices of a table that only ever grows at its end begin as the mean of those
/// that are known.
torch::Tensor withMoreRows(const torch::Tensor& known, std::int64_t rows) {
    auto shape = known.sizes().vec();
    shape[0] = rows - known.size(0);
    return torch::cat({known, known.mean(0, true).expand(shape)}, 0).clone();
}

class Loop {
  public:
    Loop(RunSettings settings, fs::path run)
        : settings_(std::move(settings)),
          run_(std::move(run)),
          steps_(setting<std::int64_t>(settings_.config, "train", "steps", 5000)),
          warmUp_(setting<std::int64_t>(settings_.config, "train", "warm_up_steps", 300)),
          finalRate_(setting(settings_.config, "train", "final_rate", 0.02)),
          validateEvery_(setting<std::int64_t>(settings_.config, "train", "validate_every", 250)),
          checkpointSeconds_(60.0 * setting(settings_.config, "train", "checkpoint_minutes", 4.0)),
          keepLast_(setting<std::string>(settings_.config, "train", "keep", "best") == "last") {
        at::set_num_threads(settings_.threads);
        if (setting<std::string>(settings_.config, "train", "precision", "float32") == "bfloat16") {
            models::setTrainingPrecision(models::Precision::BFloat16);
        }
        task_ = makeTask(settings_);
        average_ = std::make_unique<MovingAverage>(
            task_->module(), setting(settings_.config, "train", "ema", 0.999));
    }

    void load(const fs::path& checkpoint, bool fork) {
        const auto file = models::readSafetensors(checkpoint);
        models::TensorMap weights, average, state;
        for (const auto& [name, tensor] : file.tensors) {
            if (name.rfind("model.", 0) == 0)
                weights[name.substr(6)] = tensor;
            else if (name.rfind("average.", 0) == 0)
                average[name.substr(8)] = tensor;
            else
                state[name] = tensor;
        }
        // Weights that ship hold nothing else, in half precision.
        if (fork && weights.empty()) {
            for (const auto& [name, tensor] : state) average[name] = tensor.to(torch::kFloat32);
        }
        if (fork) {
            task_->adapt(average);
            // A network that has grown since keeps what is new as it was initialised.
            for (const auto& [name, tensor] : models::moduleTensors(task_->module())) {
                auto& known = average[name];
                if (known.defined() && known.sizes() == tensor.sizes()) continue;
                if (isPlayerTable(name) && known.defined() && hasFewerRows(known, tensor)) {
                    known = withMoreRows(known, tensor.size(0));
                    continue;
                }
                known = tensor.detach().clone();
                fmt::print(stderr, "{}: no tensor '{}' of this shape, starts afresh\n",
                           checkpoint.string(), name);
            }
        }
        models::loadModule(task_->module(), fork ? average : weights, checkpoint.string());
        // Not all weights that ship say how far they were trained.
        const bool stepped = !fork || file.metadata.count("step") > 0;
        average_->load(average, stepped ? std::stoll(file.metadata.at("step")) : 0);
        if (!fork) {
            task_->load(state, checkpoint.string());
            step_ = std::stoll(file.metadata.at("step"));
            best_ = std::stod(file.metadata.at("best"));
        }
    }

    void run() {
        stopRequested = 0;
        std::signal(SIGINT, requestStop);
        std::signal(SIGTERM, requestStop);
        truncateCurve();
        std::ofstream curve(run_ / "loss.csv", std::ios::app);
        auto lastCheckpoint = Clock::now();
        const auto begin = Clock::now();
        const auto firstStep = step_;
        int bad = 0;
        double running = 0;
        std::int64_t counted = 0;
        for (; step_ < steps_ && stopRequested == 0; ++step_) {
            torch::manual_seed(settings_.seed * 1'000'003 + static_cast<std::uint64_t>(step_));
            const auto losses = task_->step(step_, rateScale());
            const double loss = losses.at("loss");
            if (!std::isfinite(loss) || !std::isfinite(losses.at("gradient_norm"))) {
                fmt::print(stderr, "step {}: loss {} or gradient {} is not finite, skipped\n",
                           step_, loss, losses.at("gradient_norm"));
                if (++bad >= kMostBadSteps) {
                    throw Error(ExitCode::Processing,
                                "20 steps in a row were not finite; lower train.learning_rate and "
                                "continue from the last checkpoint");
                }
                continue;
            }
            bad = 0;
            average_->update(task_->module());
            running += loss;
            ++counted;
            std::string line = fmt::format("{},{:.6f}", step_ + 1, loss);
            for (const auto& [name, value] : losses) {
                if (name != "loss") line += fmt::format(",{}={:.6f}", name, value);
            }
            curve << line << '\n';
            if ((step_ + 1) % 25 == 0) {
                curve << std::flush;
                const double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
                const double each = elapsed / static_cast<double>(step_ + 1 - firstStep);
                fmt::print("step {}/{}  loss {:.4f}  {:.2f} s/step  left {:.0f} min\n", step_ + 1,
                           steps_, running / static_cast<double>(counted), each,
                           each * static_cast<double>(steps_ - step_ - 1) / 60.0);
                std::fflush(stdout);
                running = 0;
                counted = 0;
            }
            if ((step_ + 1) % validateEvery_ == 0 || step_ + 1 == steps_) validate();
            if (std::chrono::duration<double>(Clock::now() - lastCheckpoint).count() >
                checkpointSeconds_) {
                // A curve that ends before its checkpoint would show a gap after a resume.
                curve << std::flush;
                saveAt(step_ + 1);
                lastCheckpoint = Clock::now();
            }
        }
        saveAt(step_);
    }

  private:
    [[nodiscard]] double rateScale() const {
        if (step_ < warmUp_) return static_cast<double>(step_ + 1) / static_cast<double>(warmUp_);
        const double place = static_cast<double>(step_ - warmUp_) /
                             std::max(1.0, static_cast<double>(steps_ - warmUp_));
        return finalRate_ +
               (1.0 - finalRate_) * 0.5 * (1.0 + std::cos(M_PI * std::min(place, 1.0)));
    }

    void validate() {
        swapValues(task_->module(), average_->tensors());
        const double score = task_->validate();
        best_ = std::min(best_, score);
        if (keepLast_ || score <= best_) {
            models::writeSafetensors(run_ / "best.safetensors",
                                     models::moduleTensors(task_->module()), metadata(step_ + 1));
        }
        swapValues(task_->module(), average_->tensors());
        std::ofstream(run_ / "valid.csv", std::ios::app)
            << fmt::format("{},{:.6f}\n", step_ + 1, score);
        fmt::print("step {}  held-out {:.4f}  best {:.4f}\n", step_ + 1, score, best_);
        std::fflush(stdout);
        drawCurves();
    }

    [[nodiscard]] models::StringMap metadata(std::int64_t step) const {
        return {{"config", task_->modelConfig().dump()},
                {"run", toJson(settings_).dump()},
                {"step", std::to_string(step)},
                {"best", fmt::format("{}", best_)}};
    }

    void saveAt(std::int64_t step) {
        auto tensors = task_->state();
        tensors.merge(models::moduleTensors(task_->module(), "model."));
        for (const auto& [name, tensor] : average_->tensors()) tensors["average." + name] = tensor;
        models::writeSafetensors(run_ / "checkpoint.safetensors", tensors, metadata(step));
    }

    /// Steps made after the checkpoint come again: their lines would stand twice.
    void truncateCurve() {
        for (const char* name : {"loss.csv", "valid.csv"}) {
            std::ifstream in(run_ / name);
            std::string kept, line;
            while (std::getline(in, line)) {
                if (!line.empty() && std::stoll(line) <= step_) kept += line + '\n';
            }
            in.close();
            models::AtomicFile out(run_ / name);
            out.write(kept);
            out.commit();
        }
    }

    void drawCurves() const {
        std::vector<ChartSeries> series;
        for (const auto& [file, name] :
             {std::pair{"loss.csv", "training loss"}, std::pair{"valid.csv", "held-out score"}}) {
            ChartSeries s;
            s.name = name;
            std::ifstream in(run_ / file);
            std::string line;
            while (std::getline(in, line)) {
                const auto comma = line.find(',');
                if (comma == std::string::npos) continue;
                s.x.push_back(std::stod(line));
                s.y.push_back(std::stod(line.substr(comma + 1)));
            }
            series.push_back(std::move(s));
        }
        writeLineChart(run_ / "curve.png", settings_.task, series, true);
    }

    RunSettings settings_;
    fs::path run_;
    std::int64_t steps_, warmUp_;
    double finalRate_;
    std::int64_t validateEvery_;
    double checkpointSeconds_;
    /// Adversarial training improves what the held-out distance cannot see.
    bool keepLast_;
    std::int64_t step_ = 0;
    double best_ = 1e30;
    std::unique_ptr<Task> task_;
    std::unique_ptr<MovingAverage> average_;
};

}  // namespace

void startRun(const RunSettings& settings, const fs::path& out, const fs::path& from) {
    if (fs::exists(out)) throw Error(ExitCode::Output, out.string() + ": exists already");
    // First of all what may fail: a run that never began must not stand in the way of the next try.
    Loop loop(settings, out);
    if (!from.empty()) loop.load(from, true);
    fs::create_directories(out);
    models::AtomicFile file(out / "run.json");
    file.write(toJson(settings).dump(2));
    file.commit();
    loop.run();
}

void continueRun(const fs::path& run, const std::string& device, int threads) {
    auto settings = readRunSettings(run);
    if (!device.empty()) settings.device = device;
    if (threads > 0) settings.threads = threads;
    Loop loop(settings, run);
    if (fs::exists(run / "checkpoint.safetensors")) {
        loop.load(run / "checkpoint.safetensors", false);
    }
    loop.run();
}

void calibrateRun(const fs::path& run, const std::string& device, int threads) {
    auto settings = readRunSettings(run);
    if (!device.empty()) settings.device = device;
    if (threads > 0) settings.threads = threads;
    at::set_num_threads(settings.threads);
    const auto task = makeTask(settings);
    const auto path = run / "best.safetensors";
    auto best = models::readSafetensors(path);
    models::loadModule(task->module(), best.tensors, path.string());
    for (const auto& [name, tensor] : task->calibrate()) best.tensors[name] = tensor;
    models::writeSafetensors(path, best.tensors, best.metadata);
}

RunSettings readRunSettings(const fs::path& run) {
    std::ifstream in(run / "run.json");
    if (!in) throw Error(ExitCode::Input, (run / "run.json").string() + ": cannot be opened");
    const auto json = nlohmann::json::parse(in);
    RunSettings s;
    s.task = json.at("task");
    s.config = json.at("config");
    for (const auto& corpus : json.at("corpora")) s.corpora.emplace_back(corpus.get<std::string>());
    s.instruments = json.at("instruments").get<std::string>();
    s.vae = json.at("vae").get<std::string>();
    s.device = json.at("device");
    s.threads = json.at("threads");
    s.seed = json.at("seed");
    return s;
}

}  // namespace arioso::train
