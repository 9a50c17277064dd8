// SPDX-License-Identifier: MIT
#include <hif/sdk/body.hpp>

#include <gtest/gtest.h>

#include <thread>

namespace {

using hif::sdk::BodyBuffer;
using hif::sdk::BodyPool;

constexpr std::size_t least = 1000, most = 10'000;

BodyBuffer of_size(BodyPool& pool, std::size_t size) {
  auto buffer = pool.take(size);
  buffer.resize(size);
  return buffer;
}

TEST(BodyPool, GivesAKeptBufferOutAgain) {
  BodyPool pool(least, most);
  auto first = of_size(pool, 2000);
  const auto* memory = first.data();
  pool.keep(std::move(first));
  const auto again = pool.take(1900);
  EXPECT_EQ(const_cast<BodyBuffer&>(again).data(), memory);
  EXPECT_EQ(again.size(), 0u);
  EXPECT_NE(of_size(pool, 1900).data(), memory);
}

TEST(BodyPool, TakesTheSmallestThatIsLargeEnough) {
  BodyPool pool(least, most);
  auto small = of_size(pool, 1000), large = of_size(pool, 4000), fitting = of_size(pool, 2000);
  const auto* memory = fitting.data();
  pool.keep(std::move(large));
  pool.keep(std::move(fitting));
  pool.keep(std::move(small));
  EXPECT_EQ(pool.take(1500).data(), memory);
}

TEST(BodyPool, ReplacesOneThatIsTooSmall) {
  BodyPool pool(least, most);
  pool.keep(of_size(pool, 2000));
  EXPECT_EQ(pool.take(4000).capacity(), 4500u);
  EXPECT_EQ(pool.take(1000).capacity(), 1125u); // the one for 2000 has gone
}

TEST(BodyPool, LeavesPaddingOfZeros) {
  BodyPool pool(least, most);
  auto buffer = of_size(pool, 2000);
  std::fill_n(buffer.data(), 2000, 'x');
  pool.keep(std::move(buffer));
  auto again = of_size(pool, 1200);
  for (std::size_t i = 0; i < HIF_BODY_PADDING; ++i) EXPECT_EQ(again.data()[1200 + i], '\0');
}

TEST(BodyPool, KeepsNeitherSmallOnesNorMoreThanItsMost) {
  BodyPool pool(least, most);
  auto small = pool.take(10);
  small.resize(10);
  pool.keep(std::move(small));
  EXPECT_EQ(pool.take(10).capacity(), 0u);
  pool.keep(of_size(pool, 20'000));
  EXPECT_LT(pool.take(1000).capacity(), 20'000u);
  auto one = of_size(pool, 8000), other = of_size(pool, 4000);
  pool.keep(std::move(one));
  pool.keep(std::move(other));
  EXPECT_EQ(pool.take(1000).capacity(), 4500u);
  EXPECT_EQ(pool.take(1000).capacity(), 1125u); // the other had to go
}

TEST(BodyPool, MayBeUsedByManyThreads) {
  BodyPool pool(least, most);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < 2000; ++i) {
        auto buffer = of_size(pool, least + (i * 37 + static_cast<std::size_t>(t)) % 3000);
        std::fill_n(buffer.data(), buffer.size(), static_cast<char>('a' + t));
        EXPECT_EQ(buffer.text().find_first_not_of(static_cast<char>('a' + t)), std::string::npos);
        pool.keep(std::move(buffer));
      }
    });
  for (auto& thread : threads) thread.join();
}

} // namespace
