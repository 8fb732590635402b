#include "tools/train/event_marking.h"

#include <memory>
#include <string>

#include "tools/train/config.h"

namespace arioso::train {

EventMarking markingOf(const nlohmann::json& config) {
    EventMarking out;
    out.marks = setting(config, "data", "marks", false);
    const auto moods = setting<std::string>(config, "data", "moods", "");
    if (!moods.empty()) out.affect = std::make_shared<const AffectModel>(AffectModel::load(moods));
    return out;
}

}  // namespace arioso::train
