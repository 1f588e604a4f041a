// SPDX-License-Identifier: Apache-2.0
// What validators of other people say to a report of each format, for the tests.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "outputs/sample_report.h"

namespace bulwark::outputs {

/// By default the small report, with a hostile name in every place that takes one.
class JudgedReport : public ::testing::Test {
 protected:
  static constexpr int kCannotTell = 77;

  void SetUp() override {
    fill(sample_);
    const std::string bad = "a\x1b]]>\x01\xFF<&\"'\xEF\xBF\xBE";
    sample_.finding(sample_.control("y", model::Severity::info), sample_.resource("Pod", bad, bad),
                    bad);
    sample_.problem(bad, bad).waived_by = bad;
  }

  /// The exit code of tests/validate_report.py, or of another program there.
  int judge(std::string_view format, const std::string& arguments,
            const std::string& program = "validate_report.py") {
    const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                       ("bulwark-report-" + std::to_string(::getpid()));
    std::ofstream(file, std::ios::binary) << sample_.write(format);
    const std::string command = "python3 " BULWARK_SOURCE_DIR "/tests/" + program + " " +
                                arguments + " " + file.string();
    const int status = std::system(command.c_str());
    std::filesystem::remove(file);
    return WEXITSTATUS(status);
  }

  SampleReport sample_;
};

}  // namespace bulwark::outputs
