// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/jar_group.h"

#include <gtest/gtest.h>

namespace bulwark::extractors::lang {
namespace {

TEST(JarGroup, KnowsWhoseArtifactsTellNone) {
  EXPECT_EQ(jar_group("spring-beans", "5.3.17"), "org.springframework");
  EXPECT_EQ(jar_group("spring-boot-starter-web", "2.6.5"), "org.springframework.boot");
  EXPECT_EQ(jar_group("spring-security-oauth2", "2.3.3.RELEASE"),
            "org.springframework.security.oauth");
  EXPECT_EQ(jar_group("spring-security-oauth2-client", "5.4.0"), "org.springframework.security");
  EXPECT_EQ(jar_group("tomcat-embed-core", "9.0.30"), "org.apache.tomcat.embed");
  EXPECT_EQ(jar_group("bcprov-jdk15on", "1.50"), "org.bouncycastle");
}

TEST(JarGroup, KnowsWhenAGroupChanged) {
  EXPECT_EQ(jar_group("groovy", "2.4.3"), "org.codehaus.groovy");
  EXPECT_EQ(jar_group("groovy-json", "4.0.1"), "org.apache.groovy");
  EXPECT_EQ(jar_group("hibernate-core", "5.4.2.Final"), "org.hibernate");
  EXPECT_EQ(jar_group("hibernate-core", "6.0.0.Final"), "org.hibernate.orm");
}

TEST(JarGroup, KnowsNothingOfOthers) {
  EXPECT_EQ(jar_group("spring-petclinic", "1.0"), "");
  EXPECT_EQ(jar_group("spring-", "1.0"), "");
  EXPECT_EQ(jar_group("ours", ""), "");
}

}  // namespace
}  // namespace bulwark::extractors::lang
