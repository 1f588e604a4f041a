// SPDX-License-Identifier: Apache-2.0
// Markdown: what the body of an announcement of Kubernetes says about versions, severity and
// mitigation. It is written by people, under headings that differ from one to the next.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knowledge/cve.h"

namespace bulwark::knowledge {

/// The part of `body` that is about `id`: an announcement of several vulnerabilities has a heading
/// with the id of each. The whole body where it has not.
std::string_view part_about(std::string_view body, std::string_view id);

/// The texts of all blocks that are fenced as "json osv", in their order.
std::vector<std::string_view> osv_blocks(std::string_view body);

/// Fills what `cve` does not have yet: affected versions, vector, severity, mitigation. What is
/// there and is not understood joins Cve::unread. `cve.title` helps to tell the component.
void read_announcement(std::string_view body, Cve& cve);

}  // namespace bulwark::knowledge
