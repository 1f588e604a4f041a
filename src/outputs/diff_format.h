// SPDX-License-Identifier: Apache-2.0
// The formats that a diff can be written in.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "io/sink.h"
#include "model/diff.h"
#include "model/locator.h"
#include "outputs/format.h"
#include "outputs/view.h"

namespace bulwark::outputs {

/// A diff with both of its reports as they may be shown.
struct DiffView {
  const model::Diff& diff;
  View& before;
  View& after;
};

struct DiffFormat {
  std::string_view name;
  void (*write)(DiffView& view, const Options& options, io::Sink& sink);
};

/// not_found with "did you mean" for a name that is none.
Result<const DiffFormat*> diff_format(std::string_view name);

/// Writes the diff and finishes the sink. Each report has its locator.
Result<void> write_diff(const DiffFormat& format, const model::Diff& diff, model::Locator& before,
                        model::Locator& after, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
