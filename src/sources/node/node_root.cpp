// SPDX-License-Identifier: Apache-2.0
// openat2(2) with RESOLVE_IN_ROOT.
#include "sources/node/node_root.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "io/read_file.h"

namespace bulwark::sources::node {
namespace {

/// Closed with the scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  /// A path that leads to what is open.
  std::string path() const { return fmt::format("/proc/self/fd/{}", number_); }

 private:
  int number_;
};

std::unexpected<Error> error_of(int number) {
  const bool is_gone = number == ENOENT || number == ENOTDIR || number == ESRCH;
  const auto code = is_gone ? ErrorCode::not_found : ErrorCode::unsupported;
  return fail(code, std::generic_category().message(number));
}

}  // namespace

NodeRoot::NodeRoot(std::string folder) : folder_(std::move(folder)) {
  while (folder_.size() > 1 && folder_.ends_with('/')) folder_.pop_back();
}

std::string NodeRoot::place_of(std::string_view path) const {
  return folder_ == "/" ? std::string(path) : folder_ + std::string(path);
}

int NodeRoot::open(std::string_view path, int flags) const {
  const Descriptor root(::open(folder_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (root.number() < 0) return -1;
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_IN_ROOT;
  const std::string name(path);
  const long opened = ::syscall(SYS_openat2, root.number(), name.c_str(), &how, sizeof how);
  if (opened >= 0) return static_cast<int>(opened);
  // A kernel before 5.6, or a sandbox: what links of a copied folder lead to is then not known.
  if (errno != ENOSYS && errno != EPERM) return -1;
  if (folder_ == "/") return ::open(name.c_str(), flags | O_CLOEXEC);
  return ::open(place_of(path).c_str(), flags | O_NOFOLLOW | O_CLOEXEC);
}

int NodeRoot::look(std::string_view path, struct stat& facts) const {
  const Descriptor file(open(path, O_PATH));
  if (file.number() < 0) return errno;
  return ::fstat(file.number(), &facts) == 0 ? 0 : errno;
}

Result<std::string> NodeRoot::read(std::string_view path, std::size_t most) const {
  const Descriptor file(open(path, O_RDONLY | O_NONBLOCK));
  if (file.number() < 0) return error_of(errno);
  return io::read_file(file.path(), most);
}

Result<std::vector<std::string>> NodeRoot::names(std::string_view path) const {
  const Descriptor folder(open(path, O_RDONLY | O_DIRECTORY));
  if (folder.number() < 0) return error_of(errno);
  std::vector<std::string> out;
  std::error_code error;
  auto at = std::filesystem::directory_iterator(folder.path(), error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error))
    out.push_back(at->path().filename().string());
  if (error) return error_of(error.value());
  std::ranges::sort(out);
  return out;
}

}  // namespace bulwark::sources::node
