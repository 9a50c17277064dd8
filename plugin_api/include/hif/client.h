/* SPDX-License-Identifier: MIT */
#pragma once
#include "prototype.h"

#define HIF_KIND_CLIENT "hif.client/1"

/* Readable bytes behind every response body, so that SIMD parsers need no copy. */
#define HIF_BODY_PADDING 64

HIF_EXTERN_C_BEGIN

typedef struct hif_header {
  hif_str name;
  hif_str value;
} hif_header;

/* hif_request.repeat */
enum {
  HIF_REPEAT_BY_METHOD = 0, /* safe and idempotent methods are sent again (RFC 9110 §9.2.2) */
  HIF_REPEAT_ALWAYS = 1,    /* the caller vouches that sending twice does no harm */
  HIF_REPEAT_NEVER = 2      /* never again once a byte of it may have been acted on */
};

/* A request relative to the client's base URI. All slices are borrowed for the call. */
typedef struct hif_request {
  uint32_t struct_size;
  int32_t repeat; /* HIF_REPEAT_... */
  hif_str method; /* "GET" */
  hif_str target; /* path and query, percent-encoded, begins with '/' (RFC 9112 §3.2.1) */
  const hif_header* headers; /* added to the client's own; none that the client must set itself */
  uint64_t header_count;
  hif_str content_type; /* empty: "application/json" when there is a body */
  hif_slice body;
} hif_request;

/* hif_response.phase: how far the last attempt came. */
enum {
  HIF_PHASE_NOT_SENT = 0, /* the server cannot have acted on it */
  HIF_PHASE_SENT = 1,     /* sent at least in part and no whole answer: it may have been acted on */
  HIF_PHASE_ANSWERED = 2  /* a whole answer came */
};

/* The answer, in memory of the client's own. */
typedef struct hif_response {
  uint32_t struct_size; /* set by the caller to its sizeof before the call */
  int32_t http_status;  /* 0 when there was no answer */
  int32_t phase;        /* HIF_PHASE_...; set on failure too */
  uint32_t attempts;    /* attempts made; set on failure too */
  uint32_t ambiguous;   /* 1 when any attempt may have been acted on without a whole answer */
  uint32_t reserved;
  const hif_header* headers;
  uint64_t header_count;
  hif_slice body; /* inflated; HIF_BODY_PADDING readable bytes follow it */

  /* Called exactly once, save when it is null (failure). [any-thread] */
  void(HIF_CALL* release)(struct hif_response* response);
  void* client_data;
} hif_response;

/* One request of several that are sent at once. */
typedef struct hif_exchange {
  uint32_t struct_size;
  hif_status status;    /* set by the client, as send() would have returned it */
  const hif_call* call; /* of this request alone; one thread at a time uses it */
  const hif_request* request;
  hif_response* response; /* as `out` of send() */
} hif_exchange;

/* hif_grant_status.state */
enum {
  HIF_GRANT_NONE = 0,    /* access was never granted, or was revoked */
  HIF_GRANT_PENDING = 1, /* begun, not finished */
  HIF_GRANT_GRANTED = 2, /* a key is kept */
  HIF_GRANT_TOKEN = 3    /* a ready token stands in the configuration: no grant is needed */
};

/* Talks to a vendor: keeps the connections, the key and the rate. */
typedef struct hif_client {
  uint32_t struct_size;
  uint32_t reserved;

  /* One request, with the client's own authorization, retries, waits and rate.
     HIF_OK: an answer came, of any HTTP status but 401; `out` is the caller's, who releases it.
     On a dry-run call a request with effect (all but GET and HEAD) is not sent but previewed:
     HIF_OK with phase HIF_PHASE_NOT_SENT and http_status 0.
     HIF_UNAUTHENTICATED: no key, or the vendor refused it after one refresh (401).
     HIF_UNAVAILABLE: no answer after all attempts; out->phase and out->ambiguous say whether the
     server may have acted. HIF_RATE_LIMITED, HIF_RESOURCE_EXHAUSTED (the answer is over the
     size cap), HIF_DATA_LOSS (cut off or cannot be inflated), HIF_CANCELLED,
     HIF_DEADLINE_EXCEEDED, HIF_INVALID_ARGUMENT. [any-thread] */
  hif_status(HIF_CALL* send)(hif_instance* self, const hif_call* call, const hif_request* request,
                             hif_response* out);

  /* Begins a grant. `sink` is called once before the return, with a JSON object
     `{"authorize_url", "redirect_uri", "state"}`; what is needed to finish is kept by the host's
     secrets, so that another process can finish. HIF_UNIMPLEMENTED: this client needs no grant.
     [instance-serial] */
  hif_status(HIF_CALL* begin_grant)(hif_instance* self, const hif_call* call, void* sink_data,
                                    void(HIF_CALL* sink)(void* sink_data, hif_str json));

  /* Finishes it with what the vendor gave the user: a bare code, or the whole redirected URL, of
     which `state` is checked. The key is kept before this returns HIF_OK. HIF_UNAUTHENTICATED:
     denied, or the code is bad or expired. HIF_INVALID_ARGUMENT: a URL whose `state` differs from
     that of the grant that was begun; then no exchange is made. [instance-serial] */
  hif_status(HIF_CALL* finish_grant)(hif_instance* self, const hif_call* call, hif_str code_or_url);

  /* `sink` is called once with `{"state": HIF_GRANT_..., "granted_at", "expires_at",
     "refreshed_at", "key": "masked"}`; times in Unix seconds or null. [any-thread] */
  hif_status(HIF_CALL* grant_status)(hif_instance* self, const hif_call* call, void* sink_data,
                                     void(HIF_CALL* sink)(void* sink_data, hif_str json));

  /* Gives the key back to the vendor where the vendor can take it, and forgets it in any case.
     [instance-serial] */
  hif_status(HIF_CALL* revoke)(hif_instance* self, const hif_call* call);

  /* One authenticated request that changes nothing. `sink` is called once with a JSON object of
     what was found, such as `{"accounts": [{"id", "name"}], "clock_skew_s"}`. Fails as send()
     does. [any-thread] */
  hif_status(HIF_CALL* probe)(hif_instance* self, const hif_call* call, void* sink_data,
                              void(HIF_CALL* sink)(void* sink_data, hif_str json));

  /* Since 1.2; null where the client does not offer it: then callers use send() on several threads.

     Sends `count` requests, at most `at_once` of them under way, beginning with the first; each
     ends as by send(), with what it fails with told to its own call. `ended` is called on this
     thread, once for each request that was begun, as soon as it ends, in any order; its exchange
     stays valid until the return. When it gives 0, or `call` is cancelled, no other one is begun:
     those have the status HIF_CANCELLED and phase HIF_PHASE_NOT_SENT, and `ended` is not called for
     them. Returns when nothing is under way any more: HIF_OK, or why it could not go on.
     [any-thread] */
  hif_status(HIF_CALL* send_many)(hif_instance* self, const hif_call* call,
                                  hif_exchange* const* exchanges, uint64_t count, uint64_t at_once,
                                  void* ended_data,
                                  int32_t(HIF_CALL* ended)(void* ended_data, uint64_t index));
} hif_client;

HIF_EXTERN_C_END
