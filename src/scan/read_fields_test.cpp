// SPDX-License-Identifier: Apache-2.0
#include "scan/read_fields.h"

#include <gtest/gtest.h>

#include <string>

namespace bulwark::scan {
namespace {

struct Reads {
  bool status = false;
  bool server_metadata = false;
  bool operator==(const Reads&) const = default;
};

// What a catalogue of one control reads.
Reads reads(const std::string& subject, const std::string& require) {
  const std::string text = "id: one\ntitle: One\nlayer: cluster\nseverity: low\nwhy: w\nfor: " +
                           subject + "\nrequire: \"" + require +
                           "\"\nat: spec\nmessage: \"'m'\"\nfix: {text: f}\n"
                           "examples:\n- pass: {kind: A}\n- fail: {kind: A}\n";
  policy::Catalogue catalogue;
  const auto added = catalogue.add("cluster/one.yaml", text);
  EXPECT_TRUE(added) << added.error().text();
  const auto chosen = catalogue.choose({});
  EXPECT_TRUE(chosen) << chosen.error().text();
  if (!chosen) return {};
  return {reads_status(*chosen), reads_server_metadata(*chosen)};
}

TEST(ReadFields, ServerMetadataIsNeededWhereItsFieldsOrAllOfMetadataAreRead) {
  EXPECT_EQ(reads("v1/services", "object.metadata.name != ''"), Reads());
  EXPECT_EQ(reads("v1/services", "object.metadata.resourceVersion != ''"), Reads());
  EXPECT_EQ(reads("v1/services", "has(object.metadata.uid)"), (Reads{false, true}));
  EXPECT_EQ(reads("v1/services", "item.metadata.generation > 1"), (Reads{false, true}));
  EXPECT_EQ(reads("v1/services", "object.metadata.exists(k, k == 'uid')"), (Reads{false, true}));
}

TEST(ReadFields, StatusIsNeededWhereItIsReadFromTheRoot) {
  EXPECT_EQ(reads("v1/services", "has(object.status)"), (Reads{true, false}));
  EXPECT_EQ(reads("v1/services", "object.spec.status == 1"), Reads());
  EXPECT_EQ(reads("pod.containers", "has(item.status)"), Reads());
  EXPECT_EQ(reads("v1/services", "object == {}"), (Reads{true, true}));
}

}  // namespace
}  // namespace bulwark::scan
