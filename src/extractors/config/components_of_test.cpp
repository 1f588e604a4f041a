// SPDX-License-Identifier: Apache-2.0
// Components as their pods, ConfigMaps and files tell them.
#include "extractors/config/components_of.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "extractors/config/config_file.h"
#include "formats/yaml.h"

namespace bulwark::extractors::config {
namespace {

class Components : public testing::Test {
 protected:
  // The documents that one object tells of.
  std::vector<FoundComponent> of(const std::string& yaml) {
    const auto read = formats::YamlReader().read(yaml, builder_, {});
    EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().text());
    resource_.root = read->root;
    const ConfigMapText config_map = [this](std::string_view space, std::string_view name,
                                            std::string_view key) {
      asked_ = std::string(space) + "/" + std::string(name) + "/" + std::string(key);
      return proxy_file_.is_null() ? nullptr : &proxy_file_;
    };
    const NodeFileConfig node_file = [this](ApiServerFile file, const std::string& path) {
      const auto found = node_files_.find(std::string(flag_of(file)) + " " + path);
      return found == node_files_.end() ? nullptr : &found->second;
    };
    return components_of(resource_, config_map, node_file, builder_);
  }

  FoundComponent one(const std::string& yaml) {
    auto all = of(yaml);
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? FoundComponent() : all[0];
  }

  // The flag, or null.
  static const formats::Value* flag(const FoundComponent& found, std::string_view name) {
    return found.root.at("spec", "flags", name);
  }

  static std::string text(const FoundComponent& found, std::string_view name) {
    const formats::Value* value = flag(found, name);
    return value == nullptr ? "(none)" : std::string(value->as_string());
  }

  static std::string pod(const std::string& container) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: kube-system}, spec: "
           "{containers: [{name: c, " +
           container + "}]}}";
  }

  static std::string from(const FoundComponent& found, std::string_view path) {
    return model::Origin{nullptr, found.parts}.path_of(path);
  }

  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
  model::Resource resource_;
  formats::Value proxy_file_;
  std::map<std::string, formats::Value> node_files_;  ///< by flag and path
  std::string asked_;
};

TEST_F(Components, static_pods_tell_flags_with_the_defaults_of_the_rest) {
  const auto found = one(
      pod("image: registry.k8s.io/kube-apiserver:v1.34.4, command: [kube-apiserver, "
          "'--authorization-mode=Node,RBAC', --audit_log_maxage, '30', --allow-privileged, "
          "--feature-gates=A=true, --feature-gates=B=false]"));
  EXPECT_EQ(found.root.text("kind"), "KubeAPIServer");
  EXPECT_EQ(found.root.text("apiVersion"), "bulwark.dev/v1");
  EXPECT_EQ(found.root.at("spec")->text("version"), "v1.34.4");
  EXPECT_EQ(flag(found, "authorization-mode")->size(), 2U);
  EXPECT_EQ(flag(found, "audit-log-maxage")->as_int(), 30);
  EXPECT_TRUE(flag(found, "allow-privileged")->as_bool());
  EXPECT_TRUE(flag(found, "anonymous-auth")->as_bool());
  EXPECT_TRUE(flag(found, "feature-gates")->find("A")->as_bool());
  EXPECT_FALSE(flag(found, "feature-gates")->find("B")->as_bool());
  EXPECT_EQ(flag(found, "audit-log-path"), nullptr);
  EXPECT_EQ(found.root.at("spec", "given")->size(), 4U);
  EXPECT_EQ(from(found, "spec.flags.audit-log-maxage"), "spec.containers[0].command[2]");
  EXPECT_EQ(from(found, "spec.flags.anonymous-auth"), "spec.containers[0]");
  EXPECT_TRUE(found.doubts.empty());
}

TEST_F(Components, a_list_begins_anew_and_grows_where_it_is_given_again) {
  const auto found = one(
      pod("image: i, command: [/usr/local/bin/kube-apiserver, --authorization-mode=Node], args: "
          "[--authorization-mode=RBAC, --profiling=false, --profiling=true]"));
  EXPECT_EQ(flag(found, "authorization-mode")->size(), 2U);
  EXPECT_TRUE(flag(found, "profiling")->as_bool());
  EXPECT_EQ(from(found, "spec.flags.profiling"), "spec.containers[0].args[2]");
}

TEST_F(Components, what_is_not_known_is_not_there) {
  const auto wrong = one(pod("image: i, command: [kube-apiserver, --anonymous-auth=maybe]"));
  EXPECT_EQ(flag(wrong, "anonymous-auth"), nullptr);
  EXPECT_EQ(wrong.doubts, std::vector<std::string>{"--anonymous-auth: 'maybe' is no boolean"});
  const auto twice = one(pod(
      "image: i, command: [kube-apiserver, --profiling=no, --profiling=maybe, --profiling=true]"));
  EXPECT_EQ(flag(twice, "profiling"), nullptr);
  const auto file = one(
      pod("image: i, command: [kube-apiserver, --authentication-config=/a, "
          "--authorization-config=/b]"));
  EXPECT_EQ(flag(file, "anonymous-auth"), nullptr);
  EXPECT_EQ(flag(file, "authorization-mode"), nullptr);
  EXPECT_EQ(file.doubts.size(), 2U);
  const auto both = one(pod(
      "image: i, command: [kube-apiserver, --authentication-config=/a, --anonymous-auth=false]"));
  EXPECT_FALSE(flag(both, "anonymous-auth")->as_bool());
  const auto shell = one(
      pod("image: registry.k8s.io/kube-scheduler:v1.33.0, command: [/bin/sh, -c, exec "
          "kube-scheduler]"));
  EXPECT_EQ(shell.root.text("kind"), "KubeScheduler");
  EXPECT_EQ(shell.root.at("spec", "flags"), nullptr);
  EXPECT_EQ(shell.doubts.size(), 1U);
  const auto etcd = one(pod("image: i, command: [etcd, --config-file=/etc/etcd.yaml]"));
  EXPECT_EQ(etcd.root.at("spec", "flags"), nullptr);
}

TEST_F(Components, etcd_is_told_by_its_environment_too) {
  const auto found = one(pod(
      "image: quay.io/coreos/etcd:v3.5.9, args: [-peer-auto-tls=true], env: [{name: "
      "ETCD_CLIENT_CERT_AUTH, value: 'true'}, {name: ETCD_PEER_AUTO_TLS, value: 'false'}, {name: "
      "ETCD_AUTO_TLS, valueFrom: {fieldRef: {fieldPath: a}}}, {name: ETCD_CERT_FILE, valueFrom: "
      "{fieldRef: {fieldPath: a}}}]"));
  EXPECT_TRUE(flag(found, "client-cert-auth")->as_bool());
  EXPECT_TRUE(flag(found, "peer-auto-tls")->as_bool());
  EXPECT_EQ(flag(found, "auto-tls"), nullptr);
  EXPECT_NE(text(found, "cert-file"), "(none)");
  EXPECT_EQ(found.root.at("spec", "given")->size(), 3U);
}

TEST_F(Components, other_programs_are_none) {
  EXPECT_TRUE(of(pod("image: nginx, command: [nginx]")).empty());
  EXPECT_TRUE(of(pod("image: nginx")).empty());
  EXPECT_TRUE(of(pod("image: quay.io/coreos/etcd:v3.5.9, command: [etcdctl, get, a]")).empty());
  EXPECT_TRUE(of(pod("image: i, command: [sh, -c, kube-apiserver]")).empty());
  EXPECT_TRUE(
      of("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: 7}}").empty());
  EXPECT_TRUE(
      of("{apiVersion: v1, kind: Pod, metadata: {name: p, ownerReferences: [{kind: DaemonSet}]}, "
         "spec: {containers: [{image: i, command: [kube-scheduler]}]}}")
          .empty());
  EXPECT_EQ(of("{apiVersion: v1, kind: Pod, metadata: {name: p, ownerReferences: [{kind: Node}]}, "
               "spec: {containers: [{image: i, command: [kube-scheduler]}]}}")
                .size(),
            1U);
}

TEST_F(Components, kube_proxy_is_told_by_its_config_map) {
  const std::string set =
      "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: kube-proxy, namespace: "
      "kube-system}, "
      "spec: {template: {spec: {containers: [{name: p, image: i, command: [kube-proxy, "
      "--config=/var/lib/kube-proxy/config.conf], volumeMounts: [{name: v, mountPath: "
      "/var/lib/kube-proxy}]}], volumes: [{name: v, configMap: {name: kube-proxy}}]}}}}";
  const auto unread = one(set);
  EXPECT_EQ(asked_, "kube-system/kube-proxy/config.conf");
  EXPECT_EQ(unread.root.at("spec", "config"), nullptr);
  EXPECT_EQ(unread.doubts.size(), 1U);
  proxy_file_ = pool_.string("metricsBindAddress: 0.0.0.0:10249\nmode: nftables\n");
  const auto found = one(set);
  EXPECT_EQ(found.root.at("spec", "config")->text("metricsBindAddress"), "0.0.0.0:10249");
  EXPECT_EQ(found.root.at("spec", "config")->text("healthzBindAddress"), "0.0.0.0:10256");
  proxy_file_ = pool_.string("metricsBindAddress: [");
  EXPECT_EQ(one(set).root.at("spec", "config"), nullptr);
  const auto flags = one(pod("image: i, command: [kube-proxy, --metrics-bind-address=1.2.3.4:1]"));
  EXPECT_EQ(flags.root.at("spec", "config")->text("metricsBindAddress"), "1.2.3.4:1");
  const auto alone = one(
      "{apiVersion: kubeproxy.config.k8s.io/v1alpha1, kind: KubeProxyConfiguration, "
      "metricsBindAddress: 5.6.7.8:1}");
  EXPECT_EQ(alone.root.text("kind"), "KubeProxy");
  EXPECT_EQ(alone.root.at("spec", "config")->text("metricsBindAddress"), "5.6.7.8:1");
}

TEST_F(Components, kubelets_are_told_by_their_files) {
  const auto file = one(
      "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, authentication: "
      "{anonymous: {enabled: true}}}");
  EXPECT_EQ(file.root.text("kind"), "Kubelet");
  EXPECT_TRUE(file.root.at("spec", "config", "authentication", "anonymous", "enabled")->as_bool());
  EXPECT_TRUE(file.root.at("spec", "config", "authentication", "webhook", "enabled")->as_bool());
  EXPECT_EQ(file.root.at("spec", "config", "podPidsLimit")->as_int(), -1);
  EXPECT_EQ(from(file, "spec.config.authentication.anonymous.enabled"),
            "authentication.anonymous.enabled");
  const auto map = one(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: kubelet-config, namespace: kube-system}, "
      "data: {kubelet: \"seccompDefault: true\"}}");
  EXPECT_TRUE(map.root.at("spec", "config", "seccompDefault")->as_bool());
  EXPECT_EQ(from(map, "spec.config.seccompDefault"), "data.kubelet");
  EXPECT_TRUE(
      of("{apiVersion: v1, kind: ConfigMap, metadata: {name: kubelet-config, namespace: a}, "
         "data: {kubelet: 'a: b'}}")
          .empty());
}

TEST_F(Components, what_files_decide_is_known_where_they_were_read) {
  const std::string server =
      "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: kube-system}, spec: {containers: "
      "[{name: c, image: i, command: [kube-apiserver, --authentication-config=/etc/k8s/a.yaml, "
      "--authorization-config=/z.yaml], volumeMounts: [{name: v, mountPath: /etc/k8s/}, {name: w, "
      "mountPath: /z.yaml}]}], volumes: [{name: v, hostPath: {path: /srv/k8s}}, {name: w, "
      "hostPath: {path: /srv/z, type: File}}]}}";
  EXPECT_EQ(one(server).doubts.size(), 2U);
  builder_.begin_map();
  builder_.end_map();
  node_files_["authentication-config /srv/k8s/a.yaml"] = builder_.finish();
  node_files_["authorization-config /srv/z"] = *read_config(
      "{authorizers: [{type: Node}, {type: Webhook}]}", builder_);
  const auto found = one(server);
  EXPECT_TRUE(found.doubts.empty());
  EXPECT_TRUE(flag(found, "anonymous-auth")->as_bool());
  EXPECT_EQ(flag(found, "authorization-mode")->size(), 2U);
  EXPECT_EQ(found.root.at("spec", "anonymousPaths"), nullptr);
  node_files_["authentication-config /srv/k8s/a.yaml"] = *read_config(
      "{anonymous: {enabled: true, conditions: [{path: /livez}]}}", builder_);
  EXPECT_EQ(one(server).root.at("spec", "anonymousPaths")->size(), 1U);
  node_files_["authentication-config /srv/k8s/a.yaml"] = *read_config(
      "{anonymous: {enabled: false}}", builder_);
  EXPECT_FALSE(flag(one(server), "anonymous-auth")->as_bool());
}

TEST_F(Components, files_of_an_api_server_that_is_deployed_are_keys_of_config_maps) {
  const std::string server =
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: hosted}, spec: "
      "{template: {spec: {containers: [{name: c, image: i, command: [kube-apiserver, "
      "--authorization-config=/c/z.yaml, --audit-policy-file=/other], volumeMounts: [{name: v, "
      "mountPath: /c}]}], volumes: [{name: v, configMap: {name: m}}]}}}}";
  proxy_file_ = pool_.string(
      "{apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration, authorizers: "
      "[{type: RBAC, name: a}]}");
  const auto found = of(server);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(asked_, "hosted/m/z.yaml");
  EXPECT_EQ(found[0].root.text("kind"), "APIServerAuthorization");
  EXPECT_EQ(found[0].root.at("metadata")->text("namespace"), "hosted");
  EXPECT_EQ(flag(found[1], "authorization-mode")->size(), 1U);
  proxy_file_ = pool_.string("{}");
  EXPECT_EQ(of(server)[0].root.at("spec", "config"), nullptr);
  EXPECT_EQ(of(server)[1].doubts.size(), 1U);
}

TEST_F(Components, configuration_files_of_the_api_server_tell_themselves) {
  const auto found = one(
      "{apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration, authorizers: "
      "[{type: AlwaysAllow, name: a}]}");
  EXPECT_EQ(found.root.text("kind"), "APIServerAuthorization");
  EXPECT_TRUE(found.doubts.empty());
  EXPECT_EQ(from(found, "spec.config.authorizers"), "authorizers");
  EXPECT_EQ(one("{apiVersion: apiserver.config.k8s.io/v9, kind: AuthorizationConfiguration}")
                .doubts.size(),
            1U);
  EXPECT_TRUE(of("{apiVersion: kyverno.io/v1, kind: Policy, metadata: {name: a}}").empty());
}

}  // namespace
}  // namespace bulwark::extractors::config
