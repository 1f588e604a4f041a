// SPDX-License-Identifier: Apache-2.0
#include "sources/code/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "sources/code/loaded.h"

namespace bulwark::sources::code {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string path_variable() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? "" : path;
}

LoadOptions with_tools() {
  LoadOptions options;
  options.search_path = path_variable();
  return options;
}

void write_chart(const TestFolder& folder) {
  folder.write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\n");
  folder.write("web/values.yaml", "replicas: 1\nname: from-defaults\n");
  folder.write("web/templates/deploy.yaml",
               "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}-{{ "
               ".Values.name }}\n");
  folder.write("web/templates/NOTES.txt", "thanks\n");
  folder.write("web/crds/crd.yaml",
               "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  "
               "name: c\n");
  folder.write("web/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n");
  folder.write("web/charts/sub/templates/s.yaml",
               "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\n");
}

void write_kustomizations(const TestFolder& folder) {
  folder.write("base/kustomization.yaml", "resources: [pod.yaml]\n");
  folder.write("base/pod.yaml", kPod);
  folder.write("prod/kustomization.yaml",
               "namespace: prod\nresources: [../base]\npatches: [{path: patch.yaml}]\n");
  folder.write("prod/patch.yaml",
               "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true}\n");
  folder.write("prod/alone.yaml", kPod);
}

TEST(Render, SplitsByTemplate) {
  const std::vector<Rendered> all = split_by_template(
      "---\n# Source: web/templates/a.yaml\na: 1\n---\n# Source: "
      "web/charts/sub/templates/b.yaml\nb: 1\n---\nc: 1\n"
      "---\n# Source: web/templates/a.yaml\nd: 1\n",
      "deploy/web");
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].name, "deploy/web/templates/a.yaml");
  EXPECT_EQ(
      all[0].text,
      "---\n# Source: web/templates/a.yaml\na: 1\n---\n# Source: web/templates/a.yaml\nd: 1\n");
  EXPECT_EQ(all[1].name, "deploy/web/charts/sub/templates/b.yaml");
  EXPECT_EQ(all[1].text, "---\n# Source: web/charts/sub/templates/b.yaml\nb: 1\n---\nc: 1\n");
}

TEST(Render, SaysWhatToRunWithoutHelm) {
  const TestFolder folder;
  write_chart(folder);
  folder.write("plain.yaml", kPod);
  const auto loaded = load_all({folder.path()});
  EXPECT_THAT(loaded->resources(), ElementsAre("plain.yaml:1 Pod a"));
  ASSERT_THAT(loaded->inventory.problems, SizeIs(1));
  EXPECT_THAT(loaded->inventory.problems[0].reason,
              testing::AllOf(HasSubstr("Helm chart at"),
                             HasSubstr("helm is not on PATH; run `helm template ")));
  EXPECT_EQ(loaded->inventory.problems[0].code, ErrorCode::unsupported);
}

TEST(Render, SaysWhatToRunWithoutKubectl) {
  const TestFolder folder;
  write_kustomizations(folder);
  const auto loaded = load_all({folder.path()});
  EXPECT_THAT(loaded->resources(), ElementsAre("alone.yaml:1 Pod a"));
  ASSERT_THAT(loaded->inventory.problems, SizeIs(1));
  EXPECT_THAT(loaded->inventory.problems[0].reason,
              HasSubstr("prod: kubectl is not on PATH; run `kubectl kustomize "));
}

TEST(Render, RendersOnlyWhatNothingElseBuildsOn) {
  if (!find_tools(with_tools()).kubectl) GTEST_SKIP() << "kubectl is not on PATH";
  const TestFolder folder;
  write_kustomizations(folder);
  const auto loaded = load_all({folder.path()}, with_tools());
  EXPECT_THAT(loaded->problems(), IsEmpty());
  EXPECT_THAT(loaded->resources(),
              ElementsAre("kustomization.yaml:1 Pod prod/a", "alone.yaml:1 Pod a"));
  const model::Source& source = loaded->inventory.sources.at(1);
  EXPECT_EQ(source.name, folder.path("prod/kustomization.yaml"));
  EXPECT_TRUE(source.rendered);
  EXPECT_THAT(source.text.value_or(""), HasSubstr("hostNetwork: true"));
}

TEST(Render, TellsWhatKustomizeComplainsAbout) {
  if (!find_tools(with_tools()).kubectl) GTEST_SKIP() << "kubectl is not on PATH";
  const TestFolder folder;
  folder.write("kustomization.yaml", "resources: [missing.yaml]\n");
  const auto loaded = load_all({folder.path()}, with_tools());
  ASSERT_THAT(loaded->inventory.problems, SizeIs(1));
  EXPECT_THAT(loaded->inventory.problems[0].reason,
              testing::AllOf(HasSubstr("kubectl kustomize failed"), HasSubstr("missing.yaml")));
}

TEST(Render, RendersAChartWithItsDependenciesAndDefinitions) {
  if (!find_tools(with_tools()).helm) GTEST_SKIP() << "helm is not on PATH";
  const TestFolder folder;
  write_chart(folder);
  LoadOptions options = with_tools();
  options.release = "shop";
  options.values = {folder.write("mine.yml", "name: mine\n")};
  const auto loaded = load_all({folder.path("web")}, options);
  EXPECT_THAT(loaded->problems(), IsEmpty());
  EXPECT_THAT(loaded->resources(), testing::UnorderedElementsAre(
                                       "crd.yaml:2 CustomResourceDefinition c",
                                       "s.yaml:2 Service s", "deploy.yaml:2 Deployment shop-mine"));
  const std::string deploy = folder.path("web/templates/deploy.yaml");
  EXPECT_TRUE(std::any_of(
      loaded->inventory.sources.begin(), loaded->inventory.sources.end(),
      [&](const model::Source& source) { return source.name == deploy && source.rendered; }));
}

TEST(Render, TellsWhatHelmComplainsAbout) {
  if (!find_tools(with_tools()).helm) GTEST_SKIP() << "helm is not on PATH";
  const TestFolder folder;
  write_chart(folder);
  folder.write("web/templates/bad.yaml", "{{ .Values.missing.entry }}\n");
  const auto loaded = load_all({folder.path()}, with_tools());
  ASSERT_THAT(loaded->inventory.problems, SizeIs(1));
  EXPECT_THAT(loaded->inventory.problems[0].reason, HasSubstr("bad.yaml"));
  EXPECT_THAT(loaded->resources(), IsEmpty());
}

TEST(Render, ReadsNoLibraryChart) {
  const TestFolder folder;
  folder.write("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n");
  folder.write("lib/templates/_x.yaml", "{{ define }}");
  const auto loaded = load_all({folder.path()});
  EXPECT_THAT(loaded->problems(), IsEmpty());
  EXPECT_THAT(loaded->summary.not_kubernetes, ElementsAre(folder.path("lib")));
}

}  // namespace
}  // namespace bulwark::sources::code
