#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/provenance/certificate_chain.h"

namespace arioso {

/// A COSE_Sign1 message (RFC 9052) whose payload is elsewhere, as it was read.
struct CoseSignature {
    std::string algorithm;         ///< ES256, ES384, ES512; else the number
    std::string protectedHeader;   ///< its bytes, which are signed with the payload
    std::vector<std::string> der;  ///< certificates of x5chain, the signer's first
    std::string signature;

    /// Whether `chain`'s first key has signed that payload so. False, too, for an algorithm that is
    /// not known.
    [[nodiscard]] bool holdsFor(std::string_view payload, const CertificateChain& chain) const;
    [[nodiscard]] bool isKnownAlgorithm() const;
};

/// Error(Input) says what is missing.
CoseSignature readCoseSignature(std::string_view bytes);

}  // namespace arioso
