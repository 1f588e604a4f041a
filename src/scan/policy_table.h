// SPDX-License-Identifier: Apache-2.0
// PolicyTable: a user's table of cases for admission policies: what is asked, and what must be
// said. docs/policies.md describes the file.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "admission/policy_set.h"
#include "admission/request.h"
#include "admission/review.h"
#include "base/result.h"
#include "formats/builder.h"
#include "formats/fields.h"
#include "model/inventory.h"
#include "scan/policy_documents.h"
#include "scan/user_policies.h"

namespace bulwark::scan {

/// Only what is set is compared.
struct PolicyExpectation {
  std::optional<admission::Verdict::Is> verdict;
  std::optional<std::int64_t> code;
  std::optional<std::string> reason;
  std::optional<std::string> message;                ///< whole, or what follows "denied request: "
  std::optional<std::vector<std::string>> warnings;  ///< all of them, in order
  std::map<std::string, std::string> annotations;    ///< these, whatever others there are
  const formats::Value* object = nullptr;            ///< after all mutations, whole
};

struct PolicyCase {
  std::string name;
  admission::Request request;
  PolicyExpectation expect;
};

struct PolicyTableOptions {
  std::string file;
  std::uint64_t seed = 0;
  std::string search_path;
  std::stop_token stop;
};

/// Not movable: requests point into it.
class PolicyTable {
 public:
  /// Told by its content: a map with `cases`.
  static bool is_table(const formats::Value& document) {
    return document.is_map() && document.find("cases") != nullptr;
  }
  /// Errors name the file and the field: what the user must correct. A policy that the API server
  /// would not take is in gaps().
  static Result<std::unique_ptr<PolicyTable>> read(const PolicyTableOptions& options);

  const std::string& file() const { return options_.file; }
  const admission::PolicySet& policies() const { return *policies_; }
  std::uint64_t seed() const { return options_.seed; }
  const std::deque<PolicyCase>& cases() const { return cases_; }
  /// "FILE:LINE:COLUMN: what: why".
  const std::vector<std::string>& gaps() const { return gaps_; }

 private:
  using Fields = formats::Fields;

  explicit PolicyTable(PolicyTableOptions options) : options_(std::move(options)) {}
  Result<formats::Value> read_document();
  Result<void> read_table(const formats::Value& document);
  Result<void> read_policies(Fields& table);
  Result<void> read_cases(Fields& table);
  Result<void> read_case(const formats::Value& value, const std::string& path);
  Result<void> read_objects(Fields& fields, PolicyCase& one);
  Result<void> place(Fields& fields, PolicyCase& one);
  Result<void> read_expected(Fields& fields, PolicyCase& one);
  const formats::Value* in_namespace(const formats::Value* object, std::string_view name_space);
  Result<const formats::Value*> object(Fields& fields, std::string_view key);
  Result<Documents> load(Fields& fields, std::string_view key);
  Result<Documents> load_file(const std::string& name);
  std::string path_of(const std::string& name) const;

  PolicyTableOptions options_;
  formats::Pool pool_{static_cast<std::uint16_t>(kPlacedPools), 0};
  formats::Builder builder_{pool_};
  model::Inventory inventory_;
  std::map<std::string, Documents> loaded_;
  std::deque<formats::Value> objects_;  ///< written in the table, or made for it
  Documents namespaces_;
  std::optional<admission::PolicySet> policies_;
  std::deque<PolicyCase> cases_;
  std::vector<std::string> gaps_;
};

}  // namespace bulwark::scan
