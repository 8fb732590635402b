#pragma once

#include <string_view>

namespace arioso {

/// How a speech sound is made, as far as the excitation cares. Voicing belongs to the phoneme,
/// never to the pitch curve. Any thread.
struct PhonemeVoicing {
    bool voiced = true;  ///< the folds vibrate: pulses
    float noise = 0.0F;  ///< amplitude of turbulence beside a sung vowel's 1
};

/// Of a symbol of phonemeInventory(); a symbol that is not known is a vowel.
PhonemeVoicing phonemeVoicing(std::string_view symbol);

}  // namespace arioso
