#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "src/provenance/signing_identity.h"

namespace arioso::cli {

/// Whether and by whom a sound is signed.
struct C2paFlags {
    bool sign = false;
    std::string key;    ///< PEM; empty = the user's own, made when it is first needed
    std::string chain;  ///< PEM; empty = in the key's file
};

/// Adds --c2pa, --c2pa-key and --c2pa-chain to a command.
void addC2paOptions(CLI::App& command, C2paFlags& flags);

/// Signs what a command has rendered. Made before the render, so that what would hinder it is told
/// at once. Main thread.
class C2paSigning {
  public:
    /// Does nothing later, if the flags do not ask for it. `format` is the render's, empty = by the
    /// name of `output`. Error(Usage) for Ogg, Error(Input) for a key or certificates that cannot
    /// be used, Error(Output) if the user's own cannot be made.
    C2paSigning(const C2paFlags& flags, const std::filesystem::path& output,
                const std::string& format);

    /// Puts the manifest into the file, and the file's new digest into the document that
    /// --provenance has kept (empty = none). What the manifest says is what the file's tags say. On
    /// failure the file is removed: an unsigned one was not asked for. Error(Output).
    void sign(const std::filesystem::path& output, const std::filesystem::path& provenance) const;

  private:
    std::optional<SigningIdentity> identity_;
};

}  // namespace arioso::cli
