#include "src/cli/melody_variations.h"

#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>

#include "dsp/error.h"
#include "src/compose/moods.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

constexpr double kMoodReach = 2.0;  // standard deviations at the edge of the plane

double& valueOf(MelodyShifts& shifts, MelodyAttribute attribute) {
    return shifts[static_cast<std::size_t>(attribute)];
}

}  // namespace

void addSliderOptions(CLI::App* command, SliderFlags& flags) {
    const auto slider = [&](MelodyAttribute attribute, const char* meaning) {
        command
            ->add_option(std::string("--") + nameOf(attribute), valueOf(flags.values, attribute),
                         std::string("vae: ") + meaning + ", in standard deviations of melodies")
            ->type_name("X")
            ->check(CLI::Range(-4.0, 4.0));
    };
    slider(MelodyAttribute::Density, "more notes, or fewer below 0");
    slider(MelodyAttribute::Range, "a wider compass");
    slider(MelodyAttribute::Syncopation, "more notes held over beats");
    slider(MelodyAttribute::Height, "higher");
    slider(MelodyAttribute::Leaps, "larger intervals");
    slider(MelodyAttribute::Brightness, "notes further up the line of fifths");
    command
        ->add_option("--without", flags.without,
                     "vae: what is written has not, by comma: notes as F#, chromatic, rests, "
                     "triplets, sixteenths")
        ->type_name("LIST");
}

MelodyShifts shiftsOf(const SliderFlags& flags, const std::string& dataFolder) {
    MelodyShifts out = flags.values;
    if (flags.mood.empty()) return out;
    const MoodTable moods = MoodTable::load(findDataFolder(dataFolder) / "configs" / "moods.toml");
    const Steering mood = moods.steeringOf(flags.mood);
    valueOf(out, MelodyAttribute::Valence) += kMoodReach * mood.valence;
    valueOf(out, MelodyAttribute::Arousal) += kMoodReach * mood.arousal;
    return out;
}

void refuseSliders(const SliderFlags& flags) {
    if (any(flags.values) || !flags.without.empty())
        throw Error(ExitCode::Usage,
                    "density, range, syncopation, height, leaps, brightness and without: expected "
                    "--method vae");
}

std::vector<Rewritten> variationsOf(const MelodyModel& model, const Score& score,
                                    const MelodyVaryRequest& request, bool quiet) {
    std::vector<Rewritten> out;
    std::vector<MelodyVariation> all = varyMelody(model, score, request);
    if (!quiet && all.front().barsLeft > 0)
        fmt::print(
            "{} bars stay as they are: in metres other than 1 to 4 quarters, 3/8, 6/8, 9/8 "
            "and 12/8\n",
            all.front().barsLeft);
    for (MelodyVariation& one : all) {
        if (!quiet && any(request.shifts)) {
            std::string text;
            for (std::size_t i = 0; i < kMelodyAttributes; ++i) {
                if (request.shifts[i] == 0.0) continue;
                text += fmt::format("{}{} {:.2f} -> {:.2f}", text.empty() ? "" : ", ",
                                    nameOf(static_cast<MelodyAttribute>(i)), one.before[i],
                                    one.after[i]);
            }
            fmt::print("  {}\n", text);
        }
        out.push_back(std::move(one.piece));
    }
    return out;
}

}  // namespace arioso::cli
