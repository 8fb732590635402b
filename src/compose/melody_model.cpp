#include "src/compose/melody_model.h"

#include <algorithm>
#include <cmath>

#include "dsp/philox.h"
#include "models/tensor_file.h"
#include "src/compose/composer_weights.h"
#include "src/compose/melody_leaning.h"

namespace arioso {
namespace {

constexpr const char* kArchitecture = "melody-vae-1";

double normOf(const MelodyLatent& place) {
    double sum = 0.0;
    for (const float value : place) sum += static_cast<double>(value) * value;
    return std::sqrt(sum);
}

std::vector<float> floats(const MelodyMeasures& values) {
    return {values.begin(), values.end()};
}

MelodyMeasures measures(const std::vector<float>& values) {
    MelodyMeasures out{};
    std::copy(values.begin(), values.end(), out.begin());
    return out;
}

}  // namespace

std::string melodyBytes(const MelodyModel& model, const models::MelodyNetwork::Tensors& tensors) {
    const auto& config = model.network.config();
    models::HalfTensorWriter writer;
    for (const auto& [name, shape] : config.tensors()) {
        std::size_t count = 1;
        for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
        writer.add(name, shape, tensors(name, count));
    }
    writer.add("latent.centre", {config.latent}, model.centre);
    writer.add("latent.spread", {config.latent}, model.spread);
    writer.add("attribute.mean", {kMelodyAttributes}, floats(model.scale.mean));
    writer.add("attribute.deviation", {kMelodyAttributes}, floats(model.scale.deviation));
    for (std::size_t i = 0; i < kMelodyAttributes; ++i)
        writer.add(std::string("direction.") + nameOf(static_cast<MelodyAttribute>(i)),
                   {config.latent}, model.directions[i]);
    nlohmann::json json = config.toJson();
    json["architecture"] = kArchitecture;
    return writer.bytes(json);
}

std::shared_ptr<const MelodyModel> parseMelodyModel(const std::string& bytes,
                                                    const std::string& name) {
    const models::HalfTensorReader reader(bytes, name, kArchitecture);
    models::MelodyNetworkConfig config;
    config.symbols = reader.number("symbols", kCellSymbols, kCellSymbols);
    config.cells = reader.number("cells", kBeatCells, kBeatCells);
    config.beatConditions = reader.number("beat_conditions", kBeatConditions, kBeatConditions);
    config.chordConditions = reader.number("chord_conditions", kChordConditions, kChordConditions);
    config.embedding = reader.number("embedding", 1, 1024);
    config.beat = reader.number("beat", 1, 4096);
    config.encoder = reader.number("encoder", 1, 4096);
    config.latent = reader.number("latent", 1, 1024);
    config.past = reader.number("past", 1, 4096);
    config.conductor = reader.number("conductor", 1, 4096);
    config.given = reader.number("given", 1, 4096);
    config.decoder = reader.number("decoder", 1, 4096);
    const auto values = [&](const std::string& tensor, std::size_t count) {
        return reader.values(tensor, count);
    };
    const auto latent = static_cast<std::size_t>(config.latent);
    MelodyModel model{models::MelodyNetwork(config, values),
                      reader.values("latent.centre", latent),
                      reader.values("latent.spread", latent),
                      {},
                      {}};
    model.scale.mean = measures(reader.values("attribute.mean", kMelodyAttributes));
    model.scale.deviation = measures(reader.values("attribute.deviation", kMelodyAttributes));
    for (std::size_t i = 0; i < kMelodyAttributes; ++i)
        model.directions.push_back(reader.values(
            std::string("direction.") + nameOf(static_cast<MelodyAttribute>(i)), latent));
    return std::make_shared<const MelodyModel>(std::move(model));
}

std::shared_ptr<const MelodyModel> loadMelodyModel(const std::filesystem::path& folder) {
    const ComposerWeights weights = readComposerWeights(folder, "melodies");
    return parseMelodyModel(weights.bytes, weights.file.string());
}

MelodyLatent placeOf(const MelodyModel& model, const MelodyCells& window, float minor) {
    return model.network.encode(window.cells, melodyConditions(window.metre, minor, {})).mean;
}

MelodyLatent spherical(const MelodyLatent& from, const MelodyLatent& to, double share) {
    const double fromNorm = normOf(from);
    const double toNorm = normOf(to);
    double product = 0.0;
    for (std::size_t i = 0; i < from.size(); ++i) product += static_cast<double>(from[i]) * to[i];
    const double cosine =
        fromNorm * toNorm > 0.0 ? std::clamp(product / (fromNorm * toNorm), -1.0, 1.0) : 1.0;
    const double angle = std::acos(cosine);
    double own = 1.0 - share;
    double other = share;
    if (std::sin(angle) > 1e-4) {
        const double norm = fromNorm + share * (toNorm - fromNorm);
        own = std::sin((1.0 - share) * angle) / std::sin(angle) * norm / fromNorm;
        other = std::sin(share * angle) / std::sin(angle) * norm / toNorm;
    }
    MelodyLatent out(from.size());
    for (std::size_t i = 0; i < from.size(); ++i)
        out[i] = static_cast<float>(own * from[i] + other * to[i]);
    return out;
}

MelodyLatent drawnPlace(const MelodyModel& model, std::uint64_t seed, std::uint64_t stream) {
    const dsp::Philox noise(seed, stream);
    MelodyLatent out = model.centre;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += model.spread[i] * noise.normal(i);
    return out;
}

double distanceOf(const MelodyModel& model, const MelodyLatent& a, const MelodyLatent& b) {
    double apart = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        apart += std::pow(static_cast<double>(a[i]) - b[i], 2.0);
    return std::sqrt(apart) / std::max(1e-6, normOf(model.spread));
}

void shift(const MelodyModel& model, MelodyLatent& place, MelodyAttribute attribute,
           double deviations) {
    const MelodyLatent& direction = model.directions[static_cast<std::size_t>(attribute)];
    for (std::size_t i = 0; i < place.size(); ++i)
        place[i] += static_cast<float>(deviations * direction[i]);
}

WrittenWindow writeWindow(const MelodyModel& model, const WindowRequest& request,
                          std::span<const int> past, double temperature,
                          models::RandomStream& random) {
    return writeLeaning(model, request, {}, past, temperature, random);
}

}  // namespace arioso
