// SPDX-License-Identifier: Apache-2.0
// anonymous and authorizers, as flags say them.
#include "extractors/config/decided_flags.h"

#include <string>
#include <utility>

#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;

// A flag that settings_of() left to the file.
bool is_left_to(std::string_view file_flag, std::string_view flag, const Settings& settings) {
  const auto by = settings.flags.find(file_flag);
  return by != settings.flags.end() && !by->second.text.empty() &&
         settings.flags.find(flag) == settings.flags.end();
}

void set(std::string_view flag, Setting setting, Settings& settings) {
  settings.flags.emplace(std::string(flag), std::move(setting));
  std::erase_if(settings.doubts, [&](const std::string& doubt) {
    return doubt.starts_with(std::string(flag) + ": the file of");
  });
}

// A file that says nothing about it leaves it to the flag, which then has its default.
void decide_anonymous(const Value& file, Settings& settings) {
  constexpr std::string_view kFlag = "anonymous-auth";
  Setting setting;
  setting.type = FlagType::boolean;
  const Value* anonymous = file.find("anonymous");
  setting.on = anonymous == nullptr || formats::is_true(anonymous->find("enabled"));
  if (anonymous != nullptr && setting.on) {
    for (const Value& one : formats::items_of(*anonymous, "conditions"))
      settings.anonymous_paths.emplace_back(one.text("path"));
  }
  set(kFlag, std::move(setting), settings);
}

void decide_authorizers(const Value& file, Settings& settings) {
  Setting setting;
  setting.type = FlagType::list;
  for (const Value& one : formats::items_of(file, "authorizers"))
    setting.items.emplace_back(one.text("type"));
  set("authorization-mode", std::move(setting), settings);
}

}  // namespace

void decide_flags(const DecidingFiles& files, Settings& settings) {
  if (files.authentication && is_left_to("authentication-config", "anonymous-auth", settings))
    decide_anonymous(*files.authentication, settings);
  if (files.authorization && is_left_to("authorization-config", "authorization-mode", settings))
    decide_authorizers(*files.authorization, settings);
}

}  // namespace bulwark::extractors::config
