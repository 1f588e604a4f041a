// SPDX-License-Identifier: Apache-2.0
// `helm template` and `kubectl kustomize`.
#include "sources/code/render.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "io/file_tree.h"
#include "io/process.h"

namespace bulwark::sources::code {
namespace {

constexpr std::size_t kShownLines = 3;

// The first lines of what a program complained about, as one.
std::string first_lines(std::string_view text) {
  std::string shown;
  for (std::size_t count = 0; count < kShownLines && !text.empty();) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (!shown.empty()) shown += "; ";
    shown += line;
    ++count;
  }
  return shown.empty() ? "it said nothing" : shown;
}

Result<std::string> output_of(const std::string& what, const std::string& program,
                              std::vector<std::string> arguments, const LoadOptions& options) {
  io::Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  command.timeout = options.render_timeout;
  command.stop = options.stop;
  Result<io::Outcome> outcome = io::run(command);
  if (!outcome) return std::unexpected(std::move(outcome).error().context(what));
  if (outcome->exit_code != 0) {
    return fail(ErrorCode::malformed,
                fmt::format("{} failed with exit code {}: {}", what, outcome->exit_code,
                            first_lines(outcome->errors)));
  }
  return std::move(outcome->output);
}

// An argument that begins with a dash would be taken for an option.
std::string as_argument(const std::string& path) {
  return path.starts_with('-') ? "./" + path : path;
}

std::string quoted(const std::string& path) {
  constexpr std::string_view
      kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@+,=";
  if (!path.empty() && path.find_first_not_of(kPlain) == std::string::npos) return path;
  std::string out = "'";
  for (const char c : path) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

Result<std::vector<Rendered>> render_chart(const std::string& chart, const Tools& tools,
                                           const LoadOptions& options) {
  if (!tools.helm) {
    return fail(ErrorCode::unsupported,
                fmt::format("Helm chart at {}: helm is not on PATH; run `helm template {} | "
                            "bulwark scan -`",
                            chart, quoted(as_argument(chart))));
  }
  std::vector<std::string> arguments{"template", options.release, as_argument(chart),
                                     "--include-crds"};
  for (const std::string& file : options.values) {
    arguments.emplace_back("--values");
    arguments.push_back(file);
  }
  const std::string output = TRY(
      output_of("helm template", *tools.helm, std::move(arguments), options));
  return split_by_template(output, chart);
}

std::string kustomization_file(const std::string& folder) {
  for (const std::string_view name : {"kustomization.yaml", "kustomization.yml", "Kustomization"}) {
    std::string path = folder == "." ? std::string(name) : io::join(folder, name);
    if (io::look_at(path)) return path;
  }
  return folder;
}

Result<std::vector<Rendered>> render_kustomization(const std::string& folder, const Tools& tools,
                                                   const LoadOptions& options) {
  if (!tools.kubectl) {
    return fail(ErrorCode::unsupported,
                fmt::format("Kustomize folder {}: kubectl is not on PATH; run `kubectl "
                            "kustomize {} | bulwark scan -`",
                            folder, quoted(as_argument(folder))));
  }
  std::string output = TRY(
      output_of("kubectl kustomize", *tools.kubectl, {"kustomize", as_argument(folder)}, options));
  std::vector<Rendered> rendered;
  rendered.push_back({kustomization_file(folder), std::move(output)});
  return rendered;
}

// "web/charts/redis/templates/x.yaml" of the chart in `chart`; the first step is the chart's name.
std::string template_path(std::string_view source, const std::string& chart) {
  const std::size_t slash = source.find('/');
  const std::string_view below = slash == std::string_view::npos ? source
                                                                 : source.substr(slash + 1);
  return io::join(chart, below);
}

}  // namespace

Tools find_tools(const LoadOptions& options) {
  return {io::find_program("helm", options.search_path),
          io::find_program("kubectl", options.search_path)};
}

std::vector<Rendered> split_by_template(std::string_view output, const std::string& chart) {
  constexpr std::string_view kSource = "# Source: ";
  std::vector<Rendered> rendered;
  std::map<std::string, std::size_t> known;
  while (!output.empty()) {
    const std::size_t next = output.find("\n---", 0);
    const std::size_t end = next == std::string_view::npos ? output.size() : next + 1;
    const std::string_view document = output.substr(0, end);
    output.remove_prefix(end);
    std::string_view first = document;
    if (first.starts_with("---"))
      first.remove_prefix(std::min(first.find('\n'), first.size() - 1) + 1);
    // Without such a line it goes on where the last one stopped: a template may print separators of
    // its own.
    std::string name = rendered.empty() ? chart : rendered.back().name;
    if (first.starts_with(kSource)) {
      first.remove_prefix(kSource.size());
      const std::string_view line = first.substr(0, std::min(first.find('\n'), first.size()));
      name = template_path(line, chart);
    }
    const auto [at, fresh] = known.try_emplace(name, rendered.size());
    if (fresh) rendered.push_back({name, {}});
    rendered[at->second].text += document;
  }
  return rendered;
}

Result<std::vector<Rendered>> render(const Input& input, const Tools& tools,
                                     const LoadOptions& options) {
  if (input.kind == InputKind::chart) return render_chart(input.path, tools, options);
  return render_kustomization(input.path, tools, options);
}

}  // namespace bulwark::sources::code
