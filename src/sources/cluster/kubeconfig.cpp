// SPDX-License-Identifier: Apache-2.0
// Merging as client-go does it: of each name the first file that has it counts, as a whole.
#include "sources/cluster/kubeconfig.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "io/file_tree.h"
#include "io/read_file.h"
#include "sources/cluster/access_check.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20;

std::vector<std::string> default_files(const Environment& environment) {
  std::vector<std::string> out;
  if (environment.kubeconfig.empty()) {
    if (!environment.home.empty()) out.push_back(io::join(environment.home, ".kube/config"));
    return out;
  }
  for (std::string& file : split(environment.kubeconfig, ':')) {
    if (!file.empty() && std::find(out.begin(), out.end(), file) == out.end())
      out.push_back(std::move(file));
  }
  return out;
}

template <class Entry>
std::vector<std::string> names(const std::map<std::string, Entry>& entries) {
  std::vector<std::string> out;
  for (const auto& [name, entry] : entries) out.push_back(name);
  return out;
}

// What a context refers to: null when it refers to nothing, an error when that is not there.
template <class Entry>
Result<const Entry*> referred(const std::map<std::string, Entry>& entries, std::string_view kind,
                              const std::string& name, const std::string& context,
                              const std::string& file) {
  if (name.empty()) return nullptr;
  const auto found = entries.find(name);
  if (found != entries.end()) return &found->second;
  return fail(ErrorCode::not_found,
              fmt::format("context '{}' names the {} '{}', which is not there{}", context, kind,
                          name, did_you_mean(name, names(entries))),
              file);
}

}  // namespace

Result<Kubeconfig> Kubeconfig::load(const std::string& explicit_file,
                                    const Environment& environment) {
  Kubeconfig out;
  out.search_path_ = environment.search_path;
  out.files_ = explicit_file.empty() ? default_files(environment)
                                     : std::vector<std::string>{explicit_file};
  for (const std::string& path : out.files_) {
    Result<std::string> text = io::read_file(path, kMostBytes);
    if (!text) {
      if (explicit_file.empty() && text.error().code == ErrorCode::not_found) continue;
      text.error().where = path;
      return std::unexpected(std::move(text).error());
    }
    KubeconfigFile file = TRY(parse_kubeconfig(*text, path));
    out.merge(std::move(file));
  }
  return out;
}

void Kubeconfig::merge(KubeconfigFile file) {
  clusters_.merge(file.clusters);
  users_.merge(file.users);
  contexts_.merge(file.contexts);
  if (current_.empty()) current_ = std::move(file.current_context);
}

bool Kubeconfig::empty() const {
  return clusters_.empty() && users_.empty() && contexts_.empty() && current_.empty();
}

std::vector<std::string> Kubeconfig::contexts() const { return names(contexts_); }

Result<const Kubeconfig::NamedContext*> Kubeconfig::find_context(std::string_view name) const {
  const std::string wanted(name.empty() ? current_ : name);
  const std::vector<std::string> known = contexts();
  const std::string where = join(files_, ":");
  if (wanted.empty()) {
    std::string message = "there is no current context";
    if (!known.empty()) message += ": choose one of " + join(known, ", ");
    return fail(ErrorCode::not_found, std::move(message), where);
  }
  const auto found = contexts_.find(wanted);
  if (found != contexts_.end()) return &*found;
  return fail(ErrorCode::not_found,
              fmt::format("no context '{}'{}", wanted, did_you_mean(wanted, known)), where);
}

Result<Access> Kubeconfig::access(std::string_view context) const {
  const NamedContext* found = TRY(find_context(context));
  const auto& [name, entry] = *found;
  const ClusterEntry* cluster = TRY(
      referred(clusters_, "cluster", entry.cluster, name, entry.file));
  const UserEntry* user = TRY(referred(users_, "user", entry.user, name, entry.file));
  if (cluster == nullptr) {
    return fail(ErrorCode::malformed, fmt::format("context '{}' names no cluster", name),
                entry.file);
  }
  Access out;
  out.context = name;
  out.cluster = entry.cluster;
  out.user = entry.user;
  out.name_space = entry.name_space;
  out.search_path = search_path_;
  TRY_VOID(take_cluster(*cluster, out));
  if (user != nullptr) TRY_VOID(take_user(*user, out));
  return out;
}

}  // namespace bulwark::sources::cluster
