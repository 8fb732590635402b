#include "src/show/show_library.h"

#include <exception>

#include "dsp/error.h"
#include "src/show/piano_roll.h"

namespace {

/// No exception passes the door.
template <class Draw>
bool guarded(std::string& out, int& code, Draw draw) {
    try {
        out = draw();
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

}  // namespace

bool ariosoDrawPianoRoll(const arioso::Score& score, int kind, std::string& out, int& code) {
    return guarded(out, code, [&] {
        return arioso::drawPianoRoll(score, static_cast<arioso::PictureKind>(kind));
    });
}

bool ariosoDrawSungPicture(const arioso::SungAudio& sung, int kind, std::string& out, int& code) {
    return guarded(out, code, [&] {
        return arioso::drawSungPicture(sung, static_cast<arioso::PictureKind>(kind));
    });
}
