// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/yarn_lock.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "extractors/lang/listing.h"

namespace bulwark::extractors::lang {
namespace {

using formats::Value;

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  return text;
}

// "@babel/core" of "@babel/core@^7.0.0"; the scope's own sign is not the one.
std::string_view name_of(std::string_view pattern) {
  return pattern.substr(0, pattern.find('@', 1));
}

// What stands behind the name: "^7.0.0", "npm:7.1.0", "file:./own".
std::string_view reference_of(std::string_view pattern) {
  return pattern.substr(std::min(name_of(pattern).size() + 1, pattern.size()));
}

// A folder of the project's own; an archive that lies in it is a package like any other.
bool is_folder(std::string_view reference) {
  constexpr std::array<std::string_view, 6> kLocal = {
      "file:", "link:", "portal:", "./", "../", "/"};
  if (std::ranges::none_of(kLocal, [&](auto one) { return reference.starts_with(one); }))
    return false;
  // "#" and "::" begin what berry adds: which folder asks for it, and a hash.
  reference = reference.substr(0, std::min(reference.find('#'), reference.find("::")));
  return !reference.ends_with(".tgz") && !reference.ends_with(".tar.gz");
}

// The name that is really installed where version 1 names another: "react@npm:preact@^10".
std::string_view real_name(std::string_view pattern) {
  constexpr std::string_view kNpm = "npm:";
  const std::string_view reference = reference_of(pattern);
  return name_of(reference.starts_with(kNpm) ? reference.substr(kNpm.size()) : pattern);
}

// "@x/a" of "https://registry.example/@x/a/-/a-1.0.0.tgz#hash": what a registry serves is that,
// whatever asked for it (an alias, a resolution of package.json); empty of any other address.
std::string served_name(std::string_view address) {
  const std::size_t end = address.find("/-/");
  if (!address.starts_with("http") || end == std::string_view::npos ||
      !address.substr(0, address.find('#')).ends_with(".tgz"))
    return {};
  std::string_view path = address.substr(0, end);
  const std::size_t scope = path.rfind("/@");
  const std::size_t slash = path.rfind('/');
  const bool scoped = scope != std::string_view::npos && path.find('/', scope + 1) >= slash;
  std::string name(path.substr((scoped ? scope : slash) + 1));
  constexpr std::string_view kSlash = "%2f";
  const auto at = std::ranges::search(name, kSlash, {}, [](char c) { return c == 'F' ? 'f' : c; });
  if (!at.empty()) name.replace(at.begin(), at.end(), "/");
  return name;
}

// Version 1: entries begin at the start of a line ("a@^1, "b@^2":"), their fields are indented by
// two blanks ("  version "1.2.3"", and from npm "  "version" "1.2.3"").
class Classic {
 public:
  explicit Classic(Listing& list) : list_(list) {}

  void take(std::string_view line) {
    if (trim(line).empty() || line.starts_with('#')) return;
    if (line.front() != ' ') {
      end();
      line = trim(line);
      if (line.ends_with(':')) line.remove_suffix(1);
      // The first pattern, which ends at a comma outside of quotes.
      const bool quoted = line.starts_with('"');
      const std::size_t stop = quoted ? line.find('"', 1) + 1 : line.find(',');
      pattern_ = unquoted(line.substr(0, stop));
      open_ = true;
    } else if (line.starts_with("  ") && line[2] != ' ') {
      line.remove_prefix(2);
      const std::size_t space = std::min(line.find(' '), line.size());
      const std::string_view field = unquoted(line.substr(0, space));
      if (field == "version") version_ = unquoted(line.substr(space));
      if (field == "resolved") resolved_ = unquoted(line.substr(space));
    }
  }

  void end() {
    if (open_ && !is_folder(reference_of(pattern_))) {
      model::Package package = list_.package({}, version_);
      const std::string served = served_name(resolved_);
      set_scoped_name(served.empty() ? real_name(pattern_) : std::string_view(served), package);
      list_.add(std::move(package), pattern_);
    }
    open_ = false;
    version_ = resolved_ = {};
  }

 private:
  Listing& list_;
  std::string_view pattern_;
  std::string_view version_;
  std::string_view resolved_;
  bool open_ = false;
};

void read_classic(std::string_view bytes, Listing& list) {
  Classic reader(list);
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    reader.take(line);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  reader.end();
}

// Berry: `resolution: "lodash@npm:4.17.21"` says what an entry is, whatever asks for it.
void add_berry(std::string_view key, const Value& entry, Listing& list) {
  if (key == "__metadata" || entry.text("linkType") == "soft") return;
  const std::string_view stated = entry.text("resolution");
  const std::string_view resolution = stated.empty() ? key : stated;
  if (is_folder(reference_of(resolution))) return;
  model::Package package = list.package({}, entry.text("version"));
  set_scoped_name(name_of(resolution), package);
  list.add(std::move(package), key);
}

}  // namespace

Result<model::PackageList> read_yarn_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::npm);
  if (!bytes.contains("__metadata:")) {
    read_classic(bytes, list);
    return std::move(list).take();
  }
  const Value root = TRY(list.yaml(bytes));
  for (std::uint32_t i = 0; i < root.shape()->count; ++i)
    add_berry(root.shape()->keys[i], root.values()[i], list);
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
