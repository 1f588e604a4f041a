// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/kubeconfig.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/test_folder.h"

namespace bulwark::sources::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kTwo = R"(apiVersion: v1
kind: Config
current-context: prod
clusters:
- name: east
  cluster: {server: "https://east.example:6443/"}
- name: west
  cluster: {server: "https://west.example/k8s/clusters/c-1", proxy-url: "socks5://localhost:1080",
            tls-server-name: api.west, insecure-skip-tls-verify: true, disable-compression: true}
users:
- name: jane
  user: {token: sesame}
- name: joe
  user: {username: joe, password: secret, as: boss, as-uid: "7", as-groups: [a, b],
         as-user-extra: {scopes: [x, z]}}
contexts:
- name: prod
  context: {cluster: east, user: jane, namespace: shop}
- name: staging
  context: {cluster: west, user: joe}
- name: nobody
  context: {cluster: east}
)";

class KubeconfigTest : public testing::Test {
 protected:
  Result<Kubeconfig> load(std::string_view text) {
    return Kubeconfig::load(folder_.write("config", text), {});
  }
  Result<Access> access(std::string_view text, std::string_view context = {}) {
    const Kubeconfig kubeconfig = TRY(load(text));
    return kubeconfig.access(context);
  }
  // One cluster and one user with these fields.
  Result<Access> access_of(const std::string& cluster, const std::string& user) {
    return access(
        "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
        "clusters:\n- name: k\n  cluster: {" +
        cluster +
        "}\n"
        "users:\n- name: u\n  user: {" +
        user + "}\n");
  }
  static std::string failure(const Result<Access>& result) {
    return result ? "no error" : result.error().text();
  }
  std::string config() const { return folder_.path("config"); }

  io::TestFolder folder_;
};

TEST_F(KubeconfigTest, GivesTheCurrentContext) {
  const Result<Access> found = access(kTwo);
  ASSERT_TRUE(found) << failure(found);
  Access wanted;
  wanted.context = "prod";
  wanted.cluster = "east";
  wanted.user = "jane";
  wanted.server = "https://east.example:6443";
  wanted.name_space = "shop";
  wanted.token = "sesame";
  EXPECT_EQ(*found, wanted);
}

TEST_F(KubeconfigTest, GivesEverythingOfANamedContext) {
  const Result<Access> found = access(kTwo, "staging");
  ASSERT_TRUE(found) << failure(found);
  EXPECT_EQ(found->server, "https://west.example/k8s/clusters/c-1");
  EXPECT_EQ(found->proxy, "socks5://localhost:1080");
  EXPECT_EQ(found->tls.server_name, "api.west");
  EXPECT_TRUE(found->tls.insecure);
  EXPECT_FALSE(found->compressed);
  EXPECT_EQ(found->username + ":" + found->password, "joe:secret");
  const Impersonation boss{"boss", "7", {"a", "b"}, {{"scopes", {"x", "z"}}}};
  EXPECT_EQ(found->impersonation, boss);
}

TEST_F(KubeconfigTest, TakesAContextWithoutAUser) {
  const Result<Access> found = access(kTwo, "nobody");
  ASSERT_TRUE(found) << failure(found);
  EXPECT_EQ(found->token, "");
}

TEST_F(KubeconfigTest, SuggestsTheContextThatWasMeant) {
  EXPECT_EQ(failure(access(kTwo, "stagign")),
            config() + ": no context 'stagign'; did you mean 'staging'?");
}

TEST_F(KubeconfigTest, ListsTheContextsWhereNoneIsCurrent) {
  EXPECT_EQ(failure(access("contexts: [{name: b, context: {}}, {name: a, context: {}}]")),
            config() + ": there is no current context: choose one of a, b");
}

TEST_F(KubeconfigTest, SaysWhatAContextRefersToInVain) {
  EXPECT_EQ(failure(access("current-context: c\ncontexts: [{name: c, context: {cluster: eats}}]\n"
                           "clusters: [{name: east, cluster: {}}]")),
            config() +
                ": context 'c' names the cluster 'eats', which is not there; did you mean "
                "'east'?");
  EXPECT_EQ(failure(access("current-context: c\n"
                           "contexts: [{name: c, context: {cluster: k, user: u}}]\n"
                           "clusters: [{name: k, cluster: {server: 'https://x'}}]")),
            config() + ": context 'c' names the user 'u', which is not there");
}

TEST_F(KubeconfigTest, MergesFilesTheFirstOfThemWins) {
  const std::string first = folder_.write("a", R"(
clusters: [{name: k, cluster: {server: "https://first"}}]
contexts: [{name: c, context: {cluster: k, user: u}}]
)");
  const std::string second = folder_.write("b", R"(
current-context: c
clusters: [{name: k, cluster: {server: "https://second", tls-server-name: other}}]
users: [{name: u, user: {token: two}}]
)");
  const std::string third = folder_.write("c", "current-context: d\n");
  Environment environment;
  environment.kubeconfig = first + ":" + folder_.path("missing") + "::" + second + ":" + third +
                           ":" + first;
  const Result<Kubeconfig> merged = Kubeconfig::load("", environment);
  ASSERT_TRUE(merged) << merged.error().text();
  EXPECT_EQ(merged->current(), "c");
  const Result<Access> found = merged->access("");
  ASSERT_TRUE(found) << failure(found);
  EXPECT_EQ(found->server, "https://first");
  EXPECT_EQ(found->tls.server_name, "") << "entries are not mixed";
  EXPECT_EQ(found->token, "two");
}

TEST_F(KubeconfigTest, ReadsTheOneInTheHomeWhereNoneIsNamed) {
  folder_.write(".kube/config", kTwo);
  Environment environment;
  environment.home = folder_.path();
  const Result<Kubeconfig> found = Kubeconfig::load("", environment);
  ASSERT_TRUE(found);
  EXPECT_THAT(found->contexts(), ElementsAre("nobody", "prod", "staging"));
  environment.kubeconfig = folder_.path("missing");
  EXPECT_TRUE(Kubeconfig::load("", environment)->empty());
}

TEST_F(KubeconfigTest, InsistsOnAFileThatWasAskedFor) {
  const Result<Kubeconfig> found = Kubeconfig::load(folder_.path("missing"), {});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::not_found);
  EXPECT_EQ(found.error().where, folder_.path("missing"));
}

TEST_F(KubeconfigTest, TakesAnEmptyFileForNothing) {
  for (const char* text : {"", "# nothing\n", "apiVersion: v1\nkind: Config\nclusters: null\n"}) {
    const Result<Kubeconfig> found = load(text);
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_TRUE(found->empty());
  }
}

TEST_F(KubeconfigTest, ReadsJson) {
  const Result<Access> found = access(
      R"({"current-context":"c","contexts":[{"name":"c","context":{"cluster":"k"}}],)"
      R"("clusters":[{"name":"k","cluster":{"server":"https://x"}}]})");
  ASSERT_TRUE(found) << failure(found);
  EXPECT_EQ(found->server, "https://x");
}

TEST_F(KubeconfigTest, NamesFileLineAndFieldOfAWrongType) {
  EXPECT_EQ(failure(access("clusters:\n- name: prod\n  cluster:\n    server: 5\n")),
            config() + ":4:13: clusters[prod].cluster.server must be a string, not a number");
  EXPECT_EQ(failure(access("users:\n- user: []\n")), config() + ":2:3: users[0].name is missing");
  EXPECT_EQ(failure(access("users:\n- 7\n")),
            config() + ":2:3: users[0] must be a map, not a number");
  EXPECT_EQ(failure(access("users: {}\n")), config() + ":1:1: users must be a list, not a map");
  EXPECT_EQ(failure(access("- a\n")), config() + ":1:1: this must be a map, not a list");
  EXPECT_EQ(failure(access("kind: Pod\n")), config() + ":1:7: kind must be 'Config', not 'Pod'");
  EXPECT_EQ(failure(access("users: [{name: u, user: {as-groups: [1]}}]\n")),
            config() + ":1:38: users[u].user.as-groups[0] must be a string, not a number");
}

TEST_F(KubeconfigTest, NamesTheLineWhereItIsNoYaml) {
  EXPECT_THAT(failure(access("clusters:\n- name: [\n")), HasSubstr(config() + ":3:1: "));
}

TEST_F(KubeconfigTest, RefusesANameThatIsThereTwice) {
  EXPECT_THAT(failure(access("users: [{name: u, user: {}}, {name: u, user: {}}]")),
              HasSubstr("users[u].name is there twice"));
}

TEST_F(KubeconfigTest, RefusesBadBase64WithoutRepeatingIt) {
  const std::string said = failure(access_of("server: 'https://x'", "client-key-data: s3cr*t"));
  EXPECT_THAT(said, HasSubstr("users[u].user.client-key-data is no base64"));
  EXPECT_THAT(said, Not(HasSubstr("s3cr*t")));
  EXPECT_THAT(failure(access_of("certificate-authority-data: bm90aGluZw==", "")),
              HasSubstr("clusters[k].cluster.certificate-authority-data is base64, but of no PEM"));
}

TEST_F(KubeconfigTest, ReadsCertificatesFromTheFolderOfTheFile) {
  folder_.write("pki/ca.crt", "-----BEGIN CERTIFICATE-----\nca");
  folder_.write("own.crt", "-----BEGIN CERTIFICATE-----\nown");
  const Result<Access> found = access_of(
      "server: 'https://x', certificate-authority: pki/ca.crt",
      "client-certificate: ./own.crt, client-key-data: LS0tLS1CRUdJTiBLRVktLS0tLQ==, "
      "tokenFile: token");
  ASSERT_TRUE(found) << failure(found);
  EXPECT_EQ(found->tls.ca, "-----BEGIN CERTIFICATE-----\nca");
  EXPECT_EQ(found->tls.certificate, "-----BEGIN CERTIFICATE-----\nown");
  EXPECT_EQ(found->tls.key, "-----BEGIN KEY-----");
  EXPECT_EQ(found->token_file, folder_.path("token"));
}

TEST_F(KubeconfigTest, SaysWhichCertificateFileCannotBeRead) {
  EXPECT_EQ(failure(access_of("server: 'https://x', certificate-authority: ca.crt", "")),
            config() + ": clusters[k].cluster.certificate-authority: " + folder_.path("ca.crt") +
                ": no such file or directory");
  folder_.write("ca.crt", "nothing");
  EXPECT_THAT(failure(access_of("server: 'https://x', certificate-authority: ca.crt", "")),
              HasSubstr("there is no PEM in it"));
}

TEST_F(KubeconfigTest, ReadsAPlugin) {
  const Result<Access> found = access_of(
      "server: 'https://x', extensions: [{name: client.authentication.k8s.io/exec, extension: "
      "{audience: a}}]",
      "exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/login, args: [a, b], env: "
      "[{name: A, value: b}], installHint: buy it, provideClusterInfo: true, interactiveMode: "
      "Never}");
  ASSERT_TRUE(found) << failure(found);
  ExecPlugin wanted;
  wanted.command = folder_.path("bin/login");
  wanted.arguments = {"a", "b"};
  wanted.environment = {{"A", "b"}};
  wanted.api_version = "client.authentication.k8s.io/v1";
  wanted.install_hint = "buy it";
  wanted.interactive_mode = "Never";
  wanted.provide_cluster_info = true;
  EXPECT_EQ(found->exec, wanted);
  EXPECT_EQ(found->cluster_config, R"({"audience":"a"})");
}

TEST_F(KubeconfigTest, UsesTheTokenThatKubectlKeepsForOidc) {
  const Result<Access> found = access_of("server: 'https://x'",
                                         "auth-provider: {name: oidc, config: {id-token: abc}}");
  ASSERT_TRUE(found) << failure(found);
  EXPECT_EQ(found->token, "abc");
}

// What kubectl refuses, too: cluster fields, user fields, and what is said.
using Refused = std::tuple<std::string, std::string, std::string>;
class RefusedKubeconfig : public KubeconfigTest, public testing::WithParamInterface<Refused> {};

TEST_P(RefusedKubeconfig, IsRefusedWithItsReason) {
  const auto& [cluster, user, reason] = GetParam();
  const Result<Access> found = access_of(cluster, user);
  EXPECT_THAT(failure(found), HasSubstr(reason));
}

const std::string kOk = "server: 'https://x'";
const std::string kV1 = "apiVersion: client.authentication.k8s.io/v1";

INSTANTIATE_TEST_SUITE_P(
    All, RefusedKubeconfig,
    testing::Values(
        Refused{"tls-server-name: x", "", "clusters[k].cluster.server is missing"},
        Refused{"server: 'ftp://x'", "", "must begin with https:// or http://"},
        Refused{"server: 'https://me:secret@x'", "", "must hold no user name"},
        Refused{kOk + ", proxy-url: 'x:3128'", "", "proxy-url must begin with"},
        Refused{kOk + ", insecure-skip-tls-verify: true, certificate-authority: ca", "",
                "they exclude each other"},
        Refused{kOk + ", certificate-authority: ca, certificate-authority-data: "
                      "LS0tLS1CRUdJTiBLRVktLS0tLQ==",
                "", "certificate-authority and certificate-authority-data are both there"},
        Refused{kOk, "token: a, username: b", "has a token and a password"},
        Refused{kOk, "client-certificate: a", "a client certificate without its key"},
        Refused{kOk, "as-groups: [a]", "without a user (as)"},
        Refused{kOk, "exec: {" + kV1 + ", interactiveMode: Never}", "exec.command is missing"},
        Refused{kOk, "exec: {command: a, interactiveMode: Never}", "exec.apiVersion must be"},
        Refused{kOk, "exec: {command: a, apiVersion: client.authentication.k8s.io/v1alpha1}",
                "v1alpha1 was removed from Kubernetes 1.24"},
        Refused{kOk, "exec: {command: a, " + kV1 + "}", "interactiveMode must be"},
        Refused{kOk, "exec: {command: a, " + kV1 + ", interactiveMode: Always}",
                "nobody is there to answer"},
        Refused{kOk, "exec: {command: a, " + kV1 + ", env: [{name: '', value: a}]}",
                "exec.env[0].name must be the name of a variable"},
        Refused{kOk, "exec: {command: a, " + kV1 + "}, auth-provider: {name: oidc}",
                "has exec and auth-provider"},
        Refused{kOk, "auth-provider: {name: gcp}", "'gcp' was removed from Kubernetes"},
        Refused{kOk, "auth-provider: {name: oidc}", "log in with kubectl first"}));

}  // namespace
}  // namespace bulwark::sources::cluster
