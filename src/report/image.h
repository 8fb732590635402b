#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace arioso {

struct Rgb {
    std::uint8_t r = 0;
    std::uint8_t g = 0;
    std::uint8_t b = 0;
    bool operator==(const Rgb&) const = default;
};

/// 8-bit RGB picture, row by row from the top.
class Image {
  public:
    Image(int width, int height, Rgb fill = {255, 255, 255});

    [[nodiscard]] int width() const noexcept { return width_; }
    [[nodiscard]] int height() const noexcept { return height_; }
    [[nodiscard]] Rgb at(int x, int y) const { return pixels_[index(x, y)]; }
    /// Pixels outside the picture are ignored.
    void set(int x, int y, Rgb colour);
    /// Lays `colour` over the pixel, `alpha` 0…1.
    void blend(int x, int y, Rgb colour, float alpha);
    /// Copies `other` with its top left corner at (x, y), clipped.
    void paste(const Image& other, int x, int y);

  private:
    [[nodiscard]] std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
               static_cast<std::size_t>(x);
    }
    int width_;
    int height_;
    std::vector<Rgb> pixels_;
};

/// The picture as the bytes of a PNG file: the same picture gives the same bytes.
std::vector<std::uint8_t> encodePng(const Image& image);
/// Writes beside `path` and renames, replacing what was there. Error(Output) with path and reason.
void writePng(const std::filesystem::path& path, const Image& image);
/// Writes any bytes in the same all-or-nothing way.
void writeFileAtomically(const std::filesystem::path& path, const void* data, std::size_t size);

/// Colour of a value 0…1, dark violet over red to pale yellow. Lightness rises evenly (OKLab,
/// B. Ottosson 2020), so equal steps look equal, also in grey and to colour-blind eyes.
Rgb perceptualColour(float value);

}  // namespace arioso
