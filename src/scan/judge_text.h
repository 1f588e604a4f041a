// SPDX-License-Identifier: Apache-2.0
// JudgedText: what the controls of a scan say of one document's text, as it is now or would be.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scan/scan.h"

namespace bulwark::scan {

/// How one document is read.
struct DocumentKind {
  bool json = false;
  std::string api_version, kind;  ///< for an item of a list that does not say them itself
  std::string source;             ///< the name of its source
};

/// Everything that the findings of one text point into.
struct JudgedText {
  JudgedText() = default;
  JudgedText(const JudgedText&) = delete;
  JudgedText& operator=(const JudgedText&) = delete;

  model::Inventory inventory;
  std::deque<policy::Answers> answers;
  model::Report report;  ///< every object for itself, waivers applied
};

/// What a finding is known by within its document, before and after a change.
std::string key_of(const model::Finding& finding);

/// Asks the controls of a scan about texts. The scan must outlive it.
class TextJudge {
 public:
  TextJudge(const Scan& scan, const ScanOptions& options);

  /// Errors of the readers.
  Result<std::unique_ptr<JudgedText>> judge(std::string_view text, const DocumentKind& kind) const;

 private:
  const Scan& scan_;
  const ScanOptions& options_;
  std::vector<policy::Question> questions_;
};

}  // namespace bulwark::scan
