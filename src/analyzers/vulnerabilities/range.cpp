// SPDX-License-Identifier: Apache-2.0
#include "analyzers/vulnerabilities/range.h"

#include <fmt/core.h>

#include <algorithm>

namespace bulwark::analyzers::vulnerabilities {
namespace {

using knowledge::EventView;
using Kind = model::VersionEvent::Kind;
using Order = std::optional<std::weak_ordering>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "0.0.0-20220101000000-0123456789ab": a commit of a Go module before its first release, as events
// have it.
bool is_unreleased_commit(std::string_view version) {
  constexpr std::string_view kStart = "0.0.0-";
  constexpr std::size_t kDate = 14, kHash = 12;
  if (!version.starts_with(kStart)) return false;
  version.remove_prefix(kStart.size());
  return version.size() == kDate + 1 + kHash && version[kDate] == '-' &&
         std::ranges::all_of(version.substr(0, kDate), is_digit);
}

class Range {
 public:
  Range(std::optional<formats::VersionScheme> scheme, std::string_view version)
      : scheme_(scheme), version_(version) {}

  void take(const EventView& event) {
    if (event.kind == Kind::limit) return take_limit(event);
    const bool always = event.kind == Kind::introduced && event.version == "0";
    if (always) {
      if (last_.empty()) vulnerable_ = true;
      return;
    }
    const Order order = against(version_, event.version);
    if (!order) {
      undecided_ = true;
      return;
    }
    if (*order < 0) take_beyond(event);
    const bool counts = event.kind == Kind::last_affected ? *order > 0 : *order >= 0;
    if (!counts || !is_last(event.version)) return;
    last_ = event.version;
    vulnerable_ = event.kind == Kind::introduced;
  }

  RangeAnswer answer() const {
    if (undecided_) return {Verdict::unknown, {}};
    if (!vulnerable_ || (limited_ && !within_limit_)) return {};
    return {Verdict::affected, fixed_};
  }

 private:
  Order against(std::string_view a, std::string_view b) const {
    if (!scheme_) return std::nullopt;
    const Order order = formats::compare_versions(*scheme_, a, b);
    // Of an installed commit without a base nobody knows which releases it holds; but an event that
    // is one lies before every release, as Go itself orders them.
    if (!order && *scheme_ == formats::VersionScheme::go && is_unreleased_commit(b) &&
        !is_unreleased_commit(a) && formats::compare_versions(*scheme_, a, "1.0.0"))
      return std::weak_ordering::greater;
    return order;
  }

  // Both are events.
  Order between(std::string_view a, std::string_view b) const {
    if (is_unreleased_commit(a) && !is_unreleased_commit(b) && against(b, a))
      return std::weak_ordering::less;
    return against(a, b);
  }

  void take_limit(const EventView& event) {
    limited_ = true;
    if (event.version == "*") {
      within_limit_ = true;
      return;
    }
    const Order order = against(version_, event.version);
    if (!order) undecided_ = true;
    if (order && *order < 0) within_limit_ = true;
  }

  // An event behind the version: the nearest that mends it.
  void take_beyond(const EventView& event) {
    if (event.kind != Kind::fixed) return;
    if (!fixed_.empty()) {
      const Order order = between(event.version, fixed_);
      if (!order || *order >= 0) return;
    }
    fixed_ = event.version;
  }

  bool is_last(std::string_view version) {
    if (last_.empty()) return true;
    const Order order = between(version, last_);
    if (!order) undecided_ = true;
    return order && *order >= 0;
  }

  std::optional<formats::VersionScheme> scheme_;
  std::string_view version_;
  std::string_view last_, fixed_;
  bool vulnerable_ = false, undecided_ = false, limited_ = false, within_limit_ = false;
};

// "1.21rc2" is 1.21.0-rc.2, "1.21" is 1.21.0.
std::string go_release(std::string_view version) {
  std::size_t end = 0;
  while (end < version.size() && (is_digit(version[end]) || version[end] == '.')) ++end;
  std::string out(version.substr(0, end));
  std::string_view rest = version.substr(end);
  for (auto dots = std::ranges::count(out, '.'); dots < 2; ++dots) out += ".0";
  if (rest.starts_with("rc") || rest.starts_with("beta")) {
    const std::size_t word = rest.find_first_of("0123456789");
    if (word == std::string_view::npos) return std::string(version);
    return fmt::format("{}-{}.{}", out, rest.substr(0, word), rest.substr(word));
  }
  // "1.21.3 X:boringcrypto" and "1.20.5-custom" are builds of that release.
  if (rest.empty() || rest.starts_with(' ') || rest.starts_with('-')) return out;
  return std::string(version);
}

}  // namespace

RangeAnswer evaluate(std::optional<formats::VersionScheme> scheme, std::string_view version,
                     std::span<const EventView> events) {
  RangeAnswer out;
  for (auto event = events.begin(); event != events.end();) {
    Range range(scheme, version);
    const std::uint32_t number = event->range;
    for (; event != events.end() && event->range == number; ++event) range.take(*event);
    const RangeAnswer answer = range.answer();
    if (answer.verdict == Verdict::affected) return answer;
    if (answer.verdict == Verdict::unknown) out = answer;
  }
  return out;
}

std::string comparable_version(std::string_view ecosystem, std::string_view version) {
  if (ecosystem != "Go") return std::string(version);
  if (version.starts_with("go") && version.size() > 2 && is_digit(version[2]))
    return go_release(version.substr(2));
  if (version.starts_with('v')) version.remove_prefix(1);
  return std::string(version);
}

}  // namespace bulwark::analyzers::vulnerabilities
