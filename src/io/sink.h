// SPDX-License-Identifier: Apache-2.0
// Sink: where text goes while it is made: a string, a descriptor that is already open, a file that
// appears whole.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::io {

/// Buffered. write() never fails by itself: after the first error nothing more is written, and
/// finish() returns it. A reader that went away is `cancelled`: SIGPIPE must be ignored by the
/// program. Neither copied nor moved, since its buffer may be in use.
class Sink {
 public:
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;

  void write(std::string_view text);
  /// True after an error: whoever writes much may stop then.
  bool failed() const { return !state_; }
  /// Writes what is buffered and brings the text to where it belongs. To be called once, at the
  /// end; without it a file is not made.
  Result<void> finish();

 protected:
  virtual Result<void> drain(std::string_view text) = 0;
  virtual Result<void> commit() { return {}; }

 private:
  std::string buffer_;
  Result<void> state_;
};

/// Keeps everything in memory.
class StringSink final : public Sink {
 public:
  const std::string& text() const { return text_; }

 private:
  Result<void> drain(std::string_view text) override;
  std::string text_;
};

/// Writes to a descriptor that stays open when the sink goes: standard output.
class DescriptorSink final : public Sink {
 public:
  explicit DescriptorSink(int descriptor) : descriptor_(descriptor) {}

 private:
  Result<void> drain(std::string_view text) override;
  int descriptor_;
};

/// Writes to a file beside `path`, which takes the place of `path` in finish(); until then, and
/// after an error, the old file is untouched. A symbolic link is followed. A device or FIFO is
/// written to directly.
class FileSink final : public Sink {
 public:
  /// `mode`: the permissions of a new file, less the umask; an old one keeps its own.
  static Result<std::unique_ptr<FileSink>> create(const std::string& path, mode_t mode = 0666);
  ~FileSink() override;

 private:
  FileSink(int descriptor, std::string path, std::string temporary)
      : descriptor_(descriptor), path_(std::move(path)), temporary_(std::move(temporary)) {}
  Result<void> drain(std::string_view text) override;
  Result<void> commit() override;

  int descriptor_;
  std::string path_;
  std::string temporary_;  ///< empty when `path_` is written to directly
};

}  // namespace bulwark::io
