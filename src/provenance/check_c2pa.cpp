#include <algorithm>
#include <fstream>
#include <optional>
#include <set>

#include "dsp/error.h"
#include "src/provenance/c2pa_report.h"
#include "src/provenance/cbor_item.h"
#include "src/provenance/cose_signature.h"
#include "src/provenance/digest.h"
#include "src/provenance/jumbf_box.h"
#include "src/provenance/manifest_place.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using Kind = CborItem::Kind;
using Outcome = C2paFinding::Kind;

constexpr std::string_view kClaim = "c2pa.claim";
constexpr std::string_view kClaim2 = "c2pa.claim.v2";
constexpr std::string_view kAssertions = "c2pa.assertions";
constexpr std::string_view kSignature = "c2pa.signature";

/// A CBOR number as a file offset; nothing if it is none.
std::optional<std::uint64_t> offsetOf(const CborItem* item) {
    if (item == nullptr || !item->is(Kind::Unsigned)) return {};
    return item->number;
}

class C2paCheck {
  public:
    C2paCheck(fs::path audio, fs::path anchors)
        : audio_(std::move(audio)), anchors_(std::move(anchors)) {}

    C2paReport run() {
        const std::optional<ManifestPlace> place = findManifest(audio_);
        if (!place) return {};
        report_.present = true;
        place_ = *place;
        std::string store(place_.store.length, '\0');
        std::ifstream file(audio_, std::ios::binary);
        file.seekg(static_cast<std::streamoff>(place_.store.start));
        if (!file.read(store.data(), static_cast<std::streamsize>(store.size())))
            throw Error(ExitCode::Input, audio_.string() + ": cannot be read");
        try {
            const JumbfBox root = readJumbf(store);
            if (root.purpose != "c2pa" || root.label != "c2pa" || root.children.empty()) {
                add(Outcome::Failure, "general.error", root.label, "no C2PA manifest store");
            } else {
                // The last manifest is the file's own, the others are of what it was made from.
                manifest(root.children.back());
            }
        } catch (const Error& error) {
            add(Outcome::Failure, "general.error", "c2pa", error.what());
        }
        return report_;
    }

  private:
    void add(Outcome outcome, std::string code, std::string place, std::string explanation) {
        report_.findings.push_back(
            {outcome, std::move(code), std::move(place), std::move(explanation)});
    }

    void manifest(const JumbfBox& box) {
        report_.label = box.label;
        const JumbfBox* const claimBox =
            box.child(kClaim2) != nullptr ? box.child(kClaim2) : box.child(kClaim);
        const JumbfBox* const assertions = box.child(kAssertions);
        if (box.purpose != "c2ma" || claimBox == nullptr || claimBox->purpose != "c2cl" ||
            assertions == nullptr || assertions->purpose != "c2as") {
            add(Outcome::Failure, "claim.missing", box.label, "there is no claim");
            return;
        }
        const std::string_view bytes = claimBox->contentOf("cbor");
        CborItem claim;
        try {
            claim = readCbor(bytes);
        } catch (const Error& error) {
            add(Outcome::Failure, "claim.malformed", claimBox->label, error.what());
            return;
        }
        signature(box.child(kSignature), claim, bytes);
        describe(claim);
        references(claim, *assertions, box.label);
    }

    void signature(const JumbfBox* box, const CborItem& claim, std::string_view claimBytes) {
        const std::string link = claim.text("signature");
        const std::string here =
            "self#jumbf=/c2pa/" + report_.label + "/" + std::string(kSignature);
        if (box == nullptr || box->purpose != "c2cs" ||
            (link != here && link != "self#jumbf=" + std::string(kSignature))) {
            add(Outcome::Failure, "claimSignature.missing", std::string(kSignature),
                "there is no signature where the claim says");
            return;
        }
        try {
            const CoseSignature cose = readCoseSignature(box->contentOf("cbor"));
            if (!cose.isKnownAlgorithm()) {
                add(Outcome::Failure, "algorithm.unsupported", box->label,
                    "expected ES256, ES384 or ES512, found algorithm " + cose.algorithm);
                return;
            }
            const CertificateChain chain(cose.der);
            report_.signer = chain.subject();
            credential(chain);
            if (!cose.holdsFor(claimBytes, chain)) {
                add(Outcome::Failure, "claimSignature.mismatch", box->label,
                    "the claim is not what was signed, or not by this key");
                return;
            }
            if (chain.timely())
                add(Outcome::Success, "claimSignature.insideValidity", box->label, "");
            else
                add(Outcome::Failure, "claimSignature.outsideValidity", box->label,
                    "the certificate is not valid today, and no time of signing is proved");
            add(Outcome::Success, "claimSignature.validated", box->label, "");
        } catch (const Error& error) {
            add(Outcome::Failure, "claimSignature.mismatch", box->label, error.what());
        }
    }

    void credential(const CertificateChain& chain) {
        const std::string place(kSignature);
        if (const std::string fault = chain.fault(); !fault.empty())
            add(Outcome::Failure, "signingCredential.invalid", place, fault);
        else if (!anchors_.empty() && chain.leadsTo(anchors_))
            add(Outcome::Success, "signingCredential.trusted", place, "");
        else
            add(Outcome::Failure, "signingCredential.untrusted", place,
                "whoever signed is not among those who are trusted");
    }

    void describe(const CborItem& claim) {
        report_.title = claim.text("dc:title");
        report_.generator = claim.text("claim_generator");
        const CborItem* info = claim.find("claim_generator_info");
        if (info != nullptr && info->is(Kind::Array) && !info->items.empty())
            info = &info->items.front();
        if (info == nullptr || info->text("name").empty()) return;
        report_.generator = info->text("name");
        if (const std::string version = info->text("version"); !version.empty())
            report_.generator += " " + version;
    }

    /// Everything that the claim refers to, and that nothing else is there.
    void references(const CborItem& claim, const JumbfBox& assertions, const std::string& label) {
        const std::string algorithm = claim.text("alg").empty() ? "sha256" : claim.text("alg");
        std::set<std::string> declared;
        for (const char* list : {"created_assertions", "gathered_assertions", "assertions"}) {
            const CborItem* const found = claim.find(list);
            if (found == nullptr || !found->is(Kind::Array)) continue;
            for (const CborItem& reference : found->items)
                declared.insert(assertion(reference, assertions, label, algorithm));
        }
        for (const JumbfBox& box : assertions.children)
            if (!declared.contains(box.label))
                add(Outcome::Failure, "assertion.undeclared", box.label,
                    "the claim does not speak of it");
        if (!declared.contains("c2pa.hash.data"))
            add(Outcome::Failure, "claim.hardBindings.missing", label,
                "nothing ties the claim to the sound");
    }

    /// The label of what is referred to.
    std::string assertion(const CborItem& reference, const JumbfBox& assertions,
                          const std::string& manifest, const std::string& usual) {
        const std::string url = reference.text("url");
        std::string label = url.substr(url.rfind('/') + 1);
        const std::string path = "c2pa.assertions/" + label;
        const bool here =
            url == "self#jumbf=" + path || url == "self#jumbf=/c2pa/" + manifest + "/" + path;
        const JumbfBox* const box = here ? assertions.child(label) : nullptr;
        if (box == nullptr) {
            add(Outcome::Failure, "assertion.missing", label, "the claim speaks of it: " + url);
            return label;
        }
        const std::string named = reference.text("alg");
        const std::string& algorithm = named.empty() ? usual : named;
        if (digestOf(box->content, algorithm) != reference.text("hash")) {
            add(Outcome::Failure, "assertion.hashedURI.mismatch", label,
                "it is not the one that the claim speaks of");
            return label;
        }
        add(Outcome::Success, "assertion.hashedURI.match", label, "");
        content(*box, algorithm);
        return label;
    }

    void content(const JumbfBox& box, const std::string& algorithm) {
        if (box.label == "c2pa.hash.data") {
            dataHash(readCbor(box.contentOf("cbor")), algorithm);
        } else if (box.label.starts_with("c2pa.actions")) {
            actions(readCbor(box.contentOf("cbor")));
        } else if (box.label == "arioso.provenance") {
            report_.provenance = box.contentOf("json");
        }
    }

    void actions(const CborItem& assertion) {
        const CborItem* const list = assertion.find("actions");
        if (list == nullptr || !list->is(Kind::Array)) return;
        for (const CborItem& action : list->items)
            if (action.text("action") == "c2pa.created")
                report_.sourceType = action.text("digitalSourceType");
    }

    void dataHash(const CborItem& assertion, const std::string& usual) {
        const std::string place = "c2pa.hash.data";
        std::vector<ByteRange> ranges;
        if (const CborItem* list = assertion.find("exclusions"); list != nullptr) {
            for (const CborItem& item : list->items) {
                const auto start = offsetOf(item.find("start"));
                const auto length = offsetOf(item.find("length"));
                if (!start || !length) {
                    add(Outcome::Failure, "assertion.dataHash.malformed", place,
                        "a range that is left out makes no sense");
                    return;
                }
                ranges.push_back({*start, *length});
            }
        }
        std::sort(ranges.begin(), ranges.end(),
                  [](const ByteRange& a, const ByteRange& b) { return a.start < b.start; });
        const std::uint64_t size = fs::file_size(audio_);
        std::uint64_t end = 0;
        for (const ByteRange& range : ranges) {
            if (range.start < end || range.start > size || range.length > size - range.start) {
                add(Outcome::Failure, "assertion.dataHash.mismatch", place,
                    "ranges that are left out overlap, or leave the file");
                return;
            }
            end = range.start + range.length;
        }
        const std::string named = assertion.text("alg");
        if (digestOfFile(audio_, ranges, named.empty() ? usual : named) != assertion.text("hash")) {
            add(Outcome::Failure, "assertion.dataHash.mismatch", place,
                "the file is not the one that was signed");
            return;
        }
        add(Outcome::Success, "assertion.dataHash.match", place, "");
        if (ranges.size() > 1 || (ranges.size() == 1 && !isOfManifest(ranges.front())))
            add(Outcome::Informational, "assertion.dataHash.additionalExclusionsPresent", place,
                "more than the manifest is left out of what was signed");
    }

    /// Whether a range lies within the manifest and what a container puts around it.
    [[nodiscard]] bool isOfManifest(const ByteRange& range) const {
        const std::uint64_t end = range.start + range.length;
        const std::uint64_t placeEnd = place_.excluded.start + place_.excluded.length;
        return range.start >= place_.excluded.start && end <= placeEnd + placeEnd % 2;
    }

    fs::path audio_;
    fs::path anchors_;
    ManifestPlace place_;
    C2paReport report_;
};

}  // namespace

C2paReport checkC2pa(const fs::path& audio, const fs::path& anchors) {
    return C2paCheck(audio, anchors).run();
}

}  // namespace arioso
