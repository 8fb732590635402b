/* How soon a change is heard: plays a score to nobody at a device's pace (10 ms blocks, 48 kHz) and
 * measures, in milliseconds from the call to the first frame that a device would have been given.
 * A measurement, not a test: times belong to the machine.
 * usage: live_response MODELS DATA SCORE */
#define _POSIX_C_SOURCE 200809L
#include <arioso.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BLOCK = 480, RATE = 48000 };

static arioso_player* player;
static volatile double loudness; /* of the last block, linear */
static volatile int stop;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void wait_until(double due) {
    struct timespec rest;
    double left = due - now();
    if (left <= 0.0) return;
    rest.tv_sec = (time_t)left;
    rest.tv_nsec = (long)(1e9 * (left - (double)rest.tv_sec));
    nanosleep(&rest, NULL);
}

static void* device(void* unused) {
    static float block[2 * BLOCK];
    const struct sched_param urgent = {80};
    double due = now();
    /* As a device's own thread; where that is not allowed, it may come late. */
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &urgent);
    (void)unused;
    while (!stop) {
        double sum = 0.0;
        int i;
        arioso_player_pull(player, block, BLOCK);
        for (i = 0; i < 2 * BLOCK; ++i) sum += (double)block[i] * (double)block[i];
        loudness = sqrt(sum / (2 * BLOCK));
        due += (double)BLOCK / RATE;
        wait_until(due);
    }
    return NULL;
}

static double until_silent(void) {
    const double begin = now();
    while (loudness > 1e-4 && now() < begin + 5.0) wait_until(now() + 0.0005);
    return 1000.0 * (now() - begin);
}

/* The length of the piece is told for the place that is heard: it changes with the sound. */
static double until_length_changes(const char* change) {
    arioso_position before, after;
    const double begin = now();
    arioso_player_position(player, &before);
    arioso_player_set(player, change, NULL);
    do {
        wait_until(now() + 0.001);
        arioso_player_position(player, &after);
    } while (after.duration == before.duration && now() < begin + 5.0);
    return 1000.0 * (now() - begin);
}

static double until_loud(void) {
    const double begin = now();
    while (loudness < 1e-3 && now() < begin + 5.0) wait_until(now() + 0.0005);
    return 1000.0 * (now() - begin);
}

/* From a key to the first frame of its sound, by a device of 10 ms blocks. */
static int measure_keys(arioso_engine* engine) {
    static const unsigned char on[] = {0x90, 60, 100}, off[] = {0x80, 60, 0};
    char* error = NULL;
    pthread_t thread;
    int i;
    if (arioso_player_new(engine, "{\"score\":\"keys\",\"sample_rate\":48000,\"reverb\":\"off\"}",
                          "{\"latency\":0.01,\"follow\":\"piano\"}", &player, NULL,
                          &error) != ARIOSO_OK) {
        fprintf(stderr, "live_response: %s\n", error);
        return 1;
    }
    arioso_player_prepare(player, 20000);
    stop = 0;
    pthread_create(&thread, NULL, device, NULL);
    for (i = 0; i < 5; ++i) {
        wait_until(now() + 1.0);
        arioso_player_midi(player, on, sizeof on, NULL);
        printf("key: %.0f ms\n", until_loud());
        arioso_player_midi(player, off, sizeof off, NULL);
    }
    stop = 1;
    pthread_join(thread, NULL);
    arioso_player_free(player);
    return 0;
}

int main(int argc, char** argv) {
    char request[4096];
    char change[64];
    char* error = NULL;
    arioso_engine* engine = NULL;
    arioso_position position;
    pthread_t thread;
    int i;
    if (argc != 4) return 2;
    snprintf(request, sizeof request,
             "{\"score\":\"%s\",\"sample_rate\":%d,\"seed\":1,\"reverb\":\"off\"}", argv[3], RATE);
    if (arioso_engine_new(argv[1], argv[2], &engine, &error) != ARIOSO_OK ||
        arioso_player_new(engine, request, "{\"latency\":0.04,\"loop\":true}", &player, NULL,
                          &error) != ARIOSO_OK) {
        fprintf(stderr, "live_response: %s\n", error);
        return 1;
    }
    arioso_player_prepare(player, 20000);
    pthread_create(&thread, NULL, device, NULL);
    wait_until(now() + 10.0);
    for (i = 0; i < 5; ++i) {
        snprintf(change, sizeof change, "{\"tempo\":%.2f}", 1.05 + 0.05 * i);
        printf("tempo: %.0f ms\n", until_length_changes(change));
        wait_until(now() + 4.0);
    }
    arioso_player_set(
        player,
        "{\"parts\":{\"1\":{\"mute\":true},\"2\":{\"mute\":true},\"3\":{\"mute\":true},"
        "\"4\":{\"mute\":true},\"5\":{\"mute\":true}}}",
        NULL);
    printf("mute: %.0f ms\n", until_silent());
    arioso_player_position(player, &position);
    printf("underruns %d, threads' load %.0f %%, lead %.1f s\n", (int)position.underruns,
           100.0 * position.render_load, position.lead);
    stop = 1;
    pthread_join(thread, NULL);
    arioso_player_free(player);
    i = measure_keys(engine);
    arioso_engine_free(engine);
    return i;
}
