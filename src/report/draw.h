#pragma once

#include <string_view>

#include "src/report/image.h"

namespace arioso {

/// Anti-aliased straight line, `thickness` in pixels.
void drawLine(Image& image, float x0, float y0, float x1, float y1, Rgb colour,
              float thickness = 1.0F);
void fillRectangle(Image& image, int x, int y, int width, int height, Rgb colour);

inline constexpr int kGlyphWidth = 6;  ///< pixels a character takes at scale 1, gap included
inline constexpr int kGlyphHeight = 7;

/// Text in a built-in 5 × 7 face with its top left corner at (x, y). Capitals only: small letters
/// are shown as capitals, characters that the face lacks as a box.
void drawText(Image& image, int x, int y, std::string_view text, Rgb colour, int scale = 1);
/// Width of `text` in pixels.
int textWidth(std::string_view text, int scale = 1);

}  // namespace arioso
