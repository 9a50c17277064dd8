// SPDX-License-Identifier: MIT
#pragma once
// The maker of each step, as compiler.hpp has them. README.md says what the steps do.

#include "transformer/compiler.hpp"

namespace timely::steps {

// placing.cpp: what puts, moves and removes values as they are.
std::unique_ptr<Step> make_set(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_default(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_merge(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_copy(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_move(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_rename(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_delete(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_keep(const hif::json::Value&, const std::string& at, Compiler&);

// One value into another.
std::unique_ptr<Step> make_cast(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_map_values(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_string(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_hash(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_date(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_duration(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_math(const hif::json::Value&, const std::string& at, Compiler&);

// flow.cpp: what decides.
std::unique_ptr<Step> make_each(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_filter(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_if(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_switch(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_fail(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_log(const hif::json::Value&, const std::string& at, Compiler&);

// records.hpp: what makes several records of one, or one of several.
std::unique_ptr<Step> make_branch(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_group(const hif::json::Value&, const std::string& at, Compiler&);
std::unique_ptr<Step> make_unique_step(const hif::json::Value&, const std::string& at, Compiler&);

} // namespace timely::steps
