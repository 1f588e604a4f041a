// SPDX-License-Identifier: Apache-2.0
#include "scan/flow_log.h"

#include <gtest/gtest.h>

#include "io/test_folder.h"

namespace bulwark::scan {
namespace {

const std::string kFlow =
    R"({"from":{"namespace":"s","workload":"web"},"to":{"ip":"192.0.2.1"},"protocol":"TCP","port":80})";

std::unique_ptr<FlowLog> read(const std::string& text) {
  const io::TestFolder folder;
  LineFiles files;
  files.files.push_back(folder.write("flows", text));
  auto log = read_flow_log(files);
  EXPECT_TRUE(log) << log.error().text();
  return log ? std::move(*log) : std::make_unique<FlowLog>();
}

TEST(FlowLog, TellsEachLineThatIsNoFlowAndLosesNoOther) {
  const auto log = read(kFlow + "\n" + kFlow.substr(0, 30) + "\n{}\n\n" + kFlow + "\r\n" +
                        R"({"lost_events":{"num_events_lost":"5"}})" + "\n" + kFlow);
  EXPECT_EQ(log->flows.counts().taken, 3U);
  EXPECT_EQ(log->flows.counts().lost, 5U);
  EXPECT_EQ(log->faults.count, 2U);
  ASSERT_EQ(log->faults.first.size(), 2U);
  EXPECT_EQ(log->faults.first[0].line, 2U);
  EXPECT_EQ(log->faults.first[1].line, 3U);
  EXPECT_EQ(log->faults.first[1].reason, "no flow");
}

// More text than its memory is kept for.
TEST(FlowLog, KeepsWhatItReadWhenItsMemoryIsRenewed) {
  std::string text;
  for (int i = 0; i < 130'000; ++i)
    text += R"({"from":{"ip":"10.0.0.)" + std::to_string(i % 50) +
            R"("},"to":{"namespace":"s","pod":"web-0"},"protocol":"TCP","port":80})" + "\n";
  ASSERT_GT(text.size(), std::size_t{9} << 20U);
  const auto log = read(text);
  EXPECT_EQ(log->flows.counts().taken, 130'000U);
  EXPECT_EQ(log->faults.count, 0U);
}

}  // namespace
}  // namespace bulwark::scan
