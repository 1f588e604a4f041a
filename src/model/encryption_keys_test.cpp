// SPDX-License-Identifier: Apache-2.0
// Keys of an EncryptionConfiguration, taken out.
#include "model/encryption_keys.h"

#include <gtest/gtest.h>

#include "formats/json_write.h"
#include "formats/yaml.h"
#include "model/redact.h"

namespace bulwark::model {
namespace {

class EncryptionKeys : public testing::Test {
 protected:
  std::string without(const std::string& yaml) {
    const auto read = formats::YamlReader().read(yaml, builder_, {});
    EXPECT_TRUE(read.has_value());
    const auto once = without_secret_values(read->root, pool_);
    EXPECT_TRUE(without_secret_values(once, pool_).identical(once));
    return formats::json_text(once);
  }

  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
};

TEST_F(EncryptionKeys, LeaveTheirLengthAndTheirName) {
  EXPECT_EQ(
      without(
          "kind: EncryptionConfiguration\nresources: [{resources: [secrets], providers: "
          "[{aescbc: {keys: [{name: k, secret: MDEyMzQ1Njc4OWFiY2RlZg==}]}}, {identity: {}}]}]"),
      R"x({"kind":"EncryptionConfiguration","resources":[{"providers":[{"aescbc":{"keys":[{"name":"k","secret":"*** (16 bytes)"}]}},{"identity":{}}],"resources":["secrets"]}]})x");
}

TEST_F(EncryptionKeys, AreTakenOutWhereverTheyStand) {
  EXPECT_EQ(
      without("kind: EncryptionConfig\nkeys: [abc, {name: [n], x: y}]\nother: {secret: 7}"),
      R"({"keys":["***",{"name":["***"],"x":"***"}],"kind":"EncryptionConfig","other":{"secret":"***"}})");
}

TEST_F(EncryptionKeys, OfOtherKindsAreNotTouched) {
  EXPECT_EQ(without("kind: Widget\nkeys: [{secret: a}]"),
            R"({"keys":[{"secret":"a"}],"kind":"Widget"})");
}

TEST(EncryptionKeyBytes, AreThoseOfBase64OrOfTheMask) {
  EXPECT_EQ(encryption_key_bytes("AAECAwQFBgcICQoLDA0ODw=="), 16U);
  EXPECT_EQ(encryption_key_bytes("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="), 32U);
  EXPECT_EQ(encryption_key_bytes("AAEC"), 3U);
  EXPECT_EQ(encryption_key_bytes("*** (24 bytes)"), 24U);
  for (const char* none :
       {"", "***", "A", "AA=A", "AAE", "====", "A b=", "*** ( bytes)", "*** (x bytes)"})
    EXPECT_FALSE(encryption_key_bytes(none)) << none;
}

}  // namespace
}  // namespace bulwark::model
