// SPDX-License-Identifier: Apache-2.0
// Names in folders of the root.
#include "scan/node_files.h"

#include <utility>

#include "base/text.h"
#include "formats/toml.h"

namespace bulwark::scan {
namespace {

constexpr std::size_t kMostFiles = 1000;  // of one pattern
constexpr std::size_t kDeepest = 8;       // folders within folders

bool is_folder(const std::string& path, const NodeDocuments& out) {
  struct stat facts{};
  return out.root().look(path, facts) == 0 && S_ISDIR(facts.st_mode);
}

// None where there is no such folder.
Result<std::vector<std::string>> names_in(const std::string& folder, const NodeDocuments& out) {
  auto names = out.root().names(folder);
  if (names) return std::move(*names);
  if (names.error().code == ErrorCode::not_found) return std::vector<std::string>();
  return std::unexpected(std::move(names.error()).context(folder));
}

Result<void> add_below(const std::string& folder, std::string_view end, std::size_t depth,
                       const NodeDocuments& out, std::vector<std::string>& paths) {
  if (depth > kDeepest) return fail(ErrorCode::limit, folder + " is too deep");
  for (const std::string& name : TRY(names_in(folder, out))) {
    const std::string path = folder + "/" + name;
    if (is_folder(path, out)) {
      TRY_VOID(add_below(path, end, depth + 1, out, paths));
    } else if (name.ends_with(end)) {
      paths.push_back(path);
    }
  }
  return {};
}

}  // namespace

Result<formats::Value> read_toml(const std::string& path, NodeDocuments& out) {
  const auto file = out.root().read(path, formats::kTomlLimits.bytes);
  if (!file) return std::unexpected(Error(file.error()).context(path));
  auto read = formats::read_toml(*file, out.builder());
  if (!read) return std::unexpected(std::move(read.error()).context(path));
  return read;
}

Result<std::vector<std::string>> files_in(const std::string& folder, std::string_view end,
                                          const NodeDocuments& out) {
  std::vector<std::string> paths;
  for (const std::string& name : TRY(names_in(folder, out))) {
    if (name.ends_with(end)) paths.push_back(folder + "/" + name);
  }
  return paths;
}

Result<std::vector<std::string>> files_below(const std::string& folder, std::string_view end,
                                             const NodeDocuments& out) {
  std::vector<std::string> paths;
  TRY_VOID(add_below(folder, end, 0, out, paths));
  return paths;
}

Result<std::map<std::string, std::string>> files_by_name(std::span<const std::string> folders,
                                                         std::string_view end,
                                                         const NodeDocuments& out) {
  std::map<std::string, std::string> paths;
  for (const std::string& folder : folders) {
    for (const std::string& path : TRY(files_in(folder, end, out)))
      paths.emplace(path.substr(path.rfind('/') + 1), path);
  }
  return paths;
}

bool is_masked(const std::string& path, const NodeDocuments& out) {
  struct stat facts{};
  return out.root().look(path, facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size == 0;
}

Result<std::vector<std::string>> files_like(const std::string& pattern, const NodeDocuments& out) {
  if (!pattern.contains('*')) return std::vector<std::string>{pattern};
  std::vector<std::string> paths{""};
  for (const std::string& step : split(pattern, '/')) {
    if (step.empty()) continue;
    std::vector<std::string> next;
    for (const std::string& folder : paths) {
      if (!step.contains('*')) {
        next.push_back(folder + "/" + step);
        continue;
      }
      for (const std::string& name : TRY(names_in(folder.empty() ? "/" : folder, out))) {
        if (glob_match(step, name)) next.push_back(folder + "/" + name);
      }
    }
    if (next.size() > kMostFiles)
      return fail(ErrorCode::limit, pattern + " stands for too many files");
    paths = std::move(next);
  }
  return paths;
}

}  // namespace bulwark::scan
