#include "src/compose/bar_pattern.h"

#include <algorithm>
#include <cmath>

#include "src/compose/composer_weights.h"

namespace arioso {
namespace {

constexpr const char* kArchitecture = "pattern-wgan-1";
constexpr double kMostTones = 4.0;

}  // namespace

int patternSteps(PatternMetre metre) {
    return metre == PatternMetre::Four ? 16 : 12;
}

std::optional<PatternMetre> patternMetreOf(const MetrePlan& metre) {
    if (metre.barTicks == 48 || (metre.barTicks == 24 && metre.beats == 2))
        return PatternMetre::Four;
    if (metre.barTicks == 36) return metre.compound() ? PatternMetre::Six : PatternMetre::Three;
    return std::nullopt;
}

void BarPattern::set(int row, int step, int steps) {
    cells[place(row, step)] = 1;
    cells[place(row, step) + kCells] = 0;
    for (int i = 1; i < steps && step + i < kPatternSteps; ++i)
        if (!starts(row, step + i)) cells[place(row, step + i) + kCells] = 1;
}

void BarPattern::clean(PatternMetre metre) {
    for (int row = 0; row < kPatternRows; ++row) {
        bool sounds = false;
        for (int step = 0; step < kPatternSteps; ++step) {
            char& start = cells[place(row, step)];
            char& hold = cells[place(row, step) + kCells];
            if (step >= patternSteps(metre)) start = hold = 0;
            if (start != 0 || !sounds) hold = 0;
            sounds = start != 0 || hold != 0;
        }
    }
}

int BarPattern::lengthOf(int row, int step) const {
    int out = 1;
    while (step + out < kPatternSteps && holds(row, step + out)) ++out;
    return out;
}

PatternWish wishOf(const BarPattern& pattern, PatternMetre metre) {
    PatternWish out;
    out.metre = metre;
    double steps = 0.0;
    double tones = 0.0;
    double low = 0.0;
    for (int step = 0; step < patternSteps(metre); ++step) {
        int here = 0;
        for (int row = 0; row < kPatternRows; ++row) here += pattern.starts(row, step) ? 1 : 0;
        if (here == 0) continue;
        steps += 1.0;
        tones += here;
        low += pattern.starts(0, step) || pattern.starts(1, step) ? 1.0 : 0.0;
    }
    out.density = steps / patternSteps(metre);
    out.thickness = steps > 0.0 ? std::min(1.0, (tones / steps - 1.0) / (kMostTones - 1.0)) : 0.0;
    out.low = steps > 0.0 ? low / steps : 0.0;
    return out;
}

std::vector<float> patternCondition(const PatternWish& wish) {
    std::vector<float> out(kPatternConditions, 0.0F);
    out[static_cast<std::size_t>(wish.metre)] = 1.0F;
    out[3] = static_cast<float>(wish.density);
    out[4] = static_cast<float>(wish.thickness);
    out[5] = static_cast<float>(wish.low);
    return out;
}

BarPattern PatternModel::draw(const std::vector<float>& latent, const PatternWish& wish) const {
    BarPattern out;
    const auto cells = models::wganCells(generator, latent, patternCondition(wish));
    std::copy(cells.begin(), cells.end(), out.cells.begin());
    out.clean(wish.metre);
    return out;
}

std::string patternBytes(const PatternModel& model) {
    models::HalfTensorWriter writer;
    model.generator.write(writer, "generator.");
    return writer.bytes({{"architecture", kArchitecture},
                         {"latent", model.shape.latent},
                         {"hidden", model.shape.hidden}});
}

std::shared_ptr<const PatternModel> parsePatterns(const std::string& bytes,
                                                  const std::string& name) {
    const models::HalfTensorReader reader(bytes, name, kArchitecture);
    auto model = std::make_shared<PatternModel>();
    model->shape = {kPatternCells, kPatternConditions, reader.number("latent", 1, 1024),
                    reader.number("hidden", 1, 4096)};
    model->generator = models::wganGenerator(model->shape);
    model->generator.read(reader, "generator.");
    return model;
}

std::shared_ptr<const PatternModel> loadPatterns(const std::filesystem::path& folder) {
    const ComposerWeights weights = readComposerWeights(folder, "patterns");
    return parsePatterns(weights.bytes, weights.file.string());
}

}  // namespace arioso
