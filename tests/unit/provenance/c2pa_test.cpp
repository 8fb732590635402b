#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "src/provenance/c2pa_report.h"
#include "src/provenance/cbor_item.h"
#include "src/provenance/cose_signature.h"
#include "src/provenance/jumbf_box.h"
#include "src/provenance/manifest_place.h"
#include "src/provenance/sign_audio.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const ManifestContent kContent{
    "Évening song", "Arioso", "1.2.3",
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    R"({"request":{"seed":7}})"};

class C2paTest : public testing::Test {
  protected:
    void SetUp() override {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fs::temp_directory_path() /
                  ("arioso-c2pa-" + std::to_string(::getpid()) + "-" + test->name());
        fs::create_directories(folder_);
        ensureSigningIdentity(file("me.pem"));
    }
    void TearDown() override { fs::remove_all(folder_); }

    [[nodiscard]] fs::path file(const std::string& name) const { return folder_ / name; }
    [[nodiscard]] SigningIdentity me() const {
        return SigningIdentity::read(file("me.pem"), file("me.pem"));
    }

    /// A second of a rising ramp.
    [[nodiscard]] fs::path sound(const std::string& name) const {
        dsp::AudioFileWriter writer(file(name), dsp::formatForPath(name), 8000, 1, true);
        dsp::AudioTags tags;
        tags.title = "Ramp";
        tags.document = R"({"format":"arioso-provenance"})";
        writer.tag(tags);
        dsp::AudioBuffer buffer(1, 8000);
        for (std::size_t i = 0; i < 8000; ++i)
            buffer.channel(0)[i] = static_cast<float>(i) / 16000.0F;
        writer.write(buffer.view());
        writer.commit();
        return file(name);
    }
    [[nodiscard]] fs::path signedSound(const std::string& name) const {
        const fs::path path = sound(name);
        signAudio(path, kContent, me());
        return path;
    }

    [[nodiscard]] static std::string bytes(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        std::ostringstream out;
        out << in.rdbuf();
        return out.str();
    }
    static void write(const fs::path& path, const std::string& content) {
        std::ofstream(path, std::ios::binary) << content;
    }
    /// Changes one byte of a file.
    static void turn(const fs::path& path, std::size_t at) {
        std::string content = bytes(path);
        ASSERT_LT(at, content.size());
        content[at] = static_cast<char>(content[at] ^ 1);
        write(path, content);
    }
    static std::size_t find(const fs::path& path, const std::string& what) {
        const std::size_t at = bytes(path).find(what);
        EXPECT_NE(at, std::string::npos) << what;
        return at;
    }
    /// What is wrong, by the specification's name.
    static std::string failureOf(const fs::path& path) { return checkC2pa(path).failure().code; }

    fs::path folder_;
};

TEST_F(C2paTest, WhatWasSignedIsValidAndSaysWhatItIs) {
    for (const char* name : {"ramp.wav", "ramp.flac"}) {
        const C2paReport report = checkC2pa(signedSound(name));
        EXPECT_TRUE(report.valid()) << name << ": " << report.failure().code;
        for (const char* code : {"claimSignature.validated", "claimSignature.insideValidity",
                                 "assertion.hashedURI.match", "assertion.dataHash.match",
                                 "signingCredential.untrusted"})
            EXPECT_TRUE(report.has(code)) << name << ": " << code;
        EXPECT_FALSE(report.has("assertion.dataHash.additionalExclusionsPresent"));
        EXPECT_EQ(report.title, kContent.title);
        EXPECT_EQ(report.generator, "Arioso 1.2.3");
        EXPECT_EQ(report.sourceType, kContent.sourceType);
        EXPECT_EQ(report.provenance, kContent.provenance);
        EXPECT_EQ(report.signer, "Arioso, self-issued, Arioso user");
        EXPECT_THAT(report.label, testing::StartsWith("urn:c2pa:"));
    }
}

TEST_F(C2paTest, WithItsRootAsAnAnchorItIsTrusted) {
    const C2paReport report = checkC2pa(signedSound("ramp.wav"), file("me.pem"));
    EXPECT_TRUE(report.has("signingCredential.trusted"));
    EXPECT_FALSE(report.has("signingCredential.untrusted"));
    ensureSigningIdentity(file("other.pem"));
    EXPECT_TRUE(checkC2pa(file("ramp.wav"), file("other.pem")).has("signingCredential.untrusted"));
}

/// A sine of our own that c2pa-rs 0.92.0 has put the manifest into; the key is gone.
TEST_F(C2paTest, WhatTheReferenceLibraryWroteIsRead) {
    const C2paReport report =
        checkC2pa(fs::path(ARIOSO_SOURCE_DIR) / "tests/provenance/reference.wav");
    for (const char* code : {"claimSignature.validated", "assertion.dataHash.match"})
        EXPECT_TRUE(report.has(code)) << code;
    EXPECT_EQ(std::count_if(report.findings.begin(), report.findings.end(),
                            [](const C2paFinding& finding) {
                                return finding.code == "assertion.hashedURI.match";
                            }),
              4);
    EXPECT_FALSE(report.has("assertion.undeclared"));
    EXPECT_EQ(report.generator, "Arioso 0.1");
    EXPECT_EQ(report.provenance, R"({"seed":1})");
}

TEST_F(C2paTest, SoundAndTagsStayReadable) {
    for (const char* name : {"ramp.wav", "ramp.flac"}) {
        const std::string digest = dsp::audioDigest(sound(name));
        const fs::path path = signedSound(name);
        EXPECT_EQ(dsp::audioDigest(path), digest) << name;
        EXPECT_EQ(dsp::readAudioTags(path).title, "Ramp") << name;
        EXPECT_EQ(dsp::readAudioTags(path).document, R"({"format":"arioso-provenance"})") << name;
    }
}

TEST_F(C2paTest, AnUnsignedFileHasNoManifest) {
    for (const char* name : {"ramp.wav", "ramp.flac", "ramp.ogg"})
        EXPECT_FALSE(checkC2pa(sound(name)).present) << name;
}

TEST_F(C2paTest, OneSampleBreaksTheDataHash) {
    const fs::path wav = signedSound("ramp.wav");
    turn(wav, find(wav, "data") + 8 + 3000);
    EXPECT_EQ(failureOf(wav), "assertion.dataHash.mismatch");
    const fs::path flac = signedSound("ramp.flac");
    turn(flac, fs::file_size(flac) - 100);
    EXPECT_EQ(failureOf(flac), "assertion.dataHash.mismatch");
}

TEST_F(C2paTest, AnotherTitleInTheTagsBreaksTheDataHashToo) {
    const fs::path wav = signedSound("ramp.wav");
    turn(wav, find(wav, "Ramp"));
    EXPECT_EQ(failureOf(wav), "assertion.dataHash.mismatch");
}

TEST_F(C2paTest, AChangedAssertionIsNotTheOneOfTheClaim) {
    const fs::path wav = signedSound("ramp.wav");
    turn(wav, find(wav, R"("seed":7)") + 7);
    const C2paReport report = checkC2pa(wav);
    EXPECT_EQ(report.failure().code, "assertion.hashedURI.mismatch");
    EXPECT_EQ(report.failure().place, "arioso.provenance");
    EXPECT_EQ(report.provenance, "") << "what nobody has signed is not told";
    EXPECT_TRUE(report.has("claimSignature.validated"));
}

TEST_F(C2paTest, AChangedClaimIsNotSigned) {
    const fs::path wav = signedSound("ramp.wav");
    turn(wav, find(wav, "vening song") + 3);
    EXPECT_EQ(failureOf(wav), "claimSignature.mismatch");
}

TEST_F(C2paTest, AnotherKeysSignatureIsNotMine) {
    const fs::path mine = signedSound("ramp.wav");
    write(file("mine"), bytes(mine));
    ensureSigningIdentity(file("other.pem"));
    const SigningIdentity other = SigningIdentity::read(file("other.pem"), file("other.pem"));
    // The last bytes of the store are r and s.
    std::string content = bytes(mine);
    const ByteRange store = findManifest(mine)->store;
    content.replace(store.start + store.length - 64, 64, other.sign("something else"));
    write(mine, content);
    EXPECT_EQ(failureOf(mine), "claimSignature.mismatch");
}

TEST_F(C2paTest, WhatIsAddedOrTakenAwayIsMissed) {
    const fs::path wav = signedSound("ramp.wav");
    std::string content = bytes(wav);
    // A label of the same length: the assertion that the claim speaks of is gone.
    content[content.find("arioso.provenance") + 7] = 'P';
    write(wav, content);
    const C2paReport report = checkC2pa(wav);
    EXPECT_TRUE(report.has("assertion.missing"));
    EXPECT_TRUE(report.has("assertion.undeclared"));
    EXPECT_FALSE(report.valid());
}

TEST_F(C2paTest, ABrokenManifestIsNeverValid) {
    const fs::path wav = signedSound("ramp.wav");
    const ByteRange store = findManifest(wav)->store;
    const std::string content = bytes(wav);
    for (std::size_t at = store.start; at < store.start + store.length; at += 7) {
        std::string broken = content;
        broken[at] = static_cast<char>(broken[at] ^ 0x55);
        write(wav, broken);
        const C2paReport report = checkC2pa(wav);
        EXPECT_FALSE(report.valid()) << "byte " << at - store.start;
    }
}

TEST_F(C2paTest, TheCertificateIsWhatC2paAsksFor) {
    const SigningIdentity identity = me();
    EXPECT_EQ(identity.chain().fault(), "");
    EXPECT_TRUE(identity.chain().timely());
    EXPECT_EQ(identity.chain().der().size(), 2U);
    const auto permissions = fs::status(file("me.pem")).permissions();
    EXPECT_EQ(permissions, fs::perms::owner_read | fs::perms::owner_write);
    // The root alone is no signer.
    const std::string root = identity.chain().der().back();
    EXPECT_THAT(CertificateChain({root}).fault(), HasSubstr("authority"));
    EXPECT_THAT(
        CertificateChain({identity.chain().der().front(), identity.chain().der().front()}).fault(),
        HasSubstr("not signed by the next"));
}

TEST_F(C2paTest, TheKeyIsMadeOnce) {
    const std::string pem = bytes(file("me.pem"));
    ensureSigningIdentity(file("me.pem"));
    EXPECT_EQ(bytes(file("me.pem")), pem);
}

TEST_F(C2paTest, KeysAndCertificatesThatDoNotFitAreRefused) {
    ensureSigningIdentity(file("other.pem"));
    const auto refusal = [this](const std::string& key, const std::string& chain) -> std::string {
        try {
            SigningIdentity::read(file(key), file(chain));
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            return error.what();
        }
        return "none";
    };
    EXPECT_EQ(refusal("me.pem", "me.pem"), "none");
    EXPECT_THAT(refusal("me.pem", "other.pem"), HasSubstr("expected the certificate of the key"));
    write(file("text.pem"), "not a key");
    EXPECT_THAT(refusal("text.pem", "me.pem"), HasSubstr("text.pem: expected a private key"));
    EXPECT_THAT(refusal("me.pem", "text.pem"), HasSubstr("text.pem: expected certificates"));
    EXPECT_THAT(refusal("none.pem", "me.pem"), HasSubstr("none.pem: cannot be read"));
}

TEST_F(C2paTest, OtherFilesTakeNoManifest) {
    const fs::path ogg = sound("ramp.ogg");
    const std::string before = bytes(ogg);
    EXPECT_THROW(signAudio(ogg, kContent, me()), Error);
    EXPECT_EQ(bytes(ogg), before);
    const fs::path wav = signedSound("ramp.wav");
    EXPECT_THROW(signAudio(wav, kContent, me()), Error) << "it has one already";
}

/// The vectors of RFC 8949, appendix A.
TEST(Cbor, ReadsWhatTheStandardShows) {
    EXPECT_EQ(readCbor("\x1b\xff\xff\xff\xff\xff\xff\xff\xff").number, ~std::uint64_t{0});
    EXPECT_EQ(readCbor("\x39\x03\xe7").number, 999U);
    EXPECT_EQ(readCbor("\x62\xc3\xbc").bytes, "ü");
    EXPECT_EQ(readCbor("\x5f\x42\x01\x02\x43\x03\x04\x05\xff").bytes, "\x01\x02\x03\x04\x05");
    const CborItem map = readCbor("\xbf\x61\x61\x01\x61\x62\x9f\x02\x03\xff\xff");
    EXPECT_EQ(map.find("a")->number, 1U);
    EXPECT_EQ(map.find("b")->items.size(), 2U);
    EXPECT_TRUE(readCbor("\xf6").isNull());
    EXPECT_EQ(readCbor("\xc1\x1a\x51\x4b\x67\xb0").items.front().number, 1363896240U);
    for (const char* bad : {"", "\x18", "\x62\x61", "\x81", "\x9f\x01", "\x01\x01", "\x1c"})
        EXPECT_THROW(readCbor(bad), Error) << bad;
    EXPECT_THROW(readCbor(std::string(1000, '\x81')), Error);
    EXPECT_THROW(readCbor(std::string(1000, '\x5f')), Error);
}

TEST(Jumbf, RefusesBoxesThatOverlap) {
    const std::string good(
        "\0\0\0\x1fjumb\0\0\0\x17jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03", 33);
    EXPECT_THROW(readJumbf(good), Error);
    EXPECT_THROW(readJumbf(std::string("\0\0\0\x09jumb", 8)), Error);
    EXPECT_THROW(readJumbf(""), Error);
}

}  // namespace
}  // namespace arioso
