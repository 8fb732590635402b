#include "src/show/show_library.h"

#include <exception>

#include "dsp/error.h"
#include "src/show/piano_roll.h"

bool ariosoDrawPianoRoll(const arioso::Score& score, int kind, std::string& out, int& code) {
    try {
        out = arioso::drawPianoRoll(score, static_cast<arioso::PictureKind>(kind));
        return true;
    } catch (const arioso::Error& error) {
        code = static_cast<int>(error.code());
        out = error.what();
    } catch (const std::exception& error) {
        code = static_cast<int>(arioso::ExitCode::General);
        out = error.what();
    }
    return false;
}
