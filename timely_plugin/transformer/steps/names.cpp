// SPDX-License-Identifier: MIT
#include "transformer/steps/makers.hpp"

namespace timely {

const std::vector<StepName>& step_names() {
  using namespace steps;
  static const std::vector<StepName> names = {{"set", make_set},
                                              {"copy", make_copy},
                                              {"move", make_move},
                                              {"delete", make_delete},
                                              {"rename", make_rename},
                                              {"keep", make_keep},
                                              {"drop", make_delete},
                                              {"default", make_default},
                                              {"merge", make_merge},
                                              {"cast", make_cast},
                                              {"map_values", make_map_values},
                                              {"string", make_string},
                                              {"math", make_math},
                                              {"date", make_date},
                                              {"duration", make_duration},
                                              {"hash", make_hash},
                                              {"branch", make_branch},
                                              {"each", make_each},
                                              {"group", make_group},
                                              {"filter", make_filter},
                                              {"if", make_if},
                                              {"switch", make_switch},
                                              {"unique", make_unique_step},
                                              {"fail", make_fail},
                                              {"log", make_log}};
  return names;
}

} // namespace timely
