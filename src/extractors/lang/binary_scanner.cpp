// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/binary_scanner.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

#include "extractors/lang/cargo.h"
#include "extractors/lang/go_build_info.h"
#include "formats/inflate.h"

namespace bulwark::extractors::lang {
namespace {

// A mark that lies on the border of two pieces is found whole with so many bytes of the first.
constexpr std::size_t kKept = 512;
constexpr std::size_t kMostRustPacked = std::size_t{4} << 20;
constexpr std::size_t kMostRustBytes = std::size_t{32} << 20;
constexpr std::size_t kFirstTry = std::size_t{64} << 10;
constexpr std::string_view kRustStart = "{\"packages\":[";
// With a guard before it, so that a program which looks for the name, as ours, does not hold it as
// a table of sections does: between two zeros.
constexpr std::string_view kGuardedSection("|.dep-v0\0", 9);
constexpr std::string_view kRustSection = kGuardedSection.substr(1);

// The second byte of a zlib head whose first is 0x78 (window of 32 KiB, no dictionary).
bool is_zlib(std::string_view at) {
  constexpr std::string_view kSecond = "\x01\x5e\x9c\xda";
  constexpr unsigned kReserved = 3;  // no kind of block
  return at.size() > 2 && kSecond.contains(at[1]) &&
         ((static_cast<unsigned char>(at[2]) >> 1U) & 3U) != kReserved;
}

// Called for every place that may be one, of one program after another: giving the memory back each
// time took a fifth of the time of reading an image.
bool is_rust_list(std::string_view at) {
  thread_local formats::InflateStart start;
  return is_zlib(at) && start.of(at.substr(0, kKept), formats::DeflateWrapper::zlib,
                                 kRustStart.size()) == kRustStart;
}

std::size_t find_from(std::string_view text, std::string_view what, std::size_t from) {
  if (from >= text.size()) return std::string_view::npos;
  const void* const at = memmem(text.data() + from, text.size() - from, what.data(), what.size());
  return at == nullptr ? std::string_view::npos
                       : static_cast<std::size_t>(static_cast<const char*>(at) - text.data());
}

bool names_rust_section(std::string_view text) {
  for (std::size_t at = find_from(text, kRustSection, 0); at != std::string_view::npos;
       at = find_from(text, kRustSection, at + 1)) {
    if (at == 0 || text[at - 1] == '\0') return true;
  }
  return false;
}

}  // namespace

bool is_program(std::string_view start) {
  static constexpr std::array<std::string_view, 8> kMagics{
      "\x7f"
      "ELF",
      "\xfe\xed\xfa\xce",
      "\xfe\xed\xfa\xcf",
      "\xce\xfa\xed\xfe",
      "\xcf\xfa\xed\xfe",
      "\xca\xfe\xba\xbe",
      "\xbe\xba\xfe\xca",
      "MZ"};
  // 0xCAFEBABE begins a class of Java, too, with its version where the count of programs would be.
  constexpr char kMostPrograms = 30;
  if (start.starts_with("\xca\xfe\xba\xbe") && start.size() >= 8 && start[7] > kMostPrograms)
    return false;
  return std::ranges::any_of(kMagics, [&](std::string_view one) { return start.starts_with(one); });
}

void BinaryScanner::feed(std::string_view piece) {
  window_ += piece;
  scan();
}

void BinaryScanner::drop(std::size_t count) {
  window_.erase(0, count);
  offset_ += count;
  looked_ -= std::min(looked_, count);
}

void BinaryScanner::scan() {
  for (;;) {
    if (want_ == Want::nothing) look_for_marks();
    if (want_ == Want::nothing) {
      if (window_.size() > kKept) drop(window_.size() - kKept);
      return;
    }
    if (!read_wanted()) return;
  }
}

void BinaryScanner::begin(Want want, std::size_t at) {
  drop(at);
  looked_ = 1;  // what was wanted may turn out to be something else
  want_ = want;
  next_try_ = kFirstTry;
}

// The first mark from `looked_` on. The last kKept bytes are looked at again with the next piece,
// so that no mark is judged by half of it.
void BinaryScanner::look_for_marks() {
  const std::string_view text = window_;
  if (!names_rust_section_) names_rust_section_ = names_rust_section(text);
  const std::size_t judged = at_end_ ? text.size() : text.size() - std::min(text.size(), kKept);
  const std::size_t info = has_go_info_ ? judged : find_go_info(judged);
  const bool modules_wanted = !has_go_info_ && !has_go_modules_;
  const std::size_t modules = modules_wanted
                                  ? std::min(judged, find_from(text, kGoModulesStart, looked_))
                                  : judged;
  const std::size_t rust = has_rust_list_ ? judged
                                          : find_rust_list(std::min({info, modules, judged}));
  const std::size_t first = std::min({info, modules, rust});
  if (first < judged) {
    const Want go = info <= modules ? Want::go_info : Want::go_modules;
    return begin(rust < std::min(info, modules) ? Want::rust_list : go, first);
  }
  looked_ = std::max(looked_, judged);
}

// Its place before `end`, or `end`.
std::size_t BinaryScanner::find_go_info(std::size_t end) const {
  std::size_t at = find_from(window_, kGoInfoMagic, looked_);
  while (at < end && (offset_ + at) % kGoInfoAlignment != 0)
    at = find_from(window_, kGoInfoMagic, at + 1);
  return std::min(at, end);
}

// Likewise. Of ordinary bytes one in 20,000 begins what might be a zlib stream. A file made of such
// would keep us busy: it is given up.
std::size_t BinaryScanner::find_rust_list(std::size_t end) {
  constexpr std::size_t kFreeChecks = 1000;
  constexpr std::size_t kBytesPerCheck = 1024;
  const std::string_view text = window_;
  for (std::size_t at = text.find('x', looked_); at < end; at = text.find('x', at + 1)) {
    if (!is_zlib(text.substr(at))) continue;
    if (++rust_checks_ > kFreeChecks + (offset_ + at) / kBytesPerCheck) {
      has_rust_list_ = true;
      give_up("too much of the program looks like a list of crates: whether it has one is unknown");
      return end;
    }
    if (is_rust_list(text.substr(at))) return at;
  }
  return end;
}

bool BinaryScanner::read_wanted() {
  switch (want_) {
    case Want::nothing: return false;
    case Want::go_info: return read_go_info();
    case Want::go_modules: return read_go_modules();
    case Want::rust_list: return read_rust_list();
  }
  return false;
}

void BinaryScanner::give_up(std::string reason) {
  list_.problems.push_back(model::unread(path_, {ErrorCode::malformed, std::move(reason), {}}));
  want_ = Want::nothing;
}

// Each of these is true when it is done with what was wanted, well or badly.
bool BinaryScanner::read_go_info() {
  using State = GoBuildInfo::State;
  const GoBuildInfo info = read_go_build_info(window_);
  if (info.state == State::partial && !at_end_) return false;
  want_ = Want::nothing;
  if (info.state == State::points) old_go_ = true;
  if (info.state == State::partial) {
    has_go_info_ = true;  // its text of modules is cut, too, and is no problem of its own
    give_up("the program's Go build info is cut short");
  }
  if (info.state == State::broken) give_up("the program's Go build info is broken");
  if (info.state != State::whole) return true;
  // A text of modules that was met before, as an old toolchain leaves it, is this one.
  std::erase_if(list_.packages,
                [](const model::Package& one) { return one.type == model::PackageType::golang; });
  add_go_modules(info.version, info.modules, path_, list_);
  has_go_info_ = true;
  return true;
}

bool BinaryScanner::read_go_modules() {
  const std::string_view text = std::string_view(window_).substr(kGoModulesStart.size());
  if (text.size() >= 5 && !text.starts_with("path\t")) {
    want_ = Want::nothing;
    return true;
  }
  const std::size_t end = text.find(kGoModulesEnd);
  if (end == std::string_view::npos && window_.size() < kMostGoModulesBytes && !at_end_)
    return false;
  want_ = Want::nothing;
  if (end == std::string_view::npos) {
    give_up("the program's list of Go modules is cut short or too large");
    return true;
  }
  add_go_modules({}, text.substr(0, end), path_, list_);
  has_go_modules_ = true;
  return true;
}

bool BinaryScanner::read_rust_list() {
  if (window_.size() < next_try_ && !at_end_) return false;
  const auto text = formats::inflate(window_, formats::DeflateWrapper::zlib, kMostRustBytes);
  if (!text && text.error().code == ErrorCode::unavailable && !at_end_ &&
      window_.size() < kMostRustPacked) {
    next_try_ = window_.size() * 2;
    return false;
  }
  has_rust_list_ = true;
  want_ = Want::nothing;
  if (!text) {
    give_up("the program's list of crates: " + text.error().message);
    return true;
  }
  auto found = read_cargo_auditable(path_, text->bytes);
  if (!found) {
    give_up("the program's list of crates: " + found.error().message);
    return true;
  }
  std::ranges::move(found->packages, std::back_inserter(list_.packages));
  std::ranges::move(found->problems, std::back_inserter(list_.problems));
  return true;
}

model::PackageList BinaryScanner::finish() {
  at_end_ = true;  // and what stands at the very end is looked at, too
  scan();
  if (old_go_ && !has_go_info_)
    list_.problems.push_back(model::unread(
        path_, {ErrorCode::unsupported,
                fmt::format("built by Go before 1.18: {}, the version of Go and of its standard "
                            "library is not known",
                            has_go_modules_ ? "its modules are known" : "it lists no modules"),
                {}}));
  if (names_rust_section_ && !has_rust_list_)
    list_.problems.push_back(model::unread(
        path_, {ErrorCode::malformed, "the program has a list of crates that cannot be read", {}}));
  return std::move(list_);
}

}  // namespace bulwark::extractors::lang
