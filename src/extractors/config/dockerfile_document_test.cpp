// SPDX-License-Identifier: Apache-2.0
// What a Dockerfile becomes, and which lines its parts point to.
#include "extractors/config/dockerfile_document.h"

#include <gtest/gtest.h>

#include "formats/json_write.h"

namespace bulwark::extractors::config {
namespace {

class DockerfileDocuments : public ::testing::Test {
 protected:
  formats::Value spec(std::string_view text) {
    auto read = dockerfile_document(text, "web/Dockerfile", builder_);
    EXPECT_TRUE(read) << read.error().text();
    if (!read) return {};
    document_ = *std::move(read);
    EXPECT_EQ(document_.root.text("kind"), "Dockerfile");
    EXPECT_EQ(document_.root.find("metadata")->text("name"), "web/Dockerfile");
    return *document_.root.find("spec");
  }
  std::string user(std::string_view text) {
    const formats::Value read = spec(text);
    return read.find("user") == nullptr ? "?" : std::string(read.text("user"));
  }
  // Of every item of a list, the texts under some keys.
  std::string all(const formats::Value& of, std::string_view list,
                  const std::vector<std::string>& keys) {
    std::string out;
    for (const formats::Value& item : of.find(list)->items()) {
      for (const std::string& key : keys)
        out += item.find(key) == nullptr ? "- " : formats::json_text(*item.find(key)) + " ";
    }
    return out;
  }
  std::uint32_t line(std::string_view path) const { return document_.lines_of(path).first; }

  formats::Pool pool_{1, 1};
  formats::Builder builder_{pool_};
  DockerfileDocument document_;
};

TEST_F(DockerfileDocuments, TellTheUserOfTheLastStage) {
  EXPECT_EQ(user("FROM a\n"), "");
  EXPECT_EQ(user("FROM a\nUSER b:c\nUSER 00:0\n"), "0");
  EXPECT_EQ(user("FROM a AS x\nUSER b\nFROM X\n"), "b");
  EXPECT_EQ(user("FROM a AS x\nUSER b\nFROM c\n"), "");
  EXPECT_EQ(user("FROM gcr.io/distroless/static:nonroot\n"), "nonroot");
  EXPECT_EQ(user("FROM a\nONBUILD USER b\n"), "");
}

TEST_F(DockerfileDocuments, TakeNoVariableForKnownThatIsNot) {
  EXPECT_EQ(user("FROM a\nUSER $b\n"), "?");
  EXPECT_EQ(user("FROM a\nARG b\nUSER $b\n"), "?");
  EXPECT_EQ(user("FROM a\nARG b=c\nUSER $b\n"), "c");
  EXPECT_EQ(user("ARG b=c\nFROM a\nARG b\nUSER ${b}\n"), "c");
  EXPECT_EQ(user("ARG b=c\nFROM a\nUSER ${b}\n"), "?");
  EXPECT_EQ(user("FROM a\nENV b=c d=$b\nUSER ${b:-x}\n"), "c");
  EXPECT_EQ(user("FROM scratch\nUSER ${b:-x}\n"), "x");
}

TEST_F(DockerfileDocuments, TellBaseImages) {
  const formats::Value read = spec(
      "ARG V=1\nFROM --platform=$P a:$V AS x\nFROM x\nFROM r:5000/b@sha256:0\nFROM $NONE\n"
      "FROM scratch\nCOPY --from=x / /\nCOPY --from=1 / /\nCOPY --from=c:2 / /\n"
      "RUN --mount=type=bind,from=d/e,target=/f g\n");
  EXPECT_EQ(all(read, "bases", {"keyword", "name", "tag", "digest", "final"}),
            R"("FROM" "a" "1" "" false "FROM" "r:5000/b" "" "sha256:0" false "FROM" - - - false )"
            R"("COPY" "c" "2" "" true "RUN" "d/e" "" "" true )");
  EXPECT_EQ(line("spec.bases[1].digest"), 4U);
  EXPECT_EQ(line("spec.bases[4]"), 10U);
}

TEST_F(DockerfileDocuments, TellPrograms) {
  const formats::Value read = spec(
      "FROM a\nRUN apt-get update \\\n && sudo -u b env X=1 /usr/bin/make all \\\n"
      " && curl -s c | tee d | sh\nRUN [\"bash\", \"-c\", \"e; f\"]\nRUN <<X\ng\nh\nX\n"
      "RUN <<X\n#!/usr/bin/env python3\ni\nX\nRUN python3 <<X\nj\nX\n");
  EXPECT_EQ(all(read, "commands", {"program"}),
            R"("apt-get" "make" "curl" "tee" "sh" "bash" "e" "f" "g" "h" "python3" )");
  EXPECT_EQ(all(read, "commands", {"sudo"}).find("true"), 6U);
  EXPECT_EQ(formats::json_text(*read.find("commands")->items()[2].find("into")), R"(["tee","sh"])");
  EXPECT_EQ(line("spec.commands[0]"), 2U);
  EXPECT_EQ(line("spec.commands[1].words[0]"), 3U);
  EXPECT_EQ(line("spec.commands[2]"), 4U);
  EXPECT_EQ(line("spec.commands[6]"), 5U);
  EXPECT_EQ(line("spec.commands[9]"), 8U);
}

TEST_F(DockerfileDocuments, TellPorts) {
  const formats::Value read = spec("FROM a\nARG p=81\nEXPOSE 80 53/UDP 1-3 $p $q\nEXPOSE x\n");
  EXPECT_EQ(all(read, "ports", {"first", "last", "protocol"}),
            R"(80 80 "tcp" 53 53 "udp" 1 3 "tcp" 81 81 "tcp" - - "tcp" - - "tcp" )");
  EXPECT_EQ(line("spec.ports[5]"), 4U);
}

TEST_F(DockerfileDocuments, TellWhatRuns) {
  const formats::Value read = spec(
      "FROM a\nSHELL [\"/bin/bash\", \"-c\"]\nCMD b c\nENTRYPOINT [\"d\"]\nCMD e\n"
      "HEALTHCHECK CMD f\nHEALTHCHECK NONE\nLABEL g=h\nVOLUME /i\nSTOPSIGNAL 9\n");
  EXPECT_EQ(formats::json_text(*read.find("entrypoint")), R"(["d"])");
  EXPECT_EQ(formats::json_text(*read.find("cmd")), R"(["/bin/bash","-c","e"])");
  EXPECT_EQ(read.text("healthcheck"), "disabled");
  EXPECT_EQ(formats::json_text(*read.find("labels")), R"({"g":"h"})");
  EXPECT_EQ(formats::json_text(*read.find("volumes")), R"(["/i"])");
  EXPECT_EQ(read.text("stopSignal"), "9");
  EXPECT_EQ(line("spec.healthcheck"), 7U);
  EXPECT_EQ(line("spec.user"), 1U);
}

TEST_F(DockerfileDocuments, TellCredentialsButDoNotKeepThem) {
  const std::string token = "ghp_" + std::string(36, 'a');
  const formats::Value read = spec(
      "FROM a\nENV DB_PASSWORD hunter2hunter2\nARG NPM_TOKEN\n"
      "ENV PASSWORD_FILE=/run/x TOKEN_TTL=5 P=$Q\nARG KEY=\n"
      "RUN curl -H 'Authorization: token " +
      token +
      "' x\n"
      "RUN curl -u \"a:${B:-cdef}\" https://${C}@d\n");
  EXPECT_EQ(all(read, "variables", {"secret"}), "true true false false false false ");
  EXPECT_EQ(all(read, "instructions", {"secret"}), "false false false false false true false ");
  const std::string text = formats::json_text(document_.root);
  EXPECT_FALSE(text.contains("hunter2")) << text;
  EXPECT_FALSE(text.contains(token)) << text;
  ASSERT_EQ(document_.secrets.size(), 1U);
  EXPECT_EQ(document_.secrets[0].path, "hunter2hunter2");
  EXPECT_EQ(document_.secrets[0].lines.first, 2U);
}

TEST_F(DockerfileDocuments, TellNoSourcesThatAreNotKnown) {
  const formats::Value read = spec(
      "FROM a\nARG V=1\nADD a-$V.tgz b $C\nADD $X /\nADD <<E /y\nz\nE\n");
  EXPECT_EQ(all(read, "instructions", {"sources"}), "- - [\"a-1.tgz\",\"b\"] - [] ");
}

TEST_F(DockerfileDocuments, SayWhereAnErrorIs) {
  const auto read = dockerfile_document("FROM a\nUSER ${\n", "b", builder_);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where, "2:1");
  const auto no_from = dockerfile_document("ARG a\n", "b", builder_);
  ASSERT_FALSE(no_from);
  EXPECT_EQ(no_from.error().where, "1:1");
}

TEST(DockerfileNames, AreThoseOfDockerfiles) {
  for (const char* name : {"Dockerfile", "Containerfile", "dockerfile", "Dockerfile.dev",
                           "web.Dockerfile", "a.dockerfile", "Containerfile.x86_64"})
    EXPECT_TRUE(is_dockerfile_name(name)) << name;
  for (const char* name : {"Dockerfile.dockerignore", ".dockerignore", "Dockerfile.md",
                           "Dockerfile.j2", "dockerfile.go", "Dockerfiles", "MyDockerfile",
                           "Dockerfile.", "dockerfile-lint.yaml", "Dockerfile.yaml"})
    EXPECT_FALSE(is_dockerfile_name(name)) << name;
}

}  // namespace
}  // namespace bulwark::extractors::config
