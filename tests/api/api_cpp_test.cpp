// The C++ interface: the same samples for the same seed, and errors as exceptions.
#include <cstdio>
#include <string>

#include "arioso.hpp"

namespace {

int failures = 0;

void expect(bool good, const char* what) {
    if (good) return;
    std::fprintf(stderr, "FAILED: %s\n", what);
    ++failures;
}

void run(char** argv) {
    arioso::api::Engine engine(argv[1], argv[2]);
    expect(engine.models().find("vocoder") != std::string::npos, "models are listed");
    arioso::api::RenderOptions options;
    options.score = argv[3];
    options.to = "2";
    options.steps = 1;
    options.seed = 11;
    options.parts = {{"1", "flute"}};
    arioso::api::Callbacks callbacks;
    int calls = 0;
    callbacks.progress = [&calls](const std::string&, double, double) { ++calls; };
    const auto one = engine.render(options, callbacks);
    expect(calls > 2, "progress is told");
    expect(one.samples.size() > 88200, "there are samples");
    options.threads = 2;
    expect(engine.render(options).samples == one.samples, "the same seed gives the same samples");
    options.seed = 12;
    expect(engine.render(options).samples != one.samples, "another seed does not");
    options.threads.reset();
    expect(engine.ablate(options).find("\"planes\"") != std::string::npos,
           "the conditions that move the sound are told");
    options.reverb = "\"cave\"\n";
    try {
        engine.render(options);
        expect(false, "an unknown reverb is refused");
    } catch (const arioso::api::EngineError& error) {
        expect(error.status() == ARIOSO_USAGE, "as a usage error");
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    try {
        run(argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "FAILED: %s\n", error.what());
        return 1;
    }
    if (failures == 0) std::puts("passed");
    return failures == 0 ? 0 : 1;
}
