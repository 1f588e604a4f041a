// SPDX-License-Identifier: Apache-2.0
// Charts are known by a Chart.yaml. Kustomizations form a graph by what they name; only its roots
// are rendered.
#include "sources/code/packages.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>

#include "formats/builder.h"
#include "formats/pool.h"
#include "formats/yaml.h"
#include "io/file.h"

namespace bulwark::sources::code {
namespace {

using formats::Value;

constexpr std::size_t kLongestDescription = std::size_t{4} << 20;

std::string_view name_of(std::string_view path) { return path.substr(path.find_last_of('/') + 1); }

std::string normal(const std::string& path) {
  std::string text = std::filesystem::path(path).lexically_normal().string();
  if (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

// A file that cannot be read or parsed describes nothing here; helm or kustomize will say what is
// wrong with it.
Value read_description(const std::string& path, formats::Pool& pool, const LoadOptions& options) {
  Result<io::File> file = io::File::open(path);
  if (!file || file->size() > kLongestDescription) return {};
  std::string text(static_cast<std::size_t>(file->size()), '\0');
  const Result<std::size_t> count = file->read(text, options.stop);
  if (!count) return {};
  text.resize(*count);
  formats::Builder builder(pool);
  formats::DocumentOptions whole;
  whole.resource = false;
  const Result<formats::Document> document = formats::YamlReader().read(text, builder, whole);
  return document ? document->root : Value();
}

class Finder {
 public:
  Finder(const std::vector<io::TreeFile>& files, const LoadOptions& options)
      : files_(files), options_(options), pool_(1, options.seed) {}

  Packages run() {
    find_charts();
    find_kustomizations();
    return std::move(out_);
  }

 private:
  bool in_chart(const std::string& path, const std::string& chart) const {
    const std::string prefix = chart == "." ? std::string() : chart + "/";
    if (!path.starts_with(prefix)) return false;
    const std::string_view rest = std::string_view(path).substr(prefix.size());
    return rest.starts_with("templates/") || rest.starts_with("charts/") ||
           rest.starts_with("crds/") || rest == "Chart.yaml" || rest == "values.yaml" ||
           rest == "values.schema.json";
  }

  void find_charts() {
    std::vector<std::string> charts;
    for (const io::TreeFile& file : files_) {
      if (name_of(file.path) == "Chart.yaml") charts.push_back(folder_of(file.path));
    }
    std::sort(charts.begin(), charts.end());  // an outer chart comes before those inside it
    std::vector<std::string> tops;
    for (const std::string& chart : charts) {
      const std::string description = io::join(chart, "Chart.yaml");
      const bool inner = std::any_of(tops.begin(), tops.end(), [&](const std::string& top) {
        return in_chart(description, top);
      });
      if (inner) continue;
      tops.push_back(chart);
      const bool library = read_description(description, pool_, options_).text("type") == "library";
      (library ? out_.libraries : out_.charts).push_back(chart);
    }
    for (const io::TreeFile& file : files_) {
      // Only the folders above a file can hold it: this stays linear in the number of files.
      for (std::string top = folder_of(file.path);; top = folder_of(top)) {
        if (std::binary_search(tops.begin(), tops.end(), top) && in_chart(file.path, top)) {
          out_.parts.insert(file.path);
        }
        if (top == "." || top == "/") break;
      }
    }
  }

  void find_kustomizations() {
    std::map<std::string, std::string> folders;  // normal path of a folder -> as it was walked
    std::map<std::string, std::string> plain;    // the same for files
    for (const io::TreeFile& file : files_) {
      plain.emplace(normal(file.path), file.path);
      if (!is_kustomization_name(name_of(file.path)) || out_.parts.contains(file.path)) continue;
      folders.emplace(normal(folder_of(file.path)), folder_of(file.path));
      out_.parts.insert(file.path);
    }
    std::map<std::string, std::set<std::string>> uses;
    for (const auto& [folder, walked] : folders) {
      for (const std::string& name : named_by(walked)) {
        const std::string target = normal(io::join(folder, name));
        if (const auto file = plain.find(target); file != plain.end())
          out_.parts.insert(file->second);
        if (folders.contains(target) && target != folder) uses[folder].insert(target);
      }
    }
    choose_roots(folders, uses);
  }

  void choose_roots(const std::map<std::string, std::string>& folders,
                    const std::map<std::string, std::set<std::string>>& uses) {
    std::set<std::string> used;
    for (const auto& [user, targets] : uses) used.insert(targets.begin(), targets.end());
    std::set<std::string> reached;
    const auto reach = [&](const std::string& root, const std::string& walked) {
      out_.kustomizations.push_back(walked);
      std::vector<std::string> pending{root};
      while (!pending.empty()) {
        const std::string folder = pending.back();
        pending.pop_back();
        if (!reached.insert(folder).second) continue;
        if (const auto found = uses.find(folder); found != uses.end()) {
          pending.insert(pending.end(), found->second.begin(), found->second.end());
        }
      }
    };
    for (const auto& [folder, walked] : folders) {
      if (!used.contains(folder)) reach(folder, walked);
    }
    // What is left builds on each other in a circle. Kustomize will say so.
    for (const auto& [folder, walked] : folders) {
      if (!reached.contains(folder)) reach(folder, walked);
    }
  }

  // Everything in the kustomization of `folder` that may be the path of a file or a folder.
  std::vector<std::string> named_by(const std::string& folder) {
    std::vector<std::string> names;
    for (const std::string_view name :
         {"kustomization.yaml", "kustomization.yml", "Kustomization"}) {
      const Value root = read_description(io::join(folder, name), pool_, options_);
      for (std::size_t i = 0; i < root.values().size(); ++i) {
        collect(root.values()[i], holds_paths(root.shape()->keys[i]), names);
      }
    }
    return names;
  }

  // Under these a word is a path; elsewhere ("namespace: prod") only what looks like a file's name
  // is.
  static bool holds_paths(std::string_view key) {
    constexpr std::array<std::string_view, 7> kPaths{
        "resources", "bases", "components", "generators", "transformers", "validators", "crds"};
    return std::find(kPaths.begin(), kPaths.end(), key) != kPaths.end();
  }

  void collect(const Value& value, bool any_word, std::vector<std::string>& names) {
    for (const Value& item : value.items()) collect(item, any_word, names);
    for (const Value& item : value.values()) collect(item, false, names);
    if (!value.is_string()) return;
    std::string_view text = value.as_string();
    if (text.size() > 4096 || text.empty() || text.find('\n') != std::string_view::npos) return;
    if (!any_word && text.find('.') == std::string_view::npos) return;
    names.emplace_back(text);
    if (const std::size_t equals = text.find('='); equals != std::string_view::npos) {
      names.emplace_back(text.substr(equals + 1));  // "key=path" of a generator
    }
  }

  const std::vector<io::TreeFile>& files_;
  const LoadOptions& options_;
  formats::Pool pool_;
  Packages out_;
};

}  // namespace

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool is_kustomization_name(std::string_view name) {
  return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization";
}

Packages find_packages(const std::vector<io::TreeFile>& files, const LoadOptions& options) {
  return Finder(files, options).run();
}

}  // namespace bulwark::sources::code
