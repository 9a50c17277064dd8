/* SPDX-License-Identifier: MIT */
#pragma once
#include "batch.h"
#include "call.h"
#include "host.h"

HIF_EXTERN_C_BEGIN

/* An object made from a prototype. The plugin's own; opaque to everybody else. */
typedef struct hif_instance hif_instance;

/* A client that another instance works over, of this package or of any other. The host owns the
   struct; it lives until the instance that was created with it is destroyed. */
typedef struct hif_client_ref {
  uint32_t struct_size;
  uint32_t reserved;
  const struct hif_client* table;
  hif_instance* instance;
  hif_str name;         /* in the configuration */
  hif_str prototype_id; /* "acme.http_client" */
} hif_client_ref;

/* What every prototype has. The functions of its kind hang off `table`, which has a struct_size
   of its own and may grow. */
typedef struct hif_prototype {
  uint32_t struct_size;
  uint32_t reserved;
  hif_str id;   /* "acme.invoices", as in the manifest */
  hif_str kind; /* "hif.client/1", "hif.subscriber/1", "hif.publisher/1", "hif.transformer/1" */
  const void* table; /* hif_client, hif_subscriber, hif_publisher or hif_transformer */

  /* Everything that can be said against `config_json` without any I/O but reading the package's
     own files. `config_json` is a JSON object that already passed the form of the manifest;
     strings whose value is not at hand (secrets of another machine) may be empty in it.
     HIF_OK, or HIF_INVALID_ARGUMENT with "problems" in the details of call->fail. [any-thread] */
  hif_status(HIF_CALL* validate)(const struct hif_prototype* self, const hif_call* call,
                                 const hif_host* host, hif_str config_json);

  /* Makes an instance. `client` is null for kinds and prototypes that need none. Fails as
     validate() does, also with HIF_RESOURCE_EXHAUSTED. On failure *out stays null. Makes no
     request: the first one belongs to the first call of the kind's table. [any-thread] */
  hif_status(HIF_CALL* create)(const struct hif_prototype* self, const hif_call* call,
                               const hif_host* host, const hif_client_ref* client,
                               hif_str config_json, hif_instance** out);

  /* Frees the instance and joins every thread it started. Never fails. Batches that it gave out
     stay valid until they are released. [instance-serial & closed] */
  void(HIF_CALL* destroy)(hif_instance* instance);

  /* An optional interface of the instance by id, or null. Lives until destroy(). [any-thread] */
  const void*(HIF_CALL* get_extension)(hif_instance* instance, hif_str id);
} hif_prototype;

HIF_EXTERN_C_END
