#include "src/provenance/sign_audio.h"

#include "src/provenance/manifest_place.h"

namespace arioso {

void signAudio(const std::filesystem::path& path, const ManifestContent& content,
               const SigningIdentity& identity) {
    const ManifestNames names = newManifestNames();
    const std::size_t length = manifestStore(content, names, {}, identity).size();
    const ManifestPlace place = makeRoomForManifest(path, static_cast<std::uint32_t>(length));
    const DataBinding binding{place.excluded, digestOfFile(path, {&place.excluded, 1})};
    fillManifest(path, place, manifestStore(content, names, binding, identity));
}

}  // namespace arioso
