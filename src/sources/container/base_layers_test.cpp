// SPDX-License-Identifier: Apache-2.0
// Histories as Docker, BuildKit and buildah write them.
#include "sources/container/base_layers.h"

#include <gtest/gtest.h>

#include <vector>

namespace bulwark::sources::container {
namespace {

Image image_of(const std::vector<HistoryStep>& history, std::size_t layers) {
  Image out;
  out.config.history = history;
  out.layers.resize(layers);
  return out;
}

HistoryStep layer(std::string created_by) { return {.created_by = std::move(created_by)}; }
HistoryStep setting(std::string created_by) {
  return {.created_by = std::move(created_by), .empty_layer = true};
}

TEST(BaseLayers, EndWhereTheBaseImageSaysWhatRuns) {
  const Image buildkit = image_of(
      {layer("ADD rootfs.tar.xz / # buildkit"), setting("CMD [\"bash\"]"), layer("COPY app /app"),
       layer("RUN /bin/sh -c make"), setting("USER 1000"), setting("CMD [\"/app\"]")},
      3);
  EXPECT_EQ(base_layers(buildkit), 1U);
  const Image docker = image_of({layer("/bin/sh -c #(nop) ADD file:1 in / "), layer("RUN x"),
                                 setting("/bin/sh -c #(nop)  ENTRYPOINT [\"/x\"]"),
                                 layer("/bin/sh -c #(nop) COPY file:2 in /y ")},
                                3);
  EXPECT_EQ(base_layers(docker), 2U);
}

TEST(BaseLayers, AreThoseOfTheNearestImage) {
  const Image image = image_of({layer("ADD a"), setting("CMD [\"bash\"]"), layer("RUN python"),
                                setting("CMD [\"python3\"]"), layer("COPY app")},
                               3);
  EXPECT_EQ(base_layers(image), 2U);
}

TEST(BaseLayers, AreNotKnownWhereNothingTellsThem) {
  EXPECT_EQ(base_layers(image_of({layer("ADD a"), setting("CMD [\"bash\"]")}, 1)), std::nullopt);
  EXPECT_EQ(base_layers(image_of({layer("ADD a"), layer("RUN CMD x")}, 2)), std::nullopt);
  EXPECT_EQ(base_layers(image_of({}, 2)), std::nullopt);
  EXPECT_EQ(base_layers(image_of({layer("a"), setting("CMD x"), layer("b")}, 5)), std::nullopt);
}

TEST(BaseLayers, TellsTheNameByAnnotationsAndElseByLabels) {
  Image image;
  EXPECT_EQ(base_name(image), BaseName());
  const std::string digest = "sha256:" + std::string(64, 'a');
  image.config.labels = {{"org.opencontainers.image.base.name", "debian:12"},
                         {"org.opencontainers.image.base.digest", "no digest"}};
  EXPECT_EQ(base_name(image), (BaseName{"debian:12", ""}));
  image.config.labels["org.opencontainers.image.base.digest"] = digest;
  EXPECT_EQ(base_name(image), (BaseName{"debian:12", digest}));
  image.base = {"python:3.13-slim", ""};
  EXPECT_EQ(base_name(image), (BaseName{"python:3.13-slim", ""}));
}

}  // namespace
}  // namespace bulwark::sources::container
