/*
 * Arioso's C interface: a score and its lyrics in, finished music out.
 *
 * Requests and reports are JSON (UTF-8). A request is what `arioso render --save-request` writes;
 * every field but "score" may be left out. Functions that can fail return ARIOSO_OK or another
 * status and, through `error`, one line for the user; pass NULL if you do not want it. Every char*
 * handed out through a pointer argument belongs to the caller and goes back to arioso_string_free.
 * No exception leaves this library and it holds no global state. An engine may be used by one
 * thread at a time; several engines are independent. None of this belongs on an audio callback.
 *
 * The matrix library behind the networks chooses its kernels when it is loaded, before any function
 * here runs: programs that want the speed of the `arioso` program set OPENBLAS_CORETYPE (Haswell on
 * processors with AVX2, SkylakeX with AVX-512) and OMP_NUM_THREADS=1 in their environment.
 */
#ifndef ARIOSO_H
#define ARIOSO_H

#include <stddef.h>
#include <stdint.h>

#if defined(ARIOSO_BUILDING)
#define ARIOSO_API __attribute__((visibility("default")))
#else
#define ARIOSO_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The program's exit codes, and what every function returns. */
typedef enum arioso_status {
    ARIOSO_OK = 0,
    ARIOSO_GENERAL = 1,
    ARIOSO_USAGE = 2,  /* a value of the request is out of range */
    ARIOSO_MODEL = 3,  /* weights or manifest missing, tampered with, or of the wrong shape */
    ARIOSO_INPUT = 4,  /* a score, lyric or settings file cannot be read or understood */
    ARIOSO_OUTPUT = 5, /* a file cannot be written, or exists already */
    ARIOSO_DEVICE = 6, /* no usable audio device */
    ARIOSO_PROCESSING = 10,
    ARIOSO_INTERRUPTED = 130
} arioso_status;

typedef struct arioso_engine arioso_engine;

/* All members may be NULL. Called on the thread that called the render function. */
typedef struct arioso_callbacks {
    void* user;
    /* `fraction` 0...1 of the stage `stage`, which makes `audio_seconds` of sound. */
    void (*progress)(void* user, const char* stage, double fraction, double audio_seconds);
    /* One line worth telling the user, e.g. an instrument played by its nearest relative. */
    void (*message)(void* user, const char* line);
    /* Nonzero gives up: the render returns ARIOSO_INTERRUPTED and leaves no file. */
    int (*cancelled)(void* user);
} arioso_callbacks;

/* Interleaved float samples. Release with arioso_audio_free. */
typedef struct arioso_audio {
    float* samples; /* frames * channels */
    size_t frames;
    int channels;
    int sample_rate;
} arioso_audio;

/* "1.2.3"; static. */
ARIOSO_API const char* arioso_version(void);

/* Loads settings and models. `models_dir` NULL or "": $ARIOSO_MODELS_DIR, then `data_dir`/models/
 * weights. `data_dir` is the folder that holds configs/. Free the engine with arioso_engine_free.
 */
ARIOSO_API arioso_status arioso_engine_new(const char* models_dir, const char* data_dir,
                                           arioso_engine** engine, char** error);
/* NULL is allowed. */
ARIOSO_API void arioso_engine_free(arioso_engine* engine);

/* Loaded models as JSON: name, architecture, version, weights, card, sha256, parameters of each. */
ARIOSO_API arioso_status arioso_engine_models(arioso_engine* engine, char** json, char** error);

/* Renders to the file(s) that the request names. `report` (may be NULL) receives JSON: length,
 * loudness, stems, seed, and the request with everything that was left open filled in. */
ARIOSO_API arioso_status arioso_render_file(arioso_engine* engine, const char* request,
                                            const arioso_callbacks* callbacks, char** report,
                                            char** error);
/* The same into memory, stereo; the request's "output" is ignored. */
ARIOSO_API arioso_status arioso_render_audio(arioso_engine* engine, const char* request,
                                             const arioso_callbacks* callbacks, arioso_audio* audio,
                                             char** report, char** error);

ARIOSO_API void arioso_audio_free(arioso_audio* audio);
/* NULL is allowed. */
ARIOSO_API void arioso_string_free(char* text);

#ifdef __cplusplus
}
#endif

#endif
