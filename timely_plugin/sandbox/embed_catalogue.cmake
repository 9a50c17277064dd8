# SPDX-License-Identifier: MIT
# Writes a C++ source that holds the text of CATALOGUE into OUT.
file(READ "${CATALOGUE}" bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "((0x..,){20})" "\\1\n" bytes "${bytes}")
file(WRITE "${OUT}.new" "// SPDX-License-Identifier: MIT
#include \"catalogue.hpp\"
namespace timely::sandbox {
static constexpr unsigned char bytes[] = {
${bytes}0};
std::string_view built_in_catalogue() {
  return {reinterpret_cast<const char*>(bytes), sizeof bytes - 1};
}
}  // namespace timely::sandbox
")
file(RENAME "${OUT}.new" "${OUT}")
