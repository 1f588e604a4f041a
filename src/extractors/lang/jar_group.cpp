// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/jar_group.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace bulwark::extractors::lang {
namespace {

struct Known {
  std::string_view artifact;  ///< or, with a dash at its end, how artifacts begin
  std::string_view group;
  int before = std::numeric_limits<int>::max();  ///< major versions only that are less than this
};

// The first that fits counts.
constexpr std::array kKnown{
    Known{"spring-boot", "org.springframework.boot"},
    Known{"spring-boot-", "org.springframework.boot"},
    Known{"spring-security-oauth2-", "org.springframework.security"},
    Known{"spring-security-oauth2", "org.springframework.security.oauth"},
    Known{"spring-security-", "org.springframework.security"},
    Known{"spring-data-", "org.springframework.data"},
    Known{"spring-batch-", "org.springframework.batch"},
    Known{"spring-integration-", "org.springframework.integration"},
    Known{"spring-session-", "org.springframework.session"},
    Known{"spring-ws-", "org.springframework.ws"},
    Known{"spring-kafka", "org.springframework.kafka"},
    Known{"spring-amqp", "org.springframework.amqp"},
    Known{"spring-rabbit", "org.springframework.amqp"},
    Known{"tomcat-embed-", "org.apache.tomcat.embed"},
    Known{"tomcat-", "org.apache.tomcat"},
    Known{"commons-httpclient", "commons-httpclient"},
    Known{"bcprov-", "org.bouncycastle"},
    Known{"bcpkix-", "org.bouncycastle"},
    Known{"poi", "org.apache.poi"},
    Known{"poi-", "org.apache.poi"},
    Known{"hibernate-core", "org.hibernate", 6},
    Known{"hibernate-core", "org.hibernate.orm"},
    Known{"groovy", "org.codehaus.groovy", 4},
    Known{"groovy-", "org.codehaus.groovy", 4},
    Known{"groovy", "org.apache.groovy"},
    Known{"groovy-", "org.apache.groovy"},
    Known{"kafka-clients", "org.apache.kafka"},
    Known{"zookeeper", "org.apache.zookeeper"},
    Known{"elasticsearch", "org.elasticsearch"},
    Known{"lucene-", "org.apache.lucene"},
    Known{"ant", "org.apache.ant"},
    Known{"velocity", "org.apache.velocity"},
    Known{"dom4j", "dom4j", 2},
    Known{"dom4j", "org.dom4j"},
    Known{"h2", "com.h2database"},
    Known{"hsqldb", "org.hsqldb"},
    Known{"postgresql", "org.postgresql"},
    Known{"mysql-connector-java", "mysql"},
    Known{"okhttp", "com.squareup.okhttp", 3},
    Known{"okhttp", "com.squareup.okhttp3"},
    Known{"okio", "com.squareup.okio"},
    Known{"kotlin-", "org.jetbrains.kotlin"},
    Known{"grpc-", "io.grpc"},
    Known{"xercesImpl", "xerces"},
    Known{"xalan", "xalan"},
};

// These are of Spring itself; "spring-" begins others' names, too.
constexpr std::array<std::string_view, 23> kSpring{"aop",
                                                   "aspects",
                                                   "beans",
                                                   "context",
                                                   "context-indexer",
                                                   "context-support",
                                                   "core",
                                                   "core-test",
                                                   "expression",
                                                   "instrument",
                                                   "jcl",
                                                   "jdbc",
                                                   "jms",
                                                   "messaging",
                                                   "orm",
                                                   "oxm",
                                                   "r2dbc",
                                                   "test",
                                                   "tx",
                                                   "web",
                                                   "webflux",
                                                   "webmvc",
                                                   "websocket"};

int major_of(std::string_view version) {
  int out = 0;
  std::from_chars(version.data(), version.data() + version.size(), out);
  return out;
}

bool fits(const Known& one, std::string_view artifact, std::string_view version) {
  const bool named = one.artifact.ends_with('-') ? artifact.starts_with(one.artifact)
                                                 : artifact == one.artifact;
  return named && major_of(version) < one.before;
}

}  // namespace

std::string_view jar_group(std::string_view artifact, std::string_view version) {
  constexpr std::string_view kPrefix = "spring-";
  if (artifact.starts_with(kPrefix) &&
      std::ranges::find(kSpring, artifact.substr(kPrefix.size())) != kSpring.end())
    return "org.springframework";
  const auto* const found = std::ranges::find_if(
      kKnown, [&](const Known& one) { return fits(one, artifact, version); });
  return found == kKnown.end() ? std::string_view() : found->group;
}

}  // namespace bulwark::extractors::lang
