// SPDX-License-Identifier: Apache-2.0
#include "io/process.h"

#include <gtest/gtest.h>

#include <thread>

namespace bulwark::io {
namespace {

Command shell(const std::string& script) {
  Command command;
  command.program = "/bin/sh";
  command.arguments = {"-c", script};
  return command;
}

TEST(Process, GivesOutputErrorsAndExitCode) {
  const Result<Outcome> outcome = run(shell("echo out; echo err >&2; exit 3"));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output, "out\n");
  EXPECT_EQ(outcome->errors, "err\n");
  EXPECT_EQ(outcome->exit_code, 3);
}

TEST(Process, PassesArgumentsUntouched) {
  Command command;
  command.program = "/bin/echo";
  command.arguments = {"a b", "$HOME", "*"};
  EXPECT_EQ(run(command)->output, "a b $HOME *\n");
}

TEST(Process, AddsVariablesToItsOwn) {
  ::setenv("BULWARK_TEST_OLD", "old", 1);
  ::setenv("BULWARK_TEST_KEPT", "kept", 1);
  Command command = shell("echo $BULWARK_TEST_OLD $BULWARK_TEST_KEPT $BULWARK_TEST_NEW");
  command.environment = {"BULWARK_TEST_OLD=first", "BULWARK_TEST_OLD=new", "BULWARK_TEST_NEW=a=b"};
  EXPECT_EQ(run(command)->output, "new kept a=b\n");
}

TEST(Process, HasNoInput) { EXPECT_EQ(run(shell("cat; echo end"))->output, "end\n"); }

TEST(Process, TakesMuchFromBothOutputs) {
  const Result<Outcome> outcome = run(
      shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2"));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->output.size(), 3'000'000U);
  EXPECT_LE(outcome->errors.size(), 65537U);
}

TEST(Process, KillsWhatTakesTooLong) {
  Command command = shell("sleep 60 & sleep 60");
  command.timeout = std::chrono::milliseconds(100);
  EXPECT_EQ(run(command).error().code, ErrorCode::timeout);
}

TEST(Process, KillsWhatPrintsTooMuch) {
  Command command = shell("yes");
  command.most_output = 1000;
  EXPECT_EQ(run(command).error().code, ErrorCode::limit);
}

TEST(Process, KillsWhenItIsInterrupted) {
  std::stop_source stop;
  Command command = shell("sleep 60");
  command.stop = stop.get_token();
  const std::jthread interrupter([&] { stop.request_stop(); });
  EXPECT_EQ(run(command).error().code, ErrorCode::cancelled);
}

TEST(Process, SaysThatAProgramIsMissing) {
  Command command;
  command.program = "/nowhere/program";
  EXPECT_EQ(run(command).error().code, ErrorCode::not_found);
}

TEST(FindProgram, LooksOnlyInAbsoluteFolders) {
  EXPECT_EQ(find_program("sh", "/nowhere:/bin"), "/bin/sh");
  EXPECT_EQ(find_program("sh", ""), std::nullopt);
  EXPECT_EQ(find_program("process_test.cpp", ".::src/io"), std::nullopt);
}

TEST(Process, gives_a_program_its_input) {
  Command command;
  command.program = "/bin/cat";
  command.input = "https://registry.example";
  const auto outcome = run(command);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->output, "https://registry.example");
  command.input.clear();
  EXPECT_EQ(run(command)->output, "");
  command.input.assign(100'000, 'x');
  EXPECT_EQ(run(command).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace bulwark::io
