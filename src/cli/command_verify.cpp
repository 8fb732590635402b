#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/audio_tags.h"
#include "dsp/error.h"
#include "models/sha256.h"
#include "src/cli/commands.h"
#include "src/cli/watermark_report.h"
#include "src/provenance/c2pa_report.h"
#include "src/score/embedded_provenance.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct VerifyFlags {
    std::string file;
    std::string provenance;
    std::string trust;
    std::string watermarkKey;
    bool json = false;
};

bool isProvenance(const json& document) {
    return document.is_object() && document.value("format", "") == "arioso-provenance";
}

json readDetached(const fs::path& path) {
    std::ifstream file(path);
    if (!file) throw Error(ExitCode::Input, path.string() + ": cannot be opened");
    json document = json::parse(file, nullptr, false);
    if (!isProvenance(document) || !document.contains("audio") || !document.at("audio").is_object())
        throw Error(ExitCode::Input,
                    path.string() +
                        ": expected a provenance document that render --provenance "
                        "wrote, found something else");
    return document;
}

/// What of a file's own document differs from the one that was kept apart; empty = nothing.
std::string differs(const json& embedded, json detached) {
    detached.erase("audio");
    return embedded.is_null() || embedded == detached ? ""
                                                      : "what it says of itself has been changed";
}

std::string textOf(const json& document, const char* field) {
    return document.contains(field) && document.at(field).is_string()
               ? document.at(field).get<std::string>()
               : std::string();
}

/// What learnt, and from what.
void describeSources(const json& document) {
    for (const json& model : document.value("models", json::array()))
        fmt::print("model      {} {} (sha256 {:.16}…{})\n", textOf(model, "name"),
                   textOf(model, "version"), textOf(model, "sha256"),
                   textOf(model, "licence").empty() ? "" : ", " + textOf(model, "licence"));
    for (const json& data : document.value("data", json::array()))
        fmt::print("data       {}: {}\n", textOf(data, "name"), textOf(data, "licence"));
}

void describe(const json& document) {
    fmt::print("made by    {}\n", textOf(document, "software"));
    if (document.contains("title")) fmt::print("title      {}\n", textOf(document, "title"));
    for (const json& input : document.value("inputs", json::array()))
        fmt::print("{:<10} {} (sha256 {:.16}…)\n", textOf(input, "role"), textOf(input, "name"),
                   textOf(input, "sha256"));
    for (const json& input : document.value("inputs", json::array())) {
        if (!input.contains("provenance") || !input.at("provenance").is_object()) continue;
        const json& made = input.at("provenance");
        const json asked = made.value("request", json::object());
        fmt::print("written by arioso {} of {}{}\n", textOf(made, "command"),
                   textOf(made, "software"),
                   asked.contains("seed") ? ", seed " + asked.at("seed").dump() : "");
        describeSources(made);
    }
    describeSources(document);
    const json request = document.value("request", json::object());
    if (request.contains("seed")) fmt::print("seed       {}\n", request.at("seed").dump());
}

/// What is wrong with a manifest, in a line; empty = nothing, or there is none.
std::string faultOf(const C2paReport& manifest) {
    if (!manifest.present || manifest.valid()) return {};
    const C2paFinding failure = manifest.failure();
    return fmt::format("its C2PA manifest is invalid: {} ({}: {})", failure.code, failure.place,
                       failure.explanation);
}

void describe(const C2paReport& manifest) {
    if (!manifest.valid()) return;
    fmt::print("c2pa       valid: signed by {}, {}\n", manifest.signer,
               manifest.has("signingCredential.trusted")
                   ? "who is trusted"
                   : "whom nobody vouches for (signingCredential.untrusted)");
    for (const C2paFinding& finding : manifest.findings)
        if (finding.kind == C2paFinding::Kind::Informational)
            fmt::print("note       {}: {}\n", finding.code, finding.explanation);
}

bool isScoreName(const fs::path& path) {
    const std::string ending = path.extension().string();
    for (const char* one : {".musicxml", ".xml", ".mxl", ".mid", ".midi", ".abc"})
        if (ending == one) return true;
    return false;
}

/// Of a score there are its own words alone.
void verifyScore(const VerifyFlags& flags) {
    const json document = provenanceInScore(flags.file);
    if (flags.json) {
        fmt::print(
            "{}\n",
            json{{"file", flags.file}, {"embedded", !document.is_null()}, {"provenance", document}}
                .dump(2, ' ', false, json::error_handler_t::replace));
    } else if (!document.is_null()) {
        describe(document);
        fmt::print("unproved   by its own words; scores are not signed\n");
    }
    if (document.is_null()) throw Error(ExitCode::General, flags.file + ": no provenance found");
}

/// The watermarks, each with whether it names the document `text` (empty: there is none).
json marksOf(const VerifyFlags& flags, const std::string& text) {
    json marks = watermarksOf(flags.file, flags.watermarkKey);
    for (json& mark : marks)
        mark["names"] = text.empty()                         ? "unknown"
                        : mark.at("id") == watermarkId(text) ? "document"
                                                             : "other";
    return marks;
}

void describeMarks(const json& marks) {
    for (const json& mark : marks)
        fmt::print("watermark  {}{}\n", watermarkLine(mark),
                   mark.at("names") == "document" ? ", the one of this render" : "");
    if (marks.empty()) fmt::print("watermark  none found\n");
}

void verify(const VerifyFlags& flags) {
    if (isScoreName(flags.file)) return verifyScore(flags);
    const dsp::AudioTags tags = dsp::readAudioTags(flags.file);
    json embedded = json::parse(tags.document, nullptr, false);
    if (!isProvenance(embedded)) embedded = nullptr;
    const C2paReport manifest = checkC2pa(flags.file, flags.trust);
    json signedDocument = json::parse(manifest.provenance, nullptr, false);
    if (!isProvenance(signedDocument)) signedDocument = nullptr;
    fs::path beside = flags.provenance.empty() ? flags.file + ".provenance.json" : flags.provenance;
    const bool detached = !flags.provenance.empty() || fs::exists(beside);
    json document = embedded.is_null() ? signedDocument : embedded;
    json report = {{"file", flags.file}, {"embedded", !embedded.is_null()}};
    std::string finding = faultOf(manifest);
    if (detached) {
        document = readDetached(beside);
        const json& audio = document.at("audio");
        const bool bytes = models::sha256File(flags.file) == textOf(audio, "sha256");
        const bool samples =
            bytes || dsp::audioDigest(flags.file) == textOf(audio, "samples_sha256");
        if (finding.empty() && !samples) finding = "its sound is not the one that was rendered";
        if (samples && finding.empty()) finding = differs(embedded, document);
        report["detached"] = beside.string();
        report["bytes"] = bytes;
        report["samples"] = samples;
    }
    report["c2pa"] = manifest.json();
    json undetached = document;
    if (undetached.is_object()) undetached.erase("audio");
    const json marks = marksOf(flags, document.is_null() ? "" : undetached.dump());
    for (const json& mark : marks)
        if (mark.at("names") == "other" && finding.empty())
            finding = "its watermark is that of another render";
    report["watermarks"] = marks;
    report["finding"] = finding;
    report["provenance"] = document;
    if (flags.json) {
        fmt::print("{}\n", report.dump(2, ' ', false, json::error_handler_t::replace));
    } else if (document.is_null() && !manifest.present) {
        fmt::print("{}: its file says nothing of where it comes from\n", flags.file);
        describeMarks(marks);
    } else {
        if (!document.is_null()) describe(document);
        describe(manifest);
        describeMarks(marks);
        if (detached && finding.empty())
            fmt::print("verified   the samples are those that were rendered{}\n",
                       report.at("bytes").get<bool>() ? ", and so is every byte of the file"
                                                      : "; the file's tags are others");
        if (!detached && !manifest.present)
            fmt::print(
                "unproved   by its own words; without the document that render "
                "--provenance keeps, nothing can be checked\n");
    }
    if (!finding.empty()) throw Error(ExitCode::General, flags.file + ": " + finding);
    if (document.is_null() && !manifest.present && marks.empty())
        throw Error(ExitCode::General, flags.file + ": no provenance found");
}

}  // namespace

void addVerifyCommand(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("verify", "Tell where a sound comes from, and whether that is true");
    const auto flags = std::make_shared<VerifyFlags>();
    command
        ->add_option("file", flags->file,
                     "a WAV, FLAC or Ogg file, or a score that Arioso has written")
        ->type_name("FILE")
        ->required();
    command
        ->add_option("--provenance", flags->provenance,
                     "what render --provenance kept (default: FILE.provenance.json, if there is "
                     "one)")
        ->type_name("JSON");
    command
        ->add_option("--trust", flags->trust,
                     "certificates (PEM) of whom is trusted to sign C2PA manifests")
        ->type_name("FILE");
    command
        ->add_option("--watermark-key", flags->watermarkKey,
                     "also look for the watermark of this secret, as render --watermark FILE made "
                     "it")
        ->type_name("FILE");
    command->add_flag("--json", flags->json, "as JSON");
    command->callback([flags] { verify(*flags); });
}

}  // namespace arioso::cli
