// SPDX-License-Identifier: Apache-2.0
// Writes JSON by pieces into a buffer that is emptied into standard output.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>

namespace bulwark::bench {

/// The texts of the estate need no escaping: they are made here.
class Writer {
 public:
  Writer() { buffer_.reserve(kBlock + (std::size_t{64} << 10)); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { flush(); }

  /// A piece of JSON as it is.
  Writer& raw(std::string_view text) {
    buffer_.append(text);
    return *this;
  }
  /// A piece with {} in it; braces of JSON are doubled.
  template <class... Args>
  Writer& put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<Args>(args)...);
    return *this;
  }
  void end_object() {
    buffer_.push_back('\n');
    ++objects_;
    if (buffer_.size() >= kBlock) flush();
  }

  std::uint64_t objects() const { return objects_; }
  std::uint64_t bytes() const { return bytes_ + buffer_.size(); }

 private:
  static constexpr std::size_t kBlock = std::size_t{1} << 20;

  void flush() {
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), stdout) != buffer_.size()) {
      std::perror("estate: cannot write");
      std::exit(1);
    }
    bytes_ += buffer_.size();
    buffer_.clear();
  }

  std::string buffer_;
  std::uint64_t objects_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace bulwark::bench
