/* A host with a sound system of its own: pulls a song from Arioso block by block, as an audio
 * callback would, changes it while it plays, and writes what it got as raw 32-bit floats, stereo.
 * usage: host MODELS DATA SCORE OUT.raw */
#include <arioso.h>
#include <stdio.h>
#include <string.h>

static int fail(const char* what, char* error) {
    fprintf(stderr, "host: %s: %s\n", what, error == NULL ? "?" : error);
    arioso_string_free(error);
    return 1;
}

int main(int argc, char** argv) {
    enum { BLOCK = 256, RATE = 48000 };
    float block[2 * BLOCK];
    char request[4096];
    char* error = NULL;
    arioso_engine* engine = NULL;
    arioso_player* player = NULL;
    arioso_position position;
    size_t music = BLOCK;
    long frames = 0;
    FILE* out;

    if (argc != 5) return fail("usage", NULL);
    if (arioso_engine_new(argv[1], argv[2], &engine, &error) != ARIOSO_OK)
        return fail("engine", error);
    snprintf(request, sizeof request,
             "{\"score\":\"%s\",\"sample_rate\":%d,\"seed\":1,\"to\":\"4\"}", argv[3], RATE);
    if (arioso_player_new(engine, request, "{\"latency\":0.05,\"keep_time\":false}", &player, NULL,
                          &error) != ARIOSO_OK)
        return fail("player", error);
    if ((out = fopen(argv[4], "wb")) == NULL) return fail("cannot write", NULL);
    arioso_player_prepare(player, 10000);
    while (music == BLOCK) {
        /* In a callback this would be arioso_player_pull, which never waits. */
        music = arioso_player_pull_blocking(player, block, BLOCK);
        fwrite(block, 2 * sizeof(float), music, out);
        frames += (long)music;
        if (frames / BLOCK == 100 &&
            arioso_player_set(player, "{\"volume\":0.5,\"transpose\":2}", &error) != ARIOSO_OK)
            return fail("change", error);
    }
    arioso_player_position(player, &position);
    printf("%.2f s, underruns %d\n", (double)frames / RATE, (int)position.underruns);
    if (fclose(out) != 0) return fail("cannot write", NULL);
    arioso_player_free(player);
    arioso_engine_free(engine);
    return position.finished && frames > RATE ? 0 : 1;
}
