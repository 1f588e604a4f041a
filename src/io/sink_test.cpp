// SPDX-License-Identifier: Apache-2.0
#include "io/sink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace bulwark::io {
namespace {

namespace fs = std::filesystem;

class SinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "bulwark-sink-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }
  static std::string content(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  fs::path folder_;
};

TEST_F(SinkTest, KeepsTheOrderOfSmallAndLargePieces) {
  StringSink sink;
  const std::string large(200'000, 'x');
  sink.write("a");
  sink.write(large);
  sink.write("b");
  ASSERT_TRUE(sink.finish());
  EXPECT_EQ(sink.text(), "a" + large + "b");
}

TEST_F(SinkTest, AFileAppearsWholeOrNotAtAll) {
  const fs::path path = folder_ / "report.json";
  {
    auto sink = FileSink::create(path.string());
    ASSERT_TRUE(sink);
    (*sink)->write("half");
    EXPECT_FALSE(fs::exists(path));
  }
  EXPECT_EQ(files(), 0U);
  auto sink = FileSink::create(path.string());
  ASSERT_TRUE(sink);
  (*sink)->write("whole");
  ASSERT_TRUE((*sink)->finish());
  EXPECT_EQ(content(path), "whole");
  EXPECT_EQ(files(), 1U);
}

TEST_F(SinkTest, ReplacesAFileButKeepsItsModeAndTheLinkToIt) {
  const fs::path path = folder_ / "report.json";
  std::ofstream(path) << "old";
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink(path, folder_ / "link");
  auto sink = FileSink::create((folder_ / "link").string());
  ASSERT_TRUE(sink);
  (*sink)->write("new");
  EXPECT_EQ(content(path), "old");
  ASSERT_TRUE((*sink)->finish());
  EXPECT_EQ(content(path), "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(SinkTest, SaysWhyAFileCannotBeWritten) {
  const auto missing = FileSink::create((folder_ / "no" / "report").string());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_EQ(missing.error().where, (folder_ / "no" / "report").string());
  EXPECT_FALSE(FileSink::create(folder_.string()));
}

TEST_F(SinkTest, AFullDiskIsAnError) {
  auto sink = FileSink::create("/dev/full");
  if (!sink) GTEST_SKIP() << "no /dev/full here";
  (*sink)->write("text");
  EXPECT_FALSE((*sink)->finish());
}

TEST_F(SinkTest, AReaderThatWentAwayCancels) {
  ::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ::close(ends[0]);
  DescriptorSink sink(ends[1]);
  sink.write(std::string(100'000, 'x'));
  EXPECT_TRUE(sink.failed());
  const auto result = sink.finish();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
  ::close(ends[1]);
}

}  // namespace
}  // namespace bulwark::io
