// SPDX-License-Identifier: Apache-2.0
// A walk with a stack of its own. Overlay: kernel, Documentation/filesystems/overlayfs.rst,
// "whiteouts and opaque directories".
#include "sources/container/folder_layer.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <utility>

#include "io/file.h"
#include "io/file_tree.h"

namespace bulwark::sources::container {
namespace {

using formats::TarData;
using formats::TarEntry;
using formats::TarKind;

constexpr std::size_t kBlock = std::size_t{256} << 10;
constexpr std::size_t kMostGaps = 1000;
constexpr std::size_t kLongestPath = std::size_t{16} << 10;
constexpr mode_t kPermissions = 07777;

Result<std::vector<std::string>> names_in(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  if (open == nullptr) return std::unexpected(io::system_error(errno));
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) return std::unexpected(io::system_error(errno));
  std::sort(names.begin(), names.end());
  return names;
}

TarKind kind_of(mode_t mode) {
  switch (mode & static_cast<mode_t>(S_IFMT)) {
    case S_IFREG: return TarKind::file;
    case S_IFDIR: return TarKind::folder;
    case S_IFLNK: return TarKind::symbolic_link;
    case S_IFCHR: return TarKind::character_device;
    case S_IFBLK: return TarKind::block_device;
    case S_IFIFO: return TarKind::fifo;
    default: return TarKind::other;  // a socket, which no image can hold
  }
}

bool has_attribute(const std::string& path, const char* name) {
  return ::lgetxattr(path.c_str(), name, nullptr, 0) > 0;
}

bool is_opaque(const std::string& path) {
  for (const char* name : {"trusted.overlay.opaque", "user.overlay.opaque"}) {
    std::array<char, 4> value{};
    if (::lgetxattr(path.c_str(), name, value.data(), value.size()) == 1 && value[0] == 'y')
      return true;
  }
  return false;
}

// What the kernel makes up has no place in a picture of files.
bool is_kernels(const std::string& path) {
  struct statfs facts{};
  if (::statfs(path.c_str(), &facts) != 0) return false;
  switch (static_cast<unsigned long>(facts.f_type)) {
    case PROC_SUPER_MAGIC:
    case SYSFS_MAGIC:
    case CGROUP_SUPER_MAGIC:
    case CGROUP2_SUPER_MAGIC:
    case DEVPTS_SUPER_MAGIC:
    case DEBUGFS_MAGIC:
    case TRACEFS_MAGIC:
    case SECURITYFS_MAGIC:
    case BPF_FS_MAGIC: return true;
    default: return false;
  }
}

class FolderWalk {
 public:
  FolderWalk(std::string folder, formats::TarTaker& taker, const LayerOptions& options)
      : folder_(std::move(folder)), taker_(taker), options_(options), block_(kBlock, '\0') {}

  Result<LayerFacts> run() {
    struct stat status{};
    if (::stat(folder_.c_str(), &status) != 0) return std::unexpected(io::system_error(errno));
    device_ = status.st_dev;
    pending_.emplace_back();
    while (!pending_.empty()) {
      const std::string folder = std::move(pending_.back());
      pending_.pop_back();
      TRY_VOID(read_folder(folder));
    }
    return std::move(facts_);
  }

 private:
  std::string full(const std::string& path) const { return io::join(folder_, path); }

  Result<void> read_folder(const std::string& folder) {
    const auto names = names_in(full(folder));
    if (!names) {
      gap(folder, names.error());
      return {};
    }
    const std::size_t first = pending_.size();
    for (const std::string& name : *names)
      TRY_VOID(visit(folder.empty() ? name : folder + "/" + name));
    std::reverse(pending_.begin() + static_cast<std::ptrdiff_t>(first), pending_.end());
    return {};
  }

  Result<void> visit(const std::string& path) {
    if (options_.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
    if (++entries_ > options_.most_entries)
      return fail(ErrorCode::limit,
                  "more than " + std::to_string(options_.most_entries) + " entries");
    struct stat status{};
    if (path.size() > kLongestPath || ::lstat(full(path).c_str(), &status) != 0) {
      gap(path, io::system_error(path.size() > kLongestPath ? ENAMETOOLONG : errno));
      return {};
    }
    TarEntry entry = describe(path, status);
    if (entry.kind == TarKind::other) return {};
    const Identity identity{status.st_dev, status.st_ino};
    if (entry.kind == TarKind::file && status.st_nlink > 1) {
      const auto [known, added] = linked_.try_emplace(identity, path);
      if (!added) {
        entry.kind = TarKind::hard_link;
        entry.link = known->second;
        entry.size = 0;
      }
    }
    const TarData data = TRY(taker_.begin(entry));
    if (entry.kind == TarKind::file && data == TarData::wanted) TRY_VOID(read_file(path, status));
    TRY_VOID(taker_.end());
    return entry.kind == TarKind::folder ? enter(path, status) : Result<void>();
  }

  TarEntry describe(const std::string& path, const struct stat& status) {
    TarEntry out;
    out.path = path;
    out.kind = kind_of(status.st_mode);
    out.mode = status.st_mode & kPermissions;
    out.user = status.st_uid;
    out.group = status.st_gid;
    out.modified = status.st_mtim.tv_sec;
    out.device_major = major(status.st_rdev);
    out.device_minor = minor(status.st_rdev);
    if (out.kind == TarKind::file) {
      out.size = static_cast<std::uint64_t>(status.st_size);
      out.capabilities = has_attribute(full(path), "security.capability");
    }
    if (out.kind == TarKind::symbolic_link) out.link = target_of(path);
    return out;
  }

  std::string target_of(const std::string& path) {
    std::string out(kLongestPath, '\0');
    const ssize_t size = ::readlink(full(path).c_str(), out.data(), out.size());
    if (size < 0) gap(path, io::system_error(errno));
    out.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return out;
  }

  Result<void> enter(const std::string& path, const struct stat& status) {
    if (status.st_dev != device_ && is_kernels(full(path))) return {};
    if (is_opaque(full(path))) {
      TarEntry whiteout;
      whiteout.path = path + "/.wh..wh..opq";
      TRY_VOID(taker_.begin(whiteout));
      TRY_VOID(taker_.end());
    }
    pending_.push_back(path);
    return {};
  }

  // Its size is the one that was told: a file that grows while it is read is cut.
  Result<void> read_file(const std::string& path, const struct stat& status) {
    const int descriptor = ::open(full(path).c_str(),
                                  O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) {
      gap(path, io::system_error(errno));
      return {};
    }
    const Result<void> done = read_bytes(descriptor, path,
                                         static_cast<std::uint64_t>(status.st_size));
    ::close(descriptor);
    return done;
  }

  Result<void> read_bytes(int descriptor, const std::string& path, std::uint64_t left) {
    while (left > 0) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, block_.size()));
      const ssize_t count = ::read(descriptor, block_.data(), wanted);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        gap(path, count < 0
                      ? io::system_error(errno)
                      : Error{ErrorCode::malformed, "it became shorter while it was read", {}});
        return {};
      }
      if (options_.progress != nullptr)
        options_.progress->bytes_done += static_cast<std::uint64_t>(count);
      left -= static_cast<std::uint64_t>(count);
      const TarData more = TRY(taker_.data({block_.data(), static_cast<std::size_t>(count)}));
      if (more == TarData::unwanted) return {};
    }
    return {};
  }

  void gap(const std::string& path, Error error) {
    if (facts_.gaps.size() < kMostGaps)
      facts_.gaps.push_back({path.empty() ? "the folder" : path, std::move(error)});
  }

  using Identity = std::pair<dev_t, ino_t>;

  std::string folder_;
  formats::TarTaker& taker_;
  const LayerOptions& options_;
  std::string block_;
  dev_t device_ = 0;
  std::vector<std::string> pending_;
  std::map<Identity, std::string> linked_;  ///< files with several names, by the first of them
  std::size_t entries_ = 0;
  LayerFacts facts_;
};

class RootFolder final : public ImageSource {
 public:
  explicit RootFolder(std::string folder) : folder_(std::move(folder)) { image_.layers.resize(1); }
  const Image& image() const override { return image_; }
  Result<LayerFacts> read_layer(std::size_t, formats::TarTaker& taker,
                                const LayerOptions& options) override {
    return read_folder_layer(folder_, taker, options);
  }

 private:
  std::string folder_;
  Image image_;
};

}  // namespace

Result<LayerFacts> read_folder_layer(const std::string& folder, formats::TarTaker& taker,
                                     const LayerOptions& options) {
  return FolderWalk(folder, taker, options).run();
}

Result<std::unique_ptr<ImageSource>> open_root_folder(const std::string& folder) {
  const auto facts = io::look_at(folder);
  if (!facts) return fail(facts.error().code, facts.error().message, folder);
  if (facts->kind != io::PathKind::folder)
    return fail(ErrorCode::malformed, "it is no folder", folder);
  return std::make_unique<RootFolder>(folder);
}

}  // namespace bulwark::sources::container
