#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "src/report/image.h"

namespace arioso {
namespace {

std::array<float, 3> linearRgb(float lightness, float chroma, float hueDegrees) {
    const float hue = hueDegrees * std::numbers::pi_v<float> / 180.0F;
    const float a = chroma * std::cos(hue);
    const float b = chroma * std::sin(hue);
    const auto cube = [](float v) { return v * v * v; };
    const float l = cube(lightness + 0.3963377774F * a + 0.2158037573F * b);
    const float m = cube(lightness - 0.1055613458F * a - 0.0638541728F * b);
    const float s = cube(lightness - 0.0894841775F * a - 1.2914855480F * b);
    return {4.0767416621F * l - 3.3077115913F * m + 0.2309699292F * s,
            -1.2684380046F * l + 2.6097574011F * m - 0.3413193965F * s,
            -0.0041960863F * l - 0.7034186147F * m + 1.7076147010F * s};
}

std::uint8_t encodeSrgb(float linear) {
    const float v = std::clamp(linear, 0.0F, 1.0F);
    const float encoded = v <= 0.0031308F ? 12.92F * v : 1.055F * std::pow(v, 1.0F / 2.4F) - 0.055F;
    return static_cast<std::uint8_t>(std::lround(encoded * 255.0F));
}

Rgb computeColour(float value) {
    const float lightness = 0.08F + 0.88F * value;
    // From violet (285°) through red (385° = 25°) to yellow (465° = 105°).
    const float hue = 285.0F + 180.0F * value;
    const auto inGamut = [](const std::array<float, 3>& rgb) {
        return std::ranges::all_of(rgb, [](float v) { return v >= 0.0F && v <= 1.0F; });
    };
    // The most colourful shade the screen can show at this lightness and hue, at most 0.19.
    float chroma = 0.19F;
    while (chroma > 0.0F && !inGamut(linearRgb(lightness, chroma, hue))) chroma -= 0.002F;
    const auto rgb = linearRgb(lightness, std::max(chroma, 0.0F), hue);
    return {encodeSrgb(rgb[0]), encodeSrgb(rgb[1]), encodeSrgb(rgb[2])};
}

}  // namespace

Rgb perceptualColour(float value) {
    static const auto table = [] {
        std::array<Rgb, 256> colours;
        for (std::size_t i = 0; i < colours.size(); ++i) {
            colours[i] = computeColour(static_cast<float>(i) / 255.0F);
        }
        return colours;
    }();
    // The comparison also sends NaN to the dark end.
    const float clamped = value > 0.0F ? std::min(value, 1.0F) : 0.0F;
    return table[static_cast<std::size_t>(std::lround(clamped * 255.0F))];
}

}  // namespace arioso
