#pragma once

#include <string>

#include "src/score/score.h"
#include "src/show/sung_picture.h"

/// The one door into libarioso_show, which the program opens for `arioso show` alone: Cairo and
/// Pango take longer to load than most commands take to run. The library and the program are built
/// together, so C++ types may pass.
extern "C" {
/// `kind` 0 SVG, 1 PNG, 2 PDF. True: `out` is the file. False: `out` is a line for the user and
/// `code` an exit code.
__attribute__((visibility("default"))) bool ariosoDrawPianoRoll(const arioso::Score& score,
                                                                int kind, std::string& out,
                                                                int& code);
/// The same for the spectrogram of a sung part.
__attribute__((visibility("default"))) bool ariosoDrawSungPicture(const arioso::SungAudio& sung,
                                                                  int kind, std::string& out,
                                                                  int& code);
}
