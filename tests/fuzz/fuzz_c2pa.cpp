#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "dsp/error.h"
#include "src/provenance/c2pa_report.h"

/// libFuzzer entry: any bytes are a file with a manifest that is checked, or one without, or
/// refused with a line. What is found has a code each, and a manifest with a failure is not valid.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // A file of memory: the reader opens what it checks by name, more than once.
    static const int file = memfd_create("c2pa", MFD_CLOEXEC);
    if (file < 0 || ftruncate(file, 0) != 0) std::abort();
    for (std::size_t at = 0; at < size;) {
        const ssize_t count = pwrite(file, data + at, size - at, static_cast<off_t>(at));
        if (count <= 0) std::abort();
        at += static_cast<std::size_t>(count);
    }
    try {
        const arioso::C2paReport report =
            arioso::checkC2pa("/proc/self/fd/" + std::to_string(file));
        bool failed = false;
        for (const arioso::C2paFinding& finding : report.findings) {
            if (finding.code.empty()) std::abort();
            failed = failed || (finding.kind == arioso::C2paFinding::Kind::Failure &&
                                finding.code != "signingCredential.untrusted");
        }
        if (failed && report.valid()) std::abort();
        if (!report.present && !report.findings.empty()) std::abort();
    } catch (const arioso::Error& error) {
        if (std::string(error.what()).find('\n') != std::string::npos) std::abort();
    }
    return 0;
}
