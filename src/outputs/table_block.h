// SPDX-License-Identifier: Apache-2.0
// What the table says about one control: a line, or a block with examples, their code and the fix.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "outputs/format.h"
#include "outputs/paint.h"
#include "outputs/view.h"

namespace bulwark::outputs {

/// The unwaived findings of one control.
struct Group {
  const model::Control* control = nullptr;
  std::vector<std::size_t> findings;
};

/// Which examples show their lines of code.
enum class Code : unsigned char { first, every };

class TableWriter {
 public:
  /// `view` must outlive it.
  TableWriter(View& view, const Options& options);

  std::string severity(model::Severity severity) const;
  std::string line(const Group& group) const;
  std::vector<std::string> block(const Group& group, std::size_t examples, Code code);
  std::string how_to_see_more(std::size_t findings) const;

 private:
  std::string resource_line(const Shown& shown) const;
  void code_lines(std::vector<std::string>& out, std::size_t finding);
  std::string more(const Group& group, std::size_t told);

  View& view_;
  Paint paint_;
  std::size_t width_;
  std::size_t cluster_width_ = 0;  ///< of the column with the cluster's name; 0: there is none
};

/// At most `width` columns, of a path or another long name the end.
std::string clip_front(std::string_view text, std::size_t width);

/// 1234567 -> "1,234,567"
std::string with_commas(std::uint64_t number);

}  // namespace bulwark::outputs
