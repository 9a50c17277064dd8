/* SPDX-License-Identifier: MIT */
/* A package of one transformer, "acme.copy". Each definition below spoils it in one way; without
   any of them it is a good one. */
#include <hif/hif.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one of the definitions leaves without a use. */
#define SPARE __attribute__((unused))

#define TEXT(literal)                                                                              \
  { literal, sizeof literal - 1 }

static hif_str text(const char* literal) {
  const hif_str result = {literal, strlen(literal)};
  return result;
}

/* Tells the test that code of this library has run. */
static void leave_trace(const char* what) {
  const char* path = getenv("HIF_TEST_TRACE");
  FILE* trace = path ? fopen(path, "a") : NULL;
  if (!trace) return;
  fprintf(trace, "%s\n", what);
  fclose(trace);
}

__attribute__((constructor)) static void loaded(void) {
  leave_trace("loaded");
}

#ifdef UNRESOLVED
int a_function_that_nobody_has(void);
int use_it(void);
HIF_EXPORT int use_it(void) {
  return a_function_that_nobody_has();
}
#endif

static hif_status transform(hif_instance* self, const hif_call* call, const hif_batch* in,
                            hif_batch* out, const hif_reject_sink* rejects) {
  (void)self, (void)in, (void)out, (void)rejects;
  return call->fail(call, HIF_UNIMPLEMENTED, text("only made for tests"), text(""));
}

static const hif_transformer table = {
#ifdef TABLE_TOO_SMALL
    .struct_size = 8,
#else
    .struct_size = sizeof(hif_transformer),
#endif
    .transform = transform,
};

static int contains(hif_str haystack, const char* needle) {
  const size_t size = strlen(needle);
  for (size_t i = 0; i + size <= haystack.size; ++i)
    if (memcmp(haystack.data + i, needle, size) == 0) return 1;
  return 0;
}

static hif_status validate(const hif_prototype* self, const hif_call* call, const hif_host* host,
                           hif_str config) {
  (void)self, (void)host;
  if (contains(config, "silent")) return HIF_INVALID_ARGUMENT;
  if (!contains(config, "wrong")) return HIF_OK;
  return call->fail(
      call, HIF_INVALID_ARGUMENT, text("/depth: 7 is too deep"),
      text("{\"problems\": [{\"pointer\": \"/depth\", \"message\": \"7 is too deep\", "
           "\"hint\": \"use 6\"}]}"));
}

static hif_status create(const hif_prototype* self, const hif_call* call, const hif_host* host,
                         const hif_client_ref* client, hif_str config, hif_instance** out) {
  const hif_status status = validate(self, call, host, config);
  (void)client;
  if (status != HIF_OK) return status;
  if (contains(config, "nothing")) return HIF_OK;
  *out = (hif_instance*)malloc(1);
  return HIF_OK;
}

SPARE static void destroy(hif_instance* instance) {
  leave_trace("destroyed");
  free(instance);
}

static const void* get_extension(hif_instance* instance, hif_str id) {
  (void)instance;
  return contains(id, "acme.depth/1") ? &table : NULL;
}

#ifdef KIND_DIFFERS
#define KIND HIF_KIND_PUBLISHER
#else
#define KIND HIF_KIND_TRANSFORMER
#endif

SPARE static const hif_prototype copy = {
    .struct_size = sizeof(hif_prototype),
    .id = TEXT("acme.copy"),
    .kind = TEXT(KIND),
    .table = &table,
    .validate = validate,
    .create = create,
#ifndef FUNCTION_MISSING
    .destroy = destroy,
#endif
    .get_extension = get_extension,
};

#ifdef ONE_PROTOTYPE_MORE
static const hif_prototype extra = {.struct_size = sizeof(hif_prototype), .id = TEXT("acme.extra")};
#endif

static hif_status init(const hif_call* call, const hif_host* host, hif_str package_dir) {
  (void)host, (void)package_dir;
  leave_trace("init");
#ifdef INIT_FAILS
  return call->fail(call, HIF_UNAVAILABLE, text("the moon is in the wrong phase"), text(""));
#else
  (void)call;
  return HIF_OK;
#endif
}

static void deinit(void) {
  leave_trace("deinit");
}

static const hif_prototype* prototype(uint32_t index) {
#ifdef NO_PROTOTYPE
  (void)index;
  return NULL;
#else
  if (index == 0) return &copy;
#ifdef ONE_PROTOTYPE_MORE
  if (index == 1) return &extra;
#endif
  return NULL;
#endif
}

#ifdef ID_DIFFERS
#define ID "acne"
#else
#define ID "acme"
#endif

SPARE static const hif_entry entry = {
#ifdef ENTRY_TOO_SMALL
    .struct_size = 16,
#else
    .struct_size = sizeof(hif_entry),
#endif
    .abi_minor = HIF_ABI_MINOR,
    .package_id = TEXT(ID),
    .package_version = TEXT("1.0.0"),
    .init = init,
    .deinit = deinit,
    .prototype = prototype,
};

#ifdef ENTRY_SYMBOL_MISSING
HIF_EXPORT const hif_entry* HIF_CALL hif_entry_v2(uint32_t host_abi_minor);
#define hif_entry_v1 hif_entry_v2
#endif

HIF_EXPORT const hif_entry* HIF_CALL hif_entry_v1(uint32_t host_abi_minor) {
  (void)host_abi_minor;
#ifdef ENTRY_NULL
  return NULL;
#else
  return &entry;
#endif
}
