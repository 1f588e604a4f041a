// SPDX-License-Identifier: Apache-2.0
// Lines are joined to instructions; what an instruction's line says is dockerfile_arguments.h.
#include "formats/dockerfile.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "formats/dockerfile_arguments.h"
#include "formats/dockerfile_cut.h"

namespace bulwark::formats {
namespace {

bool is_comment(std::string_view line) { return trim_spaces_before(line).starts_with('#'); }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view without_line_end(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view without_tabs(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
  return line;
}

/// `name=value` of a comment that may be a parser directive; the name is empty where it is none.
std::pair<std::string, std::string_view> directive_of(std::string_view comment) {
  comment = trim_spaces(comment.substr(1));
  const auto is_name = [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  const auto end = static_cast<std::size_t>(std::ranges::find_if_not(comment, is_name) -
                                            comment.begin());
  if (end == 0 || !is_letter(comment[0])) return {};
  std::string name(comment.substr(0, end));
  for (char& c : name) c = is_letter(c) ? static_cast<char>(c | 0x20) : c;
  const std::string_view rest = trim_spaces_before(comment.substr(end));
  if (!rest.starts_with('=')) return {};
  const std::string_view value = trim_spaces_before(rest.substr(1));
  if (value.empty() || (name != "syntax" && name != "escape" && name != "check")) return {};
  return {std::move(name), value};
}

class Parser {
 public:
  Parser(std::string_view text, const Limits& limits) : text_(text), limits_(limits) {}

  Result<Dockerfile> run() {
    if (text_.size() > limits_.bytes) return fail(ErrorCode::limit, "the file is too large");
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    while (!at_end()) {
      auto done = step();
      if (!done) return located(std::move(done.error()), begin_);
      if (out_.instructions.size() > limits_.entries)
        return located({ErrorCode::limit, "too many instructions", {}}, line_);
    }
    if (out_.instructions.empty())
      return located({ErrorCode::malformed, "the file has no instructions", {}},
                     std::max(line_, 1U));
    return std::move(out_);
  }

 private:
  static std::unexpected<Error> located(Error error, std::uint32_t line) {
    error.where = fmt::format("{}:1", line);
    return std::unexpected(std::move(error));
  }

  bool at_end() const { return text_.empty(); }

  // With its line end.
  std::string_view next_line() {
    const std::size_t end = std::min(text_.find('\n'), text_.size() - 1) + 1;
    const std::string_view line = text_.substr(0, end);
    text_.remove_prefix(end);
    ++line_;
    return line;
  }

  Result<void> step() {
    std::string_view line = trim_spaces_before(without_line_end(next_line()));
    begin_ = line_;
    if (directives_) TRY_VOID(directive(line));
    if (is_comment(line)) return {};
    std::string joined;
    std::vector<TextLine> lines;
    bool more = goes_on(line);
    if (line.empty() && !more) return {};
    lines.push_back({0, line_});
    joined.append(line);
    while (more && !at_end()) {
      line = without_line_end(next_line());
      if (is_comment(line) || trim_spaces_before(line).empty()) continue;
      more = goes_on(line);
      lines.push_back({joined.size(), line_});
      joined.append(line);
    }
    return instruction(joined, lines);
  }

  Result<void> directive(std::string_view line) {
    directives_ = false;
    if (!line.starts_with('#')) return {};
    const auto [name, value] = directive_of(line);
    if (name.empty()) return {};
    directives_ = true;
    if (std::ranges::count(seen_, name) > 0)
      return fail(ErrorCode::malformed, "only one " + name + " parser directive can be used");
    seen_.push_back(name);
    if (name == "syntax") out_.syntax = value;
    if (name == "check") out_.check = value;
    if (name != "escape") return {};
    if (value != "\\" && value != "`")
      return fail(ErrorCode::malformed,
                  fmt::format("the escape character '{}' is neither \\ nor `", std::string(value)));
    out_.escape = value[0];
    return {};
  }

  // Takes the sign for it, and the spaces behind, off the line. A doubled one is no sign.
  bool goes_on(std::string_view& line) const {
    const std::size_t end = line.find_last_not_of(" \t");
    if (end == std::string_view::npos || line[end] != out_.escape) return false;
    if (end > 0 && line[end - 1] == out_.escape) return false;
    line = line.substr(0, end);
    return true;
  }

  Result<void> instruction(const std::string& line, const std::vector<TextLine>& lines) {
    InstructionLine read = TRY(read_instruction(line, out_.escape));
    DockerfileInstruction& made = read.instruction;
    made.line = begin_;
    const bool has_documents = made.keyword == "RUN" || made.keyword == "COPY" ||
                               made.keyword == "ADD";
    if (has_documents && !made.json && line.contains("<<")) {
      made.here_documents = TRY(here_documents_of(line));
      for (HereDocument& each : made.here_documents) TRY_VOID(fill(each));
    }
    made.end_line = line_;
    TRY_VOID(check_instruction(made));
    if (made.keyword != "FROM" && made.keyword != "ARG" && !has_stage_)
      return fail(ErrorCode::malformed, made.keyword + " comes before the first FROM");
    has_stage_ |= made.keyword == "FROM";
    if (read.command_at > 0) made.lines = lines_from(read.command_at, lines);
    out_.instructions.push_back(std::move(made));
    return {};
  }

  static std::vector<TextLine> lines_from(std::size_t begin, const std::vector<TextLine>& lines) {
    std::vector<TextLine> out;
    for (const TextLine& each : lines) {
      if (each.offset <= begin) out.assign(1, {0, each.line});
      if (each.offset > begin) out.push_back({each.offset - begin, each.line});
    }
    return out;
  }

  Result<void> fill(HereDocument& document) {
    document.line = line_ + 1;
    while (!at_end()) {
      const std::string_view line = next_line();
      std::string_view end = without_line_end(line);
      if (document.strip_tabs) end = without_tabs(end);
      if (end == document.name) return {};
      document.text.append(document.strip_tabs ? without_tabs(line) : line);
    }
    return fail(ErrorCode::malformed,
                fmt::format("the here document {} does not end", document.name));
  }

  std::string_view text_;
  const Limits& limits_;
  Dockerfile out_;
  std::uint32_t line_ = 0;   ///< of the line that was read last
  std::uint32_t begin_ = 0;  ///< where the instruction began
  bool directives_ = true;   ///< they may still come
  bool has_stage_ = false;
  std::vector<std::string> seen_;
};

}  // namespace

std::optional<std::string_view> DockerfileInstruction::flag(std::string_view name) const {
  for (const std::string& each : flags) {
    std::string_view text = each;
    if (!text.starts_with("--")) continue;
    text.remove_prefix(2);
    const std::size_t equals = std::min(text.find('='), text.size());
    if (text.substr(0, equals) == name) return text.substr(std::min(equals + 1, text.size()));
  }
  return std::nullopt;
}

Result<Dockerfile> parse_dockerfile(std::string_view text, const Limits& limits) {
  return Parser(text, limits).run();
}

}  // namespace bulwark::formats
