// SPDX-License-Identifier: Apache-2.0
// Sections with nothing to say are left out; the last line never is.
#include "outputs/diff_table.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "outputs/changed_value.h"
#include "outputs/diff_format.h"
#include "outputs/paint.h"
#include "outputs/table_block.h"
#include "outputs/text.h"

namespace bulwark::outputs {
namespace {

constexpr std::size_t kFewLines = 20;  // of each section, unless all is asked for
constexpr std::size_t kFewFields = 6;  // of one object
constexpr std::size_t kFewBlocks = 8;  // controls that are told with example, code and fix

// Findings by control, worst first.
std::vector<Group> groups_of(const View& view, const std::vector<std::uint32_t>& findings) {
  std::vector<Group> groups;
  for (const std::uint32_t i : findings) {
    const model::Control* control = &view.finding(i).control();
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& one) { return one.control == control; });
    if (group == groups.end()) group = groups.insert(groups.end(), Group{control, {}});
    group->findings.push_back(i);
  }
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return a.control->severity < b.control->severity;
  });
  return groups;
}

std::string count(std::uint64_t number, std::string_view one) {
  return fmt::format("{} {}{}", with_commas(number), one, number == 1 ? "" : "s");
}

class Table {
 public:
  Table(DiffView& view, const Options& options, io::Sink& sink)
      : view_(view),
        options_(options),
        sink_(sink),
        paint_(options.colour),
        width_(std::clamp<std::size_t>(options.width, 50, 120)),
        most_(options.all ? SIZE_MAX : kFewLines) {}

  void run() {
    opened();
    closed();
    unknown();
    objects();
    gaps();
    last_line();
  }

 private:
  void line(std::string_view text) {
    sink_.write(text);
    sink_.write("\n");
  }
  void heading(std::string_view text) { line(paint_(Ink::bold, text)); }
  void rest(std::size_t all) {
    if (all > most_) line(fmt::format("  and {} more: --all", with_commas(all - most_)));
    line("");
  }

  void opened() {
    if (view_.diff.opened.empty()) return;
    heading("Opened");
    TableWriter table(view_.after, options_);
    const std::vector<Group> groups = groups_of(view_.after, view_.diff.opened);
    const std::size_t blocks = options_.all ? groups.size() : std::min(groups.size(), kFewBlocks);
    for (std::size_t i = 0; i < blocks; ++i) {
      for (const std::string& text :
           table.block(groups[i], options_.all ? SIZE_MAX : 3, Code::first))
        line(text);
    }
    for (std::size_t i = blocks; i < std::min(groups.size(), most_); ++i)
      line(table.line(groups[i]));
    if (blocks < groups.size()) rest(groups.size());
  }

  void lines(View& view, std::string_view title, const std::vector<std::uint32_t>& findings) {
    if (findings.empty()) return;
    heading(title);
    const TableWriter table(view, options_);
    const std::vector<Group> groups = groups_of(view, findings);
    for (std::size_t i = 0; i < std::min(groups.size(), most_); ++i) {
      line(table.line(groups[i]));
      line("         " + paint_(Ink::dim, clip(names(view, groups[i]), width_ - 9)));
    }
    rest(groups.size());
  }

  static std::string names(const View& view, const Group& group) {
    constexpr std::size_t kNamed = 5;  // more do not fit a line
    std::vector<std::string> out;
    for (std::size_t i = 0; i < std::min(group.findings.size(), kNamed + 1); ++i) {
      std::string name = visible(view.title(group.findings[i]));
      if (out.empty() || out.back() != name) out.push_back(std::move(name));
    }
    return join(out, ", ");
  }

  void closed() {
    std::vector<std::uint32_t> mended;
    std::vector<std::uint32_t> gone;
    std::vector<std::uint32_t> waived;
    for (const model::Closed& closed : view_.diff.closed) {
      (closed.how == model::Closed::How::mended ? mended
       : closed.how == model::Closed::How::gone ? gone
                                                : waived)
          .push_back(closed.finding);
    }
    lines(view_.before, "Closed", mended);
    lines(view_.before, "Closed: the object is gone", gone);
    lines(view_.before, "Closed: waived now", waived);
  }

  void unknown() {
    lines(view_.before, "Not known any more: could not be evaluated", view_.diff.unknown);
  }

  void objects() {
    const model::Diff& diff = view_.diff;
    list(view_.after, "Objects added", "+ ", diff.added);
    list(view_.before, "Objects removed", "- ", diff.removed);
    list(view_.before, "Objects gone, or among what could not be read", "? ", diff.unread);
    if (diff.drifted.empty()) return;
    heading("Objects that differ");
    for (std::size_t i = 0; i < std::min(diff.drifted.size(), most_); ++i) drift(diff.drifted[i]);
    rest(diff.drifted.size());
  }

  void list(const View& view, std::string_view title, std::string_view sign,
            const std::vector<const model::Resource*>& objects) {
    if (objects.empty()) return;
    heading(title);
    for (std::size_t i = 0; i < std::min(objects.size(), most_); ++i)
      line(clip(fmt::format("  {}{}", sign, visible(view.title(*objects[i]))), width_));
    rest(objects.size());
  }

  void drift(const model::Drift& drift) {
    line(clip(fmt::format("  ~ {}", visible(view_.after.title(*drift.after))), width_));
    const std::size_t told = options_.all ? drift.fields.size()
                                          : std::min(drift.fields.size(), kFewFields);
    for (std::size_t i = 0; i < told; ++i) change(shown(drift.fields[i]));
    const std::uint64_t more = drift.fields.size() - told + drift.left_out;
    if (more > 0) line(fmt::format("      and {}", count(more, "more field")));
  }

  // In one line where it fits; else the path, and each value on a line of its own.
  void change(const ShownChange& change) {
    const std::string path = visible(change.path);
    const std::string whole = path + ": " + visible(change.values());
    if (display_width(whole) + 6 <= width_) return line("      " + whole);
    line("      " + clip_front(path, width_ - 6));
    if (change.before == change.after) return line("        " + change.values());
    for (const auto& [sign, value] : {std::pair("- ", change.before), {"+ ", change.after}}) {
      const std::string text = visible(value.value_or("(not there)"));
      line(fmt::format("        {}{}", sign, clip(text, width_ - 10)));
    }
  }

  void gaps() {
    const auto& gaps = view_.diff.gaps_opened;
    if (gaps.empty()) return;
    heading("Newly not evaluated");
    for (std::size_t i = 0; i < std::min(gaps.size(), most_); ++i) {
      const model::Problem& gap = view_.after.not_evaluated()[gaps[i]];
      const std::string text = visible(gap_title(gap)) + ": " + visible(gap.reason);
      std::size_t indent = 2;
      for (const std::string& part : wrap(text, width_ - 4)) {
        line(std::string(indent, ' ') + part);
        indent = 4;
      }
    }
    rest(gaps.size());
  }

  std::string severities() const {
    std::string out;
    for (const model::Severity severity : model::kSeverities) {
      const auto number = std::count_if(
          view_.diff.opened.begin(), view_.diff.opened.end(),
          [&](std::uint32_t i) { return view_.after.finding(i).control().severity == severity; });
      if (number == 0) continue;
      out += fmt::format("{}{} {}", out.empty() ? " (" : ", ", number, model::name(severity));
    }
    return out.empty() ? out : out + ")";
  }

  void last_line() {
    const model::Diff& diff = view_.diff;
    std::string text = count(diff.opened.size(), "finding") + " opened" + severities() + ", " +
                       with_commas(diff.closed.size()) + " closed";
    if (!diff.unknown.empty()) text += ", " + with_commas(diff.unknown.size()) + " not known";
    text += "; " + count(diff.compared + diff.added.size(), "object") + ": " +
            with_commas(diff.added.size()) + " added, " + with_commas(diff.removed.size()) +
            " removed, " + with_commas(diff.drifted.size()) + " differ";
    if (!diff.unread.empty()) text += ", " + with_commas(diff.unread.size()) + " not read";
    text += "; " + count(diff.gaps_opened.size(), "gap") + " opened, " +
            with_commas(diff.gaps_closed.size()) + " closed";
    for (const std::string& part : wrap(text, width_)) line(part);
  }

  DiffView& view_;
  const Options& options_;
  io::Sink& sink_;
  Paint paint_;
  std::size_t width_;
  std::size_t most_;
};

}  // namespace

void write_diff_table(DiffView& view, const Options& options, io::Sink& sink) {
  Table(view, options, sink).run();
}

}  // namespace bulwark::outputs
