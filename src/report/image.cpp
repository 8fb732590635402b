#include "src/report/image.h"

#include <png.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>

#include "dsp/error.h"

namespace arioso {

Image::Image(int width, int height, Rgb fill)
    : width_(width),
      height_(height),
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), fill) {}

void Image::set(int x, int y, Rgb colour) {
    if (x >= 0 && y >= 0 && x < width_ && y < height_) pixels_[index(x, y)] = colour;
}

void Image::blend(int x, int y, Rgb colour, float alpha) {
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
    Rgb& pixel = pixels_[index(x, y)];
    const auto mix = [alpha](std::uint8_t below, std::uint8_t above) {
        return static_cast<std::uint8_t>(std::lround(static_cast<float>(below) * (1.0F - alpha) +
                                                     static_cast<float>(above) * alpha));
    };
    pixel = {mix(pixel.r, colour.r), mix(pixel.g, colour.g), mix(pixel.b, colour.b)};
}

void Image::paste(const Image& other, int x, int y) {
    for (int row = 0; row < other.height_; ++row) {
        for (int column = 0; column < other.width_; ++column) {
            set(x + column, y + row, other.at(column, row));
        }
    }
}

std::vector<std::uint8_t> encodePng(const Image& image) {
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    header.width = static_cast<png_uint_32>(image.width());
    header.height = static_cast<png_uint_32>(image.height());
    header.format = PNG_FORMAT_RGB;
    std::vector<std::uint8_t> rows;
    rows.reserve(PNG_IMAGE_SIZE(header));
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const Rgb pixel = image.at(x, y);
            rows.insert(rows.end(), {pixel.r, pixel.g, pixel.b});
        }
    }
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(header);
    std::vector<std::uint8_t> bytes(size);
    if (png_image_write_to_memory(&header, bytes.data(), &size, 0, rows.data(), 0, nullptr) == 0) {
        throw Error(ExitCode::Processing,
                    std::string("cannot encode a picture: ") + header.message);
    }
    bytes.resize(size);
    return bytes;
}

void writePng(const std::filesystem::path& path, const Image& image) {
    const auto bytes = encodePng(image);
    writeFileAtomically(path, bytes.data(), bytes.size());
}

void writeFileAtomically(const std::filesystem::path& path, const void* data, std::size_t size) {
    // The process id keeps two programs that write the same report apart.
    const std::filesystem::path beside = path.string() + "." + std::to_string(getpid()) + ".part";
    const auto fail = [&](int reason) {
        std::error_code ignored;
        std::filesystem::remove(beside, ignored);
        throw Error(ExitCode::Output,
                    path.string() + ": cannot be written: " + std::strerror(reason));
    };
    std::FILE* file = std::fopen(beside.c_str(), "wb");
    if (file == nullptr) fail(errno);
    const bool written = std::fwrite(data, 1, size, file) == size && std::fflush(file) == 0;
    const int writeReason = errno;
    const bool closed = std::fclose(file) == 0;
    if (!written) fail(writeReason);
    if (!closed) fail(errno);
    if (std::rename(beside.c_str(), path.c_str()) != 0) fail(errno);
}

}  // namespace arioso
