#pragma once

#include <cstdint>
#include <string>
#include <vector>

// Cairo's and Pango's own names, so that their headers stay out of this one.
// The libraries' own names.
// NOLINTBEGIN(bugprone-reserved-identifier)
using cairo_t = struct _cairo;
using cairo_surface_t = struct _cairo_surface;
using PangoLayout = struct _PangoLayout;
// NOLINTEND(bugprone-reserved-identifier)

namespace arioso {

enum class PictureKind { Svg, Png, Pdf };

struct Colour {
    double r = 0.0;
    double g = 0.0;
    double b = 0.0;
    double a = 1.0;
};

struct TextStyle {
    double size = 9.0;  ///< points
    Colour colour;
    bool bold = false;
    bool italic = false;
    double anchor = 0.0;  ///< 0 = `x` is the left end, 0.5 the middle, 1 the right end
};

/// Paper of one size, in points with the origin at the top left, to be drawn on with Cairo and
/// Pango. Errors: Error(Processing).
class Canvas {
  public:
    /// `scale` pixels a point, for pictures in pixels.
    Canvas(PictureKind kind, double width, double height, double scale);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    void rectangle(double x, double y, double width, double height, Colour fill,
                   double radius = 0.0);
    void outline(double x, double y, double width, double height, Colour colour, double radius);
    void line(double x1, double y1, double x2, double y2, Colour colour, double width);
    /// A square on its corner.
    void diamond(double x, double y, double radius, Colour fill);
    /// Pixels 0xRRGGBB, `columns` by `rows` from the top left, stretched smoothly over a rectangle.
    void image(double x, double y, double width, double height,
               const std::vector<std::uint32_t>& pixels, int columns, int rows);
    /// `y` is the baseline. Returns the width of the text.
    double text(double x, double y, const std::string& text, const TextStyle& style);
    double textWidth(const std::string& text, const TextStyle& style);
    void nextPage();
    /// The whole file; nothing may be drawn afterwards.
    std::string finish();

  private:
    void setColour(Colour colour);
    void roundedPath(double x, double y, double width, double height, double radius);
    void prepare(const std::string& text, const TextStyle& style);
    void check() const;

    PictureKind kind_;
    std::string bytes_;
    cairo_surface_t* surface_ = nullptr;
    cairo_t* cairo_ = nullptr;
    PangoLayout* layout_ = nullptr;
};

}  // namespace arioso
