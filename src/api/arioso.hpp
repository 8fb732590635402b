/// Arioso's C++ interface: a thin layer over the C one (arioso.h), all of it in this header, so
/// that programs need not be built with the library's compiler. Link with libarioso.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "arioso.h"

namespace arioso::api {

/// What every function throws; `what()` is one line for the user.
class EngineError : public std::runtime_error {
  public:
    EngineError(arioso_status status, const std::string& message)
        : std::runtime_error(message), status_(status) {}
    [[nodiscard]] arioso_status status() const noexcept { return status_; }

  private:
    arioso_status status_;
};

/// What to render and how. Only `score` is needed (and `output` for `Engine::renderFile`); fields
/// left empty take the engine's defaults. Meanings are those of the program's flags.
struct RenderOptions {
    std::string score;
    std::string lyrics;
    std::string curves;  ///< file; empty = the one beside the score, "none" = none
    std::string output;
    std::string format;
    std::string stems;
    std::string repeats;  ///< written, all or none
    std::string tempo;
    std::string from;
    std::string to;
    std::string reverb;
    std::string vocoder;
    std::vector<std::string> solo;
    std::vector<std::string> mute;
    std::vector<std::pair<std::string, std::string>> parts;   ///< part, instrument
    std::vector<std::pair<std::string, std::string>> voices;  ///< part (empty = all), voice
    std::vector<std::pair<std::string, int>> choir;           ///< part (empty = all), singers
    std::optional<std::uint64_t> seed;  ///< the same seed gives the same samples
    std::optional<double> transpose;    ///< semitones
    std::optional<double> humanize;     ///< 0…1
    std::optional<double> loudness;     ///< LUFS
    std::optional<int> steps;
    std::optional<int> sampleRate;
    std::optional<int> threads;
    bool loudnessOff = false;  ///< leaves the mix as loud as it is
    bool overwrite = false;

    /// The request as the C interface takes it.
    [[nodiscard]] std::string json() const {
        std::string out = "{";
        const auto field = [&out](const char* name, const std::string& value) {
            out += (out.size() > 1 ? "," : "") + quote(name) + ":" + value;
        };
        const auto text = [&field](const char* name, const std::string& value) {
            if (!value.empty()) field(name, quote(value));
        };
        const auto list = [&field](const char* name, const std::vector<std::string>& values) {
            std::string items;
            for (const std::string& value : values)
                items += (items.empty() ? "" : ",") + quote(value);
            if (!values.empty()) field(name, "[" + items + "]");
        };
        text("score", score);
        text("lyrics", lyrics);
        text("curves", curves);
        text("output", output);
        text("format", format);
        text("stems", stems);
        text("repeats", repeats);
        text("tempo", tempo);
        text("from", from);
        text("to", to);
        text("reverb", reverb);
        text("vocoder", vocoder);
        list("solo", solo);
        list("mute", mute);
        const auto choices = [&field](const char* name, const auto& pairs, const char* second,
                                      const auto& spell) {
            std::string items;
            for (const auto& [part, value] : pairs)
                items += (items.empty() ? "{\"part\":" : ",{\"part\":") + quote(part) + "," +
                         quote(second) + ":" + spell(value) + "}";
            if (!pairs.empty()) field(name, "[" + items + "]");
        };
        choices("parts", parts, "instrument", quote);
        choices("voices", voices, "instrument", quote);
        choices("choir", choir, "singers", [](int count) { return std::to_string(count); });
        if (seed) field("seed", std::to_string(*seed));
        if (transpose) field("transpose", number(*transpose));
        if (humanize) field("humanize", number(*humanize));
        if (loudness) field("loudness", number(*loudness));
        if (loudnessOff) field("loudness", "null");
        if (steps) field("steps", std::to_string(*steps));
        if (sampleRate) field("sample_rate", std::to_string(*sampleRate));
        if (threads) field("threads", std::to_string(*threads));
        if (overwrite) field("overwrite", "true");
        return out + "}";
    }

  private:
    static std::string quote(const std::string& text) {
        std::string out = "\"";
        for (const char c : text) {
            if (c == '"' || c == '\\') out += '\\';
            if (static_cast<unsigned char>(c) < 0x20) {
                char code[8];
                std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
                out += code;
            } else {
                out += c;
            }
        }
        return out + "\"";
    }
    static std::string number(double value) {
        char text[40];
        std::snprintf(text, sizeof text, "%.17g", value);
        // A locale may print a comma.
        for (char& c : text)
            if (c == ',') c = '.';
        return text;
    }
};

/// All may be empty. Called on the thread that renders.
struct Callbacks {
    std::function<void(const std::string& stage, double fraction, double audioSeconds)> progress;
    std::function<void(const std::string& line)> message;
    std::function<bool()> cancelled;  ///< true gives up; no file is left
};

/// Interleaved stereo samples.
struct Audio {
    std::vector<float> samples;
    int channels = 2;
    int sampleRate = 44100;
    std::string report;  ///< JSON
};

/// An engine with its models. One thread at a time.
class Engine {
  public:
    /// Empty folders are looked for as the program does.
    explicit Engine(const std::string& modelsFolder = {}, const std::string& dataFolder = {}) {
        char* error = nullptr;
        arioso_engine* engine = nullptr;
        check(arioso_engine_new(modelsFolder.c_str(), dataFolder.c_str(), &engine, &error), error);
        engine_.reset(engine);
    }

    /// Renders to `options.output`; returns the report as JSON.
    std::string renderFile(const RenderOptions& options, const Callbacks& callbacks = {}) {
        const arioso_callbacks functions = wrap(callbacks);
        char* report = nullptr;
        char* error = nullptr;
        check(
            arioso_render_file(engine_.get(), options.json().c_str(), &functions, &report, &error),
            error);
        return take(report);
    }

    /// Renders into memory.
    Audio render(const RenderOptions& options, const Callbacks& callbacks = {}) {
        const arioso_callbacks functions = wrap(callbacks);
        arioso_audio audio{};
        char* report = nullptr;
        char* error = nullptr;
        check(arioso_render_audio(engine_.get(), options.json().c_str(), &functions, &audio,
                                  &report, &error),
              error);
        const std::unique_ptr<arioso_audio, void (*)(arioso_audio*)> owner(&audio,
                                                                           arioso_audio_free);
        Audio out;
        out.report = take(report);
        out.channels = audio.channels;
        out.sampleRate = audio.sample_rate;
        out.samples.assign(audio.samples,
                           audio.samples + audio.frames * static_cast<std::size_t>(audio.channels));
        return out;
    }

    /// What of the score moves the sound (arioso_ablate), as JSON.
    std::string ablate(const RenderOptions& options, const Callbacks& callbacks = {}) {
        const arioso_callbacks functions = wrap(callbacks);
        char* json = nullptr;
        char* error = nullptr;
        check(arioso_ablate(engine_.get(), options.json().c_str(), &functions, &json, &error),
              error);
        return take(json);
    }

    /// The loaded models as JSON.
    std::string models() {
        char* json = nullptr;
        char* error = nullptr;
        check(arioso_engine_models(engine_.get(), &json, &error), error);
        return take(json);
    }

  private:
    struct Free {
        void operator()(arioso_engine* engine) const { arioso_engine_free(engine); }
    };

    static std::string take(char* text) {
        const std::unique_ptr<char, void (*)(char*)> owner(text, arioso_string_free);
        return text == nullptr ? std::string() : std::string(text);
    }
    static void check(arioso_status status, char* error) {
        const std::string message = take(error);
        if (status != ARIOSO_OK) throw EngineError(status, message);
    }
    static arioso_callbacks wrap(const Callbacks& callbacks) {
        arioso_callbacks out{};
        out.user = const_cast<Callbacks*>(&callbacks);
        out.progress = [](void* user, const char* stage, double fraction, double audioSeconds) {
            const auto& all = *static_cast<const Callbacks*>(user);
            if (all.progress) all.progress(stage, fraction, audioSeconds);
        };
        out.message = [](void* user, const char* line) {
            const auto& all = *static_cast<const Callbacks*>(user);
            if (all.message) all.message(line);
        };
        out.cancelled = [](void* user) {
            const auto& all = *static_cast<const Callbacks*>(user);
            return all.cancelled && all.cancelled() ? 1 : 0;
        };
        return out;
    }

    std::unique_ptr<arioso_engine, Free> engine_;
};

}  // namespace arioso::api
