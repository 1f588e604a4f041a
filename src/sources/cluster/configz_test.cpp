// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/configz.h"

#include <gtest/gtest.h>

#include <string>

#include "formats/json.h"
#include "formats/json_write.h"
#include "io/read_file.h"
#include "model/redact.h"

namespace bulwark::sources::cluster {
namespace {

class Configz : public testing::Test {
 protected:
  Result<formats::Value> read(std::string text) {
    const std::size_t size = text.size();
    text.resize(size + formats::kJsonPadding);
    return read_configz({text.data(), size}, "n1", builder_);
  }
  formats::Pool pool_{1, 1};
  formats::Builder builder_{pool_};
};

TEST_F(Configz, GetsAKindAndANameWhateverTheNodeSays) {
  const auto object = read(
      R"({"kubeletconfig":{"kind":"Secret","apiVersion":"v1","metadata":{"name":"x"},"status":{},)"
      R"("tlsPrivateKeyFile":"/var/lib/kubelet/pki/kubelet.key","readOnlyPort":1}})");
  ASSERT_TRUE(object) << object.error().text();
  EXPECT_EQ(formats::json_text(*object),
            R"({"apiVersion":"kubelet.config.k8s.io/v1beta1","kind":"KubeletConfiguration",)"
            R"("metadata":{"name":"n1"},"readOnlyPort":1,)"
            R"("tlsPrivateKeyFile":"/var/lib/kubelet/pki/kubelet.key"})");
}

TEST_F(Configz, KeepsWhatControlsAskForWhenItIsRedacted) {
  const auto object = read(R"({"kubeletconfig":{"tlsPrivateKeyFile":"/pki/kubelet.key",)"
                           R"("authentication":{"x509":{"clientCAFile":"/pki/ca.crt"}}}})");
  ASSERT_TRUE(object);
  EXPECT_EQ(formats::json_text(model::redact(*object, pool_)), formats::json_text(*object));
}

// As Kubernetes 1.34 gives it.
TEST_F(Configz, OfARealKubeletIsTheSameWhenItIsRedacted) {
  const auto text = io::read_file(BULWARK_SOURCE_DIR "/fuzz/seeds/configz/kubelet-1.34", 1 << 20);
  ASSERT_TRUE(text);
  const auto object = read(*text);
  ASSERT_TRUE(object) << object.error().text();
  EXPECT_EQ(formats::json_text(model::redact(*object, pool_)), formats::json_text(*object));
  EXPECT_TRUE(object->find("enableSystemLogHandler")->as_bool());
}

TEST_F(Configz, OfAnythingElseIsNone) {
  for (const char* text : {"", "{}", "[]", "null", R"({"kubeletconfig":null})",
                           R"({"kubeletconfig":[]})", R"({"kubeletconfig":{)", "<html>"})
    EXPECT_FALSE(read(text)) << text;
  EXPECT_FALSE(read(R"({"kubeletconfig":{"a":")" + std::string(kLargestConfigz, 'a') + "\"}}"));
}

}  // namespace
}  // namespace bulwark::sources::cluster
