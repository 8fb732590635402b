// Writes a library of tunes, every line of the scores given, into a composer's folder.
//
// usage: make_tunes FOLDER SCORE...
#include <cstdio>
#include <exception>

#include "src/originality/melody_lines.h"
#include "src/originality/music_library.h"
#include "src/score/reader.h"

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: make_tunes FOLDER SCORE...\n");
        return 2;
    }
    try {
        arioso::ShippedLibraryWriter library;
        for (int i = 2; i < argc; ++i) {
            const arioso::Score score =
                arioso::readScore(argv[i], arioso::ReadOptions(arioso::RepeatMode::None));
            arioso::StudyPiece piece = arioso::studyScore(score);
            piece.title = argv[i];
            piece.composer = "Somebody";
            for (const auto& line : arioso::melodyLines(score)) {
                piece.melody = line.notes;
                library.add(piece);
            }
        }
        library.save(argv[1], "1", {});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "make_tunes: %s\n", error.what());
        return 1;
    }
    return 0;
}
