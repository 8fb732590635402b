#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// One thing that was checked, by the C2PA specification's name for its outcome (2.2, 15.2).
struct C2paFinding {
    enum class Kind { Success, Informational, Failure };
    Kind kind = Kind::Failure;
    std::string code;         ///< as "assertion.dataHash.mismatch"
    std::string place;        ///< label of the box that it is about
    std::string explanation;  ///< for people
};

/// What a file's C2PA manifest says, and whether that holds.
struct C2paReport {
    bool present = false;  ///< whether there is a manifest
    std::vector<C2paFinding> findings;
    std::string label;  ///< of the manifest
    std::string title;
    std::string generator;
    std::string signer;      ///< whom the certificate names
    std::string sourceType;  ///< digital source type of c2pa.created; empty = not said
    std::string provenance;  ///< JSON of the assertion arioso.provenance; empty = none

    /// Structure, digests and signature hold and the certificate is one that C2PA knows. Whether
    /// anybody trusts it does not count here.
    [[nodiscard]] bool valid() const;
    [[nodiscard]] bool has(std::string_view code) const;
    /// The first failure but signingCredential.untrusted; empty code if there is none.
    [[nodiscard]] C2paFinding failure() const;
    [[nodiscard]] nlohmann::json json() const;
};

/// Checks the active manifest of a WAV or FLAC file: claims of versions 1 and 2, digests of
/// SHA-2, signatures of ECDSA. `anchors` is a PEM file of certificates that are trusted; empty =
/// none. Ingredients, time stamps and revocation are left unchecked. Error(Input) if a file cannot
/// be read; a manifest that makes no sense is a finding.
C2paReport checkC2pa(const std::filesystem::path& audio, const std::filesystem::path& anchors = {});

}  // namespace arioso
