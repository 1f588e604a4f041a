// SPDX-License-Identifier: Apache-2.0
#include "io/random_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "io/file.h"

namespace bulwark::io {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;

}  // namespace

Result<RandomFile> RandomFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return std::unexpected(system_error(errno));
  struct stat status{};
  RandomFile out(descriptor, 0);
  if (::fstat(descriptor, &status) != 0) return std::unexpected(system_error(errno));
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::unsupported, "it is no regular file");
  out.size_ = static_cast<std::uint64_t>(status.st_size);
  return out;
}

RandomFile::RandomFile(RandomFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

RandomFile& RandomFile::operator=(RandomFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  return *this;
}

RandomFile::~RandomFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> RandomFile::read_at(std::uint64_t offset, std::span<char> to) const {
  std::size_t done = 0;
  while (done < to.size()) {
    const ssize_t count = ::pread(descriptor_, to.data() + done, to.size() - done,
                                  static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(system_error(errno));
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Result<void> RandomFile::read_blocks(std::uint64_t offset, std::uint64_t size,
                                     const std::function<Result<void>(std::string_view)>& take,
                                     const std::stop_token& stop) const {
  std::string block(static_cast<std::size_t>(std::min<std::uint64_t>(size, kBlock)), '\0');
  while (size > 0) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, block.size()));
    const std::size_t count = TRY(read_at(offset, {block.data(), wanted}));
    if (count < wanted) return fail(ErrorCode::malformed, "the file is cut off");
    TRY_VOID(take({block.data(), count}));
    offset += count;
    size -= count;
  }
  return {};
}

}  // namespace bulwark::io
