#pragma once

#include <string>

#include "src/provenance/digest.h"
#include "src/provenance/signing_identity.h"

namespace arioso {

/// What a C2PA manifest says of a sound.
struct ManifestContent {
    std::string title;
    std::string generator;   ///< name of the program
    std::string version;     ///< of it
    std::string sourceType;  ///< digital source type, a URI of the IPTC
    /// JSON of the rest of what is known; goes in as it is, as the assertion `arioso.provenance`.
    std::string provenance;
};

/// What ties a manifest to a file: the digest (SHA-256) of everything but the manifest itself.
struct DataBinding {
    ByteRange manifest;
    std::string hash;
};

/// The names of a manifest; chosen once, so that a second store is as long as the first.
struct ManifestNames {
    std::string label;     ///< urn:c2pa:UUID
    std::string instance;  ///< xmp.iid:UUID
};
ManifestNames newManifestNames();

/// A manifest store of one manifest, after the C2PA specification 2.2: a claim of version 2 with
/// the assertions c2pa.actions.v2 (c2pa.created), c2pa.hash.data and arioso.provenance, signed with
/// ES256. Its length depends on neither range nor hash, so that a store without them tells how much
/// room the real one takes.
std::string manifestStore(const ManifestContent& content, const ManifestNames& names,
                          const DataBinding& binding, const SigningIdentity& identity);

}  // namespace arioso
