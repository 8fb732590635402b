#include "src/provenance/c2pa_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace arioso {
namespace {

constexpr std::string_view kUntrusted = "signingCredential.untrusted";

const char* nameOf(C2paFinding::Kind kind) {
    switch (kind) {
        case C2paFinding::Kind::Success:
            return "success";
        case C2paFinding::Kind::Informational:
            return "informational";
        case C2paFinding::Kind::Failure:
            return "failure";
    }
    return "";
}

}  // namespace

bool C2paReport::valid() const {
    return present && failure().code.empty();
}

bool C2paReport::has(std::string_view code) const {
    return std::any_of(findings.begin(), findings.end(),
                       [code](const C2paFinding& finding) { return finding.code == code; });
}

C2paFinding C2paReport::failure() const {
    for (const C2paFinding& finding : findings)
        if (finding.kind == C2paFinding::Kind::Failure && finding.code != kUntrusted)
            return finding;
    return {};
}

nlohmann::json C2paReport::json() const {
    if (!present) return nullptr;
    nlohmann::json list = nlohmann::json::array();
    for (const C2paFinding& finding : findings)
        list.push_back({{"outcome", nameOf(finding.kind)},
                        {"code", finding.code},
                        {"place", finding.place},
                        {"explanation", finding.explanation}});
    return {{"state", !valid()                           ? "Invalid"
                      : has("signingCredential.trusted") ? "Trusted"
                                                         : "Valid"},
            {"manifest", label},
            {"title", title},
            {"generator", generator},
            {"signer", signer},
            {"digitalSourceType", sourceType},
            {"findings", list}};
}

}  // namespace arioso
