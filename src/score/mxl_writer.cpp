#include "src/score/mxl_writer.h"

#include <zip.h>

#include "dsp/error.h"
#include "src/score/musicxml_writer.h"

namespace arioso {

std::string packMxl(const std::string& music) {
    static const std::string kContainer =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container>\n  <rootfiles>\n"
        "    <rootfile full-path=\"score.musicxml\" "
        "media-type=\"application/vnd.recordare.musicxml+xml\"/>\n  </rootfiles>\n</container>\n";
    const std::string type = "application/vnd.recordare.musicxml";
    zip_error_t error{};
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(target);
    zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    if (archive == nullptr) {
        zip_source_free(target);
        throw Error(ExitCode::Processing, "the compressed score cannot be packed");
    }
    const auto add = [&](const char* name, const std::string& content, bool compress) {
        zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
        const zip_int64_t index = zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8);
        if (index < 0) return;
        const auto entry = static_cast<zip_uint64_t>(index);
        zip_set_file_compression(archive, entry, compress ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
        // The same score gives the same bytes at any time of day.
        zip_file_set_mtime(archive, entry, 315'532'800, 0);
    };
    add("mimetype", type, false);
    add("META-INF/container.xml", kContainer, true);
    add("score.musicxml", music, true);
    std::string out;
    if (zip_close(archive) != 0) {
        zip_discard(archive);
    } else if (zip_source_open(target) == 0) {
        zip_stat_t stat;
        zip_source_stat(target, &stat);
        out.resize(stat.size);
        const zip_int64_t got = zip_source_read(target, out.data(), out.size());
        if (got < 0 || static_cast<std::size_t>(got) != out.size()) out.clear();
        zip_source_close(target);
    }
    zip_source_free(target);
    if (out.empty()) throw Error(ExitCode::Processing, "the compressed score cannot be packed");
    return out;
}

std::string writeMxl(const Score& score) {
    return packMxl(writeMusicXml(score));
}

}  // namespace arioso
