// SPDX-License-Identifier: Apache-2.0
// Reading through the system's calls.
#include "io/file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <system_error>
#include <utility>

namespace bulwark::io {
namespace {

constexpr int kPatience = 100;  // milliseconds between two looks at the stop token

Result<void> readable_kind(mode_t mode) {
  if (S_ISREG(mode) || S_ISFIFO(mode)) return {};
  if (S_ISDIR(mode)) return fail(ErrorCode::unsupported, "it is a folder");
  if (S_ISCHR(mode) || S_ISBLK(mode))
    return fail(ErrorCode::unsupported, "it is a device; devices are not read");
  return fail(ErrorCode::unsupported, "it is neither a file nor a pipe");
}

}  // namespace

Error system_error(int errno_value) {
  std::string text = std::generic_category().message(errno_value);
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  switch (errno_value) {
    case ENOENT:
    case ENOTDIR: return {ErrorCode::not_found, std::move(text), {}};
    case EACCES:
    case EPERM: return {ErrorCode::denied, std::move(text), {}};
    case ELOOP: return {ErrorCode::malformed, "a loop of symbolic links", {}};
    case ENAMETOOLONG: return {ErrorCode::limit, std::move(text), {}};
    default: return {ErrorCode::unavailable, std::move(text), {}};
  }
}

Result<File> File::open(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::unexpected(system_error(errno));
  TRY_VOID(readable_kind(status.st_mode));
  // O_NONBLOCK: a FIFO must not hold us up here when nobody writes yet, and a device put in its
  // place neither.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (descriptor < 0) return std::unexpected(system_error(errno));
  File file(descriptor, true, false, 0);
  if (::fstat(descriptor, &status) != 0) return std::unexpected(system_error(errno));
  TRY_VOID(readable_kind(status.st_mode));
  file.waits_ = S_ISFIFO(status.st_mode);
  file.size_ = S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
  return file;
}

File File::borrow(int descriptor) {
  struct stat status{};
  const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  return {descriptor, false, !regular, regular ? static_cast<std::uint64_t>(status.st_size) : 0};
}

File::File(File&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      owned_(other.owned_),
      waits_(other.waits_),
      size_(other.size_) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(owned_, other.owned_);
  std::swap(waits_, other.waits_);
  std::swap(size_, other.size_);
  return *this;
}

File::~File() {
  if (owned_ && descriptor_ >= 0) ::close(descriptor_);
}

Result<void> File::wait(const std::stop_token& stop) const {
  while (!stop.stop_requested()) {
    pollfd waiting{descriptor_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, kPatience);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return std::unexpected(system_error(errno));
  }
  return fail(ErrorCode::cancelled, "reading was interrupted");
}

Result<std::size_t> File::read(std::span<char> to, const std::stop_token& stop) {
  std::size_t filled = 0;
  while (filled < to.size()) {
    if (waits_) TRY_VOID(wait(stop));
    const ssize_t count = ::read(descriptor_, to.data() + filled, to.size() - filled);
    if (count == 0) break;
    if (count > 0) {
      filled += static_cast<std::size_t>(count);
    } else if (errno != EINTR && errno != EAGAIN) {
      return std::unexpected(system_error(errno));
    }
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "reading was interrupted");
  }
  return filled;
}

}  // namespace bulwark::io
