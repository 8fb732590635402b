#include "src/cli/knowledge_option.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace arioso::cli {

void addKnowledgeOption(CLI::App* command, std::vector<std::string>& files) {
    command
        ->add_option("--knowledge", files,
                     "also read what FILE (Turtle) says of music; may be given several times")
        ->type_name("FILE")
        ->take_all()
        ->expected(1);
}

}  // namespace arioso::cli
