// SPDX-License-Identifier: Apache-2.0
// A window over the file: behind it nothing is needed any more, before it nothing has come yet.
#include "extractors/secret/scanner.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <utility>

namespace bulwark::extractors::secret {
namespace {

constexpr std::size_t kTellsBinary = 8192;
constexpr std::uint64_t kFreeEffort = std::uint64_t{1} << 20;

std::uint32_t newlines(std::string_view text) {
  constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7F;
  constexpr std::uint64_t kNewline = 0x0A0A0A0A0A0A0A0A;
  std::uint32_t count = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    word ^= kNewline;
    // The high bit of each byte that became zero.
    count += static_cast<std::uint32_t>(std::popcount(~(((word & kLow) + kLow) | word | kLow)));
  }
  for (; i < text.size(); ++i) count += text[i] == '\n' ? 1 : 0;
  return count;
}

std::uint64_t characters(std::string_view text) {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

}  // namespace

void SecretScanner::Front::pass(std::string_view text) {
  offset += text.size();
  line += newlines(text);
  const std::size_t last = text.rfind('\n');
  if (last == std::string_view::npos) {
    column += characters(text);
  } else {
    column = 1 + characters(text.substr(last + 1));
  }
}

Result<SecretScanner> SecretScanner::create(const SecretDetector& detector, ScannerLimits limits) {
  auto scratch = TRY(detector.scratch());
  limits.piece = std::max<std::size_t>(limits.piece, 1);
  return SecretScanner(detector, limits, std::move(scratch));
}

void SecretScanner::begin(std::string_view path, std::string_view layer) {
  file_ = FileSecrets();
  file_.path = path;
  file_.layer = layer;
  path_ = facts_of_path(path);
  encoding_ = Encoding::unknown;
  head_.clear();
  buffer_.clear();
  front_ = Front();
  done_ = spent_ = 0;
  judged_ = false;
  rules_.clear();
}

void SecretScanner::feed(std::string_view bytes) {
  file_.bytes += bytes.size();
  if (file_.ended_at != 0) return;
  if (encoding_ == Encoding::unknown) {
    const std::size_t missing = std::min(2 - head_.size(), bytes.size());
    head_.append(bytes.substr(0, missing));
    bytes.remove_prefix(missing);
    if (head_.size() < 2) return;
    encoding_ = head_ == "\xFF\xFE"   ? Encoding::utf16_little
                : head_ == "\xFE\xFF" ? Encoding::utf16_big
                                      : Encoding::bytes;
    if (encoding_ == Encoding::bytes) take(head_);
    head_.clear();
  }
  // No more at a time than the buffer is made for.
  while (!bytes.empty() && file_.ended_at == 0) {
    const std::string_view part = bytes.substr(0, limits_.piece);
    take(part);
    bytes.remove_prefix(part.size());
    search(false);
  }
}

// UTF-16: every unit becomes one byte, so that places stay countable. Credentials are ASCII.
void SecretScanner::take(std::string_view bytes) {
  if (encoding_ == Encoding::bytes) {
    buffer_.append(bytes);
    return;
  }
  for (const char c : bytes) {
    head_ += c;
    if (head_.size() < 2) continue;
    const bool little = encoding_ == Encoding::utf16_little;
    const char low = head_[little ? 0 : 1];
    const char high = head_[little ? 1 : 0];
    const bool ascii = high == 0 && static_cast<unsigned char>(low) < 0x80 && low != 0;
    buffer_ += ascii ? low : '?';
    head_.clear();
  }
}

void SecretScanner::search(bool to_end) {
  while (file_.ended_at == 0) {
    const std::uint64_t there = front_.offset + buffer_.size() - done_;
    const std::size_t wanted = std::max(limits_.piece + detector_->ahead() + 1, kTellsBinary);
    if (there == 0 || (!to_end && there < wanted)) return;
    if (!judged_) {
      file_.binary = std::string_view(buffer_).substr(0, kTellsBinary).contains('\0');
      judged_ = true;
    }
    piece(static_cast<std::size_t>(std::min<std::uint64_t>(there, limits_.piece)));
  }
}

void SecretScanner::piece(std::size_t size) {
  const auto from = static_cast<std::size_t>(done_ - front_.offset);
  const std::size_t begin = from - std::min(from, detector_->lookback());
  hits_.clear();
  detector_->search(std::string_view(buffer_).substr(begin, from + size - begin), file_.binary,
                    *scratch_, hits_);
  // From here on ends are counted from the file's begin.
  for (Hit& hit : hits_) hit.end += front_.offset + begin;
  std::erase_if(hits_, [&](const Hit& hit) { return hit.end <= done_; });
  std::ranges::sort(hits_);
  const auto repeated = std::ranges::unique(hits_);
  hits_.erase(repeated.begin(), repeated.end());
  const std::size_t known = file_.matches.size();
  for (const Hit& hit : hits_) {
    if (!confirm(hit)) {
      file_.ended_at = hit.end;
      break;
    }
  }
  if (!file_.binary) place(known);
  done_ += size;
  const std::uint64_t needless = done_ - front_.offset -
                                 std::min<std::uint64_t>(done_ - front_.offset,
                                                         detector_->lookback());
  const auto passed = static_cast<std::size_t>(needless);
  if (file_.binary) {
    front_.offset += passed;
  } else {
    front_.pass(std::string_view(buffer_).substr(0, passed));
  }
  buffer_.erase(0, passed);
}

bool SecretScanner::confirm(const Hit& hit) {
  const auto end = static_cast<std::size_t>(hit.end - front_.offset);
  spent_ += detector_->window(hit.rule, buffer_, end).size();
  if (spent_ > kFreeEffort + limits_.effort * hit.end) return false;
  if (file_.matches.size() >= limits_.matches) return false;
  if (const auto span = detector_->confirm(hit.rule, buffer_, end, path_)) keep(hit.rule, *span);
  return true;
}

void SecretScanner::keep(std::uint32_t rule, const Span& span) {
  const std::uint64_t offset = front_.offset + span.begin;
  // The prefilter may end at several places of the same credential.
  for (std::size_t i = rules_.size(); i-- > 0 && i + 16 > rules_.size();) {
    if (rules_[i] == rule && file_.matches[i].offset == offset) return;
  }
  SecretMatch& match = file_.matches.emplace_back();
  match.rule = detector_->rules()[rule];
  match.offset = offset;
  match.length = span.end - span.begin;
  match.masked = mask(*match.rule,
                      std::string_view(buffer_).substr(span.begin, span.end - span.begin));
  rules_.push_back(rule);
}

// The lines of those that the last piece brought.
void SecretScanner::place(std::size_t first_new) {
  for (std::size_t i = first_new; i < file_.matches.size(); ++i) {
    SecretMatch& match = file_.matches[i];
    Front at = front_;
    at.pass(std::string_view(buffer_).substr(
        0, static_cast<std::size_t>(match.offset - front_.offset)));
    match.line = at.line;
    match.column = static_cast<std::uint32_t>(std::min<std::uint64_t>(at.column, 0xFFFFFFFF));
  }
}

FileSecrets SecretScanner::finish() {
  if (encoding_ == Encoding::unknown) buffer_.append(std::exchange(head_, {}));
  if (file_.ended_at == 0) search(true);
  // Of two that overlap the rule that comes first is told; of one rule, what begins first.
  std::vector<std::size_t> order(file_.matches.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {},
                    [&](std::size_t i) { return std::pair(rules_[i], file_.matches[i].offset); });
  std::map<std::uint64_t, SecretMatch*> told;
  for (const std::size_t i : order) {
    SecretMatch& match = file_.matches[i];
    const auto next = told.lower_bound(match.offset);
    const bool before = next != told.begin() &&
                        std::prev(next)->first + std::prev(next)->second->length > match.offset;
    const bool behind = next != told.end() && next->first < match.offset + match.length;
    if (!before && !behind) told.emplace(match.offset, &match);
  }
  const bool wide = encoding_ == Encoding::utf16_little || encoding_ == Encoding::utf16_big;
  std::vector<SecretMatch> matches;
  for (auto& [offset, match] : told) {
    matches.push_back(std::move(*match));
    if (wide) matches.back().offset = 2 + 2 * offset;
    if (wide) matches.back().length *= 2;
  }
  file_.matches = std::move(matches);
  return std::exchange(file_, FileSecrets());
}

}  // namespace bulwark::extractors::secret
