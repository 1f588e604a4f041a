// SPDX-License-Identifier: Apache-2.0
// One pass over the instructions; a stage begins as a copy of the one that it is built from.
#include "extractors/config/dockerfile_build.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <utility>

#include "base/text.h"
#include "formats/dockerfile_words.h"
#include "formats/secret_key.h"

namespace bulwark::extractors::config {
namespace {

using formats::DockerfileInstruction;
using formats::Expanded;
using formats::HereDocument;
using formats::Variable;
using VariableMap = std::map<std::string, Variable, std::less<>>;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return out;
}

struct Stage {
  std::string name;  ///< in small letters; empty: it has none
  std::optional<std::size_t> parent;
  bool from_scratch = false;
  VariableMap variables;
  ImageDescription image;  ///< of what follows the last FROM alone: what it runs with
  SourceLines user, health_check, from;
};

/// Of the word at `key=value` of `--mount`.
std::optional<std::string> mount_field(std::string_view mount, std::string_view key) {
  for (const std::string& field : split(mount, ',')) {
    if (field.starts_with(key) && field.size() > key.size() && field[key.size()] == '=')
      return field.substr(key.size() + 1);
  }
  return std::nullopt;
}

class Build {
 public:
  explicit Build(const formats::Dockerfile& file) : file_(file) {}

  Result<BuiltImage> run() {
    for (const DockerfileInstruction& each : file_.instructions) {
      auto done = take(each);
      if (done) continue;
      Error error = std::move(done.error());
      error.where = fmt::format("{}:1", each.line);
      return std::unexpected(std::move(error));
    }
    if (stages_.empty())
      return fail(ErrorCode::malformed, "there is no FROM",
                  fmt::format("{}:1", file_.instructions.back().line));
    return finish();
  }

 private:
  Stage& stage() { return stages_.back(); }

  Variable lookup(std::string_view name) {
    const VariableMap& known = stages_.empty() ? global_ : stage().variables;
    const auto found = known.find(name);
    if (found != known.end()) return found->second;
    const bool nothing = !stages_.empty() && stage().from_scratch;
    return {nothing ? Variable::Is::unset : Variable::Is::unknown, {}};
  }

  Result<Expanded> expand(std::string_view text, bool global = false) {
    const formats::Variables variables = [&](std::string_view name) {
      if (!global) return lookup(name);
      const auto found = global_.find(name);
      return found == global_.end() ? Variable{Variable::Is::unknown, {}} : found->second;
    };
    return formats::expand_words(text, {.escape = file_.escape}, variables);
  }

  // The text as far as it can be told; as written where a build would refuse it, or decide it.
  std::string readable(std::string_view text) {
    const auto expanded = expand(text);
    return expanded && expanded->known ? expanded->text : std::string(text);
  }

  BuildPart part(const DockerfileInstruction& made) const {
    const std::size_t count = stages_.size();
    return {.stage = static_cast<std::uint32_t>(count == 0 ? 0 : count - 1),
            .final = true,
            .on_build = made.on_build,
            .inherited = false};
  }
  static SourceLines lines(const DockerfileInstruction& made) { return {made.line, made.end_line}; }

  Result<void> take(const DockerfileInstruction& made) {
    if (made.keyword == "FROM") TRY_VOID(from(made));
    add_step(made);
    if (made.keyword == "ARG" || made.keyword == "ENV") return variables(made);
    if (made.keyword == "RUN") return run(made);
    if (made.keyword == "COPY") return copy(made);
    if (!made.on_build && !stages_.empty()) TRY_VOID(configuration(made));
    return {};
  }

  std::optional<std::size_t> stage_named(std::string_view name) const {
    const std::string wanted = lower(name);
    for (std::size_t i = stages_.size(); i-- > 0;) {
      if (!stages_[i].name.empty() && stages_[i].name == wanted) return i;
    }
    return std::nullopt;
  }
  // COPY --from and mounts count stages too, from 0.
  std::optional<std::size_t> stage_of(std::string_view name) const {
    if (const auto named = stage_named(name)) return named;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return number < stages_.size() ? std::optional(number) : std::nullopt;
  }

  Result<void> from(const DockerfileInstruction& made) {
    const Expanded base = TRY(expand(made.arguments[0], true));
    Stage next;
    const bool known = base.known && !base.text.empty();
    const auto parent = known ? stage_named(base.text) : std::nullopt;
    if (parent) {
      next = stages_[*parent];
      next.parent = parent;
    } else if (known && base.text == "scratch") {
      next.from_scratch = true;
      next.image.user = std::string();
    } else {
      next.image.user = std::string();
      if (known && lower(base.text).contains("nonroot")) next.image.user = "nonroot";
    }
    next.from = lines(made);
    next.name = made.arguments.size() == 3 ? lower(made.arguments[2]) : std::string();
    stages_.push_back(std::move(next));
    if (!parent && !(known && base.text == "scratch"))
      add_base("FROM", known ? std::optional(base.text) : std::nullopt, made);
    return {};
  }

  void add_base(std::string keyword, std::optional<std::string> image,
                const DockerfileInstruction& made) {
    BaseImage base{.keyword = std::move(keyword)};
    if (image) base = base_of(std::move(base.keyword), std::move(*image));
    base.part = part(made);
    base.lines = lines(made);
    out_.bases.push_back(std::move(base));
  }

  void add_step(const DockerfileInstruction& made) {
    BuildStep step;
    step.keyword = made.keyword;
    const bool command = made.keyword == "RUN" || made.keyword == "CMD" ||
                         made.keyword == "ENTRYPOINT" || made.keyword == "HEALTHCHECK";
    step.form = made.json ? "exec" : command ? "shell" : "words";
    for (const std::string& flag : made.flags) {
      const std::size_t equals = std::min(flag.find('='), flag.size());
      std::string& value = step.flags[flag.substr(std::min<std::size_t>(2, equals), equals - 2)];
      if (!value.empty()) value += ' ';  // --mount comes more than once
      value += flag.substr(std::min(equals + 1, flag.size()));
    }
    step.arguments = made.arguments;
    if (made.keyword == "ADD" || made.keyword == "COPY") step.sources = sources(made);
    const auto shaped = [](const std::string& text) { return holds_secret(text); };
    step.secret = std::ranges::any_of(made.arguments, shaped);
    for (const HereDocument& each : made.here_documents) step.secret |= shaped(each.text);
    step.part = part(made);
    step.lines = lines(made);
    out_.steps.push_back(std::move(step));
  }

  // Nothing where a variable that nobody knows is part of one. Here documents are no files.
  std::optional<std::vector<std::string>> sources(const DockerfileInstruction& made) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i + 1 < made.arguments.size(); ++i) {
      if (!made.here_documents.empty() && made.arguments[i].starts_with("<<")) continue;
      auto expanded = expand(made.arguments[i]);
      if (!expanded || !expanded->known) return std::nullopt;
      out.push_back(std::move(expanded->text));
    }
    return out;
  }

  Result<void> copy(const DockerfileInstruction& made) {
    const auto from = made.flag("from");
    if (!from) return {};
    return other_image("COPY", *from, made);
  }

  // A stage that is to come is no image either: the build refuses it.
  Result<void> other_image(std::string keyword, std::string_view name,
                           const DockerfileInstruction& made) {
    const auto expanded = expand(name);
    if (!expanded || !expanded->known) {
      add_base(std::move(keyword), std::nullopt, made);
    } else if (!expanded->text.empty() && !stage_of(expanded->text) &&
               expanded->text != "scratch") {
      // A name alone is mostly a context that the build is given (--build-context).
      const bool image = expanded->text.find_first_of(":/@") != std::string::npos;
      if (image) add_base(std::move(keyword), expanded->text, made);
    }
    return {};
  }

  Result<void> variables(const DockerfileInstruction& made) {
    const bool is_env = made.keyword == "ENV";
    // All values of one ENV see what was before it.
    std::vector<std::pair<std::string, Variable>> fresh;
    const std::size_t step = is_env ? 2 : 1;
    for (std::size_t i = 0; i + step <= made.arguments.size(); i += step) {
      std::string name = made.arguments[i];
      std::optional<std::string> text;
      if (is_env) {
        text = made.arguments[i + 1];
      } else if (const std::size_t equals = name.find('='); equals != std::string::npos) {
        text = name.substr(equals + 1);
        name.resize(equals);
      }
      name = readable(name);
      fresh.emplace_back(name, value_of(name, text));
      add_variable(made, name, text, fresh.back().second);
    }
    if (made.on_build) return {};
    for (auto& [name, value] : fresh)
      (stages_.empty() ? global_ : stage().variables).insert_or_assign(name, std::move(value));
    return {};
  }

  Variable value_of(const std::string& name, const std::optional<std::string>& text) {
    if (!text) {
      const auto global = global_.find(name);
      if (!stages_.empty() && global != global_.end()) return global->second;
      return {Variable::Is::unknown, {}};
    }
    auto expanded = expand(*text);
    if (!expanded || !expanded->known) return {Variable::Is::unknown, {}};
    return {Variable::Is::set, std::move(expanded->text)};
  }

  void add_variable(const DockerfileInstruction& made, const std::string& name,
                    const std::optional<std::string>& text, const Variable& value) {
    BuildVariable out{.keyword = made.keyword,
                      .name = name,
                      .value = {},
                      .part = part(made),
                      .lines = lines(made)};
    const bool known = text && value.is == Variable::Is::set;
    if (known) out.value = value.text;
    // What somebody hands over to a build stays in the image's history.
    const bool is_argument = made.keyword == "ARG" && (!known || value.text.empty());
    out.secret = known && !is_argument ? holds_secret(name, value.text)
                                       : formats::names_secret(name);
    out_.variables.push_back(std::move(out));
  }

  Result<void> run(const DockerfileInstruction& made) {
    for (const std::string& flag : made.flags) {
      if (!flag.starts_with("--mount=")) continue;
      if (const auto from = mount_field(flag.substr(8), "from"))
        TRY_VOID(other_image("RUN", *from, made));
    }
    if (made.json) return exec_form(made);
    const bool is_script = made.here_documents.size() == 1 && !made.arguments.empty() &&
                           trim(made.arguments[0]).starts_with("<<");
    if (!is_script && !made.arguments.empty())
      TRY_VOID(add_commands(made.arguments[0], file_.escape, made.lines, out_));
    for (const HereDocument& each : made.here_documents) TRY_VOID(script(made, each, is_script));
    return {};
  }

  Result<void> exec_form(const DockerfileInstruction& made) {
    std::string script;  // quoted again, so that a shell's own script is found in it
    for (const std::string& word : made.arguments) {
      script += script.empty() ? "'" : " '";
      for (const char c : word) script += c == '\'' ? std::string("'\\''") : std::string(1, c);
      script += '\'';
    }
    const formats::TextLine line{0, made.line};
    return add_commands(script, '\\', {&line, 1}, out_);
  }

  // Of the shell, or of the program that its first line or the command before it names.
  Result<void> script(const DockerfileInstruction& made, const HereDocument& document,
                      bool is_script) {
    const std::string_view text = document.text;
    const std::string_view first = text.substr(0, text.find('\n'));
    const bool other = first.starts_with("#!") && !first.contains("sh");
    const std::string& command = made.arguments.empty() ? text_of_none_ : made.arguments[0];
    const std::string program(command.substr(0, command.find_first_of(" \t<")));
    const bool shell = program.ends_with("sh") && !program.ends_with("pwsh");
    if (other || !(is_script || shell)) return {};
    std::vector<formats::TextLine> lines;
    std::uint32_t line = document.line;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      lines.push_back({at, line++});
      if (text.find('\n', at) == std::string_view::npos) break;
    }
    return add_commands(text, '\\', lines, out_);
  }

  std::vector<std::string> command_of(const DockerfileInstruction& made) {
    if (made.json) return made.arguments;
    std::vector<std::string> out = stage().image.shell;
    if (out.empty()) out = {"/bin/sh", "-c"};
    if (made.arguments.empty()) return {};
    out.push_back(made.arguments[0]);
    return out;
  }

  Result<void> configuration(const DockerfileInstruction& made) {
    ImageDescription& image = stage().image;
    const std::string& keyword = made.keyword;
    if (keyword == "USER") {
      const Expanded user = TRY(expand(made.arguments[0]));
      stage().user = lines(made);
      image.user.reset();
      if (user.known) set_user(user.text, image);
    } else if (keyword == "EXPOSE") {
      for (const std::string& text : made.arguments) TRY_VOID(expose(made, text));
    } else if (keyword == "CMD") {
      image.command = command_of(made);
    } else if (keyword == "ENTRYPOINT") {
      image.entrypoint = command_of(made);
      image.command.clear();
    } else if (keyword == "SHELL") {
      image.shell = made.arguments;
    } else if (keyword == "HEALTHCHECK") {
      stage().health_check = lines(made);
      image.health_check = made.arguments[0] == "NONE" ? "disabled" : "command";
    } else if (keyword == "LABEL") {
      for (std::size_t i = 0; i + 1 < made.arguments.size(); i += 2)
        image.labels[readable(made.arguments[i])] = readable(made.arguments[i + 1]);
    } else if (keyword == "VOLUME") {
      for (const std::string& text : made.arguments) image.volumes.push_back(readable(text));
    } else if (keyword == "STOPSIGNAL") {
      image.stop_signal = readable(made.arguments[0]);
    }
    return {};
  }

  Result<void> expose(const DockerfileInstruction& made, std::string_view text) {
    const Expanded ports = TRY(expand(text));
    ExposedPorts out;
    if (ports.known) out = ports_of(ports.text);
    out.lines = lines(made);
    stage().image.ports.push_back(std::move(out));
    return {};
  }

  BuiltImage finish() {
    Stage& last = stage();
    std::vector<bool> final(stages_.size(), false);
    for (std::optional<std::size_t> at = stages_.size() - 1; at; at = stages_[*at].parent)
      final[*at] = true;
    const auto mark = [&](auto& all) {
      for (auto& one : all) one.part.final = final[one.part.stage];
    };
    mark(out_.variables);
    mark(out_.bases);
    mark(out_.steps);
    mark(out_.commands);
    BuiltImage built{std::move(last.image), last.user, last.health_check, last.from};
    built.image.variables = std::move(out_.variables);
    built.image.bases = std::move(out_.bases);
    built.image.steps = std::move(out_.steps);
    built.image.commands = std::move(out_.commands);
    return built;
  }

  const formats::Dockerfile& file_;
  const std::string text_of_none_;
  VariableMap global_;
  std::vector<Stage> stages_;
  ImageDescription out_;
};

}  // namespace

Result<BuiltImage> build_dockerfile(const formats::Dockerfile& file) { return Build(file).run(); }

}  // namespace bulwark::extractors::config
