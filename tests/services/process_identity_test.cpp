// SPDX-License-Identifier: MIT
#include "services/process_identity.hpp"

#include "services/child.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

using host::has_ended;
using host::this_process;

// A child, and what it says of itself.
class Named {
 public:
  Named() {
    if (::pipe(ends_.data()) != 0) throw std::runtime_error("no pipe");
    child_ = std::make_unique<tests::Child>([this] {
      const auto name = this_process() + "\n";
      if (::write(ends_[1], name.data(), name.size()) < 0) return 1;
      for (;;) ::pause();
    });
    for (char byte = 0; ::read(ends_[0], &byte, 1) == 1 && byte != '\n';) name_ += byte;
  }
  ~Named() {
    for (const int end : ends_) ::close(end);
  }
  tests::Child& child() { return *child_; }
  const std::string& name() const { return name_; }

 private:
  std::array<int, 2> ends_{};
  std::unique_ptr<tests::Child> child_;
  std::string name_;
};

TEST(ProcessIdentity, APresentProcessHasNotEnded) {
  EXPECT_FALSE(this_process().empty());
  EXPECT_EQ(this_process(), this_process());
  EXPECT_FALSE(has_ended(this_process()));
  Named other;
  EXPECT_NE(other.name(), this_process());
  EXPECT_FALSE(has_ended(other.name()));
}

TEST(ProcessIdentity, AKilledProcessHasEnded) {
  Named other;
  other.child().signal(SIGKILL);
  other.child().wait();
  EXPECT_TRUE(has_ended(other.name()));
}

TEST(ProcessIdentity, AnotherProcessOfTheSameNumberIsNotTheSame) {
  auto earlier = this_process();
  earlier += "0";
  EXPECT_TRUE(has_ended(earlier));
}

TEST(ProcessIdentity, OfWhatCannotBeAskedNothingIsSaid) {
  for (const auto& name :
       {std::string(), std::string("another-boot pid:[1] 999999999 5"),
        this_process().substr(0, this_process().rfind(' ')), std::string("nonsense")})
    EXPECT_FALSE(has_ended(name)) << name;
}

} // namespace
