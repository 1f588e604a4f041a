// SPDX-License-Identifier: Apache-2.0
// Base advice: which tag of the image that an image is built on would mend most of what that
// brings.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "knowledge/database.h"
#include "model/vulnerability.h"
#include "scan/bill_vulnerabilities.h"
#include "sources/container/open_image.h"

namespace bulwark::scan {

struct BaseAdviceOptions {
  sources::container::OpenOptions open;
  /// What it is built on, a reference; empty: what the image itself says.
  std::string from;
  std::vector<std::string> tags;  ///< to be judged besides those that are found
  std::size_t most = 5;           ///< tags that are found; each is read whole
  BillOptions bill;
  bool ignore_unfixed = false;
  Progress* progress = nullptr;
};

/// Vulnerabilities that count, by id, with their worst severity.
using Vulnerabilities = std::map<std::string, model::VulnerabilitySeverity>;

/// An image that it could be built on.
struct BaseChoice {
  std::vector<std::string> tags = {};  ///< more than one where they lead to the same image
  std::string digest = {};
  std::string created = {};  ///< RFC 3339
  Vulnerabilities vulnerabilities = {};
  std::size_t mends = 0;                 ///< of the vulnerabilities of the present base
  std::size_t brings = 0;                ///< that the present base has not
  std::vector<std::string> doubts = {};  ///< what of it could not be read or judged

  /// How many there are of each severity.
  std::map<model::VulnerabilitySeverity, std::size_t> counts() const;
};

struct BaseAdvice {
  std::string image;       ///< as it was asked for
  std::string base;        ///< "docker.io/library/python:3.11.4-slim"
  std::size_t layers = 0;  ///< of the image, the lowest: the base's
  bool exact = false;  ///< that was told by the base's own layers; else the image's history tells
                       ///< it
  BaseChoice present;  ///< what these layers bring, however the base's tag has moved since
  std::string why_history = {};  ///< why the base's own layers do not tell it
  std::size_t own = 0;  ///< vulnerabilities that the image's own layers bring, and no others
  std::vector<BaseChoice> choices;  ///< the smallest step first
  /// The first of those with the fewest vulnerabilities, the worst counting first, if that is fewer
  /// than now. One with doubts is never the best.
  std::optional<std::size_t> best;
};

/// Errors: the image, or the tags of its base, cannot be read; nothing tells what it is built on or
/// which layers are the base's, or there is no tag to judge (`unsupported`); `cancelled`. What
/// cannot be told of one choice is a doubt of it.
Result<BaseAdvice> base_advice(const std::string& image, const knowledge::Database& database,
                               const BaseAdviceOptions& options);

}  // namespace bulwark::scan
