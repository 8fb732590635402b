#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

struct x509_st;

namespace arioso {

/// X.509 certificates from the signer's to its root's or as far as they go (OpenSSL).
class CertificateChain {
  public:
    /// Each in DER, the signer's first. Error(Input) if one is no certificate, or there is none.
    explicit CertificateChain(const std::vector<std::string>& der);
    /// All certificates of a PEM text, which may hold other things. Error(Input) names `source`.
    static CertificateChain fromPem(const std::string& pem, const std::string& source);

    [[nodiscard]] x509_st* signer() const { return certificates_.front().get(); }
    [[nodiscard]] std::vector<std::string> der() const;
    /// Whom the signer's certificate names: organisation and common name.
    [[nodiscard]] std::string subject() const;

    /// What keeps the chain from what C2PA asks of signers (C2PA 2.2, 14.5.1): version 3, an
    /// elliptic curve or long RSA key, key usage, extended key usage, not its own issuer, each
    /// signed by the next; empty if nothing. Time is left out.
    [[nodiscard]] std::string fault() const;
    /// Whether now is within what the signer's certificate says.
    [[nodiscard]] bool timely() const;
    /// Whether the chain leads to a certificate of the PEM file `anchors`. Error(Input).
    [[nodiscard]] bool leadsTo(const std::filesystem::path& anchors) const;

  private:
    using Certificate = std::unique_ptr<x509_st, void (*)(x509_st*)>;
    CertificateChain() = default;
    std::vector<Certificate> certificates_;
};

}  // namespace arioso
