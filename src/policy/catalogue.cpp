// SPDX-License-Identifier: Apache-2.0
// Loading and choosing of controls.
#include "policy/catalogue.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "formats/yaml.h"

namespace bulwark::policy {
namespace {

constexpr std::string_view kPssBaseline = "pss-baseline";
constexpr std::string_view kPssRestricted = "pss-restricted";

bool has_framework(const ControlFile& file, std::string_view framework, std::string_view id = {}) {
  return std::any_of(file.control.frameworks.begin(), file.control.frameworks.end(),
                     [&](const auto& entry) {
                       return entry.framework == framework && (id.empty() || entry.id == id);
                     });
}

bool in_framework(const ControlFile& file, const std::string& framework) {
  if (framework == kPssBaseline) return has_framework(file, "pss", "baseline");
  if (framework == kPssRestricted) return has_framework(file, "pss");
  return has_framework(file, framework);
}

bool any_glob(std::span<const std::string> globs, std::string_view id) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return glob_match(glob, id); });
}

Result<void> check_globs(std::span<const std::string> globs, const std::vector<std::string>& ids) {
  for (const std::string& glob : globs) {
    if (std::none_of(ids.begin(), ids.end(),
                     [&](const std::string& id) { return glob_match(glob, id); })) {
      return fail(ErrorCode::not_found,
                  fmt::format("no control '{}'{}", glob, did_you_mean(glob, ids)));
    }
  }
  return {};
}

Result<void> check_layers(std::span<const std::string> layers) {
  const std::vector<std::string> known{"cloud", "cluster", "container", "code"};
  for (const std::string& layer : layers) {
    if (model::layer_from(layer)) continue;
    return fail(ErrorCode::not_found,
                fmt::format("no layer '{}'{}", layer, did_you_mean(layer, known)));
  }
  return {};
}

/// A control with the version whose rule is wanted.
struct Wanted {
  const ControlFile* file;
  std::uint32_t minor;
};

// Within a level of the Pod Security Standards a restricted check takes the place of the baseline
// one that it names.
void drop_overridden(std::vector<Wanted>& wanted) {
  std::set<std::string> overridden;
  for (const Wanted& one : wanted) {
    if (rule_at(*one.file, one.minor) == nullptr) continue;
    overridden.insert(one.file->overrides.begin(), one.file->overrides.end());
  }
  std::erase_if(wanted,
                [&](const Wanted& one) { return overridden.contains(one.file->control.id); });
}

}  // namespace

Catalogue::Catalogue()
    : pool_(std::make_unique<formats::Pool>(kCataloguePool, 0)),
      builder_(std::make_unique<formats::Builder>(*pool_)) {}

Result<formats::Value> Catalogue::read_document(std::string_view text) {
  formats::DocumentOptions options;
  options.resource = false;
  options.drop_nulls = false;
  formats::Document document = TRY(formats::YamlReader().read(text, *builder_, options));
  if (!document.repeated_keys.empty()) {
    return fail(ErrorCode::malformed,
                fmt::format("the key '{}' comes twice", document.repeated_keys.front().key));
  }
  return document.root;
}

Result<void> Catalogue::add(std::string_view path, std::string_view text) {
  const auto named = [&](Error error) {
    error.where = error.where.empty() ? std::string(path) : fmt::format("{}:{}", path, error.where);
    return std::unexpected(std::move(error));
  };
  const Result<formats::Value> document = read_document(text);
  if (!document) return named(document.error());
  Result<ControlFile> file = read_control_file(*document);
  if (!file) return named(file.error());
  if (find(file->control.id) != nullptr) {
    return named(
        {ErrorCode::malformed, fmt::format("a control '{}' exists already", file->control.id), {}});
  }
  controls_.push_back(*std::move(file));
  return {};
}

const ControlFile* Catalogue::find(std::string_view id) const {
  const auto found = std::find_if(controls_.begin(), controls_.end(),
                                  [&](const ControlFile& file) { return file.control.id == id; });
  return found == controls_.end() ? nullptr : &*found;
}

std::vector<std::string> Catalogue::ids() const {
  std::vector<std::string> out;
  for (const ControlFile& file : controls_) out.push_back(file.control.id);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> Catalogue::frameworks() const {
  std::set<std::string> out{std::string(kPssBaseline), std::string(kPssRestricted)};
  for (const ControlFile& file : controls_) {
    for (const model::FrameworkId& id : file.control.frameworks) {
      if (id.framework != "pss") out.insert(id.framework);
    }
  }
  return {out.begin(), out.end()};
}

Result<FrameworkChoice> parse_framework(std::string_view text) {
  const std::size_t at = text.find('@');
  FrameworkChoice choice{std::string(text.substr(0, at)), kNewestMinor};
  if (at == std::string_view::npos) return choice;
  if (!choice.name.starts_with("pss-")) {
    return fail(ErrorCode::malformed,
                fmt::format("framework '{}' has no version by '@'", choice.name));
  }
  const std::string_view version = text.substr(at + 1);
  if (version == "latest") return choice;
  choice.minor = TRY(parse_minor(version));
  if (choice.minor > kNewestMinor) {
    return fail(ErrorCode::not_found,
                fmt::format("'{}': Pod Security versions are v1.0 to v1.{}", text, kNewestMinor));
  }
  return choice;
}

Result<Chosen> Catalogue::choose(const Selection& selection) const {
  std::vector<std::string> names = ids();
  names.insert(names.end(), selection.beside.begin(), selection.beside.end());
  TRY_VOID(check_globs(selection.controls, names));
  TRY_VOID(check_globs(selection.exclude, names));
  TRY_VOID(check_layers(selection.layers));
  std::vector<Wanted> wanted;
  const std::vector<std::string> known = frameworks();
  for (const std::string& text : selection.frameworks) {
    FrameworkChoice choice = TRY(parse_framework(text));
    if (text.find('@') == std::string::npos) choice.minor = selection.minor;
    if (std::find(known.begin(), known.end(), choice.name) == known.end()) {
      return fail(ErrorCode::not_found,
                  fmt::format("no framework '{}'{}; there are {}", choice.name,
                              did_you_mean(choice.name, known), join(known, ", ")));
    }
    std::vector<Wanted> level;
    for (const ControlFile& file : controls_) {
      if (in_framework(file, choice.name)) level.push_back({&file, choice.minor});
    }
    if (choice.name.starts_with("pss-")) drop_overridden(level);
    wanted.insert(wanted.end(), level.begin(), level.end());
  }
  for (const ControlFile& file : controls_) {
    const bool by_default = selection.frameworks.empty() && selection.controls.empty() &&
                            (!file.optional || any_glob(selection.also, file.control.id));
    if (by_default || any_glob(selection.controls, file.control.id))
      wanted.push_back({&file, selection.minor});
  }
  Chosen chosen;
  std::set<std::string> seen;
  for (const Wanted& one : wanted) {
    const model::Control& control = one.file->control;
    const bool by_cel = one.file->engine == Engine::cel;
    const Rule* rule = rule_at(*one.file, one.minor);
    const bool layer_wanted = selection.layers.empty() ||
                              any_glob(selection.layers, model::name(control.layer));
    const bool subject_wanted = !selection.own_documents || is_about_own_documents(*one.file) ||
                                any_glob(selection.controls, control.id);
    if ((rule == nullptr && by_cel) || !layer_wanted || !subject_wanted ||
        any_glob(selection.exclude, control.id))
      continue;
    if (!seen.insert(control.id).second) continue;
    if (!by_cel) {
      const bool by_reader = one.file->engine == Engine::reader;
      (by_reader ? chosen.by_reader : chosen.by_analyzer).push_back(one.file);
      continue;
    }
    const auto own = selection.parameters.find(control.id);
    const formats::Value parameters = own == selection.parameters.end() ? one.file->parameters
                                                                        : own->second;
    Result<CompiledControl> compiled = compile_control(*one.file, *rule, parameters);
    if (!compiled)
      return std::unexpected(std::move(compiled.error()).context("control " + control.id));
    auto& of_kind = is_about_connections(*one.file) ? chosen.of_connections : chosen.controls;
    of_kind.push_back(*std::move(compiled));
  }
  chosen.name = fmt::format("{} controls", chosen.size());
  if (!selection.frameworks.empty()) {
    chosen.name = fmt::format("{} ({})", join(selection.frameworks, ", "), chosen.name);
  }
  return chosen;
}

}  // namespace bulwark::policy
