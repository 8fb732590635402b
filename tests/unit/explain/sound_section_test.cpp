#include "src/explain/sound_section.h"

#include <gtest/gtest.h>

namespace arioso {
namespace {

TEST(SoundSection, TellsWhatMovesAPartAndWhatIsNoMoreThanChance) {
    const auto plane = [](const char* name, nlohmann::json db) {
        return nlohmann::json{
            {"plane", name}, {"held", "still"}, {"db", db}, {"bars", {db, nullptr}}};
    };
    const nlohmann::json sound = {{"from", 0.0},
                                  {"to", 8.0},
                                  {"bars", {"1", "2"}},
                                  {"parts",
                                   {{{"part", "A & B"},
                                     {"instrument", "Flute"},
                                     {"planes",
                                      {plane("notes", 4.5), plane("velocity", 0.2),
                                       plane("phonemes", nullptr), plane("another seed", 0.5)}}}}}};
    const std::string html = soundSection(sound);
    EXPECT_NE(html.find("A &amp; B (Flute): notes moves it most (4.5 dB); no more than other noise "
                        "would (0.5 dB): velocity."),
              std::string::npos)
        << html;
    EXPECT_NE(html.find("<td></td>"), std::string::npos);
    EXPECT_EQ(soundSection(nullptr), "");
}

}  // namespace
}  // namespace arioso
