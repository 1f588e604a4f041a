// SPDX-License-Identifier: Apache-2.0
// The fields of a kubeconfig (v1), by the types that kubectl wants them to have.
#include "sources/cluster/kubeconfig_file.h"

#include <fmt/core.h>

#include "formats/json_write.h"
#include "formats/places.h"
#include "formats/yaml.h"
#include "io/file_tree.h"
#include "sources/cluster/typed_map.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::string_view kExecExtension = "client.authentication.k8s.io/exec";

// Where the text stands: what relative paths are relative to.
struct Origin {
  std::string file;
  std::string folder;

  std::string resolve(const std::string& path) const {
    return path.empty() || path.starts_with('/') ? path : io::join(folder, path);
  }
};

Origin origin_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {path, "."};
  return {path, slash == 0 ? "/" : path.substr(0, slash)};
}

// `key`-data holds it, or `key` names the file that does.
Result<PemSource> read_pem(const TypedMap& map, const std::string& key, const Origin& origin) {
  const std::string data_key = key + "-data";
  PemSource out;
  out.data = TRY(map.binary(data_key));
  if (!out.data.empty() && out.data.find("-----BEGIN ") == std::string::npos)
    return std::unexpected(map.error(data_key, "is base64, but of no PEM"));
  out.path = origin.resolve(TRY(map.text(key)));
  if (!out.data.empty() && !out.path.empty())
    return std::unexpected(map.error(key, "and " + data_key + " are both there: keep one"));
  return out;
}

Result<ClusterEntry> read_cluster(const TypedMap& map, const Origin& origin) {
  ClusterEntry out;
  out.file = origin.file;
  out.server = TRY(map.text("server"));
  out.server_name = TRY(map.text("tls-server-name"));
  out.insecure = TRY(map.flag("insecure-skip-tls-verify"));
  out.authority = TRY(read_pem(map, "certificate-authority", origin));
  out.proxy = TRY(map.text("proxy-url"));
  const bool uncompressed = TRY(map.flag("disable-compression"));
  out.compressed = !uncompressed;
  const std::vector<TypedMap> extensions = TRY(map.maps("extensions"));
  for (const TypedMap& extension : extensions) {
    const std::string name = TRY(extension.text("name"));
    const formats::Value* value = extension.find("extension");
    if (name == kExecExtension && value != nullptr) out.exec_config = formats::json_text(*value);
  }
  return out;
}

Result<ExecPlugin> read_exec(const TypedMap& map, const Origin& origin) {
  ExecPlugin out;
  out.command = TRY(map.text("command"));
  if (out.command.find('/') != std::string::npos) out.command = origin.resolve(out.command);
  out.arguments = TRY(map.texts("args"));
  const std::vector<TypedMap> variables = TRY(map.maps("env"));
  for (const TypedMap& variable : variables) {
    std::string name = TRY(variable.text("name"));
    if (name.empty() || name.find('=') != std::string::npos)
      return std::unexpected(variable.error("name", "must be the name of a variable"));
    out.environment.emplace_back(std::move(name), TRY(variable.text("value")));
  }
  out.api_version = TRY(map.text("apiVersion"));
  out.install_hint = TRY(map.text("installHint"));
  out.interactive_mode = TRY(map.text("interactiveMode"));
  out.provide_cluster_info = TRY(map.flag("provideClusterInfo"));
  return out;
}

Result<Impersonation> read_impersonation(const TypedMap& map) {
  Impersonation out;
  out.user = TRY(map.text("as"));
  out.uid = TRY(map.text("as-uid"));
  out.groups = TRY(map.texts("as-groups"));
  const TypedMap extra = TRY(map.map("as-user-extra"));
  for (const std::string& key : extra.keys()) out.extra[key] = TRY(extra.texts(key));
  return out;
}

Result<UserEntry> read_user(const TypedMap& map, const Origin& origin) {
  UserEntry out;
  out.file = origin.file;
  out.certificate = TRY(read_pem(map, "client-certificate", origin));
  out.key = TRY(read_pem(map, "client-key", origin));
  out.token = TRY(map.text("token"));
  out.token_file = origin.resolve(TRY(map.text("tokenFile")));
  out.username = TRY(map.text("username"));
  out.password = TRY(map.text("password"));
  if (map.has("exec")) {
    const TypedMap exec = TRY(map.map("exec"));
    out.exec = TRY(read_exec(exec, origin));
  }
  const TypedMap provider = TRY(map.map("auth-provider"));
  out.auth_provider = TRY(provider.text("name"));
  const TypedMap config = TRY(provider.map("config"));
  out.oidc_token = TRY(config.text("id-token"));
  out.impersonation = TRY(read_impersonation(map));
  return out;
}

Result<ContextEntry> read_context(const TypedMap& map, const Origin& origin) {
  ContextEntry out;
  out.file = origin.file;
  out.cluster = TRY(map.text("cluster"));
  out.user = TRY(map.text("user"));
  out.name_space = TRY(map.text("namespace"));
  return out;
}

// A list of {name, `inner`} as a map by name.
template <class Entry>
Result<std::map<std::string, Entry>> read_entries(const TypedMap& root, std::string_view list,
                                                  std::string_view inner, const Origin& origin,
                                                  Result<Entry> (*read)(const TypedMap&,
                                                                        const Origin&)) {
  std::map<std::string, Entry> out;
  const std::vector<TypedMap> entries = TRY(root.maps(list));
  for (const TypedMap& entry : entries) {
    const std::string name = TRY(entry.text("name"));
    if (name.empty()) return std::unexpected(entry.error("name", "is missing"));
    const TypedMap content = TRY(entry.map(inner));
    Entry value = TRY(read(content, origin));
    if (!out.emplace(name, std::move(value)).second)
      return std::unexpected(entry.error("name", "is there twice"));
  }
  return out;
}

Result<void> expect(const TypedMap& root, std::string_view key, std::string_view value) {
  const std::string text = TRY(root.text(key));
  if (text.empty() || text == value) return {};
  return std::unexpected(root.error(key, fmt::format("must be '{}', not '{}'", value, text)));
}

Result<KubeconfigFile> read_root(const formats::Value& value, const Origin& origin) {
  KubeconfigFile out;
  if (value.is_null()) return out;
  const TypedMap root = TRY(TypedMap::root(value));
  TRY_VOID(expect(root, "apiVersion", "v1"));
  TRY_VOID(expect(root, "kind", "Config"));
  out.clusters = TRY(read_entries(root, "clusters", "cluster", origin, read_cluster));
  out.users = TRY(read_entries(root, "users", "user", origin, read_user));
  out.contexts = TRY(read_entries(root, "contexts", "context", origin, read_context));
  out.current_context = TRY(root.text("current-context"));
  return out;
}

// From a path within the file to "file:line:column".
std::string place_of(std::string_view text, const std::string& path, const std::string& file) {
  const auto places = formats::PlaceIndex::build(text, formats::TextFormat::yaml);
  if (!places) return file;
  const formats::TextPlace place = places->locate(path).begin;
  return fmt::format("{}:{}:{}", file, place.line, place.column);
}

}  // namespace

Result<KubeconfigFile> parse_kubeconfig(std::string_view text, const std::string& path) {
  // The seed guards against hostile input; this file is the user's own.
  formats::Pool pool(1, 1);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  Result<formats::Document> document = formats::YamlReader().read(text, builder, options);
  if (!document) {
    Error error = std::move(document).error();
    error.where = error.where.empty() ? path : path + ":" + error.where;
    return std::unexpected(std::move(error));
  }
  Result<KubeconfigFile> out = read_root(document->root, origin_of(path));
  if (!out) out.error().where = place_of(text, out.error().where, path);
  return out;
}

}  // namespace bulwark::sources::cluster
