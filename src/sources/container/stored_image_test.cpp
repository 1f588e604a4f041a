// SPDX-License-Identifier: Apache-2.0
// Images in layouts, archives and folders, good ones and bad ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/test_tar.h"
#include "io/test_folder.h"
#include "sources/container/digest.h"
#include "sources/container/open_image.h"
#include "sources/container/read_image.h"
#include "sources/container/test_image.h"

namespace bulwark::sources::container {
namespace {

using formats::TestTar;
using testing::ElementsAre;
using testing::HasSubstr;

/// An OCI layout that grows.
class Layout {
 public:
  Layout() { folder_.write("oci-layout", R"({"imageLayoutVersion":"1.0.0"})"); }

  /// A descriptor of it as JSON.
  std::string blob(const std::string& text, const std::string& type, const std::string& more = "") {
    const std::string digest = sha256_of(text);
    folder_.write("blobs/sha256/" + std::string(hex_of(digest)), text);
    return R"({"mediaType":")" + type + R"(","digest":")" + digest + R"(","size":)" +
           std::to_string(text.size()) + more + "}";
  }
  std::string image(const std::vector<std::string>& tars,
                    const std::string& type = "application/vnd.oci.image.layer.v1.tar",
                    const std::string& more = "") {
    std::string ids;
    std::string layers;
    for (const std::string& tar : tars) {
      ids += (ids.empty() ? "\"" : ",\"") + sha256_of(tar) + "\"";
      layers += (layers.empty() ? "" : ",") + blob(tar, type);
    }
    const std::string config = blob(
        R"({"os":"linux","architecture":"amd64","config":{"User":"7","Env":["A=b"],)"
        R"("ExposedPorts":{"80/tcp":{}},"Labels":{"a":"b"},"Entrypoint":["/x"]},"rootfs":{"type":"layers",)"
        R"("diff_ids":[)" +
            ids +
            R"(]},"history":[{"created_by":"ADD a"},)"
            R"({"created_by":"ENV","empty_layer":true}]})",
        "application/vnd.oci.image.config.v1+json");
    return blob(R"({"schemaVersion":2,"config":)" + config + R"(,"layers":[)" + layers + "]}",
                "application/vnd.oci.image.manifest.v1+json", more);
  }
  void index(const std::string& manifests) {
    folder_.write("index.json", R"({"schemaVersion":2,"manifests":[)" + manifests + "]}");
  }
  std::string path(std::string_view name = {}) const { return folder_.path(name); }
  void write(const std::string& name, const std::string& text) { folder_.write(name, text); }

 private:
  io::TestFolder folder_;
};

Result<std::unique_ptr<ImageSource>> open(const std::string& text) {
  OpenOptions options;
  options.platform = Platform{"linux", "amd64", ""};
  return open_image(text, options);
}

std::string error_of(const std::string& text) {
  const auto source = open(text);
  return source ? "none" : source.error().text();
}

std::vector<std::string> gaps_of(ImageSource& source) {
  TestTaker nothing({});
  const auto picture = read_image(source, nothing, {});
  std::vector<std::string> out;
  for (const ImageGap& one : picture->gaps()) out.push_back(one.error.text());
  return out;
}

TEST(OciLayout, is_read_with_its_config) {
  Layout layout;
  layout.index(layout.image({TestTar().file("a", "text").take()}));
  const auto source = open("oci:" + layout.path());
  ASSERT_TRUE(source.has_value()) << source.error().text();
  const Image& image = (*source)->image();
  EXPECT_EQ(image.config.user, "7");
  EXPECT_THAT(image.config.ports, ElementsAre("80/tcp"));
  EXPECT_THAT(image.config.entrypoint, ElementsAre("/x"));
  EXPECT_EQ(image.layers.at(0).step, 0);
  EXPECT_EQ(image.config.labels.at("a"), "b");
  EXPECT_TRUE(gaps_of(**source).empty());
  EXPECT_TRUE(open(layout.path()).has_value());
}

TEST(OciLayout, names_what_it_holds_when_that_is_not_asked_for) {
  Layout layout;
  const auto named = [](const char* tag) {
    return R"(,"annotations":{"org.opencontainers.image.ref.name":")" + std::string(tag) + R"("})";
  };
  layout.index(layout.image({}, "", named("one")) + "," +
               layout.image({TestTar().take()}, "", named("two")));
  EXPECT_THAT(error_of("oci:" + layout.path()), HasSubstr("one, two"));
  EXPECT_THAT(error_of("oci:" + layout.path() + ":three"),
              HasSubstr("no image 'three', but one, two"));
  EXPECT_EQ(error_of("oci:" + layout.path() + ":two"), "none");
}

TEST(OciLayout, chooses_by_platform) {
  Layout layout;
  layout.index(
      layout.image({}, "", R"(,"platform":{"os":"linux","architecture":"arm64"})") + "," +
      layout.image({TestTar().take()}, "", R"(,"platform":{"os":"linux","architecture":"amd64"})"));
  const auto source = open("oci:" + layout.path());
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ((*source)->image().layers.size(), 1U);
  OpenOptions options;
  options.platform = Platform{"linux", "s390x", ""};
  EXPECT_THAT(open_image("oci:" + layout.path(), options).error().message,
              HasSubstr("linux/amd64, linux/arm64"));
}

// As BuildKit writes it: an index of the image and of what attests how it was built.
TEST(OciLayout, tells_what_attestations_say_of_its_build) {
  Layout layout;
  const std::string image = layout.image({TestTar().take()}, "",
                                         R"(,"platform":{"os":"linux","architecture":"amd64"})");
  const std::string digest = image.substr(image.find("sha256:"), 71);
  const auto statement = [&](const std::string& base, const std::string& type) {
    return layout.blob(R"({"predicateType":"https://slsa.dev/provenance/v0.2","predicate":{)"
                       R"("materials":[{"uri":"pkg:docker/)" +
                           base + R"("}]}})",
                       "application/vnd.in-toto+json",
                       R"(,"annotations":{"in-toto.io/predicate-type":")" + type + R"("})");
  };
  const auto attestation = [&](const std::string& about, const std::string& layers) {
    return layout.blob(
        R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","layers":[)" +
            layers + "]}",
        "application/vnd.oci.image.manifest.v1+json",
        R"(,"platform":{"os":"unknown","architecture":"unknown"},"annotations":{)"
        R"("vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":")" +
            about + R"("})");
  };
  const std::string other = "sha256:" + std::string(64, '0');
  const std::string provenance = "https://slsa.dev/provenance/v0.2";
  layout.index(
      layout.blob(R"({"schemaVersion":2,"manifests":[)" + image + "," +
                      attestation(digest, statement("debian@12", provenance) + "," +
                                              statement("sbom@1", "https://spdx.dev/Document")) +
                      "," + attestation(other, statement("alpine@3", provenance)) + "]}",
                  "application/vnd.oci.image.index.v1+json"));
  const auto source = open("oci:" + layout.path());
  ASSERT_TRUE(source.has_value()) << source.error().text();
  const auto images = (*source)->images_of_build({});
  ASSERT_TRUE(images.has_value()) << images.error().text();
  EXPECT_THAT(*images, ElementsAre(BaseName{"debian:12", ""}));
}

TEST(OciLayout, bounds_indexes_in_each_other) {
  Layout layout;
  std::string inner = layout.image({});
  for (int i = 0; i < 5; ++i)
    inner = layout.blob(R"({"schemaVersion":2,"manifests":[)" + inner + "]}",
                        "application/vnd.oci.image.index.v1+json");
  layout.index(inner);
  EXPECT_THAT(error_of("oci:" + layout.path()), HasSubstr("indexes in each other"));
}

TEST(OciLayout, checks_digests_and_sizes) {
  Layout layout;
  const std::string tar = TestTar().file("a", "text").take();
  layout.index(layout.image({tar}));
  const std::string blob = "blobs/sha256/" + std::string(hex_of(sha256_of(tar)));
  layout.write(blob, TestTar().file("a", "evil").take());
  auto source = open("oci:" + layout.path());
  EXPECT_THAT(gaps_of(**source), ElementsAre(HasSubstr("its digest is sha256:")));
  layout.write(blob, tar + "x");
  EXPECT_THAT(gaps_of(**source), ElementsAre(HasSubstr("more than the 2048 bytes")));
  layout.write(blob, tar.substr(0, 1024));
  EXPECT_THAT(gaps_of(**source), ElementsAre(HasSubstr("holds 1024 bytes")));
  ::unlink(layout.path(blob).c_str());
  EXPECT_THAT(gaps_of(**source), ElementsAre(HasSubstr("no such file")));
}

TEST(OciLayout, names_layers_that_cannot_be_read) {
  for (const auto& [type, words] : std::vector<std::pair<std::string, std::string>>{
           {"application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "an encrypted layer"},
           {"application/vnd.oci.image.layer.nondistributable.v1.tar", "not distributed"},
           {"application/vnd.squash", "unknown type 'application/vnd.squash'"}}) {
    Layout layout;
    layout.index(layout.image({TestTar().take()}, type));
    auto source = open("oci:" + layout.path());
    ASSERT_TRUE(source.has_value()) << source.error().text();
    EXPECT_THAT(gaps_of(**source), ElementsAre(HasSubstr(words)));
  }
}

TEST(OciLayout, refuses_what_is_no_image) {
  Layout layout;
  const auto root = [&](const std::string& text) {
    layout.index(layout.blob(text, ""));
    return error_of("oci:" + layout.path());
  };
  EXPECT_THAT(root("{}"), HasSubstr("neither an image's manifest nor an index"));
  EXPECT_THAT(root("[]"), HasSubstr("no JSON object"));
  EXPECT_THAT(root("{"), HasSubstr(""));
  EXPECT_THAT(root(R"({"schemaVersion":1})"), HasSubstr("schema 1"));
  EXPECT_THAT(root(R"({"config":{"digest":"x"}})"), HasSubstr("no digest of a known kind"));
  EXPECT_THAT(
      root(
          R"({"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:)" +
          std::string(64, 'a') + R"("}})"),
      HasSubstr("an artifact of type"));
  EXPECT_THAT(error_of("oci:/nonexistent"), HasSubstr("no such file"));
  EXPECT_THAT(error_of(layout.path("blobs")), HasSubstr("neither an OCI layout"));
}

std::string docker_archive(const std::string& layer, bool link = false) {
  const std::string config = R"({"os":"linux","rootfs":{"diff_ids":[")" + sha256_of(layer) + "\"" +
                             (link ? ",\"" + sha256_of(layer) + "\"" : "") + "]}}";
  const std::string name = std::string(hex_of(sha256_of(config))) + ".json";
  TestTar tar;
  tar.file(name, config).file("1/layer.tar", layer).symbolic_link("2/layer.tar", "../1/layer.tar");
  tar.file("manifest.json", R"([{"Config":")" + name +
                                R"(","RepoTags":["app:1"],"Layers":["1/layer.tar")" +
                                (link ? R"(,"2/layer.tar")" : "") + "]}]");
  return tar.take();
}

TEST(DockerArchive, is_read_from_a_tar_with_links_between_layers) {
  io::TestFolder folder;
  const std::string layer = TestTar().file("a", std::string(5000, 'a')).take();
  const std::string path = folder.write("x.tar", docker_archive(layer, /*link=*/true));
  const auto source = open(path);
  ASSERT_TRUE(source.has_value()) << source.error().text();
  EXPECT_EQ((*source)->image().layers.size(), 2U);
  EXPECT_TRUE(gaps_of(**source).empty());
  EXPECT_TRUE(open("docker-archive:" + path + ":app:1").has_value());
  EXPECT_THAT(error_of("docker-archive:" + path + ":other"), HasSubstr("but app:1"));
}

TEST(DockerArchive, checks_the_sums_of_its_layers_and_config) {
  io::TestFolder folder;
  const std::string layer = TestTar().file("a", "good").take();
  std::string archive = docker_archive(layer);
  archive.replace(archive.find("good"), 4, "evil");
  const auto source = open(folder.write("x.tar", archive));
  ASSERT_TRUE(source.has_value());
  EXPECT_THAT(gaps_of(**source), ElementsAre(HasSubstr("its digest is sha256:")));
  archive.replace(archive.find("\"linux\""), 7, "\"linUx\"");
  EXPECT_THAT(error_of(folder.write("y.tar", archive)), HasSubstr("its digest is sha256:"));
}

TEST(DockerArchive, is_refused_when_it_is_cut_off_or_packed) {
  io::TestFolder folder;
  const std::string archive = docker_archive(TestTar().file("a", "good").take());
  EXPECT_THAT(error_of(folder.write("x.tar", archive.substr(0, 600))), HasSubstr("cut off"));
  EXPECT_THAT(error_of(folder.write("y.tar",
                                    "\x1F\x8B"
                                    "12345")),
              HasSubstr("unpack it first"));
}

TEST(RootFolder, is_read_with_links_whiteouts_and_modes) {
  io::TestFolder folder;
  folder.write("etc/passwd", "root");
  folder.write("usr/bin/su", "x");
  ::chmod(folder.path("usr/bin/su").c_str(), 04755);
  ASSERT_EQ(::link(folder.path("etc/passwd").c_str(), folder.path("etc/shadow").c_str()), 0);
  ASSERT_EQ(::symlink("usr/bin", folder.path("bin").c_str()), 0);
  const auto source = open("dir:" + folder.path());
  ASSERT_TRUE(source.has_value());
  TestTaker taker({{"etc/shadow", {Wish::whole}}});
  const auto picture = read_image(**source, taker, {});
  ASSERT_TRUE(picture.has_value());
  EXPECT_TRUE(picture->gaps().empty());
  EXPECT_EQ(taker.got.at("0:etc/shadow"), "root");
  EXPECT_EQ(picture->facts(*picture->find("usr/bin/su")).mode, 04755U);
  EXPECT_EQ(picture->resolve("bin/su"), picture->find("usr/bin/su"));
  EXPECT_EQ(picture->counts().files, 3U);
  EXPECT_THAT(error_of("dir:" + folder.path("etc/passwd")), HasSubstr("no folder"));
}

}  // namespace
}  // namespace bulwark::sources::container
