// SPDX-License-Identifier: Apache-2.0
// Charts and kustomizations become plain manifests through the programs that own them: helm and
// kubectl.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sources/code/input.h"
#include "sources/code/load.h"

namespace bulwark::sources::code {

/// Where the programs are; looked up once.
struct Tools {
  std::optional<std::string> helm;
  std::optional<std::string> kubectl;
};
Tools find_tools(const LoadOptions& options);

struct Rendered {
  std::string name;  ///< of the template, or of the kustomization, that the text came from
  std::string text;
};

/// Error: `unsupported` when the program is missing, with what to do instead; else what the program
/// said.
Result<std::vector<Rendered>> render(const Input& input, const Tools& tools,
                                     const LoadOptions& options);

/// What `helm template` printed, taken apart by its `# Source: chart/templates/x.yaml` lines; names
/// begin with `chart`, the folder of the chart. Each template comes once, with all its documents.
std::vector<Rendered> split_by_template(std::string_view output, const std::string& chart);

}  // namespace bulwark::sources::code
