// SPDX-License-Identifier: Apache-2.0
// The formats that a report can be written in, by name.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "io/sink.h"
#include "model/locator.h"
#include "model/report.h"
#include "outputs/view.h"

namespace bulwark::outputs {

struct Options {
  unsigned width = 80;  ///< columns of the terminal
  bool colour = false;  ///< a terminal, and NO_COLOR is not set
  bool all = false;     ///< table: every finding, however many
};

struct Format {
  std::string_view name;
  std::string_view about;  ///< for `--help`
  void (*write)(View& view, const Options& options, io::Sink& sink);
};

std::span<const Format> formats();

/// not_found with "did you mean" for a name that is none.
Result<const Format*> output_format(std::string_view name);

/// Writes the report and finishes the sink.
Result<void> write_report(const Format& format, const model::Report& report,
                          model::Locator& locator, const Options& options, io::Sink& sink);

}  // namespace bulwark::outputs
