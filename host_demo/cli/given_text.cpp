// SPDX-License-Identifier: MIT
#include "cli/given_text.hpp"

#include "text/failure.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

namespace host {
namespace {

std::string read_all(std::istream& in) {
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

} // namespace

std::string text_given(const std::string& given, const std::string& option) {
  if (given == "-") return read_all(std::cin);
  if (!given.starts_with("@")) return given;
  errno = 0;
  std::ifstream file(given.substr(1), std::ios::binary);
  if (!file)
    throw Failure(Exit::usage, option + ": cannot read " + given.substr(1) + ": " +
                                   std::strerror(errno ? errno : EIO));
  return read_all(file);
}

} // namespace host
