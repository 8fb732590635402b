#include "src/perform/performance_json.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "dsp/error.h"

namespace arioso {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const std::string& place, const std::string& expected, const json& found) {
    std::string text = found.dump(-1, ' ', false, json::error_handler_t::replace);
    constexpr std::size_t kMost = 60;
    if (text.size() > kMost) text = text.substr(0, kMost) + "...";
    throw Error(ExitCode::Input, fmt::format("{}: expected {}, found {}", place, expected, text));
}

/// A JSON value and where it stands, for messages.
class Field {
  public:
    Field(const json& value, std::string place) : value_(value), place_(std::move(place)) {}

    [[nodiscard]] Field at(const char* name) const {
        if (!value_.is_object()) fail(place_, "an object", value_);
        const auto found = value_.find(name);
        if (found == value_.end()) {
            throw Error(ExitCode::Input, fmt::format("{}: field \"{}\" is missing", place_, name));
        }
        return {*found, fmt::format("{}.{}", place_, name)};
    }
    [[nodiscard]] const std::string& place() const { return place_; }
    [[nodiscard]] bool has(const char* name) const {
        return value_.is_object() && value_.contains(name);
    }
    /// Calls `use` with each element.
    template <typename Use>
    void each(Use use) const {
        if (!value_.is_array()) fail(place_, "a list", value_);
        std::size_t index = 0;
        for (const json& element : value_)
            use(Field(element, fmt::format("{}[{}]", place_, index++)));
    }
    [[nodiscard]] double number() const {
        if (!value_.is_number() || !std::isfinite(value_.get<double>())) {
            fail(place_, "a number", value_);
        }
        return value_.get<double>();
    }
    [[nodiscard]] float real() const {
        const double wide = number();
        if (std::abs(wide) > static_cast<double>(std::numeric_limits<float>::max())) {
            fail(place_, "a number in the range of a float", value_);
        }
        return static_cast<float>(wide);
    }
    template <typename Integer>
    [[nodiscard]] Integer integer() const {
        const double wide = number();
        if (!value_.is_number_integer() ||
            wide < static_cast<double>(std::numeric_limits<Integer>::min()) ||
            wide > static_cast<double>(std::numeric_limits<Integer>::max())) {
            fail(place_, "a whole number in range", value_);
        }
        return value_.get<Integer>();
    }
    [[nodiscard]] bool flag() const {
        if (!value_.is_boolean()) fail(place_, "true or false", value_);
        return value_.get<bool>();
    }
    [[nodiscard]] std::string text() const {
        if (!value_.is_string()) fail(place_, "a string", value_);
        return value_.get<std::string>();
    }
    /// A [seconds, value] pair.
    [[nodiscard]] std::pair<double, float> point() const {
        if (!value_.is_array() || value_.size() != 2) fail(place_, "[seconds, value]", value_);
        return {Field(value_[0], place_ + "[0]").number(), Field(value_[1], place_ + "[1]").real()};
    }

  private:
    const json& value_;
    std::string place_;
};

json curveToJson(const std::vector<CurvePoint>& curve) {
    json out = json::array();
    for (const CurvePoint& point : curve) out.push_back({point.seconds, point.value});
    return out;
}

std::vector<CurvePoint> curveFrom(const Field& field) {
    std::vector<CurvePoint> out;
    field.each([&out](const Field& point) {
        const auto [seconds, value] = point.point();
        out.push_back({seconds, value});
    });
    return out;
}

json noteToJson(const PerformedNote& note) {
    json bend = json::array();
    for (const dsp::PitchPoint& point : note.bend) bend.push_back({point.seconds, point.cents});
    json phonemes = json::array();
    for (const PhonemeSpan& span : note.phonemes) {
        phonemes.push_back({{"symbol", span.symbol},
                            {"start", span.start},
                            {"end", span.end},
                            {"vowel", span.vowel}});
    }
    json out{
        {"onset", note.onset},       {"offset", note.offset},   {"pitch", note.pitch},
        {"velocity", note.velocity}, {"bend", std::move(bend)}, {"phonemes", std::move(phonemes)},
        {"syllable", note.syllable}, {"measure", note.measure}, {"id", note.id}};
    if (note.voice != 1) out["voice"] = note.voice;
    if (note.rank != 0) out["rank"] = note.rank;
    if (note.rise != 0.0F) out["rise"] = note.rise;
    if (!note.levels.empty()) out["levels"] = curveToJson(note.levels);
    for (const RuleShare& share : note.rules) {
        const RuleRange& rule = performanceRules()[static_cast<std::size_t>(share.rule)];
        out["rules"][rule.name] = {{"ms", share.deviation.ms},
                                   {"db", share.deviation.db},
                                   {"gapMs", share.deviation.gapMs}};
    }
    return out;
}

std::vector<RuleShare> rulesFrom(const Field& field) {
    std::vector<RuleShare> out;
    for (const RuleRange& rule : performanceRules()) {
        if (!field.has(rule.name)) continue;
        const Field share = field.at(rule.name);
        out.push_back(
            {*ruleNamed(rule.name),
             {share.at("ms").number(), share.at("db").number(), share.at("gapMs").number()}});
    }
    return out;
}

PerformedNote noteFrom(const Field& field) {
    PerformedNote note;
    note.onset = field.at("onset").number();
    note.offset = field.at("offset").number();
    if (note.offset < note.onset) {
        fail(field.place() + ".offset", fmt::format("at least the onset {}", note.onset),
             note.offset);
    }
    note.pitch = field.at("pitch").real();
    note.velocity = field.at("velocity").real();
    field.at("bend").each([&note](const Field& point) {
        const auto [seconds, cents] = point.point();
        note.bend.push_back({seconds, cents});
    });
    field.at("phonemes").each([&note](const Field& span) {
        note.phonemes.push_back({span.at("symbol").text(), span.at("start").number(),
                                 span.at("end").number(), span.at("vowel").flag()});
    });
    note.syllable = field.at("syllable").text();
    note.measure = field.at("measure").integer<int>();
    note.id = field.at("id").integer<std::uint32_t>();
    if (field.has("voice")) note.voice = field.at("voice").integer<int>();
    if (field.has("rise")) note.rise = field.at("rise").real();
    if (field.has("levels")) note.levels = curveFrom(field.at("levels"));
    if (field.has("rank")) note.rank = field.at("rank").integer<int>();
    if (field.has("rules")) note.rules = rulesFrom(field.at("rules"));
    return note;
}

PerformedPart partFrom(const Field& field) {
    PerformedPart part;
    part.name = field.at("name").text();
    part.program = field.at("program").integer<int>();
    part.percussion = field.at("percussion").flag();
    part.vocal = field.at("vocal").flag();
    field.at("notes").each([&part](const Field& note) { part.notes.push_back(noteFrom(note)); });
    part.gainDb = curveFrom(field.at("gainDb"));
    part.pan = curveFrom(field.at("pan"));
    if (field.has("brightness")) part.brightness = curveFrom(field.at("brightness"));
    if (field.has("voice")) {
        const Field voice = field.at("voice");
        part.voice.breathiness = curveFrom(voice.at("breathiness"));
        part.voice.tension = curveFrom(voice.at("tension"));
        part.voice.gender = curveFrom(voice.at("gender"));
        part.voice.voicing = curveFrom(voice.at("voicing"));
    }
    return part;
}

}  // namespace

json toJson(const PerformedPart& part) {
    json notes = json::array();
    for (const PerformedNote& note : part.notes) notes.push_back(noteToJson(note));
    json out{{"name", part.name},
             {"program", part.program},
             {"percussion", part.percussion},
             {"vocal", part.vocal},
             {"notes", std::move(notes)},
             {"gainDb", curveToJson(part.gainDb)},
             {"pan", curveToJson(part.pan)}};
    if (!part.brightness.empty()) out["brightness"] = curveToJson(part.brightness);
    if (part.voice != VoiceCurves{}) {
        out["voice"] = {{"breathiness", curveToJson(part.voice.breathiness)},
                        {"tension", curveToJson(part.voice.tension)},
                        {"gender", curveToJson(part.voice.gender)},
                        {"voicing", curveToJson(part.voice.voicing)}};
    }
    return out;
}

json toJson(const Performance& performance) {
    json parts = json::array();
    for (const PerformedPart& part : performance.parts) parts.push_back(toJson(part));
    json measures = json::array();
    for (const MeasureTime& measure : performance.measures) {
        measures.push_back({{"number", measure.number},
                            {"seconds", measure.seconds},
                            {"beats", measure.beats},
                            {"beatType", measure.beatType}});
    }
    return {{"duration", performance.duration},
            {"parts", std::move(parts)},
            {"measures", std::move(measures)},
            {"diagnostics", performance.diagnostics}};
}

PerformedPart partFromJson(const json& value, const std::string& source) {
    return partFrom(Field(value, source));
}

Performance performanceFromJson(const json& value, const std::string& source) {
    const Field field(value, source);
    Performance performance;
    performance.duration = field.at("duration").number();
    field.at("parts").each(
        [&performance](const Field& part) { performance.parts.push_back(partFrom(part)); });
    field.at("measures").each([&performance](const Field& measure) {
        performance.measures.push_back({measure.at("number").text(), measure.at("seconds").number(),
                                        measure.at("beats").integer<int>(),
                                        measure.at("beatType").integer<int>()});
    });
    if (field.has("diagnostics")) {
        field.at("diagnostics").each([&performance](const Field& line) {
            performance.diagnostics.push_back(line.text());
        });
    }
    return performance;
}

}  // namespace arioso
