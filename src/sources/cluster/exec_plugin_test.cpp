// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/exec_plugin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "io/test_folder.h"

namespace bulwark::sources::cluster {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kV1 = "client.authentication.k8s.io/v1";

std::string credential(const std::string& status, const std::string& version = kV1) {
  return R"({"kind":"ExecCredential","apiVersion":")" + version + R"(","status":)" + status + "}";
}

class ExecPluginTest : public testing::Test {
 protected:
  ExecPluginTest() {
    access_.user = "jane";
    access_.server = "https://east.example:6443";
    access_.exec.emplace();
    access_.exec->api_version = kV1;
    access_.exec->command = "/bin/sh";
    access_.search_path = "/usr/bin:/bin";
  }
  Result<PluginCredential> run(const std::string& script) {
    access_.exec->arguments = {"-c", script};
    return run_plugin(access_, std::chrono::seconds(20), {});
  }
  static std::string failure(const Result<PluginCredential>& result) {
    return result ? "no error" : result.error().text();
  }
  static std::string parse_failure(const std::string& text) {
    return failure(parse_exec_credential(text, kV1));
  }
  Access access_;
};

TEST_F(ExecPluginTest, GivesTokenAndExpiry) {
  const Result<PluginCredential> found = run(
      "echo '" + credential(R"({"token":"t1","expirationTimestamp":"2026-01-02T03:04:05Z"})") +
      "'");
  ASSERT_TRUE(found) << failure(found);
  EXPECT_EQ(found->token, "t1");
  EXPECT_EQ(found->expires, std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) +
                                std::chrono::hours(3) + std::chrono::minutes(4) +
                                std::chrono::seconds(5));
}

TEST_F(ExecPluginTest, GivesACertificate) {
  const auto found = parse_exec_credential(
      credential(R"({"clientCertificateData":"c","clientKeyData":"k"})"), kV1);
  ASSERT_TRUE(found) << failure(found);
  EXPECT_EQ(found->certificate + found->key, "ck");
  EXPECT_EQ(found->expires, std::nullopt);
}

TEST_F(ExecPluginTest, IsToldTheVersionAndAddsItsVariables) {
  access_.exec->environment = {{"GREETING", "hello"}};
  const Result<PluginCredential> found = run(
      R"(test "$KUBERNETES_EXEC_INFO" = '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}' &&
         echo "{kind: ExecCredential, apiVersion: client.authentication.k8s.io/v1, status: {token: $GREETING}}")");
  ASSERT_TRUE(found) << failure(found);
  EXPECT_EQ(found->token, "hello");
}

TEST_F(ExecPluginTest, IsToldTheClusterWhereItAsksForIt) {
  access_.exec->provide_cluster_info = true;
  access_.tls.ca = "ca";
  access_.tls.server_name = "api";
  access_.tls.insecure = true;
  access_.proxy = "http://proxy";
  access_.compressed = false;
  access_.cluster_config = R"({"audience":"a"})";
  EXPECT_THAT(
      exec_info(access_),
      HasSubstr(R"("cluster":{"server":"https://east.example:6443","tls-server-name":"api",)"
                R"("insecure-skip-tls-verify":true,"certificate-authority-data":"Y2E=",)"
                R"("proxy-url":"http://proxy","disable-compression":true,)"
                R"("config":{"audience":"a"}},"interactive":false)"));
}

TEST_F(ExecPluginTest, IsFoundInTheSearchPath) {
  const io::TestFolder folder;
  const std::string path = folder.write(
      "my-login", "#!/bin/sh\necho '" + credential(R"({"token":"t"})") + "'\n");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  access_.exec->command = "my-login";
  access_.search_path = "/nowhere:" + folder.path();
  const Result<PluginCredential> found = run_plugin(access_, std::chrono::seconds(20), {});
  ASSERT_TRUE(found) << failure(found);
  EXPECT_EQ(found->token, "t");
}

TEST_F(ExecPluginTest, SaysHowToInstallWhatIsMissing) {
  access_.exec->install_hint = "get it\x1b[31m from the shop";
  for (const char* command : {"my-login", "/nowhere/my-login"}) {
    access_.exec->command = command;
    EXPECT_EQ(failure(run("")), "the credential plugin '" + std::string(command) +
                                    "' of user 'jane' is not installed: get it [31m from the shop");
  }
}

TEST_F(ExecPluginTest, RepeatsWhatAFailingPluginSaid) {
  EXPECT_EQ(failure(run("echo secret; echo 'log in first' >&2; exit 7")),
            "the credential plugin '/bin/sh' of user 'jane' failed with exit code 7: log in first");
}

TEST_F(ExecPluginTest, IsStoppedWhereItTakesTooLong) {
  access_.exec->arguments = {"-c", "sleep 60"};
  const auto found = run_plugin(access_, std::chrono::milliseconds(50), {});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::timeout);
}

TEST_F(ExecPluginTest, NeverRepeatsWhatWasPrinted) {
  for (const char* output : {"sesame", "{sesame", "kind: [sesame]", "{\"kind\":\"sesame\"}"}) {
    const std::string said = failure(run("echo '" + std::string(output) + "'"));
    EXPECT_THAT(said, HasSubstr("printed no credential: ")) << output;
    EXPECT_THAT(said, Not(HasSubstr("sesame")));
  }
}

TEST_F(ExecPluginTest, MustAnswerInTheVersionThatWasAskedFor) {
  EXPECT_EQ(parse_failure(credential(R"({"token":"t"})", "client.authentication.k8s.io/v1beta1")),
            "apiVersion is client.authentication.k8s.io/v1beta1, but "
            "client.authentication.k8s.io/v1 was asked for");
}

TEST_F(ExecPluginTest, MustGiveSomethingWhole) {
  EXPECT_EQ(parse_failure(credential("{}")), "status holds neither token nor certificate");
  EXPECT_EQ(parse_failure(credential(R"({"token":"t","clientKeyData":"k"})")),
            "status holds only one of certificate and key");
  EXPECT_EQ(parse_failure(credential(R"({"token":"t","expirationTimestamp":"soon"})")),
            "status.expirationTimestamp is no time (RFC 3339)");
  EXPECT_EQ(parse_failure(credential(R"({"token":5})")),
            "status.token must be a string, not a number");
  EXPECT_EQ(parse_failure(""), "this must be a map, not null");
}

}  // namespace
}  // namespace bulwark::sources::cluster
