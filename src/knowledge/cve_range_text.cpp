// SPDX-License-Identifier: Apache-2.0
// Words, versions and signs one after another; a version takes its meaning from what stands before
// and behind it.
#include "knowledge/cve_range_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "knowledge/cve_components.h"
#include "knowledge/cve_range_words.h"

namespace bulwark::knowledge {
namespace {

using Kind = RangeWord::Kind;

// The first version of those that are meant: "1.3.x" begins with 1.3.0.
std::string first_of(const RangeWord& version) {
  return version.wild() ? version.minor_text() + ".0" : version.text;
}

class Reader {
 public:
  explicit Reader(const std::vector<RangeWord>& words) : words_(words) {}

  CveRangeLine read() {
    while (at_ < words_.size()) step();
    if (lower_) out_.spans.push_back({*lower_, {}, {}, {}});
    return std::move(out_);
  }

 private:
  const RangeWord* peek(std::size_t ahead = 0) const {
    return at_ + ahead < words_.size() ? &words_[at_ + ahead] : nullptr;
  }
  bool is(std::size_t ahead, Kind kind) const {
    return peek(ahead) != nullptr && peek(ahead)->kind == kind;
  }

  void step() {
    const RangeWord& word = words_[at_];
    switch (word.kind) {
      case Kind::version: return version(word);
      case Kind::less: return upper(false);
      case Kind::at_most: return upper(true);
      case Kind::at_least: return lower();
      case Kind::more:
        out_.understood = false;
        if (is(1, Kind::version)) ++at_;
        break;
      case Kind::all:
        if (!names_versions()) out_.spans.push_back({});
        break;
      default: break;
    }
    ++at_;
  }

  // "all versions before 1.2" is told by what follows.
  bool names_versions() const {
    return std::any_of(words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end(),
                       [](const RangeWord& one) { return one.kind == Kind::version; });
  }

  // "< 1.2", "<= 1.2", "prior to 1.2", "up to 1.2".
  void upper(bool inclusive) {
    ++at_;
    if (!is(0, Kind::version)) {
      out_.understood = false;
      return;
    }
    end(lower_.value_or("0"), *peek(), inclusive);
    lower_.reset();
    ++at_;
  }

  void lower() {
    ++at_;
    if (!is(0, Kind::version)) {
      out_.understood = false;
      return;
    }
    if (lower_) out_.spans.push_back({*lower_, {}, {}, {}});
    lower_ = first_of(*peek());
    ++at_;
  }

  // A version that no sign precedes.
  void version(const RangeWord& first) {
    const bool range = is(1, Kind::to) && is(2, Kind::version);
    const bool bounded = (is(1, Kind::less) || is(1, Kind::at_most)) && is(2, Kind::version);
    if (range || bounded) {
      end(first_of(first), *peek(2), range || is(1, Kind::at_most));
      at_ += 3;
      return;
    }
    if (is(1, Kind::and_earlier)) {
      end("0", first, true);
    } else if (is(1, Kind::and_later)) {
      out_.spans.push_back({first_of(first), {}, {}, {}});
    } else {
      end(first_of(first), first, true);
      --at_;
    }
    at_ += 2;
  }

  void end(std::string from, const RangeWord& version, bool inclusive) {
    CveSpan span{std::move(from), {}, {}, {}};
    if (inclusive && version.wild()) {
      span.fixed = version.next_minor();  // no version of the minor one is left out
    } else {
      (inclusive ? span.last : span.fixed) = first_of(version);
    }
    out_.spans.push_back(std::move(span));
  }

  const std::vector<RangeWord>& words_;
  std::size_t at_ = 0;
  std::optional<std::string> lower_;  // ">= 1.2", which waits for its end
  CveRangeLine out_;
};

bool has_version(const std::vector<RangeWord>& words) {
  return std::ranges::any_of(words, [](const RangeWord& one) { return one.kind == Kind::version; });
}

}  // namespace

CveRangeLine read_range_line(std::string_view line) {
  const std::string plain = plain_line(line);
  const std::vector<RangeWord> words = range_words(plain);
  CveRangeLine out = Reader(words).read();
  out.components = cve_components_in(plain);
  if (has_version(words) && out.spans.empty()) out.understood = false;
  return out;
}

std::vector<std::string> versions_in_line(std::string_view line) {
  std::vector<std::string> out;
  for (const RangeWord& word : range_words(plain_line(line))) {
    if (word.kind == Kind::version && !word.wild() &&
        std::ranges::find(out, word.text) == out.end())
      out.push_back(word.text);
  }
  return out;
}

}  // namespace bulwark::knowledge
