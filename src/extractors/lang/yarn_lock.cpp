// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/yarn_lock.h"

#include <algorithm>

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

// The name that is really installed: "react@npm:preact@^10" is preact, "react@npm:^18" is react.
std::string_view real_name(std::string_view pattern) {
  const std::string_view name = name_of(pattern);
  constexpr std::string_view kNpm = "npm:";
  const std::string_view range = pattern.substr(std::min(name.size() + 1, pattern.size()));
  if (!range.starts_with(kNpm)) return name;
  const std::string_view target = range.substr(kNpm.size());
  return target.find('@', 1) == std::string_view::npos ? name : name_of(target);
}

// Version 1: entries begin at the start of a line ("a@^1, "b@^2":"), their fields are indented by
// two blanks ("  version "1.2.3"").
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
    } else if (constexpr std::string_view kVersion = "  version "; line.starts_with(kVersion)) {
      version_ = unquoted(line.substr(kVersion.size()));
    }
  }

  void end() {
    const bool local = pattern_.contains("@file:") || pattern_.contains("@link:");
    if (open_ && !local) {
      model::Package package = list_.package({}, version_);
      set_scoped_name(real_name(pattern_), package);
      list_.add(std::move(package), pattern_);
    }
    open_ = false;
    version_ = {};
  }

 private:
  Listing& list_;
  std::string_view pattern_;
  std::string_view version_;
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
  const std::string_view resolution = entry.text("resolution");
  model::Package package = list.package({}, entry.text("version"));
  set_scoped_name(name_of(resolution.empty() ? key : resolution), package);
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
