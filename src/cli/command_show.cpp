#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/score_output.h"
#include "src/cli/show_pictures.h"
#include "src/cli/sound_lengths.h"
#include "src/perform/performer.h"
#include "src/report/image.h"
#include "src/score/reader.h"

namespace arioso::cli {
namespace {

struct ShowFlags {
    std::string score;
    std::string out;
    std::string audio;
    std::string part;
    double from = 0.0;
    double to = 0.0;  ///< 0 = the end
    double humanize = PerformOptions{}.humanize;
    std::uint64_t seed = 0;
    int tune = 0;
    bool force = false;
    bool quiet = false;
};

Score scoreOf(const ShowFlags& flags) {
    ReadOptions options;
    if (flags.tune != 0) options.tune = flags.tune;
    return readScore(flags.score, options);
}

void showRoll(const ShowFlags& flags, int kind) {
    const Score score = scoreOf(flags);
    const std::string bytes = drawRoll(score, kind);
    writeFileAtomically(flags.out, bytes.data(), bytes.size());
    if (!flags.quiet) {
        fmt::print("{}: {} parts, {} measures\n", flags.out, score.parts.size(),
                   score.measures.size());
    }
}

/// What is sung when, from a performance as `render --dump` leaves it, or played as render plays
/// it.
void showSung(const ShowFlags& flags, int kind) {
    SungAudio sung;
    Performance performance;
    if (std::filesystem::path(flags.score).extension() == ".json") {
        performance = readPerformance(flags.score);
        sung.title = std::filesystem::path(flags.audio).stem().string();
    } else {
        const Score score = scoreOf(flags);
        PerformOptions options;
        options.humanize = flags.humanize;
        options.seed = flags.seed;
        const PhoneLengths lengths = soundLengths({});
        options.lengths = &lengths;
        performance = perform(score, options);
        sung.title = score.title;
    }
    sung.part = sungPart(performance, flags.part);
    sung.samples = stemSamples(flags.audio);
    const double length = static_cast<double>(sung.samples.size()) / dsp::kSampleRate;
    sung.from = flags.from;
    sung.to = flags.to > 0.0 ? std::min(flags.to, length) : length;
    if (!(sung.from >= 0.0 && sung.from < sung.to)) {
        throw Error(ExitCode::Usage,
                    fmt::format("--from, --to: expected a stretch of the {:.1f} seconds of {}, "
                                "found {} to {}",
                                length, flags.audio, sung.from, sung.to));
    }
    const std::string bytes = drawSung(sung, kind);
    writeFileAtomically(flags.out, bytes.data(), bytes.size());
    if (!flags.quiet)
        fmt::print("{}: {}, {:.1f} seconds\n", flags.out, sung.part.name, sung.to - sung.from);
}

void show(const ShowFlags& flags) {
    const int kind = pictureKindOf(flags.out);
    checkOutput(flags.out, flags.force);
    if (flags.audio.empty()) {
        showRoll(flags, kind);
    } else {
        showSung(flags, kind);
    }
}

}  // namespace

void addShowCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "show", "Draw a score with its words, or the spectrogram of a voice with what it sings");
    const auto flags = std::make_shared<ShowFlags>();
    command
        ->add_option("score", flags->score,
                     "score to read: MusicXML, MIDI, ABC or MuseScore; with --audio also the "
                     "performance.json of a dump")
        ->type_name("SCORE")
        ->required();
    command->add_option("-o,--output", flags->out, "picture to write: .svg, .png or .pdf")
        ->type_name("OUT")
        ->required();
    CLI::Option* audio =
        command
            ->add_option("--audio", flags->audio,
                         "a stem with a voice: draw its spectrogram, with sounds, syllables and "
                         "notes under it")
            ->type_name("WAV");
    command->add_option("--part", flags->part, "who sings in it (default: the first with words)")
        ->type_name("NAME")
        ->needs(audio);
    command->add_option("--from", flags->from, "seconds of the audio where the picture begins")
        ->type_name("SECONDS")
        ->needs(audio);
    command->add_option("--to", flags->to, "and where it ends")->type_name("SECONDS")->needs(audio);
    command->add_option("--seed", flags->seed, "of the render that made the audio")
        ->type_name("N")
        ->needs(audio);
    command->add_option("--humanize", flags->humanize, "of that render")
        ->type_name("0...1")
        ->needs(audio);
    addTuneOption(*command, flags->tune);
    command->add_flag("--force", flags->force, "replace a file that exists");
    command->add_flag("-q,--quiet", flags->quiet, "nothing but errors");
    command->callback([flags] { show(*flags); });
}

}  // namespace arioso::cli
