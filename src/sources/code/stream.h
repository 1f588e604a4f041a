// SPDX-License-Identifier: Apache-2.0
// Stream: reads one input block by block and cuts it into slices, so that one of any size needs a
// few blocks of memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "io/file.h"
#include "sources/code/input.h"
#include "sources/code/json_slicer.h"
#include "sources/code/load.h"
#include "sources/code/yaml_slicer.h"

namespace bulwark::sources::code {

/// Some slices of one input and the bytes that they lie in. Reuse it: its buffer is kept.
struct Batch {
  std::size_t input = 0;
  bool json = false;
  bool named_json = false;   ///< the input's name says that it is JSON
  std::uint64_t base = 0;    ///< offset of the buffer's first byte in the input
  std::vector<char> buffer;  ///< formats::kJsonPadding bytes longer than the text in it
  std::vector<Slice> slices;

  /// Of a slice whose text is not gone.
  std::string_view text(const Slice& slice) const {
    return {buffer.data() + (slice.offset - base), static_cast<std::size_t>(slice.length)};
  }
  /// What stands before `slice` on its line, as far as it is in the buffer.
  std::string_view before(const Slice& slice) const;
};

class Stream {
 public:
  /// `options` must outlive the stream.
  static Result<Stream> open(const Input& input, std::size_t index, const LoadOptions& options);

  /// The next slices; false when there are none any more. After an error nothing follows.
  /// Error::where is "line:column" where the text itself is at fault.
  Result<bool> next(Batch& batch);

  /// Of standard input: its text, unless it is too long to be kept, or one JSON object a line.
  std::optional<std::string> take_kept() { return std::move(kept_); }
  bool json() const { return std::holds_alternative<JsonSlicer>(slicer_); }
  std::uint64_t bytes_read() const { return read_; }

 private:
  Stream(io::File file, const Input& input, std::size_t index, const LoadOptions& options);
  Result<bool> first(Batch& batch, std::size_t used);
  Result<void> fill(Batch& batch, std::size_t& used);
  void keep(std::string_view fresh);

  io::File file_;
  const LoadOptions* options_;
  std::size_t index_;
  bool named_json_;
  bool named_;
  bool begun_ = false;
  bool ended_ = false;
  std::uint64_t base_ = 0;
  std::uint64_t read_ = 0;
  std::size_t block_;
  std::vector<char> tail_;
  std::variant<YamlSlicer, JsonSlicer> slicer_;
  std::optional<std::string> kept_;
};

/// Whether text that begins so is JSON. A name that says so decides where it could also be YAML.
bool looks_like_json(std::string_view begin, bool named_json);

}  // namespace bulwark::sources::code
