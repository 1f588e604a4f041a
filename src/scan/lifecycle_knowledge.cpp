// SPDX-License-Identifier: Apache-2.0
// Files of knowledge/, which were built into the program.
#include "scan/lifecycle_knowledge.h"

#include "base/check.h"
#include "policy/embedded.h"

namespace bulwark::scan {
namespace {

std::string_view shipped(std::string_view path) {
  for (const policy::EmbeddedFile& file : policy::embedded_knowledge()) {
    if (file.path == path) return file.text;
  }
  return {};
}

}  // namespace

analyzers::lifecycle::Releases shipped_releases() {
  auto read = analyzers::lifecycle::Releases::read(shipped("releases.yaml"));
  CHECK(read.has_value(), "knowledge/releases.yaml is a list of releases");
  return *std::move(read);
}

analyzers::lifecycle::Features shipped_features() {
  auto read = analyzers::lifecycle::Features::read(shipped("features.yaml"));
  CHECK(read.has_value(), "knowledge/features.yaml is a list of features");
  return *std::move(read);
}

}  // namespace bulwark::scan
