// SPDX-License-Identifier: Apache-2.0
// Files are found, then read.
#include "scan/node_configuration.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <utility>

#include "extractors/config/api_server_document.h"
#include "extractors/config/decided_flags.h"
#include "scan/node_api_server.h"
#include "scan/node_file.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using config::ApiServerFile;
using formats::Value;

Result<Value> read(const std::string& path, NodeDocuments& out) {
  const auto text = out.root().read(path, kLargestNodeFile);
  if (!text) return std::unexpected(Error(text.error()).context(path));
  auto content = config::read_api_server_file(*text, out.builder());
  if (!content) return std::unexpected(std::move(content.error()).context(path));
  return content;
}

// As the API server takes it: relative to the file that names it.
std::string plugin_path(const std::string& path, const std::string& named_by) {
  if (path.starts_with('/')) return path;
  return named_by.substr(0, named_by.rfind('/') + 1) + path;
}

void add_document(const ApiServerNamedFile& named, NodeDocuments& out) {
  const std::string where = named.on_node.value_or(named.path);
  const config::ApiServerSource source{out.named(where), out.facts().name, where};
  const auto unknown = [&](std::string why) {
    out.add(config::unknown_api_server_document(named.file, source, out.builder()));
    out.problem(fmt::format("--{}", config::flag_of(named.file)), std::move(why));
  };
  if (!named.on_node) return unknown(named.path + ": " + named.trouble);
  if (const auto file = sources::node::read_node_file(out.root(), config::role_of(named.file),
                                                      where))
    add_file(*file, out);
  const auto content = read(where, out);
  if (!content) return unknown(content.error().text());
  const config::PluginFile plugin_file = [&](const std::string& path) -> Result<Value> {
    const auto on_node = named.to_node(plugin_path(path, named.path));
    if (!on_node) return fail(ErrorCode::not_found, "no hostPath volume leads to it", path);
    return read(*on_node, out);
  };
  const auto made = config::api_server_document(named.file, source, *content, plugin_file,
                                                out.builder());
  out.add(made.root);
  for (const std::string& doubt : made.doubts) out.problem(where, doubt);
}

}  // namespace

void add_configuration(NodeDocuments& out) {
  for (const ApiServerNamedFile& named : api_server_named_files(out)) add_document(named, out);
}

void decide_by_files(config::Component component, config::Settings& settings, NodeDocuments& out) {
  if (component != config::Component::api_server) return;
  const auto content = [&](ApiServerFile file) -> std::optional<Value> {
    const auto flag = settings.flags.find(config::flag_of(file));
    if (flag == settings.flags.end() || !flag->second.text.starts_with('/')) return std::nullopt;
    const auto found = read(flag->second.text, out);
    if (!found || !config::faults_in(file, *found).empty()) return std::nullopt;
    return *found;
  };
  config::decide_flags(
      {content(ApiServerFile::authentication), content(ApiServerFile::authorization)}, settings);
}

}  // namespace bulwark::scan
