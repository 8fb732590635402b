#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/provenance/certificate_chain.h"

struct evp_pkey_st;

namespace arioso {

/// Who signs: a key on the curve P-256 and the certificates that vouch for it.
class SigningIdentity {
  public:
    /// Reads PEM files; they may be the same one. Error(Input) names the file and what is wrong:
    /// no such key or certificates, not of one another, or not as C2PA wants them.
    static SigningIdentity read(const std::filesystem::path& key,
                                const std::filesystem::path& chain);

    [[nodiscard]] const CertificateChain& chain() const { return chain_; }
    /// Signature of ES256 (RFC 9053): r and s, 32 bytes each.
    [[nodiscard]] std::string sign(std::string_view bytes) const;

  private:
    using Key = std::unique_ptr<evp_pkey_st, void (*)(evp_pkey_st*)>;
    SigningIdentity(Key key, CertificateChain chain)
        : key_(std::move(key)), chain_(std::move(chain)) {}
    Key key_;
    CertificateChain chain_;
};

/// PEM of a new key, a certificate for it, and that of the root which signed it. The root's own key
/// is gone when this returns: it can never vouch for anyone else. For `years` from now.
std::string makeSigningIdentity(int years = 10);

/// Makes `file` by makeSigningIdentity, readable by nobody else, unless it is there; folders too.
/// Two programs that do so at once end up with the same one. Error(Output).
void ensureSigningIdentity(const std::filesystem::path& file);

}  // namespace arioso
