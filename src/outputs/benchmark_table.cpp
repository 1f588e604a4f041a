// SPDX-License-Identifier: Apache-2.0
// Verdict, number and title; below them what shows a failure, or why nothing is known. A reason
// that several recommendations share is told at the first of them.
#include "outputs/benchmark_table.h"

#include <fmt/core.h>

#include <algorithm>

#include "outputs/paint.h"
#include "outputs/table_block.h"
#include "outputs/text.h"

namespace bulwark::outputs {
namespace {

using model::BenchmarkVerdict;
using model::Recommendation;

constexpr std::size_t kVerdictWidth = 15;
constexpr std::size_t kNumberWidth = 8;
constexpr std::size_t kFew = 3;  // things that are shown of one recommendation, unless all are

std::string_view word(BenchmarkVerdict verdict) {
  return verdict == BenchmarkVerdict::not_evaluated ? "not evaluated" : name(verdict);
}

Ink ink_of(BenchmarkVerdict verdict) {
  switch (verdict) {
    case BenchmarkVerdict::pass: return Ink::green;
    case BenchmarkVerdict::fail: return Ink::high;
    case BenchmarkVerdict::manual: return Ink::medium;
    case BenchmarkVerdict::not_evaluated: return Ink::dim;
  }
  return Ink::dim;
}

class BenchmarkTable {
 public:
  BenchmarkTable(View& view, const Options& options)
      : view_(view),
        paint_(options.colour),
        width_(std::clamp<std::size_t>(options.width, 50, 120)),
        shown_(options.all ? SIZE_MAX : kFew) {}

  std::vector<std::string> run() {
    const model::Benchmark& benchmark = *view_.benchmark();
    out_.push_back(paint_(Ink::bold, benchmark.title));
    out_.emplace_back();
    std::size_t all = 0;
    for (const model::BenchmarkSection& section : benchmark.sections) {
      heading(section);
      last_reason_.clear();
      for (const Recommendation& one : section.recommendations) recommendation(one);
      out_.emplace_back();
      all += section.recommendations.size();
    }
    for (const std::string& line :
         wrap(fmt::format("{} recommendations: {}", all, counts_text(benchmark.counts())), width_))
      out_.push_back(paint_(Ink::bold, line));
    out_.emplace_back();
    return std::move(out_);
  }

 private:
  void heading(const model::BenchmarkSection& section) {
    const std::string title = section.number + "  " + section.title;
    const std::string counts = counts_text(section.counts());
    const std::size_t used = display_width(title) + display_width(counts) + 2;
    if (used > width_) {
      out_.push_back(paint_(Ink::bold, title));
      out_.push_back("  " + paint_(Ink::dim, clip(counts, width_ - 2)));
      return;
    }
    out_.push_back(paint_(Ink::bold, title) + std::string(width_ - used + 2, ' ') +
                   paint_(Ink::dim, counts));
  }

  void recommendation(const Recommendation& one) {
    const std::size_t before = 2 + kVerdictWidth + kNumberWidth;
    std::string start = "  " + paint_(ink_of(one.verdict), pad(word(one.verdict), kVerdictWidth)) +
                        pad(one.number, kNumberWidth);
    for (const std::string& line : wrap(one.title, width_ - before)) {
      out_.push_back(std::move(start) + line);
      start = std::string(before, ' ');
    }
    if (one.reason != last_reason_ && !one.reason.empty()) text(6, visible(one.reason));
    last_reason_ = one.reason;
    const std::size_t told = std::min(shown_, one.evidence.size());
    for (std::size_t i = 0; i < told; ++i) evidence(one.evidence[i]);
    if (told < one.evidence_count)
      dim(fmt::format("+ {} more: {}", with_commas(one.evidence_count - told),
                      one.evidence_count > one.evidence.size() ? "-o json" : "--all"));
    if (one.waived > 0)
      dim(fmt::format("{} {} waived", with_commas(one.waived),
                      one.waived == 1 ? "finding is" : "findings are"));
  }

  void evidence(const model::Evidence& evidence) {
    const model::Place place = view_.place_of(evidence);
    std::string where = place.file.empty() ? clean_name(evidence.path) : place.file;
    if (place.line > 0) where += fmt::format(":{}", place.line);
    const std::size_t room = width_ - 6;
    const std::string right = clip_front(visible(where), room / 2 - 2);
    const std::string left = clip(visible(view_.title(*evidence.resource)),
                                  room - display_width(right) - 2);
    out_.push_back("      " + left +
                   std::string(room - display_width(left) - display_width(right), ' ') +
                   paint_(Ink::dim, right));
    std::string said = visible(evidence.message);
    if (evidence.control != nullptr) said = evidence.control->id + ": " + said;
    if (!said.empty()) text(8, said);
  }

  void text(std::size_t indent, const std::string& said) {
    for (const std::string& line : wrap(said, width_ - indent))
      out_.push_back(std::string(indent, ' ') + line);
  }

  void dim(const std::string& said) {
    out_.push_back("      " + paint_(Ink::dim, clip(said, width_ - 6)));
  }

  View& view_;
  Paint paint_;
  std::size_t width_;
  std::size_t shown_;
  std::string last_reason_;
  std::vector<std::string> out_;
};

}  // namespace

std::string counts_text(const model::BenchmarkCounts& counts) {
  std::string out;
  for (const BenchmarkVerdict verdict : model::kBenchmarkVerdicts) {
    if (counts.of(verdict) == 0) continue;
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", counts.of(verdict), word(verdict));
  }
  return out;
}

std::vector<std::string> benchmark_table(View& view, const Options& options) {
  return BenchmarkTable(view, options).run();
}

}  // namespace bulwark::outputs
