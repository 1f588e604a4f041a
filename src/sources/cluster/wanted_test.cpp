// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/wanted.h"

#include <gmock/gmock.h>

#include "sources/cluster/test_json.h"

namespace bulwark::sources::cluster {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

PodTemplates templates_of(const std::string& schema) {
  TestJson json;
  return pod_templates_of(json.read(
      R"({"spec":{"versions":[{"name":"v1","schema":{"openAPIV3Schema":)" + schema + "}}]}}"));
}

TEST(Wanted, ASchemaSaysWhetherAPodTemplateMayStandInIt) {
  EXPECT_EQ(templates_of(R"({"properties":{"spec":{"properties":{"size":{"type":"integer"}}}}})"),
            PodTemplates::none);
  EXPECT_EQ(
      templates_of(R"({"properties":{"spec":{"properties":{"template":{"type":"string"}}}}})"),
      PodTemplates::none);
  EXPECT_EQ(templates_of(R"({"properties":{"spec":{"properties":{"template":{"properties":{
      "spec":{"properties":{"containers":{"type":"array"}}}}}}}}})"),
            PodTemplates::possible);
  EXPECT_EQ(
      templates_of(R"({"properties":{"spec":{"properties":{"jobTemplate":{"properties":{"spec":{
      "properties":{"template":{"x-kubernetes-preserve-unknown-fields":true}}}}}}}}})"),
      PodTemplates::possible);
  EXPECT_EQ(templates_of(R"({"x-kubernetes-preserve-unknown-fields":true})"),
            PodTemplates::possible);
}

TEST(Wanted, ADefinitionThatDoesNotSayIsRead) {
  TestJson json;
  for (const char* text : {"{}", R"({"spec":{"versions":[{"name":"v1"}]}})",
                           R"({"spec":{"preserveUnknownFields":true,"versions":[]}})"}) {
    EXPECT_EQ(pod_templates_of(json.read(text)), PodTemplates::possible) << text;
  }
}

ResourceType type(std::string group, std::string version, std::string resource) {
  return {std::move(group), std::move(version), std::move(resource), "Kind", true, true};
}

std::vector<std::string> chosen(std::vector<ResourceType> types, const CustomTypes& custom,
                                std::vector<GroupResource> also = {}) {
  Discovery discovery;
  discovery.types = std::move(types);
  std::vector<std::string> out;
  for (const WantedType& one : wanted_types(discovery, custom, also)) {
    std::string text = one.versions[0].full_name();
    for (const ResourceType& version : one.versions) text += " " + version.version;
    out.push_back(text);
  }
  return out;
}

TEST(Wanted, BuiltInTypesAreReadInThePreferredVersionAndEventsAreNot) {
  EXPECT_THAT(
      chosen({type("", "v1", "events"), type("autoscaling", "v2", "horizontalpodautoscalers"),
              type("autoscaling", "v1", "horizontalpodautoscalers"),
              type("metrics.k8s.io", "v1", "pods")},
             {}),
      ElementsAre("horizontalpodautoscalers.autoscaling v2 v1"));
}

TEST(Wanted, CustomTypesAreReadUnlessTheirDefinitionRulesPodsOut) {
  const std::vector<ResourceType> types{type("a.example.com", "v1", "jobs"),
                                        type("a.example.com", "v1", "reports"),
                                        type("b.example.com", "v1", "unknowns")};
  const CustomTypes custom{{{"a.example.com", "jobs"}, PodTemplates::possible},
                           {{"a.example.com", "reports"}, PodTemplates::none}};
  EXPECT_THAT(chosen(types, custom),
              ElementsAre("jobs.a.example.com v1", "unknowns.b.example.com v1"));
  EXPECT_EQ(chosen(types, custom, {{"a.example.com", "reports"}}).size(), 3U);
}

TEST(Wanted, WhatCannotBeListedIsNotWanted) {
  ResourceType pods = type("", "v1", "pods");
  pods.listable = false;
  EXPECT_THAT(chosen({pods}, {}), IsEmpty());
}

}  // namespace
}  // namespace bulwark::sources::cluster
