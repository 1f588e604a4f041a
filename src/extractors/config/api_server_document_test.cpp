// SPDX-License-Identifier: Apache-2.0
// Configuration files of the API server, as documents.
#include "extractors/config/api_server_document.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "formats/json_write.h"

namespace bulwark::extractors::config {
namespace {

class ApiServerFiles : public testing::Test {
 protected:
  formats::Value yaml(const std::string& text) {
    const auto read = read_api_server_file(text, builder_);
    EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().text());
    return read ? *read : formats::Value();
  }

  ApiServerDocument of(ApiServerFile file, const std::string& text) {
    const PluginFile plugin_file = [this](const std::string& path) -> Result<formats::Value> {
      const auto found = files_.find(path);
      if (found == files_.end()) return fail(ErrorCode::not_found, "is not there", path);
      return read_api_server_file(found->second, builder_);
    };
    return api_server_document(file, {"a", "n1", "/a"}, yaml(text), plugin_file, builder_);
  }

  ApiServerDocument encryption(const std::string& resources) {
    return of(
        ApiServerFile::encryption,
        "{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: " +
            resources + "}");
  }

  static std::string json(const ApiServerDocument& made, std::string_view key) {
    const formats::Value* value = made.root.at("spec", key);
    return value == nullptr ? "(none)" : formats::json_text(*value);
  }

  std::map<std::string, std::string> files_;
  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
};

TEST_F(ApiServerFiles, OfEncryptionTellWhoWritesSecretsAndNoKeys) {
  const auto made = encryption(
      "[{resources: [events], providers: [{identity: {}}]}, {resources: [secrets], providers: "
      "[{aescbc: {keys: [{name: k, secret: MDEyMzQ1Njc4OWFiY2RlZg==}, {name: l, secret: no}]}}]}]");
  EXPECT_TRUE(made.doubts.empty());
  EXPECT_EQ(made.root.text("kind"), "APIServerEncryption");
  EXPECT_EQ(json(made, "secrets"), R"({"entry":1,"provider":"aescbc"})");
  EXPECT_EQ(json(made, "configmaps"), R"({"provider":"none"})");
  EXPECT_EQ(
      json(made, "config"),
      R"({"apiVersion":"apiserver.config.k8s.io/v1","kind":"EncryptionConfiguration","resources":[{"providers":[{"identity":{}}],"resources":["events"]},{"providers":[{"aescbc":{"keys":[{"bytes":16,"name":"k"},{"name":"l"}]}}],"resources":["secrets"]}]})");
  EXPECT_EQ((model::Origin{nullptr, made.parts}.path_of("spec.secrets")),
            "resources[1].providers[0]");
}

TEST_F(ApiServerFiles, OfEncryptionKnowWildcardsAndTheirOrder) {
  const auto provider = [&](const std::string& resources) {
    return json(encryption(resources), "secrets");
  };
  const std::string kms = ", providers: [{kms: {apiVersion: v2, name: a, endpoint: 'unix:///a'}}]}";
  const std::string plain = ", providers: [{identity: {}}]}";
  EXPECT_EQ(provider("[{resources: ['*.']" + kms + "]"), R"({"entry":0,"provider":"kms-v2"})");
  EXPECT_EQ(provider("[{resources: ['*.*']" + plain + ", {resources: [secrets]" + kms + "]"),
            R"({"entry":0,"provider":"identity"})");
  EXPECT_EQ(provider("[{resources: ['*.apps', secrets.example.com]" + kms + "]"),
            R"({"provider":"none"})");
  EXPECT_EQ(provider("[{resources: [secrets.], providers: [{kms: {name: a}}]}]"),
            R"({"entry":0,"provider":"kms-v1"})");
}

TEST_F(ApiServerFiles, ThatAnApiServerWouldNotTakeTellNothing) {
  for (const char* text :
       {"{apiVersion: apiserver.config.k8s.io/v2, kind: EncryptionConfiguration, resources: []}",
        "{apiVersion: apiserver.config.k8s.io/v1, kind: AdmissionConfiguration}",
        "{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resource: []}",
        "{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: "
        "[{resources: secrets, providers: [{identity: {}}]}]}",
        "{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: "
        "[{resources: [secrets], providers: [{identity: {}, kms: {name: a}}]}]}",
        "{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: "
        "[{resources: [secrets], providers: [{kms: {apiVersion: v3, name: a}}]}]}",
        "{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: "
        "[{resources: [secrets], providers: []}]}",
        "{kind: EncryptionConfiguration}", "{}"}) {
    const auto made = of(ApiServerFile::encryption, text);
    EXPECT_EQ(made.doubts.size(), 1U) << text;
    EXPECT_EQ(json(made, "config"), "(none)") << text;
    EXPECT_EQ(json(made, "secrets"), "(none)") << text;
  }
  const auto made = of(ApiServerFile::audit,
                       "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: "
                       "[{level: Metadata, resource: []}]}");
  EXPECT_EQ(made.doubts, std::vector<std::string>{"rules[0].resource is no field that is known"});
}

TEST_F(ApiServerFiles, WithAKeyTwiceAreNone) {
  EXPECT_FALSE(read_api_server_file("{a: 1, a: 2}", builder_));
  EXPECT_FALSE(read_api_server_file("[1]", builder_));
  EXPECT_FALSE(read_api_server_file("a: [", builder_));
}

TEST_F(ApiServerFiles, OfAuditTellTheLevels) {
  const auto made = of(ApiServerFile::audit,
                       "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: None, "
                       "resources: [{resources: [secrets]}]}, {level: Request}]}");
  EXPECT_TRUE(made.doubts.empty());
  const formats::Value* levels = made.root.at("spec", "levels");
  EXPECT_EQ(levels->at("secrets", "lowest")->text("level"), "None");
  EXPECT_EQ(levels->at("exec", "lowest")->text("level"), "Request");
  EXPECT_EQ((model::Origin{nullptr, made.parts}.path_of("spec.levels.secrets.lowest")), "rules[0]");
  EXPECT_EQ((model::Origin{nullptr, made.parts}.path_of("spec.levels")), "rules");
}

const std::string
    kAdmission = "{apiVersion: apiserver.config.k8s.io/v1, kind: AdmissionConfiguration, plugins: ";

TEST_F(ApiServerFiles, OfAdmissionTellPluginsInlineAndByPath) {
  files_["images.yaml"] = "{imagePolicy: {kubeConfigFile: /k, allowTTL: 50, defaultAllow: true}}";
  const auto made = of(ApiServerFile::admission,
                       kAdmission +
                           "[{name: PodSecurity, configuration: {apiVersion: "
                           "pod-security.admission.config.k8s.io/v1, kind: "
                           "PodSecurityConfiguration, exemptions: {namespaces: [a]}}}, {name: "
                           "ImagePolicyWebhook, path: images.yaml}, {name: EventRateLimit, path: "
                           "events.yaml}, {name: Other, configuration: {x: 1}}]}");
  EXPECT_EQ(made.doubts, std::vector<std::string>{"EventRateLimit: events.yaml: is not there"});
  EXPECT_EQ(json(made, "plugins"),
            R"(["PodSecurity","ImagePolicyWebhook","EventRateLimit","Other"])");
  const formats::Value* pods = made.root.at("spec", "podSecurity");
  EXPECT_EQ(pods->at("defaults")->text("enforce"), "privileged");
  EXPECT_EQ(pods->at("exemptions", "namespaces")->size(), 1U);
  EXPECT_TRUE(made.root.at("spec", "imagePolicy", "imagePolicy", "defaultAllow")->as_bool());
  EXPECT_EQ(json(made, "eventRateLimit"), "(none)");
  EXPECT_EQ((model::Origin{nullptr, made.parts}.path_of("spec.podSecurity.exemptions.namespaces")),
            "plugins[0].configuration.exemptions.namespaces");
}

TEST_F(ApiServerFiles, OfAdmissionDoNotTellPluginsOfUnknownVersions) {
  for (const char* content :
       {"{apiVersion: pod-security.admission.config.k8s.io/v2, kind: PodSecurityConfiguration}",
        "{defaults: {enforce: baseline}}",
        "{apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, "
        "default: {}}",
        "text"}) {
    const auto made = of(ApiServerFile::admission, kAdmission +
                                                       "[{name: PodSecurity, "
                                                       "configuration: " +
                                                       content + "}]}");
    EXPECT_EQ(made.doubts.size(), 1U) << content;
    EXPECT_EQ(json(made, "podSecurity"), "(none)") << content;
  }
}

TEST_F(ApiServerFiles, OfAllVersionsAreKnown) {
  for (const char* version : {"v1", "v1beta1", "v1alpha1"}) {
    const std::string head = std::string("{apiVersion: apiserver.config.k8s.io/") + version;
    const auto authentication = of(ApiServerFile::authentication,
                                   head +
                                       ", kind: AuthenticationConfiguration, anonymous: "
                                       "{enabled: true, conditions: [{path: /livez}]}}");
    EXPECT_TRUE(authentication.doubts.empty()) << version;
    const auto authorization = of(ApiServerFile::authorization,
                                  head +
                                      ", kind: AuthorizationConfiguration, authorizers: "
                                      "[{type: Node, name: node}]}");
    EXPECT_TRUE(authorization.doubts.empty()) << version;
  }
  EXPECT_TRUE(of(ApiServerFile::admission,
                 "{apiVersion: apiserver.k8s.io/v1alpha1, kind: AdmissionConfiguration}")
                  .doubts.empty());
  EXPECT_TRUE(of(ApiServerFile::encryption,
                 "{apiVersion: v1, kind: EncryptionConfig, resources: [{resources: [secrets], "
                 "providers: [{identity: {}}]}]}")
                  .doubts.empty());
}

}  // namespace
}  // namespace bulwark::extractors::config
