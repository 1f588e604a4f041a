// SPDX-License-Identifier: Apache-2.0
// Diff: what changed between two pictures, each with its report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "formats/value.h"
#include "model/report.h"

namespace bulwark::model {

/// A field whose value is another one now.
struct ChangedField {
  std::string path;   ///< items of lists by name where they have one: "spec.containers[app].image"
  std::string named;  ///< what names the value, which decides whether it is a credential: the key,
                      ///< or the name beside `value:`
  bool secret = false;                   ///< it is a value of a Secret
  std::optional<formats::Value> before;  ///< nothing: it was not there
  std::optional<formats::Value> after;
};

/// An object that is in both pictures and differs.
struct Drift {
  const Resource* before = nullptr;
  const Resource* after = nullptr;
  std::vector<ChangedField> fields;  ///< in the order of the object
  std::uint64_t left_out = 0;        ///< further fields
};

/// A finding of the first picture that is not in the second one.
struct Closed {
  enum class How : std::uint8_t {
    mended,  ///< the object is there without it
    gone,    ///< the object is not there any more
    waived,  ///< the finding is there, and waived now
  };
  std::uint32_t finding = 0;  ///< index into before->findings
  How how = How::mended;
};

/// Only unwaived findings count, on both sides. Everything is in the order of its report. The
/// reports must outlive this.
struct Diff {
  const Report* before = nullptr;
  const Report* after = nullptr;
  std::vector<std::uint32_t> opened;   ///< indexes into after->findings
  std::vector<Closed> closed;          ///< known to be closed
  std::vector<std::uint32_t> unknown;  ///< indexes into before->findings: they may be there still,
                                       ///< but could not be evaluated
  std::vector<const Resource*> added, removed;
  std::vector<const Resource*> unread;  ///< of the first picture: gone, or among what could not be
                                        ///< read
  std::vector<Drift> drifted;
  std::vector<std::uint32_t> gaps_opened;  ///< indexes into after->not_evaluated
  std::vector<std::uint32_t> gaps_closed;  ///< indexes into before->not_evaluated
  std::uint64_t compared = 0;              ///< objects that are in both
};

}  // namespace bulwark::model
