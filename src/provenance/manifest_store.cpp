#include "src/provenance/manifest_store.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "dsp/error.h"

namespace arioso {
namespace {

using nlohmann::json;

constexpr const char* kActions = "c2pa.actions.v2";
constexpr const char* kDataHash = "c2pa.hash.data";
constexpr const char* kProvenance = "arioso.provenance";

std::string textOf(const std::vector<std::uint8_t>& bytes) {
    return {bytes.begin(), bytes.end()};
}

json binary(const std::string& bytes) {
    return json::binary({bytes.begin(), bytes.end()});
}

std::string cbor(const json& value) {
    return textOf(json::to_cbor(value));
}

std::string box(std::string_view type, std::string_view content) {
    const auto size = static_cast<std::uint32_t>(8 + content.size());
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xFFU);
    out.append(type).append(content);
    return out;
}

/// What C2PA hashes of an assertion: a superbox without its own header.
std::string insideOfSuperbox(std::string_view purpose, std::string_view label,
                             std::string_view boxes) {
    constexpr std::string_view kUuidEnd("\x00\x11\x00\x10\x80\x00\x00\xAA\x00\x38\x9B\x71", 12);
    constexpr char kLabelledAndFindable = 3;
    std::string description;
    description.append(purpose).append(kUuidEnd);
    description += kLabelledAndFindable;
    description.append(label);
    description += '\0';
    return box("jumd", description) + std::string(boxes);
}

std::string superbox(std::string_view purpose, std::string_view label, std::string_view boxes) {
    return box("jumb", insideOfSuperbox(purpose, label, boxes));
}

/// The boxes of the assertion store, and what the claim says of them.
struct Assertions {
    std::string boxes;
    json references = json::array();

    void add(std::string_view purpose, const std::string& label, const std::string& content) {
        const std::string inside = insideOfSuperbox(purpose, label, box(purpose, content));
        boxes += box("jumb", inside);
        references.push_back(
            {{"url", "self#jumbf=c2pa.assertions/" + label}, {"hash", binary(digestOf(inside))}});
    }
};

json actionsOf(const ManifestContent& content) {
    const json created = {
        {"action", "c2pa.created"},
        {"digitalSourceType", content.sourceType},
        {"softwareAgent", {{"name", content.generator}, {"version", content.version}}}};
    return {{"actions", json::array({created})}, {"allActionsIncluded", true}};
}

/// As CBOR of one length, whatever the numbers are.
std::string dataHashOf(const DataBinding& binding) {
    constexpr std::size_t kHash = 32;
    constexpr std::size_t kLength = 200;
    json hash = {
        {"alg", "sha256"},
        {"name", "jumbf manifest"},
        {"exclusions",
         json::array({{{"start", binding.manifest.start}, {"length", binding.manifest.length}}})},
        {"hash", binary(binding.hash.empty() ? std::string(kHash, '\0') : binding.hash)},
        {"pad", binary("")}};
    // The length of a string of 24 bytes or more takes a byte of its own.
    hash["pad"] = binary(std::string(kLength - cbor(hash).size() - 1, '\0'));
    return cbor(hash);
}

/// COSE_Sign1 (RFC 9052) by ES256 with the certificates in the protected header (RFC 9360) and the
/// payload, the claim, left out.
std::string signatureOf(const std::string& claim, const SigningIdentity& identity) {
    json chain = json::array();
    for (const std::string& der : identity.chain().der()) chain.push_back(binary(der));
    // Maps with numbers for keys are beyond nlohmann: {1 (alg): -7, 33 (x5chain): …}.
    const std::string header =
        std::string("\xA2\x01\x26\x18\x21") + cbor(chain.size() == 1 ? chain.front() : chain);
    const json signedBytes = {"Signature1", binary(header), binary(""), binary(claim)};
    constexpr const char* kTaggedArrayOfFour = "\xD2\x84";
    return kTaggedArrayOfFour + cbor(binary(header)) + cbor(json::object()) + cbor(nullptr) +
           cbor(binary(identity.sign(cbor(signedBytes))));
}

std::string randomUuid() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw Error(ExitCode::Processing, "C2PA: no random numbers to be had");
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);  // version 4
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        text += fmt::format("{}{:02x}", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", bytes[i]);
    return text;
}

}  // namespace

ManifestNames newManifestNames() {
    return {"urn:c2pa:" + randomUuid(), "xmp.iid:" + randomUuid()};
}

std::string manifestStore(const ManifestContent& content, const ManifestNames& names,
                          const DataBinding& binding, const SigningIdentity& identity) {
    Assertions assertions;
    assertions.add("cbor", kActions, cbor(actionsOf(content)));
    assertions.add("cbor", kDataHash, dataHashOf(binding));
    assertions.add("json", kProvenance, content.provenance);
    const json claim = {
        {"alg", "sha256"},
        {"claim_generator_info", {{"name", content.generator}, {"version", content.version}}},
        {"created_assertions", assertions.references},
        {"dc:title", content.title},
        {"instanceID", names.instance},
        {"signature", "self#jumbf=/c2pa/" + names.label + "/c2pa.signature"}};
    const std::string claimBytes = cbor(claim);
    const std::string manifest =
        superbox("c2as", "c2pa.assertions", assertions.boxes) +
        superbox("c2cl", "c2pa.claim.v2", box("cbor", claimBytes)) +
        superbox("c2cs", "c2pa.signature", box("cbor", signatureOf(claimBytes, identity)));
    return superbox("c2pa", "c2pa", superbox("c2ma", names.label, manifest));
}

}  // namespace arioso
