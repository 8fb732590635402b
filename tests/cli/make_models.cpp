// Writes a folder of tiny untrained networks with a manifest, so that the program's tests run the
// whole engine without the shipped weights.
//
// usage: make_models FOLDER
#include <cstdio>

#include "tests/support/tiny_models.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: make_models FOLDER\n");
        return 2;
    }
    arioso::testing_support::writeTinyModels(argv[1]);
    return 0;
}
