// SPDX-License-Identifier: Apache-2.0
// stat(2) and /proc, under a root.
#include "sources/node/node_facts.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <map>
#include <system_error>

#include "base/text.h"
#include "sources/node/accounts.h"
#include "sources/node/known_files.h"

namespace bulwark::sources::node {
namespace {

constexpr std::size_t kLargestList = std::size_t{16} << 20;  // of /etc/passwd
constexpr std::size_t kDeepest = 8;                          // folders within folders
constexpr std::size_t kLongestCommand = std::size_t{4} << 20;

class Reader {
 public:
  explicit Reader(const NodeRoot& root) : root_(root) {
    users_ = names_in(text_of("/etc/passwd"));
    groups_ = names_in(text_of("/etc/group"));
    out_.name = trim(text_of("/etc/hostname"));
  }

  std::vector<NodeFile> read(std::string_view role, const std::string& path) {
    add(role, path);
    return std::move(out_.files);
  }

  NodeFacts read() {
    for (const KnownFile& known : known_files()) take(known);
    for (const std::string_view folder : manifest_folders()) {
      struct stat facts{};
      if (root_.look(folder, facts) == 0 && S_ISDIR(facts.st_mode))
        out_.manifests.push_back(root_.place_of(folder));
    }
    read_processes();
    return std::move(out_);
  }

 private:
  std::string text_of(std::string_view path) const {
    const auto text = root_.read(path, kLargestList);
    return text ? *text : std::string();
  }

  void take(const KnownFile& known) {
    const std::string path(known.path);
    switch (known.which) {
      case KnownFile::Which::itself: add(known.role, path); return;
      case KnownFile::Which::entries: walk(known, path, kDeepest); return;
      case KnownFile::Which::below:
        add(known.role, path);
        walk(known, path, 0);
        return;
    }
  }

  // What is in the folder, and, as long as it is not too deep, in those within it.
  void walk(const KnownFile& known, const std::string& folder, std::size_t depth) {
    const auto names = root_.names(folder);
    if (!names) {
      if (names.error().code != ErrorCode::not_found)
        out_.troubles.push_back({folder, names.error().message});
      return;
    }
    for (const std::string& name : *names) {
      const std::string path = folder + "/" + name;
      struct stat facts{};
      const bool is_folder = root_.look(path, facts) == 0 && S_ISDIR(facts.st_mode);
      add(known.role, path);
      const std::string_view second = known.role == "pki" && !is_folder ? pki_role(name) : "";
      if (!second.empty()) add(second, path);
      if (is_folder && depth < kDeepest) walk(known, path, depth + 1);
    }
  }

  // What is not there is no fact.
  void add(std::string_view role, const std::string& path) {
    NodeFile file;
    file.role = role;
    file.path = path;
    struct stat facts{};
    const int hindered = root_.look(path, facts);
    if (hindered == ENOENT || hindered == ENOTDIR) return;
    if (hindered != 0) {
      file.trouble = std::generic_category().message(hindered);
    } else {
      file.folder = S_ISDIR(facts.st_mode);
      file.mode = facts.st_mode & 07777U;
      file.user = name_of(users_, facts.st_uid);
      file.group = name_of(groups_, facts.st_gid);
    }
    out_.files.push_back(std::move(file));
  }

  static std::string name_of(const std::map<std::uint32_t, std::string>& names, std::uint32_t id) {
    const auto found = names.find(id);
    if (found != names.end()) return found->second;
    return id == 0 ? "root" : std::to_string(id);  // also where no list was copied
  }

  // A process may end at any moment: then it is none. One whose words are hidden (hidepid) may be
  // any.
  void read_processes() {
    const auto names = root_.names("/proc");
    if (!names && names.error().code == ErrorCode::not_found) return;
    std::string hidden = names ? "" : names.error().message;
    for (const std::string& name : names ? *names : std::vector<std::string>()) {
      NodeProcess process;
      const auto end = std::from_chars(name.data(), name.data() + name.size(), process.id);
      if (end.ec != std::errc() || end.ptr != name.data() + name.size()) continue;
      const auto text = root_.read("/proc/" + name + "/cmdline", kLongestCommand);
      if (!text && text.error().code != ErrorCode::not_found) hidden = text.error().message;
      if (!text || text->empty()) continue;
      process.words = split(*text, '\0');
      if (process.words.size() > 1 && process.words.back().empty()) process.words.pop_back();
      out_.processes.push_back(std::move(process));
    }
    if (!hidden.empty()) out_.troubles.push_back({"/proc", "not all processes: " + hidden});
    std::ranges::sort(out_.processes, {}, &NodeProcess::id);
  }

  const NodeRoot& root_;
  NodeFacts out_;
  std::map<std::uint32_t, std::string> users_, groups_;
};

}  // namespace

NodeFacts read_node(const NodeRoot& root) { return Reader(root).read(); }

std::optional<NodeFile> read_node_file(const NodeRoot& root, std::string_view role,
                                       const std::string& path) {
  std::vector<NodeFile> found = Reader(root).read(role, path);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace bulwark::sources::node
