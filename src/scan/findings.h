// SPDX-License-Identifier: Apache-2.0
// From answers to the report's findings: a workload once at its top owner, what repeats it left
// out.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "model/report.h"
#include "policy/catalogue.h"
#include "policy/evaluation.h"
#include "scan/owners.h"

namespace bulwark::scan {

/// Adds findings and problems to `report`, whose inventory must be set. `answers` are by segment,
/// in the inventory's order, and must outlive the report.
void collect_findings(const std::deque<policy::Answers>& answers, const Owners& owners,
                      model::Report& report);

/// What the report calls the gap of one control at one resource, and of all pod controls at it.
std::string control_gap(std::string_view control, const model::Resource& resource);
std::string pod_gap(const model::Resource& resource);
bool is_pod_gap(const model::Problem& gap);

/// What gaps about images are called: "image shop/cart:1", "image shop/cart:1: packages"; those of
/// no image in particular.
inline constexpr std::string_view kImageGap = "image ";
inline constexpr std::string_view kVulnerabilitiesGap = "vulnerabilities of images";
inline constexpr std::string_view kImageSecretsGap = "secrets in images";
bool is_image_gap(const model::Problem& gap);
/// The gap itself: one control that could not be evaluated at one resource.
model::Problem control_problem(const model::Inventory& inventory, const model::Resource& resource,
                               const std::string& control, std::string reason);

/// Adds what the readers found: keys that came twice.
void collect_duplicate_keys(const policy::Chosen& chosen, model::Report& report);

/// Leaves out what a control says again about a field that one which it overrides has already
/// judged: a restricted check of the Pod Security Standards beside its baseline check. Where only
/// the latter is waived, the former stays.
void leave_out_said_twice(const policy::Chosen& chosen, model::Report& report);

/// Worst first, then by source, place in it, control and path.
void sort_findings(model::Report& report);

}  // namespace bulwark::scan
