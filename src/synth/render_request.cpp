#include "src/synth/render_request.h"

#include <fmt/format.h>

#include <cmath>
#include <type_traits>

#include "dsp/error.h"
#include "src/perform/choir.h"
#include "src/score/repeat_mode.h"

namespace arioso {
namespace {

/// One visitor names every field once; writing and reading both walk it.
template <typename Request, typename Visitor>
void visitFields(Request& request, Visitor&& visit) {
    visit("score", request.score);
    visit("tune", request.tune);
    visit("lyrics", request.lyrics);
    visit("curves", request.curves);
    visit("affect", request.affect);
    visit("affect_curve", request.affectCurve);
    visit("rules", request.rules);
    visit("language", request.language);
    visit("output", request.output);
    visit("format", request.format);
    visit("stems", request.stems);
    visit("dump", request.dump);
    visit("parts", request.parts);
    visit("voices", request.voices);
    visit("choir", request.choir);
    visit("strict", request.strict);
    visit("solo", request.solo);
    visit("mute", request.mute);
    visit("repeats", request.repeats);
    visit("tempo", request.tempo);
    visit("transpose", request.transpose);
    visit("from", request.from);
    visit("to", request.to);
    visit("steps", request.steps);
    visit("seed", request.seed);
    visit("vocoder", request.vocoder);
    visit("sample_rate", request.sampleRate);
    visit("loudness", request.loudness);
    visit("gain", request.gain);
    visit("reverb", request.reverb);
    visit("humanize", request.humanize);
    visit("threads", request.threads);
    visit("overwrite", request.overwrite);
    visit("tags", request.tags);
    visit("provenance", request.provenance);
    visit("watermark", request.watermark);
}

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};

nlohmann::json encode(const std::vector<RenderRequest::PartChoice>& choices) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& choice : choices)
        list.push_back({{"part", choice.part}, {"instrument", choice.instrument}});
    return list;
}

nlohmann::json encode(const std::vector<RenderRequest::ChoirChoice>& choices) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& choice : choices)
        list.push_back({{"part", choice.part}, {"singers", choice.singers}});
    return list;
}

template <typename T>
nlohmann::json encode(const T& value) {
    if constexpr (IsOptional<T>::value) {
        return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
    } else {
        return value;
    }
}

class Decoder {
  public:
    Decoder(const nlohmann::json& json, const std::string& source) : json_(json), source_(source) {}

    template <typename T>
    void operator()(const char* field, T& value) {
        const auto found = json_.find(field);
        if (found == json_.end()) return;
        ++read_;
        try {
            decode(*found, value);
        } catch (const nlohmann::json::exception&) {
            throw Error(ExitCode::Input, fmt::format("{}: field '{}' has the wrong type: {}",
                                                     source_, field, found->dump().substr(0, 60)));
        }
    }
    [[nodiscard]] std::size_t read() const { return read_; }

  private:
    static void decode(const nlohmann::json& json, std::vector<RenderRequest::PartChoice>& value) {
        value.clear();
        for (const auto& item : json)
            value.push_back(
                {item.at("part").get<std::string>(), item.at("instrument").get<std::string>()});
    }
    static void decode(const nlohmann::json& json, std::vector<RenderRequest::ChoirChoice>& value) {
        value.clear();
        for (const auto& item : json) {
            auto& choice = value.emplace_back();
            if (item.contains("part")) decode(item.at("part"), choice.part);
            decode(item.at("singers"), choice.singers);
        }
    }
    template <typename T>
    static void decode(const nlohmann::json& json, T& value) {
        if constexpr (IsOptional<T>::value) {
            if (json.is_null()) {
                value.reset();
                return;
            }
            typename T::value_type inner{};
            decode(json, inner);
            value = inner;
        } else {
            // nlohmann turns numbers and booleans into one another; a request should not.
            if (std::is_arithmetic_v<T> && std::is_same_v<T, bool> != json.is_boolean())
                json.get_ref<const std::string&>();
            value = json.get<T>();
        }
    }

    const nlohmann::json& json_;
    const std::string& source_;
    std::size_t read_ = 0;
};

void require(bool good, const char* field, const std::string& expected, const std::string& found) {
    if (!good)
        throw Error(ExitCode::Usage,
                    fmt::format("{}: expected {}, found '{}'", field, expected, found));
}

void requireRange(double value, double low, double high, const char* field) {
    require(std::isfinite(value) && value >= low && value <= high, field,
            fmt::format("{} to {}", low, high), fmt::format("{}", value));
}

}  // namespace

nlohmann::json toJson(const RenderRequest& request) {
    nlohmann::json json = nlohmann::json::object();
    visitFields(request,
                [&json](const char* field, const auto& value) { json[field] = encode(value); });
    return json;
}

RenderRequest requestFromJson(const nlohmann::json& json, const std::string& source) {
    if (!json.is_object())
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected a JSON object, found {}", source, json.type_name()));
    RenderRequest request;
    Decoder decoder(json, source);
    visitFields(request, decoder);
    if (decoder.read() != json.size()) {
        nlohmann::json known = toJson(request);
        for (const auto& item : json.items())
            if (!known.contains(item.key()))
                throw Error(ExitCode::Input,
                            fmt::format("{}: unknown field '{}'", source, item.key()));
    }
    return request;
}

float linearGain(const RenderRequest& request) {
    return static_cast<float>(std::pow(10.0, request.gain / 20.0));
}

void validate(const RenderRequest& request) {
    require(!request.score.empty(), "score", "a file", "");
    requireRange(request.transpose, -48, 48, "transpose");
    requireRange(request.steps, 0, 64, "steps");
    requireRange(request.sampleRate, 8000, 192000, "sample-rate");
    requireRange(request.humanize, 0, 1, "humanize");
    requireRange(request.threads, 0, 1024, "threads");
    for (const auto& choice : request.choir) requireRange(choice.singers, 1, kMostSingers, "choir");
    if (request.loudness) requireRange(*request.loudness, -40, -6, "loudness");
    requireRange(request.gain, -60, 40, "gain");
    parseRepeatMode(request.repeats);
    require(request.vocoder == "neural" || request.vocoder == "griffin-lim", "vocoder",
            "'neural' or 'griffin-lim'", request.vocoder);
}

}  // namespace arioso
