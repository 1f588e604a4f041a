// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "sources/cluster/test_snapshot.h"

namespace bulwark::sources::cluster {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace): made for these tests
using testing::HasSubstr;

TEST(Snapshot, OfOneNameAreToldApart) {
  model::Inventory inventory;
  ASSERT_TRUE(load(written({pod("a")}, {}), inventory));
  ASSERT_TRUE(load(written({pod("a")}, {}), inventory));
  ASSERT_EQ(inventory.sources.size(), 2U);
  EXPECT_EQ(inventory.sources[0].name, "kind-shop");
  EXPECT_EQ(inventory.sources[1].name, "kind-shop (2)");
}

TEST(Snapshot, GivesBackWhatWasWritten) {
  model::Problem forbidden;
  forbidden.what = "secrets";
  forbidden.reason = "forbidden: list";
  forbidden.code = ErrorCode::denied;
  model::Inventory inventory;
  const auto header = load(written({pod("b"), pod("a")}, {forbidden}), inventory);
  ASSERT_TRUE(header) << header.error().text();
  EXPECT_EQ(*header, kHeader);
  EXPECT_EQ(objects_of(inventory), (std::vector{pod("a"), pod("b")}));
  EXPECT_EQ(inventory.documents, 2U);
  forbidden.cluster = "kind-shop";
  EXPECT_EQ(inventory.problems, std::vector{forbidden});
  ASSERT_EQ(inventory.sources.size(), 1U);
  EXPECT_EQ(inventory.sources[0].name, "kind-shop");
  EXPECT_TRUE(inventory.sources[0].cluster && inventory.sources[0].json);
  EXPECT_EQ(inventory.clusters,
            (std::vector{model::Cluster{0, "v1.34.4", "2026-01-31T12:00:00Z"}}));
}

TEST(Snapshot, GoesBehindWhatWasLoadedBefore) {
  model::Inventory inventory;
  ASSERT_TRUE(load(written({pod("a")}), inventory));
  ASSERT_TRUE(load(written({pod("b")}), inventory));
  EXPECT_EQ(inventory.clusters.size(), 2U);
  EXPECT_EQ(inventory.resources(), 2U);
  for (const model::Segment& segment : inventory.segments) {
    for (const model::Resource& resource : segment.resources) {
      EXPECT_EQ(resource.source, resource.name() == "a" ? 0U : 1U);
      EXPECT_EQ(resource.offset, 0U);
    }
  }
}

TEST(Snapshot, HoldsNothingAtAllWhenNothingWasThere) {
  model::Inventory inventory;
  ASSERT_TRUE(load(written({}), inventory));
  EXPECT_EQ(inventory.documents, 0U);
  EXPECT_EQ(inventory.clusters.size(), 1U);
}

TEST(Snapshot, KeepsNoValueOfASecretThatSomebodyPutIn) {
  model::Inventory inventory;
  ASSERT_TRUE(load(
      written(
          {R"({"apiVersion":"v1","data":{"a":"Y2FuYXJ5"},"kind":"Secret","metadata":{"name":"s"}})"}),
      inventory));
  EXPECT_THAT(objects_of(inventory)[0], HasSubstr(R"("data":{"a":"***"})"));
}

// Values of every kind, made at random.
class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  std::string object(std::size_t number) {
    std::string out = fmt::format(
        R"({{"apiVersion":"shop.io/v{}","kind":"K{}","metadata":{{"name":"n{}"}})", below(3),
        below(5), number);
    for (std::size_t i = below(6); i > 0; --i) out += fmt::format(",\"x{}\":{}", i, value(3));
    return out + "}";
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }

  std::string value(std::size_t depth) {
    switch (below(depth > 0 ? 8 : 5)) {
      case 0: return below(2) == 0 ? "true" : "false";
      case 1: return std::to_string(static_cast<std::int64_t>(random_()) - 2'000'000'000);
      case 2: return std::to_string(18'446'744'073'709'551'615U - below(9));
      case 3: return fmt::format("{:.3f}", static_cast<double>(random_()) / 997.0);
      case 4: return text();
      case 5:
      case 6: return list(depth - 1);
      default: return map(depth - 1);
    }
  }
  std::string text() {
    std::string raw(below(40), '\0');
    for (char& c : raw) c = static_cast<char>(below(128));
    std::string out;
    formats::write_json_string(out, raw + "\xC3\xA4");
    return out;
  }
  std::string list(std::size_t depth) {
    std::string out = "[";
    for (std::size_t i = below(4); i > 0; --i) out += value(depth) + (i > 1 ? "," : "");
    return out + "]";
  }
  std::string map(std::size_t depth) {
    std::string out = "{";
    for (std::size_t i = below(4); i > 0; --i)
      out += fmt::format("\"k{}\":{}{}", i, value(depth), i > 1 ? "," : "");
    return out + "}";
  }
  std::mt19937 random_;
};

TEST(Snapshot, GivesBackAnyObjectsHoweverManyWorkersRead) {
  Maker maker(20260131);
  std::vector<std::string> objects;
  for (std::size_t i = 0; i < 20'000; ++i) objects.push_back(maker.object(i));
  model::Inventory one;
  ASSERT_TRUE(load(written(objects), one, 1));
  // A second time, from what was read: now keys are sorted.
  const std::vector<std::string> sorted = objects_of(one);
  EXPECT_EQ(sorted.size(), objects.size());
  std::vector<std::string> shuffled = sorted;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(7));
  for (const unsigned workers : {1U, 2U, 5U}) {
    model::Inventory again;
    ASSERT_TRUE(load(written(shuffled), again, workers));
    EXPECT_EQ(objects_of(again), sorted) << workers;
  }
}

TEST(Snapshot, TakesLinesFromSeveralThreads) {
  std::string file;
  bool complete = false;
  auto writer = SnapshotWriter::create(std::make_unique<SharedSink>(file, complete), kHeader);
  ASSERT_TRUE(writer);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 500; ++i)
          (*writer)->add(
              pod(fmt::format("p{}-{}", t, i)) + "\n" + pod(fmt::format("q{}-{}", t, i)) + "\n", 2);
      });
    }
  }
  ASSERT_TRUE((*writer)->finish({}));
  model::Inventory inventory;
  ASSERT_TRUE(load(file, inventory));
  EXPECT_EQ(inventory.resources(), 4000U);
}

TEST(Snapshot, MakesNoFileUnlessFinished) {
  std::string file;
  bool complete = false;
  {
    auto writer = SnapshotWriter::create(std::make_unique<SharedSink>(file, complete), kHeader);
    ASSERT_TRUE(writer);
    (*writer)->add(pod("a") + "\n", 1);
  }
  EXPECT_FALSE(complete);
}

class FullSink final : public io::Sink {
  Result<void> drain(std::string_view /*text*/) override {
    return fail(ErrorCode::unavailable, "no space left on device");
  }
};

TEST(Snapshot, TellsThatTheDiskIsFull) {
  auto writer = SnapshotWriter::create(std::make_unique<FullSink>(), kHeader);
  ASSERT_TRUE(writer);
  Maker maker(1);
  for (std::size_t i = 0; i < 20'000; ++i) (*writer)->add(maker.object(i) + "\n", 1);
  const Result<void> finished = (*writer)->finish({});
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().message, "no space left on device");
}

}  // namespace
}  // namespace bulwark::sources::cluster
