#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "dsp/error.h"
#include "src/provenance/signing_identity.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

// RFC 5280: at most 20 bytes, positive.
constexpr int kSerialBits = 159;

void require(bool good) {
    if (!good) throw Error(ExitCode::Processing, "C2PA: no key and certificate can be made");
}

void addExtension(X509* certificate, X509* issuer, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, &context, kind, value), &X509_EXTENSION_free);
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void setRandomSerial(X509* certificate) {
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_new(), &BN_free);
    require(BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
    require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

Certificate makeCertificate(EVP_PKEY* key, const char* commonName, int years) {
    Certificate certificate(X509_new(), &X509_free);
    require(certificate != nullptr && X509_set_version(certificate.get(), 2) == 1);
    setRandomSerial(certificate.get());
    // Clocks of those who read it on the same day may be a little slow.
    constexpr long kHour = 3600;
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kHour);
    X509_time_adj_ex(X509_getm_notAfter(certificate.get()), years * 365 + years / 4, 0, nullptr);
    const auto add = [name = X509_get_subject_name(certificate.get())](const char* field,
                                                                       const char* text) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(text);
        require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, -1, -1, 0) == 1);
    };
    add("O", "Arioso, self-issued");
    add("CN", commonName);
    require(X509_set_pubkey(certificate.get(), key) == 1);
    return certificate;
}

template <typename Write>
std::string pemOf(const Write& write) {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> out(BIO_new(BIO_s_mem()), &BIO_free_all);
    require(write(out.get()) == 1);
    char* data = nullptr;
    const long length = BIO_get_mem_data(out.get(), &data);
    return {data, data + length};
}

}  // namespace

std::string makeSigningIdentity(int years) {
    const Key rootKey(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    require(rootKey && key);
    const Certificate root = makeCertificate(rootKey.get(), "Arioso root of one signer", years);
    require(X509_set_issuer_name(root.get(), X509_get_subject_name(root.get())) == 1);
    addExtension(root.get(), root.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    addExtension(root.get(), root.get(), NID_key_usage, "critical,keyCertSign");
    addExtension(root.get(), root.get(), NID_subject_key_identifier, "hash");
    addExtension(root.get(), root.get(), NID_authority_key_identifier, "keyid:always");
    require(X509_sign(root.get(), rootKey.get(), EVP_sha256()) > 0);
    const Certificate leaf = makeCertificate(key.get(), "Arioso user", years);
    require(X509_set_issuer_name(leaf.get(), X509_get_subject_name(root.get())) == 1);
    addExtension(leaf.get(), root.get(), NID_basic_constraints, "critical,CA:FALSE");
    addExtension(leaf.get(), root.get(), NID_key_usage, "critical,digitalSignature");
    addExtension(leaf.get(), root.get(), NID_ext_key_usage, "emailProtection");
    addExtension(leaf.get(), root.get(), NID_subject_key_identifier, "hash");
    addExtension(leaf.get(), root.get(), NID_authority_key_identifier, "keyid:always");
    require(X509_sign(leaf.get(), rootKey.get(), EVP_sha256()) > 0);
    return pemOf([&](BIO* out) {
               return PEM_write_bio_PKCS8PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr,
                                                    nullptr);
           }) +
           pemOf([&](BIO* out) { return PEM_write_bio_X509(out, leaf.get()); }) +
           pemOf([&](BIO* out) { return PEM_write_bio_X509(out, root.get()); });
}

void ensureSigningIdentity(const fs::path& file) {
    std::error_code reason;
    if (fs::exists(file, reason)) return;
    const auto fail = [&file](const std::string& what) {
        throw Error(ExitCode::Output, file.string() + ": cannot be made: " + what);
    };
    if (file.has_parent_path()) fs::create_directories(file.parent_path(), reason);
    if (reason) fail(reason.message());
    const std::string pem = makeSigningIdentity();
    const std::string beside = fmt::format("{}.{}.part", file.string(), ::getpid());
    ::unlink(beside.c_str());
    const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) fail(std::strerror(errno));
    const bool written =
        ::write(descriptor, pem.data(), pem.size()) == static_cast<ssize_t>(pem.size()) &&
        ::fsync(descriptor) == 0;
    int problem = written ? 0 : errno;
    ::close(descriptor);
    // link() leaves alone what another program has put there meanwhile; not every file system has
    // it.
    if (problem == 0 && ::link(beside.c_str(), file.c_str()) != 0 && errno != EEXIST)
        problem = ::rename(beside.c_str(), file.c_str()) == 0 ? 0 : errno;
    ::unlink(beside.c_str());
    if (problem != 0) fail(std::strerror(problem));
}

}  // namespace arioso
