// SPDX-License-Identifier: Apache-2.0
// What stands between objects, at the top level of an object, and between the items of a list.
#include "sources/code/json_slicer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/core.h>

namespace bulwark::sources::code {
namespace {

// A line longer than this is looked into like any other text: it may be a whole List.
constexpr std::size_t kLongestLine = std::size_t{8} << 20;
// What is shown of text that is no JSON.
constexpr std::size_t kStrayBytes = 200;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::string_view trimmed_right(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::uint32_t count_newlines(std::string_view text) {
  // In runs so short that a byte counts them: compilers turn that into 16 comparisons at a time.
  constexpr std::size_t kRun = 128;
  std::uint32_t count = 0;
  for (; !text.empty(); text.remove_prefix(std::min(kRun, text.size()))) {
    std::uint8_t in_run = 0;
    for (const char c : text.substr(0, kRun))
      in_run = static_cast<std::uint8_t>(in_run + (c == '\n' ? 1 : 0));
    count += in_run;
  }
  return count;
}

std::size_t JsonSlicer::cut(std::string_view window, bool last, std::vector<Slice>& out) {
  text_ = window;
  last_ = last;
  out_ = &out;
  list_in_out_ = out.size();
  while (step()) {
  }
  if (last) ending();
  const std::size_t done = last ? text_.size() : std::min(needed_from(), text_.size());
  count_lines(done);
  solid_before_ = last_solid(done);
  if (done > 0) before_ = text_[done - 1];
  base_ += done;
  at_ -= std::min(at_, done);
  counted_ -= done;
  searched_ -= std::min(searched_, done);
  return done;
}

bool JsonSlicer::step() {
  switch (state_) {
    case State::between: return between();
    case State::head: return head();
    case State::items: return items();
    case State::nested: return nested();
    case State::skipping: return skipping();
  }
  return false;
}

// The first byte that a later call will want to see again.
std::size_t JsonSlicer::needed_from() const {
  const bool keeps = state_ == State::nested ? (list_ == nullptr || after_nested_ == State::items)
                                             : state_ == State::head && list_ == nullptr;
  if (!keeps || too_large_) {
    // The line break before a `{` that turns out to begin another object ends what is broken.
    return state_ == State::nested && after_newline_ && at_ > 0 ? at_ - 1 : at_;
  }
  return static_cast<std::size_t>(begin_ - base_);
}

bool JsonSlicer::between() {
  skip_space();
  if (at_ == text_.size()) return false;
  const char c = text_[at_];
  if (c == '{') {
    if (one_a_line_ && at_line_start()) return line();
    begin_slice();
    learned_ = {};
    key_ = Key::other;
    expects_key_ = true;
    state_ = State::head;
    ++at_;
    return true;
  }
  if (c == '[') {
    begin_slice();
    learned_ = {};
    ++at_;
    begin_list(true);
    return true;
  }
  if (c == '-' && at_line_start()) {  // documents in a stream may be separated as in YAML
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    if (end == text_.size() && !last_ && end - at_ < kStrayBytes) return false;
    if (trimmed_right(text_.substr(at_, end - at_)) == "---") {
      at_ = end;
      return true;
    }
  }
  const std::size_t line_end = text_.find('\n', at_);
  if (line_end == std::string_view::npos && !last_ && text_.size() - at_ < kStrayBytes)
    return false;
  begin_slice();
  broken(std::min({line_end, text_.size(), at_ + kStrayBytes}));
  return true;
}

// A stream of one object a line: its end is the line's end, and a broken line costs no other one.
bool JsonSlicer::line() {
  const std::size_t from = std::max(at_, searched_);
  const void* found = from < text_.size()
                          ? std::memchr(text_.data() + from, '\n', text_.size() - from)
                          : nullptr;
  std::size_t end = text_.size();
  if (found != nullptr)
    end = static_cast<std::size_t>(static_cast<const char*>(found) - text_.data());
  if (found == nullptr && !last_ && end - at_ < kLongestLine) {
    searched_ = end;
    return false;
  }
  const std::string_view line = trimmed_right(text_.substr(at_, end - at_));
  const bool whole = (found != nullptr || last_) && line.back() == '}';
  const bool next_is_known = end + 1 < text_.size();
  if (found != nullptr && !whole && !next_is_known && !last_) {
    searched_ = end;
    return false;
  }
  const bool torn = !whole && (next_is_known ? text_[end + 1] == '{' : last_);
  begin_slice();
  if (whole || torn) {
    emit(whole ? SliceKind::document : SliceKind::broken, at_ + line.size());
    at_ = end;
    counted_ = end;  // nothing was left out: the line holds no line break
    return true;
  }
  one_a_line_ = false;
  return true;
}

// What is open when the stream ends.
void JsonSlicer::ending() {
  const State state = std::exchange(state_, State::between);
  at_ = text_.size();
  if (state == State::between || state == State::skipping) return;
  const bool between_items = list_ != nullptr &&
                             !(state == State::nested && after_nested_ == State::items);
  if (between_items) {
    too_large_ = false;
    Error fault{ErrorCode::malformed,
                fmt::format("the text ends within the list that begins on line {}", list_line_),
                {}};
    begin_ = base_ + text_.size();
    count_lines(text_.size());
    begin_line_ = line_;
    emit(SliceKind::broken, text_.size(), std::move(fault));
  } else {
    emit(SliceKind::broken, text_.size());
  }
  list_ = nullptr;
}

void JsonSlicer::end_document() {
  const std::size_t end = at_;
  const bool here = begin_ >= base_;
  const std::size_t begin = here ? static_cast<std::size_t>(begin_ - base_) : 0;
  const bool on_one_line = here && std::memchr(text_.data() + begin, '\n', end - begin) == nullptr;
  one_a_line_ = starts_line_ && on_one_line;
  if (!on_one_line) spread_ = true;
  emit(too_large_ ? SliceKind::broken : SliceKind::document, end);
  state_ = State::between;
}

void JsonSlicer::begin_slice() {
  count_lines(at_);
  begin_ = base_ + at_;
  begin_line_ = line_;
  starts_line_ = at_line_start();
  too_large_ = false;
}

void JsonSlicer::emit(SliceKind kind, std::size_t end, Error fault) {
  Slice slice;
  slice.offset = begin_;
  slice.length = base_ + end - begin_;
  slice.line = begin_line_;
  slice.kind = kind;
  slice.list = list_;
  slice.fault = std::move(fault);
  slice.text_is_gone = begin_ < base_ || too_large_;
  if (too_large_) {
    slice.kind = SliceKind::broken;
    slice.fault = {
        ErrorCode::limit, fmt::format("a document of more than {} bytes", limits_.bytes), {}};
  }
  out_->push_back(std::move(slice));
}

// The text up to `end` is no JSON, whatever follows.
void JsonSlicer::broken(std::size_t end) {
  at_ = end;
  emit(SliceKind::broken, end);
  list_ = nullptr;
  too_large_ = false;
  spread_ = true;
  state_ = State::skipping;
}

bool JsonSlicer::skipping() {
  while (at_ < text_.size()) {
    const void* found = std::memchr(text_.data() + at_, '\n', text_.size() - at_);
    if (found == nullptr) break;
    at_ = static_cast<std::size_t>(static_cast<const char*>(found) - text_.data());
    if (at_ + 1 == text_.size()) return false;
    ++at_;
    if (text_[at_] != '{') continue;
    state_ = State::between;
    return true;
  }
  at_ = text_.size();
  return false;
}

// The closing quote of the string that opens at `quote`, or npos when it is not in the window.
std::size_t JsonSlicer::string_end(std::size_t quote) const {
  std::size_t at = quote + 1;
  for (;;) {
    at = text_.find_first_of("\"\\", at);
    if (at == std::string_view::npos || text_[at] == '"') return at;
    at += 2;
    if (at > text_.size()) return std::string_view::npos;
  }
}

// The first line break in a string, which cannot hold one; npos when there is none.
std::size_t JsonSlicer::bad_newline(std::size_t quote, std::size_t end) const {
  return text_.substr(0, std::min(end, text_.size())).find('\n', quote);
}

bool JsonSlicer::at_line_start() const { return (at_ == 0 ? before_ : text_[at_ - 1]) == '\n'; }

// The last byte before text_[to] that is no space.
char JsonSlicer::last_solid(std::size_t to) const {
  while (to > 0 && is_space(text_[to - 1])) --to;
  return to == 0 ? solid_before_ : text_[to - 1];
}

void JsonSlicer::skip_space() {
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
}

void JsonSlicer::count_lines(std::size_t to) {
  if (to <= counted_) return;
  line_ += count_newlines(text_.substr(counted_, to - counted_));
  counted_ = to;
}

}  // namespace bulwark::sources::code
