// SPDX-License-Identifier: MIT
#pragma once
// Steps that make one value out of another: at its own place, or at `into`.

#include "transformer/compiler.hpp"

namespace timely::steps {

// Immutable once made.
class Function {
 public:
  virtual ~Function() = default;
  // Throws Conflict when nothing can be made of `value`.
  virtual hif::json::Value operator()(const hif::json::Value& value, const Scope& scope) const = 0;
  // Whether null, and a place where nothing is, are values to it; else they stay what they are.
  virtual bool takes_nothing() const { return false; }
};

// Makes a function of what stands behind a path, or null when that has faults.
using FunctionMaker = std::unique_ptr<Function> (*)(const hif::json::Value& taken,
                                                    const std::string& at, Compiler& compiler);

// The step `{NAME: {PATH: …}}`, each `…` as `maker` reads it; an object there may have a key
// `into`.
std::unique_ptr<Step> make_function_step(const hif::json::Value& taken, const std::string& at,
                                         Compiler& compiler, FunctionMaker maker);

// A value as messages show it, shortened.
std::string shown(const hif::json::Value& value);

} // namespace timely::steps
