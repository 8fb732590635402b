#include "src/show/canvas.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "dsp/error.h"

namespace arioso {
namespace {

cairo_status_t append(void* target, const unsigned char* data, unsigned int size) {
    // Cairo hands over bytes as unsigned char.
    static_cast<std::string*>(target)->append(reinterpret_cast<const char*>(data), size);
    return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Canvas::Canvas(PictureKind kind, double width, double height, double scale) : kind_(kind) {
    if (kind == PictureKind::Svg) {
        surface_ = cairo_svg_surface_create_for_stream(append, &bytes_, width, height);
    } else if (kind == PictureKind::Pdf) {
        surface_ = cairo_pdf_surface_create_for_stream(append, &bytes_, width, height);
        // The same score gives the same bytes at any time of day.
        cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE,
                                       "2000-01-01T00:00:00Z");
    } else {
        surface_ = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                              static_cast<int>(std::ceil(width * scale)),
                                              static_cast<int>(std::ceil(height * scale)));
    }
    cairo_ = cairo_create(surface_);
    if (kind == PictureKind::Png) {
        cairo_scale(cairo_, scale, scale);
        setColour({1.0, 1.0, 1.0});
        cairo_paint(cairo_);
    } else if (kind == PictureKind::Svg) {
        rectangle(0.0, 0.0, width, height, {1.0, 1.0, 1.0});
    }
    layout_ = pango_cairo_create_layout(cairo_);
    check();
}

Canvas::~Canvas() {
    if (layout_ != nullptr) g_object_unref(layout_);
    cairo_destroy(cairo_);
    cairo_surface_destroy(surface_);
}

void Canvas::check() const {
    const cairo_status_t status = cairo_status(cairo_);
    if (status != CAIRO_STATUS_SUCCESS) {
        throw Error(ExitCode::Processing,
                    std::string("the picture cannot be drawn: ") + cairo_status_to_string(status));
    }
}

void Canvas::setColour(Colour colour) {
    cairo_set_source_rgba(cairo_, colour.r, colour.g, colour.b, colour.a);
}

void Canvas::roundedPath(double x, double y, double width, double height, double radius) {
    const double r = std::min({radius, width / 2.0, height / 2.0});
    cairo_new_path(cairo_);
    if (r <= 0.0) {
        cairo_rectangle(cairo_, x, y, width, height);
        return;
    }
    constexpr double kQuarter = std::numbers::pi / 2.0;
    cairo_arc(cairo_, x + width - r, y + r, r, -kQuarter, 0.0);
    cairo_arc(cairo_, x + width - r, y + height - r, r, 0.0, kQuarter);
    cairo_arc(cairo_, x + r, y + height - r, r, kQuarter, 2.0 * kQuarter);
    cairo_arc(cairo_, x + r, y + r, r, 2.0 * kQuarter, 3.0 * kQuarter);
    cairo_close_path(cairo_);
}

void Canvas::rectangle(double x, double y, double width, double height, Colour fill,
                       double radius) {
    roundedPath(x, y, width, height, radius);
    setColour(fill);
    cairo_fill(cairo_);
}

void Canvas::outline(double x, double y, double width, double height, Colour colour,
                     double radius) {
    roundedPath(x, y, width, height, radius);
    setColour(colour);
    cairo_set_line_width(cairo_, 0.6);
    cairo_stroke(cairo_);
}

void Canvas::line(double x1, double y1, double x2, double y2, Colour colour, double width) {
    cairo_new_path(cairo_);
    cairo_move_to(cairo_, x1, y1);
    cairo_line_to(cairo_, x2, y2);
    setColour(colour);
    cairo_set_line_width(cairo_, width);
    cairo_stroke(cairo_);
}

void Canvas::diamond(double x, double y, double radius, Colour fill) {
    cairo_new_path(cairo_);
    cairo_move_to(cairo_, x, y - radius);
    cairo_line_to(cairo_, x + radius, y);
    cairo_line_to(cairo_, x, y + radius);
    cairo_line_to(cairo_, x - radius, y);
    cairo_close_path(cairo_);
    setColour(fill);
    cairo_fill(cairo_);
}

void Canvas::image(double x, double y, double width, double height,
                   const std::vector<std::uint32_t>& pixels, int columns, int rows) {
    cairo_surface_t* picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows);
    cairo_surface_flush(picture);
    if (unsigned char* bytes = cairo_image_surface_get_data(picture); bytes != nullptr) {
        const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(picture));
        const auto line = static_cast<std::size_t>(columns);
        for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row)
            std::memcpy(bytes + row * stride, pixels.data() + row * line, line * sizeof(pixels[0]));
    }
    cairo_surface_mark_dirty(picture);
    cairo_save(cairo_);
    cairo_new_path(cairo_);
    cairo_rectangle(cairo_, x, y, width, height);
    cairo_clip(cairo_);
    cairo_translate(cairo_, x, y);
    cairo_scale(cairo_, width / columns, height / rows);
    cairo_set_source_surface(cairo_, picture, 0.0, 0.0);
    // Pixels at the edge would fade into the paper.
    cairo_pattern_set_extend(cairo_get_source(cairo_), CAIRO_EXTEND_PAD);
    cairo_paint(cairo_);
    cairo_restore(cairo_);
    cairo_surface_destroy(picture);
}

void Canvas::prepare(const std::string& text, const TextStyle& style) {
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family(font, style.italic ? "DejaVu Serif, serif" : "sans-serif");
    pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
    if (style.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    if (style.italic) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
    pango_layout_set_font_description(layout_, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout_, text.c_str(), static_cast<int>(text.size()));
}

double Canvas::textWidth(const std::string& text, const TextStyle& style) {
    prepare(text, style);
    int width = 0;
    pango_layout_get_size(layout_, &width, nullptr);
    return static_cast<double>(width) / PANGO_SCALE;
}

double Canvas::text(double x, double y, const std::string& text, const TextStyle& style) {
    const double width = textWidth(text, style);
    const double baseline = static_cast<double>(pango_layout_get_baseline(layout_)) / PANGO_SCALE;
    setColour(style.colour);
    cairo_move_to(cairo_, x - width * style.anchor, y - baseline);
    pango_cairo_show_layout(cairo_, layout_);
    return width;
}

void Canvas::nextPage() {
    cairo_show_page(cairo_);
}

std::string Canvas::finish() {
    check();
    if (kind_ == PictureKind::Png) {
        cairo_surface_write_to_png_stream(surface_, append, &bytes_);
    } else {
        cairo_show_page(cairo_);
    }
    cairo_surface_finish(surface_);
    const cairo_status_t status = cairo_surface_status(surface_);
    if (status != CAIRO_STATUS_SUCCESS) {
        throw Error(ExitCode::Processing,
                    std::string("the picture cannot be drawn: ") + cairo_status_to_string(status));
    }
    return std::move(bytes_);
}

}  // namespace arioso
