// SPDX-License-Identifier: Apache-2.0
// What `bulwark image vulnerabilities` prints.
#pragma once

#include <string>

#include "scan/bill_vulnerabilities.h"
#include "scan/image_packages.h"

namespace bulwark::cli {

/// One row for each package and vulnerability, the worst first within a package; below it what
/// mends most, package by package.
std::string vulnerabilities_table(const scan::ImageContents& contents,
                                  const scan::VulnerableBill& bill);
std::string vulnerabilities_json(const scan::ImageContents& contents,
                                 const scan::VulnerableBill& bill);

}  // namespace bulwark::cli
