// SPDX-License-Identifier: Apache-2.0
// k3s' options, and the command lines that it makes of them.
#include "extractors/config/k3s.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "extractors/config/config_file.h"
#include "extractors/config/etcd_file.h"
#include "extractors/config/settings.h"

namespace bulwark::extractors::config {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

class K3s : public testing::Test {
 protected:
  formats::Value yaml(std::string_view text) {
    const auto read = read_config(text, builder_);
    EXPECT_TRUE(read.has_value());
    return read ? *read : formats::Value();
  }

  Words component(Component which, K3sStore store = K3sStore::socket) {
    return k3s_component(which, options_, store).value_or(Words{"(none)"});
  }

  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
  K3sOptions options_;
};

TEST_F(K3s, lays_files_over_each_other_and_words_over_them) {
  add_k3s_file(yaml("{kubelet-arg: [a=1], data-dir: /x, protect-kernel-defaults: true}"), options_);
  add_k3s_file(yaml("{kubelet-arg+: b=2, data-dir: /y}"), options_);
  EXPECT_THAT(options_["kubelet-arg"], ElementsAre("a=1", "b=2"));
  EXPECT_TRUE(k3s_is_on(options_, "protect-kernel-defaults"));
  add_k3s_file(yaml("{kubelet-arg: [c=3]}"), options_);
  add_k3s_words(Words{"-d", "/z", "--kubelet-arg", "d=4", "--kubelet-arg=e=5",
                      "--secrets-encryption", "--debug", "x"},
                options_);
  EXPECT_THAT(options_["kubelet-arg"], ElementsAre("c=3", "d=4", "e=5"));
  EXPECT_EQ(k3s_text(options_, "data-dir"), "/z");
  EXPECT_TRUE(k3s_is_on(options_, "secrets-encryption"));
  EXPECT_FALSE(k3s_is_on(options_, "cluster-init"));
}

TEST_F(K3s, has_flags_of_its_own_under_those_that_are_given) {
  EXPECT_THAT(component(Component::api_server), Contains("--anonymous-auth=false"));
  EXPECT_THAT(component(Component::api_server),
              Contains("--client-ca-file=/var/lib/rancher/k3s/server/tls/client-ca.crt"));
  options_["kube-apiserver-arg"] = {"anonymous-auth=true", "--profiling",
                                    "enable-admission-plugins+=EventRateLimit",
                                    "authorization-mode-=Webhook"};
  const Words words = component(Component::api_server);
  EXPECT_THAT(words, Contains("--anonymous-auth=true"));
  EXPECT_THAT(words, Not(Contains("--anonymous-auth=false")));
  EXPECT_THAT(words, Contains("--profiling=true"));
  const auto settings = settings_of(Component::api_server, flags_in(words, Component::api_server));
  EXPECT_THAT(settings.flags.at("enable-admission-plugins").items,
              ElementsAre("NodeRestriction", "EventRateLimit"));
  EXPECT_THAT(settings.flags.at("authorization-mode").items,
              ElementsAre("Webhook", "Node", "RBAC"));
}

TEST_F(K3s, lets_a_file_decide_that_is_given) {
  options_["kube-apiserver-arg"] = {"authentication-config=/a", "authorization-config=/b"};
  for (const std::string& word : component(Component::api_server)) {
    EXPECT_THAT(word, Not(HasSubstr("anonymous-auth")));
    EXPECT_THAT(word, Not(HasSubstr("authorization-mode")));
  }
}

TEST_F(K3s, runs_what_is_not_turned_off) {
  options_["disable-scheduler"] = {"true"};
  EXPECT_THAT(component(Component::scheduler), ElementsAre("(none)"));
  EXPECT_THAT(component(Component::controller_manager), Contains("--bind-address=127.0.0.1"));
  EXPECT_THAT(component(Component::etcd), ElementsAre("(none)"));
}

TEST_F(K3s, knows_its_store) {
  EXPECT_THAT(component(Component::api_server), Contains("--etcd-servers=unix://kine.sock"));
  EXPECT_THAT(component(Component::api_server, K3sStore::etcd),
              Contains("--etcd-cafile=/var/lib/rancher/k3s/server/tls/etcd/server-ca.crt"));
  options_["datastore-endpoint"] = {"https://e:2379"};
  EXPECT_THAT(component(Component::api_server, K3sStore::external),
              Contains("--etcd-servers=https://e:2379"));
}

TEST_F(K3s, begins_its_kubelet_with_a_closed_configuration) {
  options_["profile"] = {"cis"};
  const auto file = yaml(k3s_kubelet_config(options_, "/var/lib/rancher/\"rke2"));
  EXPECT_FALSE(file.at("authentication", "anonymous", "enabled")->as_bool());
  EXPECT_TRUE(file.find("protectKernelDefaults")->as_bool());
  EXPECT_EQ(file.text("tlsCertFile"), "/var/lib/rancher/\"rke2/agent/serving-kubelet.crt");
  options_["kubelet-arg"] = {"a=1", "a=2", "b"};
  EXPECT_THAT(k3s_kubelet_words(options_), ElementsAre("--a=1", "--a=2", "--b=true"));
}

TEST_F(K3s, has_an_etcd_with_a_file_of_flags) {
  const auto flags = etcd_file_flags(
      yaml("{client-transport-security: {client-cert-auth: true, cert-file: /a}, "
           "peer-transport-security: {client-cert-auth: false}, listen-client-urls: [p, q], "
           "heartbeat-interval: 500}"));
  const auto settings = settings_of(Component::etcd, flags);
  EXPECT_TRUE(settings.flags.at("client-cert-auth").on);
  EXPECT_EQ(settings.flags.at("cert-file").text, "/a");
  EXPECT_FALSE(settings.flags.at("peer-client-cert-auth").on);
  EXPECT_THAT(settings.flags.at("listen-client-urls").items, ElementsAre("p", "q"));
}

}  // namespace
}  // namespace bulwark::extractors::config
