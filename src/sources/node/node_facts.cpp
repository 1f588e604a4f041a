// SPDX-License-Identifier: Apache-2.0
// stat(2) and /proc, under a root.
#include "sources/node/node_facts.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <map>
#include <system_error>

#include "base/text.h"
#include "io/read_file.h"
#include "sources/node/accounts.h"
#include "sources/node/known_files.h"

namespace bulwark::sources::node {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestList = std::size_t{16} << 20;  // of /etc/passwd
constexpr std::size_t kLongestCommand = std::size_t{4} << 20;

class Reader {
 public:
  explicit Reader(std::string root) {
    while (root.size() > 1 && root.ends_with('/')) root.pop_back();
    out_.root = std::move(root);
    users_ = names_in(text_of("/etc/passwd"));
    groups_ = names_in(text_of("/etc/group"));
    out_.name = trim(text_of("/etc/hostname"));
  }

  NodeFacts read() {
    for (const KnownFile& known : known_files()) take(known);
    for (const std::string_view folder : manifest_folders()) {
      std::error_code none;
      if (fs::is_directory(out_.place_of(folder), none))
        out_.manifests.push_back(out_.place_of(folder));
    }
    read_processes();
    return std::move(out_);
  }

 private:
  std::string text_of(std::string_view path) const {
    const auto text = io::read_file(out_.place_of(path), kLargestList);
    return text ? *text : std::string();
  }

  void take(const KnownFile& known) {
    const std::string path(known.path);
    switch (known.which) {
      case KnownFile::Which::itself: add(known.role, path); return;
      case KnownFile::Which::entries: walk(known, /*deep=*/false); return;
      case KnownFile::Which::below:
        add(known.role, path);
        walk(known, /*deep=*/true);
        return;
      case KnownFile::Which::ending: walk(known, /*deep=*/true); return;
    }
  }

  // Links are looked at, not followed: a folder that leads elsewhere is not walked.
  void walk(const KnownFile& known, bool deep) {
    std::error_code error;
    const fs::path top(out_.place_of(known.path));
    if (!fs::exists(fs::symlink_status(top, error))) return;
    std::vector<std::string> found;
    auto at = fs::recursive_directory_iterator(top, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
      if (!deep) at.disable_recursion_pending();
      const std::string name = at->path().filename().string();
      if (known.which == KnownFile::Which::ending && !name.ends_with(known.ending)) continue;
      found.push_back(at->path().string().substr(out_.root == "/" ? 0 : out_.root.size()));
    }
    if (error) out_.troubles.push_back(fmt::format("{}: {}", known.path, error.message()));
    std::ranges::sort(found);
    for (const std::string& path : found) add(known.role, path);
  }

  // What is not there is no fact.
  void add(std::string_view role, const std::string& path) {
    NodeFile file;
    file.role = role;
    file.path = path;
    struct stat facts{};
    if (::stat(out_.place_of(path).c_str(), &facts) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return;
      file.trouble = std::generic_category().message(errno);
    } else {
      file.folder = S_ISDIR(facts.st_mode);
      file.mode = facts.st_mode & 07777U;
      file.user_id = facts.st_uid;
      file.group_id = facts.st_gid;
      file.user = name_of(users_, facts.st_uid);
      file.group = name_of(groups_, facts.st_gid);
    }
    out_.files.push_back(std::move(file));
  }

  static std::string name_of(const std::map<std::uint32_t, std::string>& names, std::uint32_t id) {
    const auto found = names.find(id);
    return found == names.end() ? std::to_string(id) : found->second;
  }

  // A process may end at any moment: then it is none.
  void read_processes() {
    std::error_code error;
    const fs::path top(out_.place_of("/proc"));
    auto at = fs::directory_iterator(top, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
      const std::string name = at->path().filename().string();
      NodeProcess process;
      const auto end = std::from_chars(name.data(), name.data() + name.size(), process.id);
      if (end.ec != std::errc() || end.ptr != name.data() + name.size()) continue;
      out_.has_processes = true;
      const auto text = io::read_file((at->path() / "cmdline").string(), kLongestCommand);
      if (!text || text->empty()) continue;
      process.words = split(*text, '\0');
      if (process.words.size() > 1 && process.words.back().empty()) process.words.pop_back();
      out_.processes.push_back(std::move(process));
    }
    std::ranges::sort(out_.processes, {}, &NodeProcess::id);
  }

  NodeFacts out_;
  std::map<std::uint32_t, std::string> users_, groups_;
};

}  // namespace

std::string NodeFacts::place_of(std::string_view path) const {
  return root == "/" ? std::string(path) : root + std::string(path);
}

NodeFacts read_node(const std::string& root) { return Reader(root).read(); }

}  // namespace bulwark::sources::node
