// SPDX-License-Identifier: Apache-2.0
// A build's description between apiVersion and the last brace, and where its parts stand.
#include "extractors/config/dockerfile_document.h"

#include <algorithm>
#include <array>

#include "extractors/config/dockerfile_build.h"
#include "formats/dockerfile.h"
#include "formats/path.h"
#include "formats/utf8.h"
#include "model/own_documents.h"

namespace bulwark::extractors::config {
namespace {

template <class Items>
void add_places(std::string_view list, const Items& items, std::vector<DocumentPlace>& out) {
  for (std::size_t i = 0; i < items.size(); ++i)
    out.push_back({std::string(list) + formats::item_step(i), items[i].lines});
}

std::vector<DocumentPlace> places_of(const BuiltImage& built) {
  std::vector<DocumentPlace> out{{"", built.base}};
  if (built.user.first > 0) out.push_back({"spec.user", built.user});
  if (built.health_check.first > 0) out.push_back({"spec.healthcheck", built.health_check});
  add_places("spec.ports", built.image.ports, out);
  add_places("spec.variables", built.image.variables, out);
  add_places("spec.bases", built.image.bases, out);
  add_places("spec.instructions", built.image.steps, out);
  add_places("spec.commands", built.image.commands, out);
  std::ranges::sort(out, {}, &DocumentPlace::path);
  return out;
}

// Texts about Dockerfiles, programs that make them, and templates that become one.
bool is_other(std::string_view ending) {
  constexpr std::array<std::string_view, 29> kOthers{"dockerignore", "containerignore",
                                                     "md",           "rst",
                                                     "txt",          "html",
                                                     "adoc",         "yaml",
                                                     "yml",          "json",
                                                     "toml",         "go",
                                                     "py",           "js",
                                                     "mjs",          "ts",
                                                     "tsx",          "rb",
                                                     "java",         "rs",
                                                     "sh",           "vim",
                                                     "tmpl",         "tpl",
                                                     "j2",           "jinja",
                                                     "erb",          "in",
                                                     "template"};
  return std::ranges::find(kOthers, ending.substr(ending.rfind('.') + 1)) != kOthers.end();
}

}  // namespace

SourceLines DockerfileDocument::lines_of(std::string_view path) const {
  for (;;) {
    const auto found = std::ranges::lower_bound(places, path, {}, &DocumentPlace::path);
    if (found != places.end() && found->path == path) return found->lines;
    if (path.empty()) return {1, 1};
    const std::size_t end = path.find_last_of(".[");
    path = path.substr(0, end == std::string_view::npos ? 0 : end);
  }
}

Result<DockerfileDocument> dockerfile_document(std::string_view text, std::string_view name,
                                               formats::Builder& builder) {
  const formats::Dockerfile file = TRY(
      formats::parse_dockerfile(formats::replace_invalid_utf8(text)));
  const BuiltImage built = TRY(build_dockerfile(file));
  builder.begin_map(formats::Sharing::unique);
  builder.key("apiVersion");
  builder.string(model::kOwnApiVersion);
  builder.key("kind");
  builder.string("Dockerfile");
  builder.key("metadata");
  builder.begin_map(formats::Sharing::unique);
  builder.key("name");
  builder.string(name);
  builder.end_map();
  builder.key("spec");
  builder.begin_map();
  add_description(built.image, builder);
  builder.end_map();
  builder.end_map();
  DockerfileDocument out{builder.finish(), places_of(built), {}};
  for (const BuildVariable& one : built.image.variables) {
    if (one.secret && one.value && !one.value->empty())
      out.secrets.push_back({*one.value, one.lines});
  }
  return out;
}

bool is_dockerfile_name(std::string_view name) {
  for (const std::string_view word :
       {"Dockerfile", "Containerfile", "dockerfile", "containerfile"}) {
    if (name == word) return true;
    if (name.ends_with(word) && name.size() > word.size() + 1)
      return name[name.size() - word.size() - 1] == '.';
    const bool leads = name.starts_with(word) && name.size() > word.size() + 1;
    if (leads && name[word.size()] == '.') return !is_other(name.substr(word.size() + 1));
  }
  return false;
}

}  // namespace bulwark::extractors::config
