// SPDX-License-Identifier: MIT
#include "asking.hpp"

#include <set>

namespace timely::sandbox {
namespace {

const std::string whole_window = "events?since=2025-12-18&upto=2026-03-24&sort=id&order=asc";

class PagingTest : public SandboxTest {};

TEST_F(PagingTest, EventsComeInHundreds) {
  EXPECT_EQ(timely.get(whole_window).list().size(), 100u);
}

TEST_F(PagingTest, PagesOfEventsAreDisjointAndComplete) {
  std::set<std::int64_t> seen;
  std::size_t records = 0;
  for (int page = 1; page <= 9; ++page)
    for (const auto id :
         ids(timely.get(whole_window + "&per_page=50&page=" + std::to_string(page)).list()))
      seen.insert(id), ++records;
  EXPECT_EQ(records, 400u);
  EXPECT_EQ(seen.size(), 400u);
}

TEST_F(PagingTest, PageAfterTheLastIsEmpty) {
  EXPECT_EQ(timely.get(whole_window + "&per_page=100&page=5").body, "[]");
  EXPECT_EQ(timely.get(whole_window + "&page=9223372036854775807").body, "[]");
}

TEST_F(PagingTest, SenselessPageValuesCountAsNotGiven) {
  const auto first = timely.get(whole_window).body;
  EXPECT_EQ(timely.get(whole_window + "&page=0&per_page=x").body, first);
  EXPECT_EQ(timely.get(whole_window + "&page=-3&per_page=0").body, first);
}

TEST(PagingCap, LowersTheSizeWithoutAWord) {
  Options options;
  options.today = "2026-03-18";
  options.page_cap = 30;
  const Asking timely(options);
  EXPECT_EQ(timely.get(whole_window + "&per_page=1000").list().size(), 30u);
  const auto second = timely.get(whole_window + "&per_page=1000&page=2").list();
  EXPECT_EQ(ids(second)[0], 15540330);
}

TEST_F(PagingTest, ClientsGoByLimitAndOffset) {
  const auto all = ids(timely.get("clients").list());
  ASSERT_EQ(all.size(), 5u);
  const auto part = ids(timely.get("clients?limit=2&offset=2").list());
  EXPECT_EQ(part, std::vector<std::int64_t>(all.begin() + 2, all.begin() + 4));
}

TEST_F(PagingTest, UsersIgnorePageAndPerPage) {
  EXPECT_EQ(timely.get("users?page=2&per_page=1").list().size(), 6u);
}

TEST_F(PagingTest, TeamsTakeBothForms) {
  const auto all = ids(timely.get("teams").list());
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(ids(timely.get("teams?page=2&per_page=1").list()), std::vector{all[1]});
  EXPECT_EQ(ids(timely.get("teams?limit=1&offset=1").list()), std::vector{all[1]});
}

TEST_F(PagingTest, UnknownParametersAreIgnored) {
  const auto plain = timely.get("clients").body;
  EXPECT_EQ(timely.get("clients?updated_since=2030-01-01&project_ids=1").body, plain);
}

} // namespace
} // namespace timely::sandbox
