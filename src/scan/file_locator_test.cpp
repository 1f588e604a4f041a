// SPDX-License-Identifier: Apache-2.0
#include "scan/file_locator.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "formats/yaml.h"

namespace bulwark::scan {
namespace {

using formats::Pool;
using model::Place;
using model::Resource;

class Locator : public ::testing::Test {
 protected:
  ~Locator() override { std::filesystem::remove(file()); }

  static std::string file() {
    return (std::filesystem::temp_directory_path() /
            ("bulwark_locator_test." + std::to_string(getpid())))
        .string();
  }
  static void write(std::string_view text) { std::ofstream(file(), std::ios::binary) << text; }

  // A resource that was read from `document`, which stands behind `before` in a source.
  Resource add(std::string before, std::string_view document, bool on_disk) {
    model::Source source{
        .name = "deploy/a.yaml", .file = {}, .text = before + std::string(document)};
    if (on_disk) {
      write(*source.text);
      source.file = file();
      source.text.reset();
    }
    inventory_.sources.push_back(source);
    Resource resource;
    auto read = formats::YamlReader().read(document, builder_, {});
    EXPECT_TRUE(read) << read.error().text();
    resource.root = read->root;
    resource.source = static_cast<std::uint32_t>(inventory_.sources.size() - 1);
    resource.offset = before.size();
    resource.length = document.size();
    resource.line = 1 + static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
    return resource;
  }

  Pool pool_{1, 42};
  formats::Builder builder_{pool_};
  model::Inventory inventory_;
  FileLocator locator_{inventory_};
};

constexpr std::string_view
    kService = "kind: Service\nmetadata:\n  name: a\nspec:\n  ports:\n  - port: 80\n";

TEST_F(Locator, CountsLinesFromTheBeginOfTheFile) {
  const Place expected{"deploy/a.yaml", 9, 11, 9, 12};
  for (const bool on_disk : {false, true}) {
    const Resource resource = add("# c\n---\n---\n", kService, on_disk);
    const Place place = locator_.locate(resource, "spec.ports[0].port");
    EXPECT_EQ(place.file, expected.file);
    EXPECT_EQ(place.line, expected.line);
    EXPECT_EQ(place.column, expected.column);
    EXPECT_EQ(place.end_line, expected.end_line);
    EXPECT_EQ(place.end_column, expected.end_column);
  }
}

TEST_F(Locator, AnObjectOfAClusterHasNeitherFileNorLines) {
  const Resource resource = add("", kService, true);
  inventory_.sources.back().cluster = true;
  const Place place = locator_.locate(resource, "spec.ports[0].port");
  EXPECT_EQ(place.file, "");
  EXPECT_EQ(place.line, 0U);
  EXPECT_TRUE(locator_.frame(resource, place, 3).lines.empty());
}

TEST_F(Locator, ShowsLinesOfTheDocumentAroundAPlace) {
  const Resource resource = add("x: 1\n---\n", kService, true);
  const Place place = locator_.locate(resource, "spec");
  const auto frame = locator_.frame(resource, place, 2);
  EXPECT_EQ(frame.first_line, 4U);
  EXPECT_EQ(frame.lines, (std::vector<std::string>{"metadata:", "  name: a",
                                                   "spec:", "  ports:", "  - port: 80"}));
  const auto top = locator_.frame(resource, locator_.locate(resource, "kind"), 1);
  EXPECT_EQ(top.first_line, 3U);
  EXPECT_EQ(top.lines, (std::vector<std::string>{"kind: Service", "metadata:"}));
}

TEST_F(Locator, FindsItemsOfAList) {
  Resource resource = add(
      "", "kind: List\nitems:\n- kind: A\n  metadata: {name: x}\n- kind: B\n  a: 1\n", false);
  resource.root = resource.root.find("items")->items()[1];
  resource.list_item = 1;
  EXPECT_EQ(locator_.locate(resource, "a").line, 6U);
  EXPECT_EQ(locator_.locate(resource, "").line, 5U);
}

TEST_F(Locator, HasNoLineForAFileThatVanishedOrChanged) {
  const Resource resource = add("", kService, true);
  write("kind: Service\nmetadata:\n  name: b\nspec:\n  ports:\n  - port: 80\n");
  Place place = locator_.locate(resource, "spec.ports");
  EXPECT_EQ(place.file, "deploy/a.yaml");
  EXPECT_EQ(place.line, 0U);
  EXPECT_TRUE(locator_.frame(resource, place, 3).lines.empty());
  for (const std::string_view text :
       {"kind: Se", "kind: [Service\nmetadata:\n  name: a\nspec:\n  ports:\n  - por: 80\n"}) {
    write(text);
    EXPECT_EQ(FileLocator(inventory_).locate(resource, "spec.ports").line, 0U);
  }
  std::filesystem::remove(file());
  EXPECT_EQ(FileLocator(inventory_).locate(resource, "spec.ports").line, 0U);
}

TEST_F(Locator, PointsAtTheLineOfAnObjectInOneLine) {
  const Resource resource = add("{}\n{}\n", "{\"kind\": \"Pod\", \"a\": {\"b\": 1}}", true);
  inventory_.sources.back().json = true;
  const Place place = locator_.locate(resource, "a.b");
  EXPECT_EQ(place.line, 3U);
  EXPECT_EQ(place.column, 1U);
  EXPECT_TRUE(locator_.frame(resource, place, 3).lines.empty());
}

TEST_F(Locator, HasNoLineForRenderedText) {
  const Resource resource = add("", kService, false);
  inventory_.sources.back().rendered = true;
  EXPECT_EQ(locator_.locate(resource, "spec").line, 0U);
}

TEST_F(Locator, ReadsJsonInAYamlFile) {
  const Resource resource = add("", "{\n  \"kind\": \"Pod\",\n  \"b\": \"http://x\"\n}\n", false);
  inventory_.sources.back().text = "{\n  \"kind\": \"Pod\",\n  \"b\": \"htt\\/\\/x\"\n}\n";
  EXPECT_EQ(locator_.locate(resource, "b").line, 3U);
}

std::string all_lines(FileLocator& locator, const Resource& resource) {
  std::string out;
  for (const auto& line : locator.frame(resource, locator.locate(resource, ""), 100).lines)
    out += line + "\n";
  return out;
}

TEST_F(Locator, HidesEveryValueOfASecret) {
  const Resource resource = add("", R"(apiVersion: v1
kind: Secret
metadata:
  name: shop
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"data": "c2VjcmV0LWNhbmFyeQ=="}
data:
  a: Y2FuYXJ5LW9uZQ==   # canary-comment
  # b: canary-old
  c: "canary-two"
  d: |
    canary-three
    canary-four
  e: canary-five
    canary-six
stringData: {x: [canary-seven], canary-key: canary-eight}
type: Opaque
)",
                                false);
  const std::string lines = all_lines(locator_, resource);
  for (const std::string_view canary :
       {"c2VjcmV0", "Y2FuYXJ5", "canary-comment", "canary-old", "canary-two", "canary-three",
        "canary-four", "canary-five", "canary-six", "canary-seven", "canary-eight"}) {
    EXPECT_EQ(lines.find(canary), std::string::npos) << canary << " in\n" << lines;
  }
  EXPECT_NE(lines.find("type: Opaque"), std::string::npos) << lines;
  EXPECT_NE(lines.find("canary-key"), std::string::npos) << lines;
}

TEST_F(Locator, HidesKeysOfAnEncryptionConfigurationAndItsComments) {
  const Resource resource = add("", R"(kind: EncryptionConfiguration
# kanary
resources:
- resources: [secrets]
  providers:
  - identity: {} # kanary
  - aescbc:
      keys:
      - name: k1
        secret: kanary
      - {name: k2, secret: "kanary"}
  - secretbox:
      keys:
      - name: k3
        secret: >-
          kanary
)",
                                false);
  const std::string shown = all_lines(locator_, resource);
  EXPECT_EQ(shown.find("kanary"), std::string::npos) << shown;
  EXPECT_NE(shown.find("identity"), std::string::npos) << shown;
}

TEST_F(Locator, HidesASecretBesideAnotherItemOfAList) {
  Resource resource = add(
      "", "kind: List\nitems:\n- kind: Pod\n- kind: Secret\n  data:\n    a: Y2FuYXJ5\n", false);
  resource.root = resource.root.find("items")->items()[0];
  resource.list_item = 0;
  const std::string lines = all_lines(locator_, resource);
  EXPECT_EQ(lines.find("Y2FuYXJ5"), std::string::npos) << lines;
  EXPECT_NE(lines.find("***"), std::string::npos) << lines;
}

TEST_F(Locator, HidesValuesBehindAliasesAndInJson) {
  const Resource aliased = add(
      "", "kind: Secret\nx: &x\n  q: [kanary]\ndata: *x\ndata: {b: kanary}\n", false);
  EXPECT_EQ(all_lines(locator_, aliased).find("kanary"), std::string::npos);
  const Resource json = add(
      "", "{\n\"kind\": \"Secret\",\n\"data\": {\n\"ä\": \"kanärie\", \"b\": \"kanary\"\n}\n}\n",
      false);
  inventory_.sources.back().json = true;
  const std::string lines = all_lines(locator_, json);
  EXPECT_EQ(lines.find("kan"), std::string::npos) << lines;
}

}  // namespace
}  // namespace bulwark::scan
