// SPDX-License-Identifier: MIT
// Any text is a path or is refused; one that is a path finds and places without harm.

#include "transformer/places.hpp"

#include <hif/sdk/json_parse.hpp>

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try { // a configuration is JSON, and so all UTF-8
    hif::json::parse("\"" + timely::spelled(text) + "\"");
  } catch (const hif::json::ParseError&) {
    return 0;
  }
  timely::Tree tree;
  try {
    tree.load(R"({"a":{"b":[1,{"c":2}],"\u00e9":null},"*":{"0":"x"},"":[]})");
    const auto path = timely::parse_path(text);
    timely::find_all(tree, tree.root(), path);
    timely::place(tree, tree.root(), path, {}, {.force = true}, [](timely::Node&) {});
    std::string printed;
    tree.print(printed);
    tree.load(printed);
    if (!tree.open(tree.root())) std::abort();
  } catch (const timely::PathError&) {
  }
  try {
    timely::parse_target(text, 2);
  } catch (const timely::PathError&) {
  }
  return 0;
}
