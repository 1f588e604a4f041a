// SPDX-License-Identifier: Apache-2.0
// FixedDocument: one document with all fixes that hold, each proven by judging the result.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"
#include "scan/judge_text.h"

namespace bulwark::scan {

/// A finding of a document and what came of it.
struct FixOutcome {
  const model::Control* control = nullptr;
  std::string title;   ///< of its object
  std::string path;    ///< within the object
  std::string place;   ///< the same within the document
  std::string reason;  ///< why it was not fixed; empty when it was
};

struct FixedDocument {
  std::string text;  ///< the document, changed or not
  std::vector<FixOutcome> outcomes;
};

/// Says of a control whether its findings are to be fixed at all.
using WantsFix = std::function<bool(const model::Control&)>;

/// Every finding that is fixed is gone in `text`, and no finding is there that was not there
/// before. Errors: the document does not read.
Result<FixedDocument> fix_document(std::string_view text, const DocumentKind& kind,
                                   const TextJudge& judge, const WantsFix& wants);

}  // namespace bulwark::scan
