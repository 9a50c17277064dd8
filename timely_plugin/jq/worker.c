/* SPDX-License-Identifier: MIT */
/* Runs one jq program over records, in a process of its own: libjq can neither be stopped nor kept
   from taking memory, a process can. It has no environment, opens no file and no socket, and dies
   of the time or memory that it takes too much. */

#define _GNU_SOURCE
#include "worker_protocol.h"

#include <errno.h>
#include <jq.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

enum { input_fd = 0, output_fd = 1 };

typedef struct buffer {
  char* data;
  size_t size, capacity;
} buffer;

static void out_of_memory(void* unused) {
  (void)unused;
  _exit(JQ_WORKER_NO_MEMORY);
}

static void reserve(buffer* b, size_t size) {
  if (size <= b->capacity) return;
  b->capacity = size + size / 2;
  b->data = realloc(b->data, b->capacity);
  if (!b->data) out_of_memory(NULL);
}

static void append(buffer* b, const void* bytes, size_t size) {
  reserve(b, b->size + size);
  if (size) memcpy(b->data + b->size, bytes, size);
  b->size += size;
}

static void frame(buffer* b, uint32_t kind, const char* bytes, size_t size) {
  const jq_worker_frame header = {kind, (uint32_t)size};
  append(b, &header, sizeof header);
  append(b, bytes, size);
}

/* The other side is gone: so is the reason to be here. */
static void read_all(void* to, size_t size) {
  char* at = to;
  while (size > 0) {
    const ssize_t got = read(input_fd, at, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) _exit(0);
    at += got;
    size -= (size_t)got;
  }
}

static void flush(buffer* b) {
  for (size_t at = 0; at < b->size;) {
    const ssize_t put = write(output_fd, b->data + at, b->size - at);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) _exit(0);
    at += (size_t)put;
  }
  b->size = 0;
}

static void read_frame(buffer* b) {
  jq_worker_frame header;
  read_all(&header, sizeof header);
  reserve(b, (size_t)header.size + 1);
  read_all(b->data, header.size);
  b->data[header.size] = '\0';
  b->size = header.size;
}

static void limit(int resource, rlim_t value) {
  const struct rlimit both = {value, value};
  if (setrlimit(resource, &both) != 0) _exit(1);
}

/* From here on: no file, no socket, no process, no dump. */
static void confine(const jq_worker_limits* limits) {
  closefrom(output_fd + 2);
  limit(RLIMIT_NOFILE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_AS, (rlim_t)limits->memory_bytes);
}

/* The signal kills when the processor time is used up. */
static void allow_cpu(uint64_t ms) {
  const struct itimerval timer = {{0, 0}, {(time_t)(ms / 1000), (suseconds_t)(ms % 1000 * 1000)}};
  setitimer(ITIMER_PROF, &timer, NULL);
}

static void keep_message(void* messages, jv message) {
  if (jv_get_kind(message) == JV_KIND_STRING) {
    append(messages, jv_string_value(message), strlen(jv_string_value(message)));
    append(messages, "\n", 1);
  }
  jv_free(message);
}

/* The message of an invalid value as text. */
static void fail(buffer* reply, jv message) {
  if (jv_get_kind(message) != JV_KIND_STRING) message = jv_dump_string(message, 0);
  frame(reply, JQ_WORKER_FAILED, jv_string_value(message),
        (size_t)jv_string_length_bytes(jv_copy(message)));
  jv_free(message);
}

static void fail_limit(buffer* reply, const char* format, uint64_t limit_value) {
  char text[128];
  snprintf(text, sizeof text, format, (unsigned long long)limit_value);
  frame(reply, JQ_WORKER_FAILED, text, strlen(text));
}

static void run(jq_state* jq, const jq_worker_limits* limits, jv value, buffer* reply) {
  uint64_t outputs = 0, bytes = 0;
  if (!jv_is_valid(value)) {
    fail(reply, jv_invalid_get_msg(value));
    return;
  }
  jq_start(jq, value, 0);
  for (;;) {
    jv output = jq_next(jq);
    if (!jv_is_valid(output)) {
      if (jv_invalid_has_msg(jv_copy(output)))
        fail(reply, jv_invalid_get_msg(output));
      else {
        jv_free(output);
        frame(reply, JQ_WORKER_DONE, NULL, 0);
      }
      return;
    }
    jv text = jv_dump_string(output, 0);
    const size_t size = (size_t)jv_string_length_bytes(jv_copy(text));
    bytes += size;
    if (++outputs > limits->outputs)
      fail_limit(reply, "the program gave more than %llu outputs (max_outputs)", limits->outputs);
    else if (bytes > limits->output_bytes)
      fail_limit(reply, "the outputs have more than %llu bytes (max_output_bytes)",
                 limits->output_bytes);
    else
      frame(reply, JQ_WORKER_OUTPUT, jv_string_value(text), size);
    jv_free(text);
    if (outputs > limits->outputs || bytes > limits->output_bytes) return;
  }
}

int main(void) {
  const uint64_t compile_ms = 5000;
  jq_worker_limits limits;
  buffer input = {0}, reply = {0}, messages = {0};
  read_all(&limits, sizeof limits);
  confine(&limits);
  allow_cpu(compile_ms);
  jq_state* jq = jq_init();
  if (!jq) out_of_memory(NULL);
  jq_set_nomem_handler(jq, out_of_memory, NULL);
  jq_set_error_cb(jq, keep_message, &messages);
  read_frame(&input);
  const int good = jq_compile(jq, input.data);
  frame(&reply, good ? JQ_WORKER_READY : JQ_WORKER_BROKEN, messages.data, messages.size);
  flush(&reply);
  while (good) {
    allow_cpu(0);
    read_frame(&input);
    allow_cpu(limits.cpu_ms);
    run(jq, &limits, jv_parse_sized(input.data, (int)input.size), &reply);
    flush(&reply);
  }
  return 0;
}
