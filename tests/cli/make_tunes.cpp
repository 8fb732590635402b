// Writes a library of tunes, every line of the scores given, into a composer's folder.
//
// usage: make_tunes FOLDER SCORE...
#include <cstdio>
#include <exception>

#include "src/originality/melody_lines.h"
#include "src/originality/tune_library.h"
#include "src/score/reader.h"

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: make_tunes FOLDER SCORE...\n");
        return 2;
    }
    try {
        arioso::TuneLibrary library;
        for (int i = 2; i < argc; ++i) {
            const arioso::Score score =
                arioso::readScore(argv[i], arioso::ReadOptions(arioso::RepeatMode::None));
            for (const auto& line : arioso::melodyLines(score))
                library.add(argv[i], "Somebody", line.notes);
        }
        library.index();
        library.save(argv[1], "1");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "make_tunes: %s\n", error.what());
        return 1;
    }
    return 0;
}
