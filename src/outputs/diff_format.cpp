// SPDX-License-Identifier: Apache-2.0
// The list of formats of a diff. A new one is a line here and a file beside this one.
#include "outputs/diff_format.h"

#include <fmt/core.h>

#include <array>
#include <vector>

#include "base/text.h"
#include "outputs/diff_json.h"
#include "outputs/diff_table.h"

namespace bulwark::outputs {
namespace {

constexpr std::array kFormats{
    DiffFormat{"table", write_diff_table},
    DiffFormat{"json", write_diff_json},
};

}  // namespace

Result<const DiffFormat*> diff_format(std::string_view name) {
  std::vector<std::string> known;
  for (const DiffFormat& format : kFormats) {
    if (format.name == name) return &format;
    known.emplace_back(format.name);
  }
  return fail(ErrorCode::not_found,
              fmt::format("a diff has no output format '{}'{} (known: {})", name,
                          did_you_mean(name, known), join(known, ", ")));
}

Result<void> write_diff(const DiffFormat& format, const model::Diff& diff, model::Locator& before,
                        model::Locator& after, const Options& options, io::Sink& sink) {
  View old_view(*diff.before, before);
  View new_view(*diff.after, after);
  DiffView view{diff, old_view, new_view};
  format.write(view, options, sink);
  return sink.finish();
}

}  // namespace bulwark::outputs
