/* The C interface, from C: a render into memory, and errors as status and line. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arioso.h"

static int failures = 0;

static void expect(int good, const char* what) {
    if (!good) {
        fprintf(stderr, "FAILED: %s\n", what);
        ++failures;
    }
}

static void count(void* user, const char* stage, double fraction, double seconds) {
    (void)stage;
    (void)seconds;
    expect(fraction >= 0.0 && fraction <= 1.0, "progress lies in 0...1");
    ++*(int*)user;
}

/* Pulled block by block a piece is the piece rendered at once. */
static void play(arioso_engine* engine, const char* score) {
    char request[4096];
    char* report = NULL;
    char* error = NULL;
    arioso_player* player = NULL;
    arioso_position position;
    arioso_audio audio;
    float block[2 * 100];
    size_t at = 0;
    size_t music = 100;
    int same = 1;
    snprintf(request, sizeof request,
             "{\"score\":\"%s\",\"to\":\"2\",\"steps\":1,\"seed\":3,\"loudness\":null}", score);
    expect(arioso_render_audio(engine, request, NULL, &audio, NULL, &error) == ARIOSO_OK, "render");
    expect(arioso_player_new(engine, request, NULL, &player, &report, &error) == ARIOSO_OK,
           error == NULL ? "player" : error);
    expect(strstr(report, "\"duration\"") != NULL, "the report tells the duration");
    expect(arioso_player_prepare(player, 20000) == 1, "sound is ready");
    expect(arioso_player_set(player, "{\"tempo\":99}", &error) == ARIOSO_USAGE &&
               strstr(error, "tempo: expected 0.25 to 4") != NULL,
           "a wrong change is refused by name");
    arioso_string_free(error);
    expect(arioso_player_set(player, "{\"seek\":\"no\"}", NULL) == ARIOSO_USAGE, "seek nowhere");
    while (music == 100) {
        music = arioso_player_pull_blocking(player, block, 100);
        if (at + music > audio.frames ||
            memcmp(block, audio.samples + 2 * at, 2 * music * sizeof(float)) != 0)
            same = 0;
        at += music;
    }
    expect(same && at == audio.frames, "what is played is what is rendered");
    arioso_player_position(player, &position);
    expect(position.finished == 1 && position.underruns == 0, "it has ended, without an underrun");
    arioso_player_free(player);
    arioso_audio_free(&audio);
    arioso_string_free(report);
}

static int give_up(void* user) {
    (void)user;
    return 1;
}

static void render(arioso_engine* engine, const char* score) {
    char request[4096];
    char* report = NULL;
    char* error = NULL;
    arioso_audio audio;
    int calls = 0;
    arioso_callbacks callbacks;
    double sum = 0.0;
    size_t i;
    memset(&callbacks, 0, sizeof callbacks);
    callbacks.user = &calls;
    callbacks.progress = count;
    snprintf(request, sizeof request, "{\"score\":\"%s\",\"to\":\"2\",\"steps\":1,\"seed\":3}",
             score);
    expect(arioso_render_audio(engine, request, &callbacks, &audio, &report, &error) == ARIOSO_OK,
           error == NULL ? "render" : error);
    expect(audio.channels == 2 && audio.sample_rate == 44100, "stereo at 44.1 kHz");
    for (i = 0; i < audio.frames * 2; ++i) sum += fabs((double)audio.samples[i]);
    expect(audio.frames > 44100 && sum > 1.0, "there is sound");
    expect(calls > 2, "progress is told");
    expect(report != NULL && strstr(report, "\"seed\":3") != NULL, "the report has the seed");
    arioso_audio_free(&audio);
    expect(audio.samples == NULL, "freed audio is empty");
    arioso_string_free(report);

    callbacks.cancelled = give_up;
    expect(
        arioso_render_audio(engine, request, &callbacks, &audio, NULL, NULL) == ARIOSO_INTERRUPTED,
        "giving up is told");
}

int main(int argc, char** argv) {
    arioso_engine* engine = NULL;
    char* error = NULL;
    if (argc != 4) return 2;
    expect(strchr(arioso_version(), '.') != NULL, "version");
    expect(arioso_engine_new("/no/such/folder", argv[2], &engine, &error) == ARIOSO_MODEL,
           "missing models are a model error");
    expect(engine == NULL && error != NULL && strchr(error, '\n') == NULL, "one line, no engine");
    arioso_string_free(error);
    error = NULL;
    if (arioso_engine_new(argv[1], argv[2], &engine, &error) != ARIOSO_OK) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    expect(arioso_render_file(engine, "no JSON", NULL, NULL, &error) == ARIOSO_USAGE, "bad JSON");
    arioso_string_free(error);
    expect(arioso_render_file(engine, "{\"score\":\"none.mid\",\"output\":\"a.wav\"}", NULL, NULL,
                              NULL) == ARIOSO_INPUT,
           "a missing score is an input error, and the line may be left out");
    expect(arioso_render_file(NULL, "{}", NULL, NULL, NULL) == ARIOSO_USAGE, "no engine");
    render(engine, argv[3]);
    play(engine, argv[3]);
    arioso_engine_free(engine);
    arioso_engine_free(NULL);
    if (failures == 0) puts("passed");
    return failures == 0 ? 0 : 1;
}
