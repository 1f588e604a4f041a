// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/ruby.h"

#include <algorithm>

#include "base/text.h"
#include "extractors/lang/listing.h"

namespace bulwark::extractors::lang {
namespace {

// Takes the next line off the front of `rest`.
std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// "1.15.4-x86_64-linux" is version 1.15.4 for a platform.
void set_version(std::string_view text, model::Package& package) {
  const std::size_t dash = text.find('-');
  package.version = text.substr(0, dash);
  if (dash != std::string_view::npos) package.architecture = text.substr(dash + 1);
}

// "    nokogiri (1.15.4-x86_64-linux)": four blanks; what it needs is indented by six.
void add_spec(std::string_view line, Listing& list) {
  if (!line.starts_with("    ") || line.starts_with("     ")) return;
  const std::size_t open = line.find(" (");
  if (open == std::string_view::npos || !line.ends_with(')')) return;
  model::Package package = list.package(trim(line.substr(0, open)), {});
  set_version(line.substr(open + 2, line.size() - open - 3), package);
  list.add(std::move(package));
}

// The first text in quotes, either kind.
std::string_view quoted(std::string_view text) {
  const std::size_t open = text.find_first_of("\"'");
  if (open == std::string_view::npos) return {};
  const std::size_t close = text.find(text[open], open + 1);
  if (close == std::string_view::npos) return {};
  return text.substr(open + 1, close - open - 1);
}

// The value of `s.name = ...`, whatever the variable is called; empty where the line is none.
std::string_view assigned(std::string_view line, std::string_view field) {
  line = trim(line);
  const std::size_t dot = line.find('.');
  if (dot == std::string_view::npos || !line.substr(dot + 1).starts_with(field)) return {};
  const std::string_view rest = trim(line.substr(dot + 1 + field.size()));
  return rest.starts_with('=') ? rest : std::string_view();
}

}  // namespace

Result<model::PackageList> read_gemfile_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::gem);
  bool in_gems = false;
  bool known = false;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view line = next_line(rest);
    if (line.empty()) continue;
    if (line.front() != ' ') {
      in_gems = line == "GEM" || line == "GIT";
      known = known || in_gems || line == "PATH" || line == "DEPENDENCIES";
    } else if (in_gems) {
      add_spec(line, list);
    }
  }
  if (!known) return fail(ErrorCode::malformed, "this is no lock file of Bundler");
  return std::move(list).take();
}

Result<model::PackageList> read_gemspec(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::gem);
  model::Package package = list.package({}, {});
  std::vector<std::string> licenses;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view line = next_line(rest);
    const auto take = [&](std::string_view field, std::string& out) {
      if (out.empty()) out = quoted(assigned(line, field));
    };
    take("name", package.name);
    take("version", package.version);
    take("platform", package.architecture);
    std::string_view all = assigned(line, "licenses");
    for (std::string_view one = quoted(all); !one.empty(); one = quoted(all)) {
      licenses.emplace_back(one);
      all = all.substr(static_cast<std::size_t>(one.data() - all.data()) + one.size() + 1);
    }
  }
  package.license = join(licenses, " OR ");
  list.add(std::move(package));
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
