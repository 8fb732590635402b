// Renders into memory through the installed header: MODELS DATA SCORE.
#include <algorithm>
#include <arioso.hpp>
#include <cmath>
#include <cstdio>

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    try {
        arioso::api::Engine engine(argv[1], argv[2]);
        arioso::api::RenderOptions options;
        options.score = argv[3];
        options.seed = 1;
        options.steps = 1;
        options.to = "1";
        options.loudnessOff = true;
        const arioso::api::Audio audio = engine.render(options);
        const bool finite = std::all_of(audio.samples.begin(), audio.samples.end(),
                                        [](float x) { return std::isfinite(x); });
        std::printf("%zu samples, %d channels, %d Hz\n", audio.samples.size(), audio.channels,
                    audio.sampleRate);
        return finite && audio.channels == 2 && audio.sampleRate == 44100 &&
                       audio.samples.size() > 44100
                   ? 0
                   : 1;
    } catch (const arioso::api::EngineError& error) {
        std::fprintf(stderr, "status %d: %s\n", static_cast<int>(error.status()), error.what());
        return 1;
    }
}
