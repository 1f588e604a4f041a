// SPDX-License-Identifier: Apache-2.0
// Layout since Go 1.18: the magic (14 bytes), the size of a pointer, flags (2: the texts follow
// here); from byte 32 on two texts, each with its length in front as a varint. The modules are
// lines of tab-separated words: "path", "mod NAME VERSION SUM", "dep ...", "=> ..." (what replaces
// the one above), "build KEY=VALUE".
#include "extractors/lang/go_build_info.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "extractors/lang/listing.h"

namespace bulwark::extractors::lang {
namespace {

constexpr std::size_t kFlagsAt = 15;
constexpr std::size_t kTextsAt = 32;
constexpr unsigned char kTextsFollow = 2;
constexpr std::size_t kMostVersionBytes = 1024;

struct Text {
  bool whole = false;
  bool wrong = false;
  std::string_view text = {};
};

// Takes a text off the front of `rest`.
Text take_text(std::string_view& rest, std::size_t most) {
  std::uint64_t size = 0;
  constexpr unsigned kMostShift = 28;
  for (unsigned shift = 0;; shift += 7) {
    if (shift > kMostShift) return {.wrong = true, .text = {}};
    if (rest.empty()) return {};
    const auto byte = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    size |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) break;
  }
  if (size > most) return {.wrong = true, .text = {}};
  if (size > rest.size()) return {};
  const std::string_view text = rest.substr(0, size);
  rest.remove_prefix(size);
  return {.whole = true, .text = text};
}

bool is_version(std::string_view text) {
  return (text.starts_with("go") || text.starts_with("devel")) &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// A program built without modules has no text at all.
bool is_marked(std::string_view modules) {
  return modules.empty() ||
         (modules.starts_with(kGoModulesStart) && modules.ends_with(kGoModulesEnd));
}

std::string_view without_marks(std::string_view modules) {
  const std::size_t marks = kGoModulesStart.size() + kGoModulesEnd.size();
  if (modules.size() < marks) return {};
  return modules.substr(kGoModulesStart.size(), modules.size() - marks);
}

// One line after the other; a replacement takes the place of the module above it.
class Modules {
 public:
  Modules(std::string_view path, model::PackageList& list) : path_(path), list_(list) {}

  void take(std::string_view line) {
    const std::vector<std::string> words = split(line, '\t');
    if (words.size() < 2) return;
    const std::string version = words.size() > 2 ? words[2] : "";
    const bool is_module = is_go_module(words[1]);
    if (words[0] == "mod" || words[0] == "dep") {
      if (!is_module) return unread(words[1]);
      // A module in the making has no version of its own.
      list_.packages.push_back(go_package(words[1], version.empty() ? "(devel)" : version, path_));
    } else if (words[0] == "=>" && !list_.packages.empty()) {
      if (is_module && !words[1].starts_with('.') && !version.empty())
        list_.packages.back() = go_package(words[1], version, path_);
    }
  }

 private:
  void unread(std::string_view module) {
    list_.problems.push_back(
        model::unread(path_, {ErrorCode::malformed, fmt::format("'{}' is no module", module), {}}));
  }

  std::string_view path_;
  model::PackageList& list_;
};

}  // namespace

GoBuildInfo read_go_build_info(std::string_view bytes) {
  GoBuildInfo out;
  out.state = GoBuildInfo::State::partial;
  if (bytes.size() <= kTextsAt) return out;
  const auto flags = static_cast<unsigned char>(bytes[kFlagsAt]);
  if ((flags & kTextsFollow) == 0) {
    const char pointer = bytes[kFlagsAt - 1];
    const bool points = (pointer == 4 || pointer == 8) && flags <= 1;
    out.state = points ? GoBuildInfo::State::points : GoBuildInfo::State::none;
    return out;
  }
  std::string_view rest = bytes.substr(kTextsAt);
  const Text version = take_text(rest, kMostVersionBytes);
  if (version.wrong || (version.whole && !is_version(version.text))) {
    out.state = GoBuildInfo::State::none;
    return out;
  }
  if (!version.whole) return out;
  const Text modules = take_text(rest, kMostGoModulesBytes);
  if (modules.wrong || (modules.whole && !is_marked(modules.text))) {
    out.state = GoBuildInfo::State::broken;
    return out;
  }
  if (!modules.whole) return out;
  return {GoBuildInfo::State::whole, version.text, without_marks(modules.text)};
}

std::string_view go_release(std::string_view version) {
  if (!version.starts_with("go")) return version;
  version.remove_prefix(2);
  return version.substr(0, version.find(' '));
}

bool is_go_module(std::string_view text) {
  return !text.empty() && text.front() != '/' && text.back() != '/';
}

model::Package go_package(std::string_view module, std::string_view version,
                          std::string_view path) {
  model::Package out;
  out.type = model::PackageType::golang;
  set_scoped_name(module, out);
  out.version = version;
  out.path = path;
  return out;
}

void add_go_modules(std::string_view version, std::string_view modules, std::string_view path,
                    model::PackageList& list) {
  if (!version.empty()) list.packages.push_back(go_package("stdlib", go_release(version), path));
  Modules reader(path, list);
  while (!modules.empty()) {
    const std::size_t end = std::min(modules.find('\n'), modules.size());
    reader.take(modules.substr(0, end));
    modules.remove_prefix(std::min(end + 1, modules.size()));
  }
}

}  // namespace bulwark::extractors::lang
