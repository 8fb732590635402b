#include "tools/train/statistics/export_melodies.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "dsp/error.h"
#include "models/half.h"
#include "models/safetensors_header.h"
#include "src/compose/composer_weights.h"
#include "tools/train/statistics/melody_corpus.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostWindows = 20'000;
constexpr std::size_t kLeastGroup = 40;

/// Float32 tensors of a checkpoint, rounded to what ships.
class Checkpoint {
  public:
    explicit Checkpoint(const fs::path& path) : name_(path.string()) {
        std::ifstream in(path, std::ios::binary);
        if (!in) throw Error(ExitCode::Input, name_ + ": cannot be opened");
        bytes_.assign(std::istreambuf_iterator<char>(in), {});
        const auto header = models::parseSafetensorsHeader(bytes_, name_);
        const auto config = header.metadata.find("config");
        if (config == header.metadata.end())
            throw Error(ExitCode::Model, name_ + ": header has no 'config'");
        config_ = models::MelodyNetworkConfig::fromJson(nlohmann::json::parse(config->second));
        for (const auto& entry : header.entries) {
            if (entry.dtype != "F32") continue;
            auto& values = tensors_[entry.name];
            values.resize(entry.data.size() / sizeof(float));
            std::memcpy(values.data(), entry.data.data(), values.size() * sizeof(float));
            for (float& value : values) value = models::fromHalf(models::toHalf(value));
        }
    }

    [[nodiscard]] const models::MelodyNetworkConfig& config() const { return config_; }
    [[nodiscard]] std::vector<float> values(const std::string& tensor, std::size_t count) const {
        const auto found = tensors_.find(tensor);
        if (found == tensors_.end() || found->second.size() != count)
            throw Error(ExitCode::Model, name_ + ": expected a tensor " + tensor + " of " +
                                             std::to_string(count) + " values");
        return found->second;
    }

  private:
    std::string name_;
    std::string bytes_;
    models::MelodyNetworkConfig config_;
    std::map<std::string, std::vector<float>> tensors_;
};

struct Placed {
    MelodyLatent place;
    MelodyMeasures measures{};
    int group = 0;  ///< metre and mode
};

void setCentre(const std::vector<Placed>& all, MelodyModel& model) {
    const std::size_t size = all.front().place.size();
    model.centre.assign(size, 0.0F);
    model.spread.assign(size, 0.0F);
    for (std::size_t i = 0; i < size; ++i) {
        double sum = 0.0;
        double squares = 0.0;
        for (const Placed& one : all) {
            sum += one.place[i];
            squares += static_cast<double>(one.place[i]) * one.place[i];
        }
        const auto count = static_cast<double>(all.size());
        model.centre[i] = static_cast<float>(sum / count);
        model.spread[i] = static_cast<float>(
            std::sqrt(std::max(0.0, squares / count - sum / count * (sum / count))));
    }
}

void setScale(const std::vector<Placed>& all, std::size_t first, std::size_t last,
              MelodyScale& scale) {
    for (std::size_t i = first; i < last; ++i) {
        double sum = 0.0;
        double squares = 0.0;
        for (const Placed& one : all) {
            sum += one.measures[i];
            squares += one.measures[i] * one.measures[i];
        }
        const auto count = static_cast<double>(all.size());
        scale.mean[i] = sum / count;
        scale.deviation[i] =
            std::sqrt(std::max(1e-9, squares / count - scale.mean[i] * scale.mean[i]));
    }
}

MelodyLatent directionOf(const std::vector<Placed>& all, std::size_t attribute, double deviation) {
    std::map<int, std::vector<const Placed*>> groups;
    for (const Placed& one : all) groups[one.group].push_back(&one);
    std::vector<double> way(all.front().place.size(), 0.0);
    double between = 0.0;
    for (auto& [group, members] : groups) {
        if (members.size() < kLeastGroup) continue;
        std::stable_sort(members.begin(), members.end(), [&](const Placed* a, const Placed* b) {
            return a->measures[attribute] < b->measures[attribute];
        });
        const std::size_t quarter = members.size() / 4;
        for (std::size_t i = 0; i < quarter; ++i) {
            const Placed& low = *members[i];
            const Placed& high = *members[members.size() - 1 - i];
            for (std::size_t k = 0; k < way.size(); ++k)
                way[k] += static_cast<double>(high.place[k]) - low.place[k];
            between += (high.measures[attribute] - low.measures[attribute]) / deviation;
        }
    }
    MelodyLatent out;
    for (const double value : way)
        out.push_back(static_cast<float>(between > 0.0 ? value / between : 0.0));
    return out;
}

}  // namespace

void exportMelodies(const MelodyExportSettings& settings) {
    const Checkpoint checkpoint(settings.run / "best.safetensors");
    const auto tensors = [&](const std::string& name, std::size_t count) {
        return checkpoint.values(name, count);
    };
    MelodyModel model{models::MelodyNetwork(checkpoint.config(), tensors), {}, {}, {}, {}};
    const MelodyCorpus corpus =
        readMelodyCorpus(settings.scores, settings.heldOut, settings.threads);
    const auto& windows = corpus.training.windows;
    if (windows.empty()) throw Error(ExitCode::Input, "no tunes in these scores");
    const std::size_t every = std::max<std::size_t>(1, windows.size() / kMostWindows);
    std::vector<Placed> all;
    for (std::size_t i = 0; i < windows.size(); i += every) {
        const std::vector<int> cells = windows[i].cellList();
        Placed one;
        one.place = model.network.encode(cells, conditionsOf(windows[i], false)).mean;
        one.measures = measureCells(cells);
        one.group = windows[i].metre * 2 + (windows[i].minor ? 1 : 0);
        all.push_back(std::move(one));
    }
    setCentre(all, model);
    setScale(all, 0, kMeasuredAttributes, model.scale);
    for (Placed& one : all) addAffect(one.measures, model.scale);
    setScale(all, kMeasuredAttributes, kMelodyAttributes, model.scale);
    for (std::size_t i = 0; i < kMelodyAttributes; ++i)
        model.directions.push_back(directionOf(all, i, model.scale.deviation[i]));
    writeComposerWeights(settings.out, "melodies", melodyBytes(model, tensors), settings.version);
    fmt::print("{} windows placed; attributes: mean, standard deviation\n", all.size());
    for (std::size_t i = 0; i < kMelodyAttributes; ++i)
        fmt::print("  {:<12} {:7.3f} {:7.3f}\n", nameOf(static_cast<MelodyAttribute>(i)),
                   model.scale.mean[i], model.scale.deviation[i]);
}

}  // namespace arioso::train
