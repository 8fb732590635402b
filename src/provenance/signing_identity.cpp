#include "src/provenance/signing_identity.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <fstream>
#include <sstream>

#include "dsp/error.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

std::string textOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream out;
    if (!file || !(out << file.rdbuf()))
        throw Error(ExitCode::Input, path.string() + ": cannot be read");
    return out.str();
}

/// No passphrase is asked for: a program that renders by night has nobody to ask.
int noPassphrase(char*, int, int, void*) {
    return 0;
}

bool isP256(const EVP_PKEY* key) {
    char group[40] = {};
    std::size_t length = 0;
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
           EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1 &&
           std::string_view(group, length) == "prime256v1";
}

}  // namespace

SigningIdentity SigningIdentity::read(const fs::path& key, const fs::path& chain) {
    const std::string pem = textOf(key);
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> file(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
    Key own(PEM_read_bio_PrivateKey(file.get(), nullptr, &noPassphrase, nullptr), &EVP_PKEY_free);
    if (!own)
        throw Error(ExitCode::Input,
                    key.string() + ": expected a private key (PEM, no passphrase), found none");
    if (!isP256(own.get()))
        throw Error(ExitCode::Input, key.string() + ": expected a key on P-256, found another");
    CertificateChain certificates = CertificateChain::fromPem(textOf(chain), chain.string());
    const auto refuse = [&chain](const std::string& what) {
        throw Error(ExitCode::Input, chain.string() + ": " + what);
    };
    if (EVP_PKEY_eq(X509_get0_pubkey(certificates.signer()), own.get()) != 1)
        refuse("expected the certificate of the key in " + key.string() +
               " first, found another's");
    if (const std::string fault = certificates.fault(); !fault.empty())
        refuse("not a certificate that C2PA knows: " + fault);
    if (!certificates.timely()) refuse("the certificate is not valid today");
    return {std::move(own), std::move(certificates)};
}

std::string SigningIdentity::sign(std::string_view bytes) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    std::string der;
    std::size_t length = 0;
    bool good = EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1;
    good = good && EVP_DigestSign(context.get(), nullptr, &length, data, bytes.size()) == 1;
    der.resize(length);
    good = good && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()),
                                  &length, data, bytes.size()) == 1;
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(
        good ? d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)) : nullptr, &ECDSA_SIG_free);
    if (!pair) throw Error(ExitCode::Processing, "C2PA: the claim cannot be signed");
    constexpr int kHalf = 32;
    std::string out(2U * kHalf, '\0');
    auto* raw = reinterpret_cast<unsigned char*>(out.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), raw, kHalf);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), raw + kHalf, kHalf);
    return out;
}

}  // namespace arioso
