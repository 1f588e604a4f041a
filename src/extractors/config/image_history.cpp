// SPDX-License-Identifier: Apache-2.0
// Three dialects: "/bin/sh -c #(nop) ENV a=b", "ENV a=b", "RUN |1 a=b /bin/sh -c x # buildkit".
#include "extractors/config/image_history.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "formats/dockerfile_arguments.h"

namespace bulwark::extractors::config {
namespace {

constexpr std::string_view kNoOperation = "#(nop)";
constexpr std::string_view kBuildKit = "# buildkit";

/// Where a shell and its `-c ` begin, and where its script does; npos: there is no such thing.
struct ShellCall {
  std::size_t begin = std::string_view::npos, script = std::string_view::npos;
};

// "/bin/bash -o pipefail -c script".
ShellCall find_shell(std::string_view text) {
  for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    if (at > 0 && text[at - 1] != ' ') continue;
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (!text.substr(at, end - at).ends_with("sh")) continue;
    std::size_t word = end;
    while (word + 1 < text.size()) {
      const std::size_t next = std::min(text.find(' ', word + 1), text.size());
      const std::string_view option = text.substr(word + 1, next - word - 1);
      if (option.starts_with('-') && option.ends_with('c'))
        return {at, std::min(next + 1, text.size())};
      const bool value = option == "pipefail" || option == "errexit" || option == "nounset";
      if (!option.starts_with('-') && !value) break;
      word = next;
    }
  }
  return {};
}

// "|2 a=b c=d e": texts may hold spaces, so that a word without `=` belongs to the one before it.
void add_arguments(std::string_view text, const BuildPart& part, ImageDescription& image) {
  std::vector<std::pair<std::string, std::string>> found;
  for (const std::string& word : split(text, ' ')) {
    const std::size_t equals = word.find('=');
    if (equals != std::string::npos && equals > 0) {
      found.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    } else if (!found.empty()) {
      found.back().second += " " + word;
    }
  }
  for (auto& [name, value] : found) {
    const auto is_known = [&](const BuildVariable& one) {
      return one.keyword == "ARG" && one.name == name && one.value == value;
    };
    if (std::ranges::any_of(image.variables, is_known)) continue;
    BuildVariable out{.keyword = "ARG", .name = name, .value = value, .part = part, .lines = {}};
    out.secret = holds_secret(name, value);
    image.variables.push_back(std::move(out));
  }
}

Result<void> add_run(std::string_view text, const BuildPart& part, ImageDescription& image) {
  if (text.ends_with(kBuildKit)) text = trim(text.substr(0, text.size() - kBuildKit.size()));
  const bool has_arguments = text.starts_with('|');
  const ShellCall call = find_shell(text);
  const bool shell = call.begin == 0 || (has_arguments && call.begin != std::string_view::npos);
  if (has_arguments) {
    const std::size_t from = std::min(text.find(' '), text.size());
    const std::size_t end = shell ? call.begin : text.size();
    add_arguments(text.substr(from, end - std::min(from, end)), part, image);
  }
  const std::string_view script = shell ? text.substr(call.script) : text;
  BuildStep step;
  step.keyword = "RUN";
  step.form = shell ? "shell" : "exec";
  step.arguments = {std::string(script)};
  step.secret = holds_secret(script);
  step.part = part;
  image.steps.push_back(std::move(step));
  if (!shell && has_arguments) return {};  // where its arguments end is not told
  return add_commands(script, '\\', {}, image);
}

void add_argument(const formats::DockerfileInstruction& made, const BuildPart& part,
                  ImageDescription& image) {
  for (const std::string& text : made.arguments) {
    if (text.contains('=')) add_arguments(text, part, image);
  }
}

Result<void> add_instruction(std::string_view text, const BuildPart& part,
                             ImageDescription& image) {
  if (text.ends_with(kBuildKit)) text = trim(text.substr(0, text.size() - kBuildKit.size()));
  // What is written there need not be what a Dockerfile may say: "EXPOSE map[80/tcp:{}]".
  const auto read = formats::read_instruction(text, '\\');
  BuildStep step;
  step.part = part;
  step.form = "words";
  step.secret = holds_secret(text);
  if (!read || read->instruction.on_build) {
    const bool trigger = read.has_value();
    step.keyword = trigger ? read->instruction.keyword : std::string();
    step.part.on_build = trigger;
    step.arguments = trigger ? read->instruction.arguments : std::vector{std::string(text)};
    image.steps.push_back(std::move(step));
    return {};
  }
  const formats::DockerfileInstruction& made = read->instruction;
  if (made.keyword == "ARG") add_argument(made, part, image);
  step.keyword = made.keyword;
  step.form = made.json ? "exec" : "words";
  for (const std::string& flag : made.flags) {
    const std::size_t equals = std::min(flag.find('='), flag.size());
    step.flags[flag.substr(2, std::max<std::size_t>(equals, 2) - 2)] = flag.substr(
        std::min(equals + 1, flag.size()));
  }
  step.arguments = made.arguments;
  const bool copies = made.keyword == "ADD" || made.keyword == "COPY";
  if (copies && !made.arguments.empty())
    step.sources.emplace(made.arguments.begin(), std::prev(made.arguments.end()));
  image.steps.push_back(std::move(step));
  return {};
}

}  // namespace

Result<void> add_history(std::string_view created_by, const BuildPart& part,
                         ImageDescription& image) {
  const std::string_view text = trim(created_by);
  if (text.empty()) return {};
  if (const std::size_t nop = text.find(kNoOperation); nop != std::string_view::npos)
    return add_instruction(trim(text.substr(nop + kNoOperation.size())), part, image);
  if (text.starts_with("RUN ")) return add_run(trim(text.substr(4)), part, image);
  if (text.starts_with('|') || find_shell(text).begin == 0) return add_run(text, part, image);
  return add_instruction(text, part, image);
}

}  // namespace bulwark::extractors::config
