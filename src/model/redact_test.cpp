// SPDX-License-Identifier: Apache-2.0
#include "model/redact.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"

namespace bulwark::model {
namespace {

using formats::Value;

class Redact : public ::testing::Test {
 protected:
  Value parse(const std::string& json, bool as_resource = true) {
    std::string padded = json;
    padded.resize(json.size() + formats::kJsonPadding);
    formats::DocumentOptions options;
    options.resource = as_resource;
    const auto document = reader_.read(std::string_view(padded).substr(0, json.size()), builder_,
                                       options);
    EXPECT_TRUE(document) << document.error().text();
    return document ? document->root : Value();
  }
  std::string redacted(const std::string& json, bool as_resource = true) {
    const Value out = redactor_.redact(parse(json, as_resource));
    EXPECT_TRUE(redactor_.redact(out).identical(out));
    return formats::json_text(out);
  }

  formats::Pool pool_{1, 0};
  formats::Builder builder_{pool_};
  formats::JsonReader reader_;
  Redactor redactor_{pool_};
};

std::string pod(const std::string& container) {
  return R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{)" +
         container + R"(,"name":"a"}]}})";
}

TEST_F(Redact, KeepsNoValueOfASecretButReferences) {
  EXPECT_EQ(
      redacted(R"({"apiVersion":"v1","data":{"a":"aHVudGVyMg==","b":""},"immutable":true,)"
               R"("kind":"Secret","stringData":{"c":"hunter2","d":"${DB_PASSWORD}","e":"ENCabc",)"
               R"("f":"${X:-hunter22}","g":12345,"h":["x"]},"type":"Opaque"})"),
      R"({"apiVersion":"v1","data":{"a":"***","b":""},"immutable":true,)"
      R"("kind":"Secret","stringData":{"c":"***","d":"${DB_PASSWORD}","e":"ENC***",)"
      R"("f":"${X:-xxxxxxxx}","g":0,"h":["***"]},"type":"Opaque"})");
}

TEST_F(Redact, KeepsNoManagedFieldsAndNoAppliedObject) {
  const std::string
      text = R"({"apiVersion":"v1","kind":"Service","metadata":{"annotations":{)"
             R"("kubectl.kubernetes.io/last-applied-configuration":"canary","team":"shop"},)"
             R"("managedFields":[{"manager":"canary"}],"name":"a"}})";
  EXPECT_EQ(redacted(text, false),
            R"({"apiVersion":"v1","kind":"Service","metadata":{"annotations":{"team":"shop"},)"
            R"("name":"a"}})");
  const std::string templated =
      R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"template":)"
      R"({"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"c"}}}}})";
  EXPECT_EQ(redacted(templated),
            R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},)"
            R"("spec":{"template":{"metadata":{"annotations":{}}}}})");
}

TEST_F(Redact, CoversEnvironmentVariables) {
  EXPECT_EQ(redacted(pod(R"("env":[{"name":"DB_PASSWORD","value":"hunter22"},)"
                         R"({"name":"MODE","value":"hunter22"},)"
                         R"({"name":"URL","value":"postgres://shop:hunter22@db"},)"
                         R"({"name":"API_KEY","value":"${FROM_VAULT}"},)"
                         R"({"name":"TLS_SECRET","value":"webhook-tls"},)"
                         R"({"name":"T_PASSWORD","valueFrom":{"secretKeyRef":{"key":"password",)"
                         R"("name":"database-of-shop"}}}],"image":"b")")),
            pod(R"("env":[{"name":"DB_PASSWORD","value":"xxxxxxxx"},)"
                R"({"name":"MODE","value":"hunter22"},)"
                R"({"name":"URL","value":"postgres://shop:xxxxxxxx@db"},)"
                R"({"name":"API_KEY","value":"${FROM_VAULT}"},)"
                R"({"name":"TLS_SECRET","value":"webhook-tls"},)"
                R"({"name":"T_PASSWORD","valueFrom":{"secretKeyRef":{"key":"password",)"
                R"("name":"database-of-shop"}}}],"image":"b")"));
}

TEST_F(Redact, CoversCommandLines) {
  EXPECT_EQ(
      redacted(pod(R"("args":["--db-password=hunter22","--token","hunter22","-u",)"
                   R"("bob:hunter22","--mode","hunter22","--token-file=/run/t"],)"
                   R"("command":["sh","-c","curl -u bob:hunter22 http://shop"],"image":"b",)"
                   R"("livenessProbe":{"exec":{"command":["x","--secret=hunter22"]},)"
                   R"("httpGet":{"httpHeaders":[{"name":"Authorization","value":"hunter22"}]}})")),
      pod(R"("args":["--db-password=xxxxxxxx","--token","xxxxxxxx","-u",)"
          R"("bob:xxxxxxxx","--mode","hunter22","--token-file=/run/t"],)"
          R"("command":["sh","-c","curl -u bob:xxxxxxxx http://shop"],"image":"b",)"
          R"("livenessProbe":{"exec":{"command":["x","--secret=xxxxxxxx"]},)"
          R"("httpGet":{"httpHeaders":[{"name":"Authorization","value":"xxxxxxxx"}]}})"));
}

TEST_F(Redact, LooksIntoEveryKindOfPodTemplate) {
  const std::string container = R"({"containers":[{"args":["--token=hunter22"],"name":"a"}]})";
  for (
      const std::string& text : std::vector<std::string>{
          R"("apiVersion":"batch/v1","kind":"CronJob","spec":{"jobTemplate":{"spec":{"template":{"spec":)" +
              container + "}}}}",
          R"("apiVersion":"v1","kind":"PodTemplate","template":{"spec":)" + container + "}",
          R"("apiVersion":"argoproj.io/v1alpha1","kind":"Rollout","spec":{"template":{"spec":)" +
              container + "}}",
          R"("apiVersion":"x.io/v1","kind":"Odd","spec":{"deep":{"pod":)" + container + "}}",
          R"("apiVersion":"v1","kind":"Pod","spec":{"initContainers":[{"args":["--token=hunter22"]}]})",
          R"("apiVersion":"v1","kind":"Pod","spec":{"ephemeralContainers":[{"args":["--token=hunter22"]}]})",
          R"("apiVersion":"v1","kind":"Pod","spec":{"volumes":[{"name":"v","csi":{"volumeAttributes":{"token":"hunter22"}}}]})",
      }) {
    EXPECT_FALSE(redacted("{" + text + "}").contains("hunter22")) << text;
  }
}

TEST_F(Redact, CoversConfigMapsAndWholeFilesInThem) {
  const std::string
      before = R"({"apiVersion":"v1","binaryData":{"store.jks":"/u3+7Q=="},"data":{)"
               R"("DB_PASSWORD":"hunter22","app.json":"{\"apiKey\": \"hunter22\", \"mode\": 1}",)"
               R"("app.yaml":"db:\n  password: hunter22\n  user: bob\n","mode":"fast",)"
               R"("redis.conf":"requirepass hunter22"},"kind":"ConfigMap"})";
  EXPECT_EQ(redacted(before),
            R"({"apiVersion":"v1","binaryData":{"store.jks":"***"},"data":{)"
            R"("DB_PASSWORD":"xxxxxxxx","app.json":"{\"apiKey\": \"xxxxxxxx\", \"mode\": 1}",)"
            R"("app.yaml":"db:\n  password: xxxxxxxx\n  user: bob\n","mode":"fast",)"
            R"("redis.conf":"requirepass xxxxxxxx"},"kind":"ConfigMap"})");
}

TEST_F(Redact, CoversAnnotationsAndCustomResources) {
  EXPECT_EQ(redacted(R"({"apiVersion":"shop.io/v1","kind":"Shop","metadata":{"annotations":{)"
                     R"("shop.io/api-token":"hunter22","secret.shop.io/mode":"hunter22"},)"
                     R"("labels":{"token":"hunter22"},"name":"a"},"spec":{)"
                     R"("auth":{"password":"hunter22","username":"bob"},"passwords":["hunter22"],)"
                     R"("pin":{"password":12345678},"ref":{"secretName":"hunter22"},)"
                     R"("selector":{"matchLabels":{"token":"hunter22"}},)"
                     R"("template":{"data":{"a":"hunter22"},"kind":"Secret"},)"
                     R"("token":{"value":"hunter22"}}})"),
            R"({"apiVersion":"shop.io/v1","kind":"Shop","metadata":{"annotations":{)"
            R"("secret.shop.io/mode":"hunter22","shop.io/api-token":"xxxxxxxx"},)"
            R"("labels":{"token":"hunter22"},"name":"a"},"spec":{)"
            R"("auth":{"password":"xxxxxxxx","username":"bob"},"passwords":["xxxxxxxx"],)"
            R"("pin":{"password":0},"ref":{"secretName":"hunter22"},)"
            R"("selector":{"matchLabels":{"token":"hunter22"}},)"
            R"("template":{"data":{"a":"***"},"kind":"Secret"},)"
            R"("token":{"value":"xxxxxxxx"}}})");
}

TEST_F(Redact, GivesTheVerySameObjectWhereNothingIsToHide) {
  const Value before = parse(pod(R"("args":["--mode=fast"],"env":[{"name":"A","value":"b"}])"));
  EXPECT_TRUE(redactor_.redact(before).identical(before));
  const Value role = parse(
      R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","rules":[{"resources":["secrets"]}]})");
  EXPECT_TRUE(redact(role, pool_).identical(role));
}

TEST_F(Redact, TakesAnyValueForAnObject) {
  for (const char* text :
       {"[]", "\"a\"", "1", "{}", R"({"kind":"Secret","data":[1,"a",{"b":"c"}]})",
        R"({"kind":"Secret","data":"abc","metadata":"x"})",
        R"({"kind":1,"apiVersion":[],"spec":{"containers":{"env":"TOKEN=a"}}})",
        R"({"kind":"Pod","apiVersion":"v1","spec":[{"containers":[[1]]}]})"}) {
    EXPECT_FALSE(redacted(text).empty());
  }
}

}  // namespace
}  // namespace bulwark::model
