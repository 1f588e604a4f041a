// SPDX-License-Identifier: Apache-2.0
// ControlFile: what one YAML file of the catalogue says, read strictly. docs/new-control.md
// describes the schema.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/builder.h"
#include "model/control.h"

namespace bulwark::policy {

/// What a control looks at.
struct SubjectKind {
  enum class Of : std::uint8_t { pod, containers, resource, connection };
  Of of = Of::resource;
  // For Of::resource, "*" allowed: "" is the core group. For Of::connection `resource` alone, of
  // core v1: what a request connects to, "pods/exec".
  std::string group, version, resource;
  bool operator==(const SubjectKind&) const = default;
};

/// A CEL expression and where in its file it stands.
struct Expression {
  std::string text;
  std::string field;  ///< "require", "versions[1].when"
};

/// The rule as it reads from one Kubernetes minor version on.
struct Rule {
  std::uint32_t since_minor = 0;
  std::optional<Expression> when;
  Expression require;
};

struct NamedExpression {
  std::string name;
  Expression expression;
};

struct Example {
  bool pass = true;
  formats::Value value;                ///< for an analyzer a list of objects
  std::optional<std::uint32_t> minor;  ///< Kubernetes minor version; the newest when not given
};

/// Who answers a control's question: its CEL expressions, or code that sees what no expression can:
/// the readers, or an analyzer, which looks at many objects at once.
enum class Engine : std::uint8_t { cel, reader, analyzer };

struct ControlFile {
  model::Control control;
  Engine engine = Engine::cel;  ///< all fields from `each` to `parameters` are for cel only
  std::string judges;           ///< of an analyzer: its rule in words
  std::vector<SubjectKind> subjects;
  std::string each;  ///< path of a list within the item, or empty
  std::vector<NamedExpression> variables;
  std::vector<Rule> rules;  ///< by since_minor, ascending; one with 0 when the rule does not depend
                            ///< on the version
  std::vector<std::string> at;  ///< paths within the item: a finding points to the first that
                                ///< exists
  std::optional<Expression> message;
  formats::Value parameters;           ///< a map, or null
  bool optional = false;               ///< not part of the default run
  std::vector<std::string> overrides;  ///< ids of controls that this one replaces within a
                                       ///< framework's level
  std::vector<Example> examples;
};

/// `document` and everything in the result live in the document's pool.
Result<ControlFile> read_control_file(const formats::Value& document);

/// True for a control about requests that connect to something and store nothing: only an
/// admission policy sees them, no scan does.
bool is_about_connections(const ControlFile& file);

/// True for a control about documents that Bulwark makes itself (model/own_documents.h).
bool is_about_own_documents(const ControlFile& file);

/// "v1/services", "apps/v1/deployments", "pod", "pod.containers", "CONNECT pods/exec".
Result<SubjectKind> parse_subject(std::string_view text);

/// "1.27" or "v1.27" -> 27.
Result<std::uint32_t> parse_minor(std::string_view text);

}  // namespace bulwark::policy
