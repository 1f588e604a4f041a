// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/required_role.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulwark::sources::cluster {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(RequiredRole, HasTheNodeProxyOnlyWhereItIsWanted) {
  const auto types = required_types(std::vector<GroupResource>());
  EXPECT_THAT(required_role(types, "bulwark"), Not(HasSubstr("proxy")));
  EXPECT_THAT(required_role(types, "bulwark", NodeProxy::yes),
              HasSubstr("      - nodes/proxy\n    verbs: [get]\n"));
}

}  // namespace
}  // namespace bulwark::sources::cluster
