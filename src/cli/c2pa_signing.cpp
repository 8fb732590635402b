#include "src/cli/c2pa_signing.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "dsp/audio_file.h"
#include "dsp/audio_tags.h"
#include "dsp/error.h"
#include "models/sha256.h"
#include "src/cli/config_folder.h"
#include "src/provenance/sign_audio.h"
#include "src/report/image.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kSourceType =
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

fs::path ownIdentity() {
    const fs::path folder = userConfigFolder();
    if (folder.empty())
        throw Error(ExitCode::Output,
                    "--c2pa: no folder for the key (set HOME or XDG_CONFIG_HOME, or give "
                    "--c2pa-key)");
    fs::path file = folder / "c2pa.pem";
    ensureSigningIdentity(file);
    return file;
}

void checkFormat(const fs::path& output, const std::string& format) {
    const bool ogg =
        format.empty() ? output != "-" && dsp::formatForPath(output) == dsp::AudioFormat::OggVorbis
                       : dsp::parseAudioFormat(format) == dsp::AudioFormat::OggVorbis;
    if (ogg) throw Error(ExitCode::Usage, "--c2pa: expected WAV or FLAC, found Ogg");
}

/// The manifest's words; those of the tags, so that both say the same.
ManifestContent contentOf(const fs::path& output) {
    const dsp::AudioTags tags = dsp::readAudioTags(output);
    ManifestContent content;
    content.title = tags.title.empty() ? output.stem().string() : tags.title;
    content.generator = "Arioso";
    content.version = ARIOSO_VERSION;
    content.sourceType = kSourceType;
    content.provenance = tags.document.empty() ? "{}" : tags.document;
    return content;
}

void renewDigest(const fs::path& provenance, const fs::path& output) {
    std::ifstream file(provenance);
    json document = json::parse(file);
    document.at("audio").at("sha256") = models::sha256File(output);
    const std::string text = document.dump(2) + "\n";
    writeFileAtomically(provenance, text.data(), text.size());
}

}  // namespace

void addC2paOptions(CLI::App& command, C2paFlags& flags) {
    command.add_flag("--c2pa", flags.sign,
                     "sign a WAV or FLAC file with a C2PA manifest, by a key of your own that is "
                     "made at the first time");
    command
        .add_option("--c2pa-key", flags.key,
                    "sign with this private key (PEM, P-256, no passphrase)")
        ->type_name("FILE");
    command
        .add_option("--c2pa-chain", flags.chain,
                    "its certificates (PEM), the signer's first (default: those beside the key)")
        ->type_name("FILE");
}

C2paSigning::C2paSigning(const C2paFlags& flags, const fs::path& output,
                         const std::string& format) {
    if (!flags.sign && flags.key.empty() && flags.chain.empty()) return;
    if (flags.key.empty() && !flags.chain.empty())
        throw Error(ExitCode::Usage, "--c2pa-chain: goes with --c2pa-key");
    checkFormat(output, format);
    const fs::path key = flags.key.empty() ? ownIdentity() : fs::path(flags.key);
    identity_ = SigningIdentity::read(key, flags.chain.empty() ? key : fs::path(flags.chain));
}

void C2paSigning::sign(const fs::path& output, const fs::path& provenance) const {
    if (!identity_) return;
    try {
        signAudio(output, contentOf(output), *identity_);
        if (!provenance.empty()) renewDigest(provenance, output);
    } catch (...) {
        std::error_code ignored;
        fs::remove(output, ignored);
        throw;
    }
}

}  // namespace arioso::cli
