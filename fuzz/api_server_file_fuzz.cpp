// SPDX-License-Identifier: Apache-2.0
// Reads its input as a configuration file of the API server: what is not known says why and tells
// nothing, no key stays, and of no concern less is written at most than at least.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "extractors/config/api_server_document.h"
#include "extractors/config/audit_concerns.h"
#include "extractors/config/decided_flags.h"
#include "formats/json_write.h"

namespace {

namespace config = bulwark::extractors::config;
using bulwark::formats::Value;

void require(bool holds) {
  if (!holds) std::abort();
}

// No text stands where a key was.
void require_no_secret(const Value& value) {
  for (std::size_t i = 0; i < value.size() && value.is_map(); ++i) {
    require(value.shape()->keys[i] != "secret");
    require_no_secret(value.values()[i]);
  }
  for (const Value& item : value.items()) require_no_secret(item);
}

void check_audit(const Value& content) {
  const auto policy = config::read_audit_policy(content);
  if (!policy) return;
  const auto concerns = config::audit_concerns(*policy);
  if (!concerns) return;
  for (const config::AuditConcern& one : *concerns) {
    require(one.lowest.level <= one.highest.level);
    require(!one.lowest.request.empty());
  }
}

void check(config::ApiServerFile file, const Value& content, bulwark::formats::Builder& builder) {
  const config::PluginFile plugin_file = [&](const std::string& /*path*/) {
    return bulwark::Result<Value>(content);
  };
  const auto made = config::api_server_document(file, {"a", "n", "/a"}, content, plugin_file,
                                                builder);
  require(builder.depth() == 0);
  require(made.root.text("kind") == config::kind_of(file));
  const bool is_admission = file == config::ApiServerFile::admission;
  const Value* told = made.root.at("spec", is_admission ? "plugins" : "config");
  require(is_admission || (told == nullptr) == !made.doubts.empty());
  if (told == nullptr) return;
  if (file == config::ApiServerFile::encryption) require_no_secret(*told);
  if (file == config::ApiServerFile::audit) check_audit(content);
  config::Settings settings;
  config::decide_flags({*told, *told}, settings);
  (void)bulwark::formats::json_text(made.root);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 4096;
  if (size > kMostBytes) return 0;
  bulwark::formats::Pool pool(1, 1);
  bulwark::formats::Builder builder(pool);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto content = config::read_api_server_file(text, builder);
  if (!content) return 0;
  const auto own = config::api_server_file_of(*content);
  for (const config::ApiServerFile file : config::api_server_files()) {
    if (!own || own == file) check(file, *content, builder);
  }
  return 0;
}
