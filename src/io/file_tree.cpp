// SPDX-License-Identifier: Apache-2.0
// A walk with a stack of its own: the depth of a tree costs no stack frames.
#include "io/file_tree.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <set>
#include <utility>

#include "io/file.h"

namespace bulwark::io {
namespace {

Result<std::vector<std::string>> names_in(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  if (open == nullptr) return std::unexpected(system_error(errno));
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) return std::unexpected(system_error(errno));
  std::sort(names.begin(), names.end());
  return names;
}

class Walk {
 public:
  Walk(const std::string& folder, const TreeOptions& options)
      : options_(options), pending_{folder} {}

  Result<Tree> run() {
    top_ = TRY(real_path(pending_.back()));
    seen_.insert(identity(pending_.back()));
    while (!pending_.empty()) {
      const std::string folder = std::move(pending_.back());
      pending_.pop_back();
      if (options_.stop.stop_requested())
        return fail(ErrorCode::cancelled, "reading folders was interrupted");
      if (tree_.files.size() > options_.most_files) {
        return fail(ErrorCode::limit,
                    "more than " + std::to_string(options_.most_files) + " files");
      }
      read(folder);
    }
    return std::move(tree_);
  }

 private:
  using Identity = std::pair<dev_t, ino_t>;

  static Identity identity(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino};
  }

  void read(const std::string& folder) {
    const Result<std::vector<std::string>> names = names_in(folder);
    if (!names) return gap(folder, names.error());
    std::vector<std::string> folders;
    for (const std::string& name : *names) visit(join(folder, name), name, folders);
    pending_.insert(pending_.end(), folders.rbegin(), folders.rend());
  }

  void visit(const std::string& path, const std::string& name, std::vector<std::string>& folders) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) return wanted_gap(path, name, errno);
    const bool link = S_ISLNK(status.st_mode);
    if (link && ::stat(path.c_str(), &status) != 0) return wanted_gap(path, name, errno);
    if (S_ISREG(status.st_mode)) {
      if (options_.wants_file(name))
        tree_.files.push_back({path, static_cast<std::uint64_t>(status.st_size)});
    } else if (S_ISDIR(status.st_mode)) {
      if (options_.wants_folder(name) && (!link || leads_inside(path)) &&
          is_new(path, status, link)) {
        folders.push_back(path);
      }
    } else if (options_.wants_file(name)) {
      gap(path, {ErrorCode::unsupported, "it is no file; in a folder only files are read", {}});
    }
  }

  // A name that would not have been read anyway leaves no gap. A link that leads nowhere could have
  // been a folder.
  void wanted_gap(const std::string& path, const std::string& name, int error) {
    if (error == ELOOP ? options_.wants_folder(name) : options_.wants_file(name))
      gap(path, system_error(error));
  }

  bool leads_inside(const std::string& path) {
    const Result<std::string> target = real_path(path);
    if (!target) {
      gap(path, target.error());
      return false;
    }
    const bool inside = *target == top_ || top_ == "/" || target->starts_with(top_ + "/");
    if (!inside) {
      gap(path, {ErrorCode::unsupported,
                 "a link that leads outside of the folder, to " + *target +
                     "; name that folder to have it read",
                 {}});
    }
    return inside;
  }

  bool is_new(const std::string& path, const struct stat& status, bool link) {
    if (seen_.insert({status.st_dev, status.st_ino}).second) return true;
    if (link) report_loop(path);
    return false;
  }

  // A second way to a folder is no gap; a link to a folder above itself is a loop, and said so.
  void report_loop(const std::string& path) {
    const Result<std::string> target = real_path(path);
    const Result<std::string> here = real_path(path.substr(0, path.find_last_of('/')));
    if (!target || !here || !(*here + "/").starts_with(*target + "/")) return;
    gap(path, {ErrorCode::malformed, "a loop of symbolic links: it leads back to " + *target, {}});
  }

  void gap(std::string path, Error error) {
    tree_.gaps.push_back({std::move(path), std::move(error)});
  }

  const TreeOptions& options_;
  std::vector<std::string> pending_;
  std::string top_;
  std::set<Identity> seen_;
  Tree tree_;
};

}  // namespace

Result<Tree> walk(const std::string& folder, const TreeOptions& options) {
  return Walk(folder, options).run();
}

Result<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> found(::realpath(path.c_str(), nullptr), std::free);
  if (found == nullptr) return std::unexpected(system_error(errno));
  return std::string(found.get());
}

Result<PathFacts> look_at(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::unexpected(system_error(errno));
  if (S_ISDIR(status.st_mode)) return PathFacts{PathKind::folder, 0};
  if (S_ISREG(status.st_mode))
    return PathFacts{PathKind::file, static_cast<std::uint64_t>(status.st_size)};
  return PathFacts{};
}

bool is_writable(const std::string& path) {
  struct stat found{};
  constexpr mode_t kAnyone = 0222;
  return ::stat(path.c_str(), &found) == 0 && (found.st_mode & kAnyone) != 0 &&
         ::access(path.c_str(), W_OK) == 0;
}

std::string join(std::string_view folder, std::string_view name) {
  if (name.starts_with('/') || folder.empty() || folder == ".") return std::string(name);
  while (name.starts_with("./")) name.remove_prefix(2);
  std::string path(folder);
  if (name.empty() || name == ".") return path;
  if (!path.ends_with('/')) path += '/';
  return path.append(name);
}

}  // namespace bulwark::io
