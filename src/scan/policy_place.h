// SPDX-License-Identifier: Apache-2.0
// Where in its file a policy is wrong: from a field and a place in its expression to a line and a
// column.
#pragma once

#include <string>
#include <string_view>

#include "model/locator.h"
#include "model/resource.h"

namespace bulwark::scan {

/// `why` begins with the field, and for an expression with the place in it:
/// "spec.validations[0].expression: 2:14: ...". "FILE:LINE:COLUMN", the file alone when there are
/// no lines. A place within an expression is told where its lines are lines of the file: in a plain
/// or quoted scalar of one line, and in a literal block; else it is the field's.
std::string policy_place(model::Locator& locator, const model::Resource& resource,
                         std::string_view why);

/// The same as a place; its line is 0 when there are no lines.
model::Place policy_spot(model::Locator& locator, const model::Resource& resource,
                         std::string_view why);

}  // namespace bulwark::scan
