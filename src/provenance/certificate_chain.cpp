#include "src/provenance/certificate_chain.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <fstream>
#include <sstream>

#include "dsp/error.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

constexpr int kShortestRsa = 2048;  // bits

std::string nameOf(X509* certificate, int field) {
    X509_NAME* name = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(name, field, -1);
    if (at < 0) return {};
    unsigned char* text = nullptr;
    const int length =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (length < 0) return {};
    const std::string out(text, text + length);
    OPENSSL_free(text);
    return out;
}

/// Whether the signer's certificate is one for signing what people publish.
bool hasPurpose(X509* certificate) {
    const std::unique_ptr<EXTENDED_KEY_USAGE, decltype(&EXTENDED_KEY_USAGE_free)> usages(
        static_cast<EXTENDED_KEY_USAGE*>(
            X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)),
        &EXTENDED_KEY_USAGE_free);
    if (!usages) return false;
    // emailProtection, documentSigning (RFC 9336), and C2PA's own.
    constexpr std::array kGood{"1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.62558.2.1"};
    bool good = false;
    for (int i = 0; i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
        std::array<char, 80> text{};
        OBJ_obj2txt(text.data(), text.size(), sk_ASN1_OBJECT_value(usages.get(), i), 1);
        for (const char* wanted : kGood) good = good || std::string_view(text.data()) == wanted;
        if (std::string_view(text.data()) == "2.5.29.37.0") return false;
    }
    return good;
}

bool hasGoodKey(X509* certificate) {
    EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (key == nullptr) return false;
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_EC: {
            std::array<char, 40> group{};
            std::size_t length = 0;
            if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) != 1)
                return false;
            const std::string_view name(group.data(), length);
            return name == "prime256v1" || name == "secp384r1" || name == "secp521r1";
        }
        case EVP_PKEY_ED25519:
            return true;
        case EVP_PKEY_RSA:
        case EVP_PKEY_RSA_PSS:
            return EVP_PKEY_get_bits(key) >= kShortestRsa;
        default:
            return false;
    }
}

}  // namespace

CertificateChain::CertificateChain(const std::vector<std::string>& der) {
    for (const std::string& bytes : der) {
        const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
        Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(bytes.size())),
                                &X509_free);
        if (!certificate) throw Error(ExitCode::Input, "X.509: expected a certificate in DER");
        certificates_.push_back(std::move(certificate));
    }
    if (certificates_.empty()) throw Error(ExitCode::Input, "X.509: no certificate");
}

CertificateChain CertificateChain::fromPem(const std::string& pem, const std::string& source) {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> file(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
    CertificateChain chain;
    while (X509* certificate = PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr))
        chain.certificates_.emplace_back(certificate, &X509_free);
    if (chain.certificates_.empty())
        throw Error(ExitCode::Input, source + ": expected certificates (PEM), found none");
    return chain;
}

std::vector<std::string> CertificateChain::der() const {
    std::vector<std::string> out;
    for (const Certificate& certificate : certificates_) {
        unsigned char* bytes = nullptr;
        const int length = i2d_X509(certificate.get(), &bytes);
        out.emplace_back(bytes, bytes + std::max(length, 0));
        OPENSSL_free(bytes);
    }
    return out;
}

std::string CertificateChain::subject() const {
    const std::string organisation = nameOf(signer(), NID_organizationName);
    const std::string common = nameOf(signer(), NID_commonName);
    return organisation.empty() || common.empty() ? organisation + common
                                                  : organisation + ", " + common;
}

std::string CertificateChain::fault() const {
    X509* const own = signer();
    constexpr long kVersion3 = 2;
    if (X509_get_version(own) != kVersion3) return "the certificate is not of version 3";
    if (X509_check_ca(own) != 0) return "the certificate is a certificate authority's";
    if (X509_NAME_cmp(X509_get_subject_name(own), X509_get_issuer_name(own)) == 0)
        return "the certificate is signed by itself";
    if (!hasGoodKey(own)) return "the key is not on P-256, P-384, P-521, Ed25519 or RSA from 2048";
    if ((X509_get_key_usage(own) & KU_DIGITAL_SIGNATURE) == 0 ||
        (X509_get_extension_flags(own) & EXFLAG_KUSAGE) == 0)
        return "the key usage is not digitalSignature";
    if (!hasPurpose(own)) return "the extended key usage is not emailProtection or documentSigning";
    if (X509_get0_authority_key_id(own) == nullptr) return "there is no authority key identifier";
    for (std::size_t i = 0; i + 1 < certificates_.size(); ++i)
        if (X509_verify(certificates_[i].get(), X509_get0_pubkey(certificates_[i + 1].get())) != 1)
            return "a certificate is not signed by the next one of the chain";
    return {};
}

bool CertificateChain::timely() const {
    return X509_cmp_current_time(X509_get0_notBefore(signer())) < 0 &&
           X509_cmp_current_time(X509_get0_notAfter(signer())) > 0;
}

bool CertificateChain::leadsTo(const fs::path& anchors) const {
    std::ifstream file(anchors, std::ios::binary);
    std::ostringstream pem;
    if (!file || !(pem << file.rdbuf()))
        throw Error(ExitCode::Input, anchors.string() + ": cannot be read");
    const CertificateChain trusted = fromPem(pem.str(), anchors.string());
    const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(),
                                                                        &X509_STORE_free);
    for (const Certificate& anchor : trusted.certificates_)
        X509_STORE_add_cert(store.get(), anchor.get());
    // The stack only borrows.
    const auto drop = [](STACK_OF(X509) * stack) { sk_X509_free(stack); };
    const std::unique_ptr<STACK_OF(X509), decltype(drop)> between(sk_X509_new_null(), drop);
    for (std::size_t i = 1; i < certificates_.size(); ++i)
        sk_X509_push(between.get(), certificates_[i].get());
    const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(
        X509_STORE_CTX_new(), &X509_STORE_CTX_free);
    return X509_STORE_CTX_init(context.get(), store.get(), signer(), between.get()) == 1 &&
           X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_ANY) == 1 &&
           X509_verify_cert(context.get()) == 1;
}

}  // namespace arioso
