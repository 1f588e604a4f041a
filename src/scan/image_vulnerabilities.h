// SPDX-License-Identifier: Apache-2.0
// Image vulnerabilities: what is known of the packages of many images, one document for each
// vulnerability (kind Vulnerability, its name the CVE), so that one that two hundred workloads have
// is one row, and one waiver ("Vulnerability/CVE-2024-3094") covers it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "formats/builder.h"
#include "model/report.h"
#include "policy/catalogue.h"
#include "scan/bill_vulnerabilities.h"

namespace bulwark::scan {

/// Whether one of the chosen controls tells of vulnerabilities of images.
bool asks_for_vulnerabilities(const policy::Chosen& chosen);

/// An image whose packages were matched.
struct MatchedImage {
  std::vector<std::string> names;          ///< all that lead to it
  std::vector<std::string> users;          ///< "Deployment shop/cart"
  std::optional<std::size_t> base_layers;  ///< how many of its layers are its base image's
  bool ignore_unfixed = false;             ///< leave out what no version mends
};

/// Those of one cluster, or of all files and images that were named.
class ImageVulnerabilities {
 public:
  /// Rows that count; those of which nobody can say whether they do become doubts of the image,
  /// "CVE-2024-1 of openssl 3.0.1", and are returned.
  std::vector<std::string> add(const MatchedImage& image, const model::Sbom& bill,
                               const VulnerableBill& matched);

  bool empty() const { return by_id_.empty(); }
  /// Sorted by id.
  std::vector<formats::Value> documents(formats::Builder& builder) const;

 private:
  struct Package {
    std::string name, version, fixed_version, state;
    std::set<std::string> images;
    bool of_base = true;  ///< in all of these images a layer of the base image brings it
    bool base_known = true;
  };
  struct Entry {
    model::Vulnerability worst;
    /// By name, version, and what mends it: one package of two distributions is two.
    std::map<std::string, Package> packages;
    std::set<std::string> images;
  };
  std::map<std::string, Entry> by_id_;
  std::map<std::string, std::set<std::string>> users_;  ///< by the image's name

  formats::Value document(const std::string& id, const Entry& entry,
                          formats::Builder& builder) const;
};

/// Adds the finding of such a document, where one of the chosen controls asks for it.
void collect_vulnerability(const policy::Chosen& chosen, const model::Resource& document,
                           model::Report& report);

}  // namespace bulwark::scan
