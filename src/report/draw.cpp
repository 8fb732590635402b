#include "src/report/draw.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace arioso {
namespace {

struct Glyph {
    char character;
    std::array<std::uint8_t, kGlyphHeight> rows;  // bit 4 is the left column
};

constexpr Glyph kGlyphs[] = {
    {'0', {14, 17, 17, 17, 17, 17, 14}}, {'1', {4, 12, 4, 4, 4, 4, 14}},
    {'2', {14, 17, 1, 6, 8, 16, 31}},    {'3', {30, 1, 1, 14, 1, 1, 30}},
    {'4', {2, 6, 10, 18, 31, 2, 2}},     {'5', {31, 16, 30, 1, 1, 17, 14}},
    {'6', {14, 16, 16, 30, 17, 17, 14}}, {'7', {31, 1, 2, 4, 4, 8, 8}},
    {'8', {14, 17, 17, 14, 17, 17, 14}}, {'9', {14, 17, 17, 15, 1, 1, 14}},
    {'A', {4, 10, 17, 17, 31, 17, 17}},  {'B', {30, 17, 17, 30, 17, 17, 30}},
    {'C', {15, 16, 16, 16, 16, 16, 15}}, {'D', {30, 17, 17, 17, 17, 17, 30}},
    {'E', {31, 16, 16, 30, 16, 16, 31}}, {'F', {31, 16, 16, 30, 16, 16, 16}},
    {'G', {15, 16, 16, 19, 17, 17, 15}}, {'H', {17, 17, 17, 31, 17, 17, 17}},
    {'I', {14, 4, 4, 4, 4, 4, 14}},      {'J', {7, 2, 2, 2, 2, 18, 12}},
    {'K', {17, 18, 20, 24, 20, 18, 17}}, {'L', {16, 16, 16, 16, 16, 16, 31}},
    {'M', {17, 27, 21, 21, 17, 17, 17}}, {'N', {17, 25, 25, 21, 19, 19, 17}},
    {'O', {14, 17, 17, 17, 17, 17, 14}}, {'P', {30, 17, 17, 30, 16, 16, 16}},
    {'Q', {14, 17, 17, 17, 21, 18, 13}}, {'R', {30, 17, 17, 30, 20, 18, 17}},
    {'S', {15, 16, 16, 14, 1, 1, 30}},   {'T', {31, 4, 4, 4, 4, 4, 4}},
    {'U', {17, 17, 17, 17, 17, 17, 14}}, {'V', {17, 17, 17, 17, 10, 10, 4}},
    {'W', {17, 17, 17, 21, 21, 27, 17}}, {'X', {17, 17, 10, 4, 10, 17, 17}},
    {'Y', {17, 17, 10, 4, 4, 4, 4}},     {'Z', {31, 1, 2, 4, 8, 16, 31}},
    {' ', {0, 0, 0, 0, 0, 0, 0}},        {'.', {0, 0, 0, 0, 0, 12, 12}},
    {',', {0, 0, 0, 0, 12, 4, 8}},       {':', {0, 12, 12, 0, 12, 12, 0}},
    {';', {0, 12, 12, 0, 12, 4, 8}},     {'-', {0, 0, 0, 31, 0, 0, 0}},
    {'+', {0, 4, 4, 31, 4, 4, 0}},       {'=', {0, 0, 31, 0, 31, 0, 0}},
    {'_', {0, 0, 0, 0, 0, 0, 31}},       {'/', {1, 1, 2, 4, 8, 16, 16}},
    {'(', {2, 4, 8, 8, 8, 4, 2}},        {')', {8, 4, 2, 2, 2, 4, 8}},
    {'[', {14, 8, 8, 8, 8, 8, 14}},      {']', {14, 2, 2, 2, 2, 2, 14}},
    {'%', {25, 25, 2, 4, 8, 19, 19}},    {'*', {0, 21, 14, 31, 14, 21, 0}},
    {'<', {2, 4, 8, 16, 8, 4, 2}},       {'>', {8, 4, 2, 1, 2, 4, 8}},
    {'#', {10, 10, 31, 10, 31, 10, 10}}, {'!', {4, 4, 4, 4, 4, 0, 4}},
    {'?', {14, 17, 1, 6, 4, 0, 4}},      {'\'', {4, 4, 8, 0, 0, 0, 0}},
    {'"', {10, 10, 10, 0, 0, 0, 0}},     {'&', {12, 18, 20, 8, 21, 18, 13}},
    {'|', {4, 4, 4, 4, 4, 4, 4}},        {'^', {4, 10, 17, 0, 0, 0, 0}},
};
constexpr Glyph kUnknown = {'\0', {31, 17, 17, 17, 17, 17, 31}};

const Glyph& glyphFor(char character) {
    const char capital =
        character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
    const auto* found = std::ranges::find(kGlyphs, capital, &Glyph::character);
    return found == std::end(kGlyphs) ? kUnknown : *found;
}

/// A UTF-8 continuation byte shows nothing: its character has been shown already.
bool continues(char character) {
    return (static_cast<unsigned char>(character) & 0xC0U) == 0x80U;
}

}  // namespace

void drawLine(Image& image, float x0, float y0, float x1, float y1, Rgb colour, float thickness) {
    if (!std::isfinite(x0 + y0 + x1 + y1)) return;
    const float dx = x1 - x0;
    const float dy = y1 - y0;
    const float lengthSquared = dx * dx + dy * dy;
    const float reach = thickness / 2.0F + 0.5F;
    const auto clampTo = [](float v, int limit) {
        return static_cast<int>(std::clamp(v, -1.0F, static_cast<float>(limit)));
    };
    const int top = clampTo(std::floor(std::min(y0, y1) - reach), image.height());
    const int bottom = clampTo(std::ceil(std::max(y0, y1) + reach), image.height());
    const int left = clampTo(std::floor(std::min(x0, x1) - reach), image.width());
    const int right = clampTo(std::ceil(std::max(x0, x1) + reach), image.width());
    for (int y = top; y <= bottom; ++y) {
        for (int x = left; x <= right; ++x) {
            const float px = static_cast<float>(x) - x0;
            const float py = static_cast<float>(y) - y0;
            const float along = lengthSquared > 0.0F
                                    ? std::clamp((px * dx + py * dy) / lengthSquared, 0.0F, 1.0F)
                                    : 0.0F;
            const float distance = std::hypot(px - along * dx, py - along * dy);
            const float coverage = std::clamp(reach - distance, 0.0F, 1.0F);
            if (coverage > 0.0F) image.blend(x, y, colour, coverage);
        }
    }
}

void fillRectangle(Image& image, int x, int y, int width, int height, Rgb colour) {
    for (int row = y; row < y + height; ++row) {
        for (int column = x; column < x + width; ++column) image.set(column, row, colour);
    }
}

void drawText(Image& image, int x, int y, std::string_view text, Rgb colour, int scale) {
    for (const char character : text) {
        if (continues(character)) continue;
        const Glyph& glyph = glyphFor(character);
        for (int row = 0; row < kGlyphHeight; ++row) {
            const unsigned bits = glyph.rows[static_cast<std::size_t>(row)];
            for (int column = 0; column < 5; ++column) {
                if ((bits >> static_cast<unsigned>(4 - column) & 1U) == 0) continue;
                fillRectangle(image, x + column * scale, y + row * scale, scale, scale, colour);
            }
        }
        x += kGlyphWidth * scale;
    }
}

int textWidth(std::string_view text, int scale) {
    const auto shown = std::ranges::count_if(text, [](char c) { return !continues(c); });
    return static_cast<int>(shown) * kGlyphWidth * scale;
}

}  // namespace arioso
