// SPDX-License-Identifier: MIT
// The entry of the package: everything that it offers.

#include "flatten/flatten_transformer.hpp"
#include "http/http_client.hpp"
#include "jq/jq_transformer.hpp"
#include "lookup/lookup_transformer.hpp"
#include "publisher/publisher.hpp"
#include "subscriber/subscriber.hpp"
#include "template/template_transformer.hpp"
#include "transformer/mapping.hpp"

#include <hif/sdk/package.hpp>

HIF_PACKAGE("timely", TIMELY_VERSION, hif::sdk::client<timely::HttpClient>("timely.http_client"),
            hif::sdk::subscriber<timely::Subscriber>("timely.subscriber"),
            hif::sdk::publisher<timely::Publisher>("timely.publisher"),
            hif::sdk::transformer<timely::Mapping>("timely.mapping"),
            hif::sdk::transformer<timely::TemplateTransformer>("timely.template"),
            hif::sdk::transformer<timely::JqTransformer>("timely.jq"),
            hif::sdk::transformer<timely::FlattenTransformer>("timely.flatten"),
            hif::sdk::transformer<timely::LookupTransformer>("timely.lookup"))
