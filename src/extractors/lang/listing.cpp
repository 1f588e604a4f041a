// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/listing.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "formats/json.h"
#include "formats/toml.h"
#include "formats/yaml.h"

namespace bulwark::extractors::lang {
namespace {

formats::DocumentOptions plain() {
  formats::DocumentOptions out;
  out.resource = false;
  out.limits.bytes = kMostDocumentBytes;
  return out;
}

}  // namespace

Result<formats::Value> Listing::json(std::string_view bytes) {
  std::string padded;
  padded.reserve(bytes.size() + formats::kJsonPadding);
  padded = bytes;
  padded.append(formats::kJsonPadding, ' ');
  std::string_view text = std::string_view(padded).substr(0, bytes.size());
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  formats::JsonReader reader;
  const formats::Document document = TRY(reader.read(text, builder_, plain()));
  if (!document.root.is_map() && !document.root.is_list())
    return fail(ErrorCode::malformed, "this is neither an object nor a list");
  return document.root;
}

Result<formats::Value> Listing::yaml(std::string_view bytes) {
  formats::YamlReader reader;
  const formats::Document document = TRY(reader.read(bytes, builder_, plain()));
  if (!document.root.is_map()) return fail(ErrorCode::malformed, "this is no map");
  return document.root;
}

Result<formats::Value> Listing::toml(std::string_view bytes) {
  return formats::read_toml(bytes, builder_,
                            {.bytes = kMostDocumentBytes, .depth = 100, .entries = 10'000'000});
}

model::Package Listing::package(std::string_view name, std::string_view version) const {
  model::Package out;
  out.type = type_;
  out.name = name;
  out.version = version;
  out.path = path_;
  return out;
}

void Listing::add(model::Package package, std::string_view where) {
  if (package.name.empty()) return problem("a package without a name", where);
  // Its name may be the address that it comes from, with a password in it.
  if (package.version.empty()) return problem("a package has no version", where);
  list_.packages.push_back(std::move(package));
}

void Listing::problem(std::string reason, std::string_view where) {
  list_.problems.push_back(
      model::unread(path_, {ErrorCode::malformed, std::move(reason), std::string(where)}));
}

model::PackageList Listing::take() && {
  // What is needed for production too is not for development only.
  std::ranges::sort(list_.packages);
  const auto same = [](const model::Package& a, const model::Package& b) {
    return a.name == b.name && a.version == b.version && a.name_space == b.name_space &&
           a.architecture == b.architecture && a.path == b.path;
  };
  const auto rest = std::ranges::unique(list_.packages, same);
  list_.packages.erase(rest.begin(), rest.end());
  return std::move(list_);
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

void set_scoped_name(std::string_view full, model::Package& package) {
  const std::size_t slash = full.rfind('/');
  if (slash == std::string_view::npos) {
    package.name = full;
    return;
  }
  package.name_space = full.substr(0, slash);
  package.name = full.substr(slash + 1);
}

std::string license_of(const formats::Value* value) {
  if (value == nullptr) return {};
  if (value->is_string()) return std::string(value->as_string());
  if (value->is_map()) return std::string(value->text("type"));
  std::vector<std::string> all;
  for (const formats::Value& one : value->items())
    all.emplace_back(one.is_string() ? one.as_string() : one.text("type"));
  std::erase(all, std::string());
  return join(all, " OR ");
}

}  // namespace bulwark::extractors::lang
