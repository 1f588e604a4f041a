// SPDX-License-Identifier: Apache-2.0
#include "model/kinds.h"

#include <gtest/gtest.h>

namespace bulwark::model {
namespace {

TEST(ResourceOf, GuessesPlurals) {
  EXPECT_EQ(resource_of("NetworkPolicy"), "networkpolicies");
  EXPECT_EQ(resource_of("Ingress"), "ingresses");
  EXPECT_EQ(resource_of("Gateway"), "gateways");
  EXPECT_EQ(resource_of("Endpoints"), "endpoints");
  EXPECT_EQ(resource_of("StorageClass"), "storageclasses");
  EXPECT_EQ(resource_of("HTTPRoute"), "httproutes");
}

TEST(SplitApiVersion, CoreHasNoGroup) {
  EXPECT_EQ(split_api_version("v1").group, "");
  EXPECT_EQ(split_api_version("apps/v1").group, "apps");
  EXPECT_EQ(split_api_version("apps/v1").version, "v1");
}

}  // namespace
}  // namespace bulwark::model
