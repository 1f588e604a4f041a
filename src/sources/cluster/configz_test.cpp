// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/configz.h"

#include <gtest/gtest.h>

#include <string>

#include "formats/json.h"
#include "formats/json_write.h"
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

TEST_F(Configz, OfAnythingElseIsNone) {
  for (const char* text : {"", "{}", "[]", "null", R"({"kubeletconfig":null})",
                           R"({"kubeletconfig":[]})", R"({"kubeletconfig":{)", "<html>"})
    EXPECT_FALSE(read(text)) << text;
  EXPECT_FALSE(read(R"({"kubeletconfig":{"a":")" + std::string(kLargestConfigz, 'a') + "\"}}"));
}

}  // namespace
}  // namespace bulwark::sources::cluster
