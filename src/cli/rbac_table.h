// SPDX-License-Identifier: Apache-2.0
// What answers about RBAC are printed with: tables, and names that are safe to show.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/explain.h"
#include "cli/rbac_answer.h"
#include "formats/json_object.h"

namespace bulwark::cli {

/// Names may hold anything; a terminal gets none of its control characters.
std::string shown(std::string_view text);

/// "rule 1 of ClusterRole view, built in"
std::string rule_of(const analyzers::rbac::Chain& chain);
/// The namespace that its binding grants it in, or "cluster".
std::string scope_of(const analyzers::rbac::Chain& chain);

using Row = std::vector<std::string>;
/// Columns, or on a terminal that is too narrow for them each value on a line of its own.
std::string table(const Row& head, const std::vector<Row>& rows);

/// "LABEL: TEXT", a few of many: JSON has all.
void add_lines(std::string& out, std::string_view label, const std::vector<std::string>& texts);
std::string doubts_text(const Doubts& doubts);

/// A list of rules, each by its lists.
std::string rights_json(std::span<const analyzers::rbac::ExplainedRule> rights);
std::string named_json(const analyzers::rbac::Named& named);
void add_doubts(formats::JsonObject& out, const Doubts& doubts);

}  // namespace bulwark::cli
