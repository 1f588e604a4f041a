// SPDX-License-Identifier: Apache-2.0
// Sinks over the system's descriptors.
#include "io/sink.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "io/file.h"

namespace bulwark::io {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} << 10;

Result<void> write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EPIPE) return fail(ErrorCode::cancelled, "the reader of the output went away");
      return std::unexpected(system_error(errno));
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// The path that a link points to, so that the link stays.
std::string resolved(const std::string& path) {
  char* real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string out(real);
  std::free(real);  // NOLINT(cppcoreguidelines-no-malloc): realpath's contract
  return out;
}

}  // namespace

void Sink::write(std::string_view text) {
  if (!state_) return;
  if (buffer_.size() + text.size() >= kBuffer) {
    state_ = drain(buffer_);
    buffer_.clear();
    if (state_ && text.size() >= kBuffer) {
      state_ = drain(text);
      return;
    }
  }
  buffer_.append(text);
}

Result<void> Sink::finish() {
  if (state_) state_ = drain(buffer_);
  buffer_.clear();
  if (state_) state_ = commit();
  return state_;
}

Result<void> StringSink::drain(std::string_view text) {
  text_.append(text);
  return {};
}

Result<void> DescriptorSink::drain(std::string_view text) { return write_all(descriptor_, text); }

Result<std::unique_ptr<FileSink>> FileSink::create(const std::string& path, mode_t mode) {
  const std::string target = resolved(path);
  struct stat found{};
  const bool exists = ::stat(target.c_str(), &found) == 0;
  if (exists && S_ISDIR(found.st_mode)) return fail(ErrorCode::malformed, "is a folder", path);
  const bool direct = exists && !S_ISREG(found.st_mode);
  const std::string opened = direct ? target : fmt::format("{}.{}.part", target, ::getpid());
  const int flags = O_WRONLY | O_CLOEXEC | (direct ? O_NOCTTY : O_CREAT | O_EXCL | O_NOFOLLOW);
  // What is there by that name was left by a process that had our number, or is no friend of ours.
  if (!direct) (void)::unlink(opened.c_str());
  const int descriptor = ::open(opened.c_str(), flags, mode);
  if (descriptor < 0) {
    Error error = system_error(errno);
    error.where = path;
    return std::unexpected(std::move(error));
  }
  // The owner first: a change of it takes mode bits away. Who may not give a file away keeps it.
  if (exists && !direct) {
    if (::fchown(descriptor, found.st_uid, found.st_gid) != 0)
      (void)!::fchown(descriptor, static_cast<uid_t>(-1), found.st_gid);
    (void)::fchmod(descriptor, found.st_mode & 07777);
  }
  return std::unique_ptr<FileSink>(
      new FileSink(descriptor, target, direct ? std::string() : opened));
}

FileSink::~FileSink() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<void> FileSink::drain(std::string_view text) {
  auto written = write_all(descriptor_, text);
  if (!written) return std::unexpected(std::move(written).error().context("writing " + path_));
  return {};
}

Result<void> FileSink::commit() {
  const int descriptor = descriptor_;
  descriptor_ = -1;
  // On disk before it takes the place of the old file.
  int error = temporary_.empty() || ::fsync(descriptor) == 0 ? 0 : errno;
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && !temporary_.empty() && ::rename(temporary_.c_str(), path_.c_str()) != 0)
    error = errno;
  if (error == 0) return {};
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  return std::unexpected(system_error(error).context("writing " + path_));
}

}  // namespace bulwark::io
