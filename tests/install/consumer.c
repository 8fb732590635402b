/* Compiled as C: shows that the header needs no C++ and that errors come back as status and text.
 */
#include <arioso.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
    arioso_engine* engine = NULL;
    char* error = NULL;
    arioso_status status;

    if (argc != 2 || strcmp(arioso_version(), argv[1]) != 0) {
        fprintf(stderr, "version is %s\n", arioso_version());
        return 1;
    }
    status = arioso_engine_new("/nonexistent/models", "", &engine, &error);
    if (status != ARIOSO_MODEL || engine != NULL || error == NULL) {
        fprintf(stderr, "status %d, error %s\n", (int)status, error ? error : "(none)");
        return 1;
    }
    if (strstr(error, "/nonexistent/models") == NULL) {
        fprintf(stderr, "the error does not name the folder: %s\n", error);
        return 1;
    }
    arioso_string_free(error);
    arioso_engine_free(NULL);
    return 0;
}
