/* SPDX-License-Identifier: MIT */
#pragma once
/* Everything of the interface that is stable. */
#include "batch.h"
#include "call.h"
#include "client.h"
#include "entry.h"
#include "ext/clock.h"
#include "ext/log.h"
#include "ext/secrets.h"
#include "ext/state.h"
#include "host.h"
#include "prototype.h"
#include "publisher.h"
#include "subscriber.h"
#include "transformer.h"
#include "types.h"
#include "version.h"
