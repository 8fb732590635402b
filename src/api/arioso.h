/*
 * Arioso's C interface: a score and its lyrics in, finished music out.
 *
 * Requests and reports are JSON (UTF-8). A request is what `arioso render --save-request` writes;
 * every field but "score" may be left out. Functions that can fail return ARIOSO_OK or another
 * status and, through `error`, one line for the user; pass NULL if you do not want it. Every char*
 * handed out through a pointer argument belongs to the caller and goes back to arioso_string_free.
 * No exception leaves this library and it holds no global state. An engine may be used by one
 * thread at a time; several engines are independent. Only arioso_player_pull belongs on an audio
 * callback.
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

/* What of the score moves the sound: the first seconds of a request (or its "from" to "to", at most
 * a minute) are made again with one condition at a time held at a value that says nothing. `json`
 * receives how far the log-mel of every part moves by that, in dB, whole and by measure. */
ARIOSO_API arioso_status arioso_ablate(arioso_engine* engine, const char* request,
                                       const arioso_callbacks* callbacks, char** json,
                                       char** error);

/* ---- Playing: the same samples, while they are made -------------------------------------------
 *
 * A player renders ahead on threads of its own. Threads of its functions: RT may be called from an
 * audio callback (it neither allocates, locks nor waits), by one thread; CT from any other threads,
 * several at once. An engine may have several players and must outlive them.
 */
typedef struct arioso_player arioso_player;

/* CT. Begins to render. `request` as above: "score", and whatever else decides the sound;
 * "sample_rate" is that of the frames pulled; a "loudness" is not measured beforehand but estimated
 * from the notes. `settings` (may be NULL): {"latency": 0.1, "lead": 8, "loop": false, "keep_time":
 * true, "endless": {"mood": "calm"}}: seconds kept ready for pulling, seconds rendered ahead,
 * whether it begins again at its end, whether music that was late goes on at the beat where it
 * should be; with "endless" no score is needed, music is composed for ever, as "steer" below
 * wishes; with "follow": "piano" (an instrument as for parts) no score is needed either, keys are
 * played through it by arioso_player_midi, and latency may be 0.003. `report` (may be NULL)
 * receives JSON: "request" renders the very same samples by arioso_render_file, "parts", "remarks",
 * "duration". */
ARIOSO_API arioso_status arioso_player_new(arioso_engine* engine, const char* request,
                                           const char* settings, arioso_player** player,
                                           char** report, char** error);
/* CT. Nobody may pull any more. NULL is allowed. */
ARIOSO_API void arioso_player_free(arioso_player* player);

/* CT. Waits until the first `latency` seconds are ready, at most so long; 1 = they are. */
ARIOSO_API int arioso_player_prepare(arioso_player* player, int milliseconds);
/* CT, while nobody pulls: another sample rate or latency, e.g. those of another device. */
ARIOSO_API arioso_status arioso_player_set_output(arioso_player* player, int sample_rate,
                                                  double latency, char** error);

/* RT. Fills `frames` interleaved stereo frames and returns how many of them are music; the rest is
 * silence: the music has ended, is paused, or was not ready (which the status counts). */
ARIOSO_API size_t arioso_player_pull(arioso_player* player, float* interleaved, size_t frames);
/* CT. The same for a caller that can wait, e.g. to write a file: less than `frames` = the end. */
ARIOSO_API size_t arioso_player_pull_blocking(arioso_player* player, float* interleaved,
                                              size_t frames);

/* CT. One change or several as a JSON object, applied together; unknown names and values out of
 * range change nothing. Sound: "tempo" 0.25...4 (factor), "transpose" -24...24, "expression"
 * 0...200, "valence" and "arousal" -1...1, "steps" 1...64, "parts": {NAME or number: {"gain": dB,
 * "mute", "solo", "instrument"}}. Transport: "volume" 0...4, "pause" true or false, "seek" a
 * measure ("12"), a time ("1:30") or measures from here ("+2", "-1"), "stop" true (fades out).
 * Composing: "steer":
 * {"mood", "style", "valence", "arousal", "density", "key", "metre", "tempo", "instruments",
 * "drums", "rewind"}, heard from the next phrase on. */
ARIOSO_API arioso_status arioso_player_set(arioso_player* player, const char* change, char** error);
/* CT. One MIDI message of a keyboard, its status byte first, for a player with "follow"; it sounds
 * after "latency" and some 2 ms. In JSON: {"midi": [144, 60, 100]}. Such a player also takes
 * {"instrument": "violin"} and {"transpose": 12}. */
ARIOSO_API arioso_status arioso_player_midi(arioso_player* player, const unsigned char* bytes,
                                            size_t count, char** error);
/* CT. The settings of the sound as they are, as JSON. */
ARIOSO_API arioso_status arioso_player_settings(arioso_player* player, char** json, char** error);

/* CT. What has been played so far, as MusicXML 4.0: of composed music, all of it. */
ARIOSO_API arioso_status arioso_player_score(arioso_player* player, char** musicxml, char** error);

/* CT. The same as a Standard MIDI File of `size` bytes, which keeps how hard every note was struck;
 * to be freed by arioso_string_free. */
ARIOSO_API arioso_status arioso_player_score_midi(arioso_player* player, char** bytes, size_t* size,
                                                  char** error);

typedef struct arioso_position {
    double seconds;        /* of the piece, at the tempo it is played */
    double duration;       /* of the piece */
    double stream_seconds; /* of music since the beginning */
    char measure[16];      /* as printed in the score */
    int beat;              /* from 1 */
    char syllable[48];     /* that is being sung; empty = none */
    double lead;           /* seconds rendered ahead */
    double buffered;       /* of these, seconds ready for pulling */
    int64_t underruns;     /* times that nothing was ready */
    double missed;         /* seconds of silence that came of them */
    float peak[2];         /* linear, since the last call */
    double render_speed;   /* seconds of one part that a thread renders in a second */
    double render_load;    /* 0...1, share of the threads' time that was used */
    int paused;
    int finished;      /* all has been heard */
    char failure[192]; /* what went wrong since the last call, in a line; empty = nothing */
} arioso_position;
/* CT. */
ARIOSO_API void arioso_player_position(arioso_player* player, arioso_position* position);

ARIOSO_API void arioso_audio_free(arioso_audio* audio);
/* NULL is allowed. */
ARIOSO_API void arioso_string_free(char* text);

#ifdef __cplusplus
}
#endif

#endif
