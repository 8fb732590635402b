#include "src/compose/mark_tables.h"

#include "models/tensor_file.h"

namespace arioso {
namespace {

constexpr const char* kArchitecture = "arioso-marks";

}  // namespace

std::size_t MarkPlace::index() const {
    return (((period * kLengths + length) * kStrengths + strength) * kMoves + move) * kTouches +
           static_cast<std::size_t>(before);
}

std::string markBytes(const MarkTables& tables) {
    models::HalfTensorWriter writer;
    writer.add("ornaments", {MarkPlace::kAll, kOrnaments}, tables.ornaments);
    writer.add("touches", {MarkPlace::kAll, kTouches}, tables.touches);
    writer.add("graces", {kGraceSteps}, tables.graces);
    writer.add("levels", {kPiecePlaces, kLevelSteps}, tables.levels);
    writer.add("swells", {kPiecePlaces, kSwells}, tables.swells);
    return writer.bytes({{"architecture", kArchitecture}});
}

std::shared_ptr<const MarkTables> parseMarks(const std::string& bytes, const std::string& name) {
    const models::HalfTensorReader reader(bytes, name, kArchitecture);
    auto out = std::make_shared<MarkTables>();
    const auto read = [&](const char* field, std::size_t count) {
        std::vector<float> values = reader.values(field, count);
        for (const float value : values)
            if (value < 0.0F) reader.fail(std::string(field) + ": expected no numbers below 0");
        return values;
    };
    out->ornaments = read("ornaments", MarkPlace::kAll * kOrnaments);
    out->touches = read("touches", MarkPlace::kAll * kTouches);
    out->graces = read("graces", kGraceSteps);
    out->levels = read("levels", kPiecePlaces * kLevelSteps);
    out->swells = read("swells", kPiecePlaces * kSwells);
    return out;
}

}  // namespace arioso
