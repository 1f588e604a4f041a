// SPDX-License-Identifier: Apache-2.0
// Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986) between the parts that both texts
// begin and end with; it keeps D arrays of D numbers, so D is bounded.
#include "formats/unified_diff.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace bulwark::formats {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::ptrdiff_t kMostDifferences = 4000;
constexpr std::size_t kContext = 3;

// Each with its line end.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

struct Change {
  std::size_t before, before_end;  ///< lines that go
  std::size_t after, after_end;    ///< lines that come
};

// The furthest x on each diagonal, for each number of differences.
class Search {
 public:
  Search(const Lines& a, const Lines& b, std::size_t head, std::size_t tail)
      : a_(a),
        b_(b),
        head_(head),
        n_(static_cast<std::ptrdiff_t>(a.size() - head - tail)),
        m_(static_cast<std::ptrdiff_t>(b.size() - head - tail)) {}

  std::vector<Change> run() {
    std::vector<std::ptrdiff_t> furthest{0, 0, 0};
    for (std::ptrdiff_t d = 0; d <= std::min(n_ + m_, kMostDifferences); ++d) {
      furthest.resize(static_cast<std::size_t>(2 * d + 3), 0);
      std::vector<std::ptrdiff_t> next(static_cast<std::size_t>(2 * d + 3), 0);
      for (std::ptrdiff_t k = -d; k <= d; k += 2) {
        const std::ptrdiff_t x = slide(start(d, k), k);
        next[static_cast<std::size_t>(k + d + 1)] = x;
        if (x >= n_ && x - k >= m_) {
          steps_.push_back(std::move(next));
          return back(d, k);
        }
      }
      steps_.push_back(std::move(next));
    }
    return {
        {head_, head_ + static_cast<std::size_t>(n_), head_, head_ + static_cast<std::size_t>(m_)}};
  }

 private:
  std::ptrdiff_t at(std::ptrdiff_t d, std::ptrdiff_t k) const {
    return steps_[static_cast<std::size_t>(d)][static_cast<std::size_t>(k + d + 1)];
  }

  bool down(std::ptrdiff_t d, std::ptrdiff_t k) const {
    return k == -d || (k != d && at(d - 1, k - 1) < at(d - 1, k + 1));
  }

  std::ptrdiff_t start(std::ptrdiff_t d, std::ptrdiff_t k) const {
    if (d == 0) return 0;
    return down(d, k) ? at(d - 1, k + 1) : at(d - 1, k - 1) + 1;
  }

  std::ptrdiff_t slide(std::ptrdiff_t x, std::ptrdiff_t k) const {
    while (x < n_ && x - k < m_ &&
           a_[head_ + static_cast<std::size_t>(x)] == b_[head_ + static_cast<std::size_t>(x - k)]) {
      ++x;
    }
    return x;
  }

  std::vector<Change> back(std::ptrdiff_t d, std::ptrdiff_t k) const {
    std::vector<Change> changes;
    for (; d > 0; --d) {
      const bool inserted = down(d, k);
      const std::ptrdiff_t x = start(d, k);
      const std::size_t a = head_ + static_cast<std::size_t>(x);
      const std::size_t b = head_ + static_cast<std::size_t>(x - k);
      const Change one = inserted ? Change{a, a, b - 1, b} : Change{a - 1, a, b, b};
      if (!changes.empty() && changes.back().before == one.before_end &&
          changes.back().after == one.after_end) {
        changes.back().before = one.before;
        changes.back().after = one.after;
      } else {
        changes.push_back(one);
      }
      k += inserted ? 1 : -1;
    }
    std::reverse(changes.begin(), changes.end());
    return changes;
  }

  const Lines& a_;
  const Lines& b_;
  std::size_t head_;
  std::ptrdiff_t n_, m_;
  std::vector<std::vector<std::ptrdiff_t>> steps_;
};

void write_lines(std::string& out, char mark, const Lines& lines, std::size_t from,
                 std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    out.append(1, mark).append(lines[i]);
    if (!lines[i].ends_with('\n')) out += "\n\\ No newline at end of file\n";
  }
}

std::string range(std::size_t from, std::size_t to) {
  if (to - from == 1) return fmt::format("{}", from + 1);
  return fmt::format("{},{}", from == to ? from : from + 1, to - from);
}

// Changes whose contexts meet.
void write_hunk(std::string& out, const Lines& a, const Lines& b, const Change* first,
                const Change* last) {
  const std::size_t lead = std::min(first->before, kContext);
  const std::size_t trail = std::min(a.size() - last->before_end, kContext);
  out += fmt::format("@@ -{} +{} @@\n", range(first->before - lead, last->before_end + trail),
                     range(first->after - lead, last->after_end + trail));
  std::size_t at = first->before - lead;
  for (const Change* one = first; one <= last; ++one) {
    write_lines(out, ' ', a, at, one->before);
    write_lines(out, '-', a, one->before, one->before_end);
    write_lines(out, '+', b, one->after, one->after_end);
    at = one->before_end;
  }
  write_lines(out, ' ', a, at, at + trail);
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, std::string_view name) {
  if (before == after) return {};
  const Lines a = lines_of(before);
  const Lines b = lines_of(after);
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t head = 0, tail = 0;
  while (head < shorter && a[head] == b[head]) ++head;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const std::vector<Change> changes = Search(a, b, head, tail).run();
  std::string out = fmt::format("--- a/{}\n+++ b/{}\n", name, name);
  for (std::size_t i = 0; i < changes.size();) {
    std::size_t end = i + 1;
    while (end < changes.size() &&
           changes[end].before - changes[end - 1].before_end <= 2 * kContext)
      ++end;
    write_hunk(out, a, b, &changes[i], &changes[end - 1]);
    i = end;
  }
  return out;
}

}  // namespace bulwark::formats
