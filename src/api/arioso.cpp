#include "src/api/arioso.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "src/api/guarded.h"

using arioso::capi::demand;
using arioso::capi::give;
using arioso::capi::guarded;

namespace {

arioso::RenderRequest parseRequest(const char* text) {
    return arioso::requestFromJson(arioso::capi::parseJson(text, "request"), "request");
}

arioso::RenderCallbacks wrap(const arioso_callbacks* from) {
    arioso::RenderCallbacks out;
    if (from == nullptr) return out;
    const arioso_callbacks functions = *from;
    if (functions.progress != nullptr)
        out.progress = [functions](const char* stage, double fraction, double audioSeconds) {
            functions.progress(functions.user, stage, fraction, audioSeconds);
        };
    if (functions.message != nullptr)
        out.message = [functions](const std::string& line) {
            functions.message(functions.user, line.c_str());
        };
    if (functions.cancelled != nullptr)
        out.cancelled = [functions] { return functions.cancelled(functions.user) != 0; };
    return out;
}

}  // namespace

extern "C" {

const char* arioso_version(void) {
    return ARIOSO_VERSION;
}

arioso_status arioso_engine_new(const char* models_dir, const char* data_dir,
                                arioso_engine** engine, char** error) {
    return guarded(error, [&] {
        demand(engine, "engine");
        *engine = nullptr;
        *engine = new arioso_engine(models_dir, data_dir);
    });
}

void arioso_engine_free(arioso_engine* engine) {
    delete engine;
}

arioso_status arioso_engine_models(arioso_engine* engine, char** json, char** error) {
    return guarded(error, [&] {
        demand(engine, "engine");
        give(json, engine->engine.models().dump());
    });
}

arioso_status arioso_render_file(arioso_engine* engine, const char* request,
                                 const arioso_callbacks* callbacks, char** report, char** error) {
    return guarded(error, [&] {
        demand(engine, "engine");
        if (report != nullptr) *report = nullptr;
        give(report, engine->engine.renderFile(parseRequest(request), wrap(callbacks)).dump());
    });
}

arioso_status arioso_ablate(arioso_engine* engine, const char* request,
                            const arioso_callbacks* callbacks, char** json, char** error) {
    return guarded(error, [&] {
        demand(engine, "engine");
        if (json != nullptr) *json = nullptr;
        give(json, engine->engine.ablate(parseRequest(request), wrap(callbacks)).dump());
    });
}

arioso_status arioso_render_audio(arioso_engine* engine, const char* request,
                                  const arioso_callbacks* callbacks, arioso_audio* audio,
                                  char** report, char** error) {
    return guarded(error, [&] {
        demand(engine, "engine");
        demand(audio, "audio");
        *audio = arioso_audio{};
        if (report != nullptr) *report = nullptr;
        const arioso::RenderRequest parsed = parseRequest(request);
        std::vector<float> samples;
        const nlohmann::json json = engine->engine.renderAudio(parsed, wrap(callbacks), samples);
        const std::size_t bytes = samples.size() * sizeof(float);
        audio->samples = static_cast<float*>(std::malloc(bytes));
        if (audio->samples == nullptr) throw std::bad_alloc();
        std::memcpy(audio->samples, samples.data(), bytes);
        audio->channels = 2;
        audio->frames = samples.size() / 2;
        audio->sample_rate = parsed.sampleRate;
        give(report, json.dump());
    });
}

void arioso_audio_free(arioso_audio* audio) {
    if (audio == nullptr) return;
    std::free(audio->samples);
    *audio = arioso_audio{};
}

void arioso_string_free(char* text) {
    std::free(text);
}

}  // extern "C"
