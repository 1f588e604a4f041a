// SPDX-License-Identifier: Apache-2.0
// Blocks in, slices out; what is left of a block goes to the front of the next.
#include "sources/code/stream.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "formats/json.h"
#include "formats/json_error.h"

namespace bulwark::sources::code {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kZstdFrame = "\x28\xB5\x2F\xFD";
constexpr std::string_view kSpaces = " \t\r\n";

Error at_place(ErrorCode code, std::string message, std::string_view text, std::size_t offset) {
  const formats::TextPlace place = formats::place_of(text, offset);
  return {code, std::move(message), fmt::format("{}:{}", place.line, place.column)};
}

// Text that no reader of documents should see.
Result<void> expect_text(std::string_view begin) {
  if (begin.starts_with("\xFF\xFE") || begin.starts_with("\xFE\xFF")) {
    return std::unexpected(
        Error{ErrorCode::unsupported, "the text is UTF-16; save it as UTF-8", "1:1"});
  }
  if (begin.starts_with(kZstdFrame)) {
    return std::unexpected(Error{ErrorCode::unsupported,
                                 "compressed (zstd); a snapshot is scanned by the name of its file",
                                 {}});
  }
  const std::size_t nul = begin.find('\0');
  if (nul == std::string_view::npos) return {};
  return std::unexpected(
      at_place(ErrorCode::unsupported, "a binary file: it holds a NUL byte", begin, nul));
}

bool says_json(std::string_view path) {
  return path.ends_with(".json") || path.ends_with(".ndjson") || path.ends_with(".jsonl");
}

}  // namespace

bool looks_like_json(std::string_view begin, bool named_json) {
  const std::size_t first = begin.find_first_not_of(kSpaces);
  if (first == std::string_view::npos || (begin[first] != '{' && begin[first] != '[')) return false;
  if (named_json) return true;
  // "{{" is a template, "{a: b}" and "[a]" are YAML, and so is JSON between "---" lines.
  const std::size_t second = begin.find_first_not_of(kSpaces, first + 1);
  const std::string_view follows = begin[first] == '{' ? "\"}" : "{[\"]-0123456789";
  if (second != std::string_view::npos && follows.find(begin[second]) == std::string_view::npos)
    return false;
  return begin.find("\n---") == std::string_view::npos;
}

std::string_view Batch::before(const Slice& slice) const {
  const std::string_view all(buffer.data(), static_cast<std::size_t>(slice.offset - base));
  const std::size_t line_break = all.find_last_of('\n');
  return line_break == std::string_view::npos ? all : all.substr(line_break + 1);
}

Result<Stream> Stream::open(const Input& input, std::size_t index, const LoadOptions& options) {
  if (input.kind == InputKind::standard_input) {
    return Stream(io::File::borrow(options.standard_input), input, index, options);
  }
  io::File file = TRY(io::File::open(input.path));
  return Stream(std::move(file), input, index, options);
}

Stream::Stream(io::File file, const Input& input, std::size_t index, const LoadOptions& options)
    : file_(std::move(file)),
      options_(&options),
      index_(index),
      named_json_(says_json(input.path)),
      named_(input.named),
      // One byte more than the file has: the first read then sees its end.
      block_(file_.size() > 0 && file_.size() < kBlock ? static_cast<std::size_t>(file_.size()) + 1
                                                       : kBlock),
      slicer_(YamlSlicer(options.document.limits)) {
  if (input.kind == InputKind::standard_input) kept_.emplace();
}

// Appends one block to what is in the buffer.
Result<void> Stream::fill(Batch& batch, std::size_t& used) {
  const std::size_t wanted = used + block_;
  if (batch.buffer.size() < wanted + formats::kJsonPadding)
    batch.buffer.resize(wanted + formats::kJsonPadding);
  const std::size_t count = TRY(file_.read({batch.buffer.data() + used, block_}, options_->stop));
  ended_ = count < block_;
  block_ = kBlock;
  keep({batch.buffer.data() + used, count});
  read_ += count;
  if (options_->progress != nullptr) options_->progress->bytes_done += count;
  used += count;
  return {};
}

void Stream::keep(std::string_view fresh) {
  if (!kept_) return;
  const JsonSlicer* slicer = std::get_if<JsonSlicer>(&slicer_);
  const bool lines = slicer != nullptr && slicer->one_a_line();
  if (lines || kept_->size() + fresh.size() > options_->keep_text) {
    kept_.reset();
  } else {
    kept_->append(fresh);
  }
}

// Looks at the first block: what is this?
Result<bool> Stream::first(Batch& batch, std::size_t used) {
  const std::string_view text(batch.buffer.data(), used);
  begun_ = true;
  TRY_VOID(expect_text(text));
  const bool marked = text.starts_with(kByteOrderMark);
  const std::string_view rest = text.substr(marked ? kByteOrderMark.size() : 0);
  if (ended_ && named_ && rest.find_first_not_of(kSpaces) == std::string_view::npos) {
    return fail(ErrorCode::malformed, "it is empty: nothing was read");
  }
  if (looks_like_json(rest, named_json_)) {
    slicer_ = JsonSlicer(options_->document.limits);
    if (marked)
      std::fill_n(batch.buffer.begin(), kByteOrderMark.size(), ' ');  // offsets stay as they are
  }
  return true;
}

Result<bool> Stream::next(Batch& batch) {
  batch.slices.clear();
  if (ended_) return false;
  std::size_t used = tail_.size();
  if (batch.buffer.size() < used) batch.buffer.resize(used + formats::kJsonPadding);
  if (used > 0) std::memcpy(batch.buffer.data(), tail_.data(), used);
  while (batch.slices.empty() && !ended_) {
    TRY_VOID(fill(batch, used));
    if (!begun_) TRY_VOID(first(batch, used));
    batch.base = base_;
    const std::string_view window(batch.buffer.data(), used);
    const std::size_t done = std::visit(
        [&](auto& slicer) { return slicer.cut(window, ended_, batch.slices); }, slicer_);
    base_ += done;
    tail_.assign(window.begin() + static_cast<std::ptrdiff_t>(done), window.end());
    if (batch.slices.empty() && done > 0) {
      used = tail_.size();
      if (used > 0) std::memcpy(batch.buffer.data(), tail_.data(), used);
    }
  }
  batch.input = index_;
  batch.json = json();
  batch.named_json = named_json_;
  return !batch.slices.empty();
}

}  // namespace bulwark::sources::code
