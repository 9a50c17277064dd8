/* SPDX-License-Identifier: MIT */
/* A package in plain C11: the subscriber "lines.subscriber" gives each line of a text file as a
   record {"line": N, "text": "..."}. A checkpoint is where the next line begins: "BYTE LINE".
   What a real one would do better: it reads its one option without a JSON parser. */
#include <errno.h>
#include <hif/hif.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(literal)                                                                              \
  { literal, sizeof literal - 1 }
enum { MAX_BATCH = 256, MAX_LINE = 4096 };

struct hif_instance {
  char path[1024];
  FILE* file; /* null while closed */
  unsigned long long line;
};

/* A batch and all that its slices point to, in one piece. */
typedef struct {
  hif_record records[MAX_BATCH];
  char checkpoint[48];
  char* texts[MAX_BATCH];
} page;

static hif_status fail(const hif_call* call, hif_status code, const char* what, const char* which) {
  char text[1400];
  const int size = snprintf(text, sizeof text, "%s: %s", which, what);
  const hif_str message = {text, (uint64_t)size}, none = {NULL, 0};
  return call->fail(call, code, message, none);
}

static void release(hif_batch* batch) {
  page* held = batch->producer_data;
  for (uint64_t i = 0; i < batch->count; ++i) free(held->texts[i]);
  free(held);
  batch->release = NULL;
}

/* {"line":N,"text":"..."} of a line without its end; null when memory is short. */
static char* record_of(unsigned long long number, const char* line, size_t size) {
  char* json = malloc(6 * size + 64); /* a byte takes at most six: \u00XX */
  if (!json) return NULL;
  size_t at = (size_t)sprintf(json, "{\"line\":%llu,\"text\":\"", number);
  for (size_t i = 0; i < size; ++i) {
    const unsigned char c = (unsigned char)line[i];
    if (c == '"' || c == '\\')
      json[at++] = '\\', json[at++] = (char)c;
    else if (c < 0x20)
      at += (size_t)sprintf(json + at, "\\u%04x", c);
    else
      json[at++] = (char)c;
  }
  memcpy(json + at, "\"}", 3);
  return json;
}

static hif_status open_file(hif_instance* self, const hif_call* call, hif_slice checkpoint) {
  long byte = 0;
  self->line = 0;
  char text[48] = "0 0";
  if (checkpoint.size >= sizeof text)
    return fail(call, HIF_INVALID_ARGUMENT, "a foreign checkpoint", self->path);
  if (checkpoint.size > 0)
    memcpy(text, checkpoint.data, checkpoint.size), text[checkpoint.size] = 0;
  int used = 0;
  if (sscanf(text, "%ld %llu%n", &byte, &self->line, &used) != 2 || text[used] != 0 || byte < 0)
    return fail(call, HIF_INVALID_ARGUMENT, "a foreign checkpoint", self->path);
  self->file = fopen(self->path, "rb");
  if (!self->file) return fail(call, HIF_NOT_FOUND, strerror(errno), self->path);
  if (fseek(self->file, byte, SEEK_SET) != 0)
    return fail(call, HIF_DATA_LOSS, "shorter than the checkpoint", self->path);
  return HIF_OK;
}

static hif_status next(hif_instance* self, const hif_call* call, uint64_t max_records,
                       uint64_t max_bytes, hif_batch* out) {
  (void)max_bytes; /* MAX_BATCH lines are never much */
  page* fresh = calloc(1, sizeof *fresh);
  if (!fresh) return fail(call, HIF_RESOURCE_EXHAUSTED, "out of memory", self->path);
  *out = (hif_batch){.struct_size = sizeof *out,
                     .stride = sizeof *fresh->records,
                     .records = fresh->records,
                     .release = release,
                     .producer_data = fresh};
  char line[MAX_LINE];
  hif_status status = HIF_OK;
  while (status == HIF_OK && out->count < MAX_BATCH && out->count < max_records &&
         fgets(line, sizeof line, self->file)) {
    size_t size = strlen(line);
    if (size > 0 && line[size - 1] == '\n')
      --size;
    else if (size == sizeof line - 1)
      status = fail(call, HIF_RESOURCE_EXHAUSTED, "a line is too long", self->path);
    char* json = record_of(++self->line, line, size);
    if (!json) {
      status = fail(call, HIF_RESOURCE_EXHAUSTED, "out of memory", self->path);
      break;
    }
    fresh->texts[out->count] = json;
    fresh->records[out->count++] =
        (hif_record){.json = {json, strlen(json)}, .event_time_us = INT64_MIN};
  }
  if (status == HIF_OK && ferror(self->file))
    status = fail(call, HIF_DATA_LOSS, "cannot be read", self->path);
  if (status == HIF_OK && call->is_cancelled(call)) status = HIF_CANCELLED;
  if (status == HIF_OK && out->count == 0) status = HIF_END;
  if (status != HIF_OK) {
    release(out);
    return status;
  }
  const int size = snprintf(fresh->checkpoint, sizeof fresh->checkpoint, "%ld %llu",
                            ftell(self->file), self->line);
  out->checkpoint = (hif_slice){(const uint8_t*)fresh->checkpoint, (uint64_t)size};
  return HIF_OK;
}

static void close_file(hif_instance* self) {
  if (self->file) fclose(self->file);
  self->file = NULL;
}

static const hif_subscriber subscriber = {
    .struct_size = sizeof subscriber, .open = open_file, .next = next, .close = close_file};

static hif_status validate(const hif_prototype* self, const hif_call* call, const hif_host* host,
                           hif_str config) {
  (void)self, (void)call, (void)host, (void)config;
  return HIF_OK;
}

/* The host has checked {"path": "..."} by the form, which allows neither quotes nor backslashes. */
static hif_status create(const hif_prototype* self, const hif_call* call, const hif_host* host,
                         const hif_client_ref* client, hif_str config, hif_instance** out) {
  (void)self, (void)host, (void)client;
  static const char key[] = "\"path\":\"";
  const char* const end = config.data + config.size;
  const char* at = config.data;
  while (at && end - at > (long)sizeof key && memcmp(at, key, sizeof key - 1) != 0) ++at;
  const char* value = at ? at + sizeof key - 1 : NULL;
  const char* quote = value && value < end ? memchr(value, '"', (size_t)(end - value)) : NULL;
  hif_instance* made = calloc(1, sizeof *made);
  if (!made) return fail(call, HIF_RESOURCE_EXHAUSTED, "out of memory", "lines.subscriber");
  if (!quote || (size_t)(quote - value) >= sizeof made->path) {
    free(made);
    return fail(call, HIF_INVALID_ARGUMENT, "the path is missing or too long", "lines.subscriber");
  }
  memcpy(made->path, value, (size_t)(quote - value));
  *out = made;
  return HIF_OK;
}

static void destroy(hif_instance* self) {
  close_file(self);
  free(self);
}

static const void* get_extension(hif_instance* self, hif_str id) {
  (void)self, (void)id;
  return NULL;
}

static const hif_prototype lines = {.struct_size = sizeof lines,
                                    .id = TEXT("lines.subscriber"),
                                    .kind = TEXT(HIF_KIND_SUBSCRIBER),
                                    .table = &subscriber,
                                    .validate = validate,
                                    .create = create,
                                    .destroy = destroy,
                                    .get_extension = get_extension};

static hif_status init(const hif_call* call, const hif_host* host, hif_str package_dir) {
  (void)call, (void)host, (void)package_dir;
  return HIF_OK;
}
static void deinit(void) {}
static const hif_prototype* prototype(uint32_t index) {
  return index == 0 ? &lines : NULL;
}

HIF_EXPORT const hif_entry* HIF_CALL hif_entry_v1(uint32_t host_abi_minor) {
  static const hif_entry entry = {.struct_size = sizeof entry,
                                  .abi_minor = HIF_ABI_MINOR,
                                  .package_id = TEXT("lines"),
                                  .package_version = TEXT("1.0.0"),
                                  .init = init,
                                  .deinit = deinit,
                                  .prototype = prototype};
  (void)host_abi_minor;
  return &entry;
}
