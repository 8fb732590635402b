#include "src/provenance/cose_signature.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <memory>

#include "dsp/error.h"
#include "src/provenance/cbor_item.h"

namespace arioso {
namespace {

using Kind = CborItem::Kind;

/// An ECDSA algorithm of RFC 9053.
struct Algorithm {
    const char* name;
    std::int64_t number;
    std::size_t half;  ///< bytes of r and of s
    const EVP_MD* (*digest)();
};
constexpr std::array<Algorithm, 3> kAlgorithms{{{"ES256", -7, 32, &EVP_sha256},
                                                {"ES384", -35, 48, &EVP_sha384},
                                                {"ES512", -36, 66, &EVP_sha512}}};

const Algorithm* find(std::string_view name) {
    for (const Algorithm& algorithm : kAlgorithms)
        if (name == algorithm.name) return &algorithm;
    return nullptr;
}

std::string nameOf(const CborItem* algorithm) {
    if (algorithm == nullptr) throw Error(ExitCode::Input, "COSE: no algorithm is named");
    const bool negative = algorithm->is(Kind::Negative);
    for (const Algorithm& known : kAlgorithms)
        if (negative && algorithm->number == static_cast<std::uint64_t>(-1 - known.number))
            return known.name;
    return (negative ? "-1-" : "") + std::to_string(algorithm->number);
}

/// A byte string's head and bytes, as the signed structure holds them.
std::string byteString(std::string_view bytes) {
    std::string out;
    const std::uint64_t size = bytes.size();
    if (size < 24) {
        out = static_cast<char>(0x40U | size);
    } else {
        const int coded = size < 0x100 ? 0 : size < 0x10000 ? 1 : size < 0x100000000 ? 2 : 3;
        out = static_cast<char>(0x40 | (24 + coded));
        for (int shift = 8 * ((1 << coded) - 1); shift >= 0; shift -= 8)
            out += static_cast<char>(size >> shift & 0xFFU);
    }
    return out.append(bytes);
}

/// OpenSSL wants r and s in DER.
std::string derOf(std::string_view raw, std::size_t half) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(),
                                                                     &ECDSA_SIG_free);
    ECDSA_SIG_set0(pair.get(), BN_bin2bn(bytes, static_cast<int>(half), nullptr),
                   BN_bin2bn(bytes + half, static_cast<int>(half), nullptr));
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(pair.get(), &der);
    std::string out;
    if (length > 0) out.assign(der, der + length);
    OPENSSL_free(der);
    return out;
}

void addCertificates(const CborItem* chain, std::vector<std::string>& der) {
    if (chain == nullptr) return;
    if (chain->is(Kind::Bytes)) der.push_back(chain->bytes);
    if (!chain->is(Kind::Array)) return;
    for (const CborItem& item : chain->items)
        if (item.is(Kind::Bytes)) der.push_back(item.bytes);
}

}  // namespace

CoseSignature readCoseSignature(std::string_view bytes) {
    constexpr std::uint64_t kSign1 = 18;
    constexpr std::int64_t kAlgorithm = 1;
    constexpr std::int64_t kX5Chain = 33;
    const CborItem message = readCbor(bytes);
    const bool tagged = message.is(Kind::Tag) && message.number == kSign1;
    const CborItem& parts = tagged ? message.items.front() : message;
    if (!parts.is(Kind::Array) || parts.items.size() != 4 || !parts.items[0].is(Kind::Bytes) ||
        !parts.items[1].is(Kind::Map) || !parts.items[3].is(Kind::Bytes))
        throw Error(ExitCode::Input, "COSE: expected COSE_Sign1, found something else");
    // C2PA leaves the payload out: the claim is beside the signature.
    if (!parts.items[2].isNull())
        throw Error(ExitCode::Input, "COSE: expected no payload, found one");
    CoseSignature out;
    out.protectedHeader = parts.items[0].bytes;
    out.signature = parts.items[3].bytes;
    const CborItem header = readCbor(out.protectedHeader);
    out.algorithm = nameOf(header.find(kAlgorithm));
    addCertificates(header.find(kX5Chain), out.der);
    // Before version 1.4 of C2PA by name, and not always protected.
    if (out.der.empty()) addCertificates(header.find("x5chain"), out.der);
    if (out.der.empty()) addCertificates(parts.items[1].find(kX5Chain), out.der);
    if (out.der.empty()) addCertificates(parts.items[1].find("x5chain"), out.der);
    if (out.der.empty()) throw Error(ExitCode::Input, "COSE: no certificate");
    return out;
}

bool CoseSignature::isKnownAlgorithm() const {
    return find(algorithm) != nullptr;
}

bool CoseSignature::holdsFor(std::string_view payload, const CertificateChain& chain) const {
    const Algorithm* known = find(algorithm);
    if (known == nullptr || signature.size() != 2 * known->half) return false;
    EVP_PKEY* const key = X509_get0_pubkey(chain.signer());
    if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return false;
    constexpr const char* kArrayOfFour = "\x84";
    constexpr const char* kContext = "\x6ASignature1";
    const std::string signedBytes = kArrayOfFour + (kContext + byteString(protectedHeader)) +
                                    byteString({}) + byteString(payload);
    const std::string coded = derOf(signature, known->half);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    return EVP_DigestVerifyInit(context.get(), nullptr, known->digest(), nullptr, key) == 1 &&
           EVP_DigestVerify(
               context.get(), reinterpret_cast<const unsigned char*>(coded.data()), coded.size(),
               reinterpret_cast<const unsigned char*>(signedBytes.data()), signedBytes.size()) == 1;
}

}  // namespace arioso
