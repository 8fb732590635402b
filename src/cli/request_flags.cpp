#include "src/cli/request_flags.h"
#include "src/cli/common_options.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <random>

#include "dsp/error.h"
#include "src/cli/affect_name.h"
#include "src/cli/settings.h"
#include "src/report/image.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

RenderRequest readRequest(const fs::path& path) {
    std::ifstream file(path);
    if (!file) throw Error(ExitCode::Input, fmt::format("{}: cannot be opened", path.string()));
    const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
    if (json.is_discarded())
        throw Error(ExitCode::Input, fmt::format("{}: is not JSON", path.string()));
    // The file that --save-request writes holds the request beside what it was made with.
    return requestFromJson(json.contains("request") ? json.at("request") : json, path.string());
}

RenderRequest::PartChoice parsePart(const std::string& text) {
    const auto equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
        throw Error(ExitCode::Usage,
                    fmt::format("--part: expected NAME=PROGRAM, found '{}'", text));
    return {text.substr(0, equals), text.substr(equals + 1)};
}

/// "alba" for all parts, "Soprano=alba" for one.
RenderRequest::PartChoice parseVoice(const std::string& text) {
    const auto equals = text.rfind('=');
    if (equals == std::string::npos) return {"", text};
    if (equals == 0 || equals + 1 == text.size())
        throw Error(ExitCode::Usage,
                    fmt::format("--voice: expected VOICE or PART=VOICE, found '{}'", text));
    return {text.substr(0, equals), text.substr(equals + 1)};
}

/// "3" for all parts that sing, "Soprano=3" for one.
RenderRequest::ChoirChoice parseChoir(const std::string& text) {
    const auto equals = text.rfind('=');
    const std::string count = equals == std::string::npos ? text : text.substr(equals + 1);
    RenderRequest::ChoirChoice choice;
    const char* end = count.data() + count.size();
    const auto result = std::from_chars(count.data(), end, choice.singers);
    if (result.ec != std::errc() || result.ptr != end || equals == 0)
        throw Error(ExitCode::Usage,
                    fmt::format("--choir: expected N or PART=N (singers), found '{}'", text));
    if (equals != std::string::npos) choice.part = text.substr(0, equals);
    return choice;
}

std::uint64_t randomSeed() {
    std::random_device device;
    return device();
}

}  // namespace

RenderRequest resolveRequest(const RequestFlags& flags, const std::filesystem::path& dataFolder) {
    RenderRequest request;
    if (!flags.requestFile.empty()) {
        request = readRequest(flags.requestFile);
        request.overwrite = false;
    } else {
        applySettings(lastingSettings(dataFolder), request);
    }
    SettingValues given;
    for (const auto& [name, text] : flags.values) given[name] = {text, "--" + name, false};
    applySettings(given, request);
    const auto take = [](std::string& to, const std::string& from) {
        if (!from.empty()) to = from;
    };
    take(request.score, flags.request.score);
    take(request.lyrics, flags.request.lyrics);
    take(request.curves, flags.request.curves);
    if (!flags.request.affectCurve.empty()) {
        // What is asked for here stands over what is asked for elsewhere.
        request.affectCurve = flags.request.affectCurve;
        if (!flags.values.contains("affect")) request.affect.clear();
    } else if (flags.values.contains("affect")) {
        request.affectCurve.clear();
    }
    request.affect = affectOf(request.affect, dataFolder);
    for (const std::string& text : flags.request.rules) request.rules.push_back(text);
    take(request.output, flags.request.output);
    take(request.stems, flags.request.stems);
    take(request.dump, flags.request.dump);
    take(request.provenance, flags.request.provenance);
    if (!flags.request.tags) request.tags = false;
    take(request.watermark, flags.watermark);
    if (flags.tune != 0) request.tune = flags.tune;
    for (const std::string& text : flags.parts) request.parts.push_back(parsePart(text));
    for (const std::string& text : flags.voices) request.voices.push_back(parseVoice(text));
    for (const std::string& text : flags.choir) request.choir.push_back(parseChoir(text));
    if (flags.request.strict) request.strict = true;
    if (!flags.request.solo.empty()) request.solo = flags.request.solo;
    if (!flags.request.mute.empty()) request.mute = flags.request.mute;
    request.overwrite = flags.force;
    if (!request.seed) request.seed = randomSeed();
    return request;
}

void saveRequest(const fs::path& path, const nlohmann::json& report, bool force) {
    if (!force && fs::exists(path))
        throw Error(ExitCode::Output,
                    fmt::format("{}: exists already (--force replaces it)", path.string()));
    nlohmann::json saved;
    for (const char* field : {"version", "models", "request"}) saved[field] = report.at(field);
    const std::string text = saved.dump(2) + "\n";
    writeFileAtomically(path, text.data(), text.size());
}

void addRequestOptions(CLI::App& command, const std::shared_ptr<RequestFlags>& flags) {
    command
        .add_option("score", flags->request.score,
                    "MusicXML (.musicxml, .xml, .mxl), MuseScore (.mscz, .mscx), MIDI or ABC file")
        ->type_name("SCORE");
    command.add_option("--lyrics", flags->request.lyrics, "words to sing: plain text, LRC or SRT")
        ->type_name("FILE");
    command
        .add_option("--curves", flags->request.curves,
                    "dynamics, pitch, vibrato, breathiness, tension, gender, voicing and attack of "
                    "the parts: .toml or .json (default: SCORE.curves.toml if there is one); none")
        ->type_name("FILE");
    command
        .add_option("--affect-curve", flags->request.affectCurve,
                    "how the feeling changes: .toml or .json with affect = [[\"MEASURE\", "
                    "\"AFFECT\"], ...] (default: that of the curves, if there is one)")
        ->type_name("FILE");
    command
        .add_option("--rule", flags->request.rules,
                    "how much of one performance rule, as phrase-arch=1.5; may be given again")
        ->type_name("RULE=K")
        ->take_all()
        ->expected(1);
    addTuneOption(command, flags->tune);
    for (const Setting& setting : settings()) {
        const std::string name = setting.name;
        command
            .add_option_function<std::string>(
                "--" + name, [flags, name](const std::string& text) { flags->values[name] = text; },
                setting.help)
            ->type_name(setting.placeholder)
            ->take_last();
    }
    command
        .add_option("--part", flags->parts,
                    "play a part (name or number) by another instrument: its id, General MIDI "
                    "name or number from 1, or drums; may be given again")
        ->type_name("NAME=PROGRAM")
        ->take_all()
        ->expected(1);
    command
        .add_option("--voice", flags->voices,
                    "who sings the words, in all parts or in one (see arioso voices); may be given "
                    "again")
        ->type_name("[PART=]VOICE")
        ->take_all()
        ->expected(1);
    command
        .add_option("--choir", flags->choir,
                    "singers of all parts with words or of one, 1 (a soloist) to 16; may be given "
                    "again")
        ->type_name("[PART=]N")
        ->take_all()
        ->expected(1);
    command.add_flag("--strict", flags->request.strict,
                     "notes that a voice cannot reach are an error, not sung an octave off");
    command.add_option("--solo", flags->request.solo, "only this part; may be given again")
        ->type_name("NAME")
        ->expected(1)
        ->take_all();
    command.add_option("--mute", flags->request.mute, "without this part; may be given again")
        ->type_name("NAME")
        ->expected(1)
        ->take_all();
    command.add_option("--request", flags->requestFile, "render what --save-request has saved")
        ->type_name("FILE");
    command
        .add_option("--save-request", flags->saveRequest,
                    "write everything that decides the sound to FILE, as JSON")
        ->type_name("FILE");
    command.add_option("--models-dir", flags->modelsFolder, "folder of the models' manifest.json")
        ->type_name("DIR");
    command.add_option("--data-dir", flags->dataFolder, "folder that holds configs/")
        ->type_name("DIR");
    command.add_flag("--force", flags->force, "replace files that exist");
}

}  // namespace arioso::cli
