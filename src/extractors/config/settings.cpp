// SPDX-License-Identifier: Apache-2.0
// Defaults, over them the environment, over it the command line.
#include "extractors/config/settings.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace bulwark::extractors::config {
namespace {

// As Go's strconv.ParseBool.
std::optional<bool> boolean_in(std::string_view text) {
  constexpr std::array<std::string_view, 6> kTrue{"1", "t", "T", "TRUE", "true", "True"};
  constexpr std::array<std::string_view, 6> kFalse{"0", "f", "F", "FALSE", "false", "False"};
  if (std::ranges::count(kTrue, text) > 0) return true;
  if (std::ranges::count(kFalse, text) > 0) return false;
  return std::nullopt;
}

std::optional<std::int64_t> integer_in(std::string_view text) {
  std::int64_t out = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

std::vector<std::string> items_in(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string& part : split(text, ',')) out.emplace_back(trim(part));
  return out;
}

// What is wrong with the text; empty: nothing.
std::string set(Setting& setting, std::string_view text) {
  switch (setting.type) {
    case FlagType::text: setting.text = text; return {};
    case FlagType::list:
      std::ranges::copy(items_in(text), std::back_inserter(setting.items));
      return {};
    case FlagType::boolean: {
      const auto value = boolean_in(text);
      if (!value) return fmt::format("'{}' is no boolean", text);
      setting.on = *value;
      return {};
    }
    case FlagType::integer: {
      const auto value = integer_in(text);
      if (!value) return fmt::format("'{}' is no number", text);
      setting.number = *value;
      return {};
    }
    case FlagType::switches:
      for (const std::string& item : items_in(text)) {
        const std::size_t equals = item.find('=');
        if (equals == std::string::npos) continue;
        const auto value = boolean_in(std::string_view(item).substr(equals + 1));
        if (value) setting.switches[item.substr(0, equals)] = *value;
      }
      return {};
  }
  return {};
}

// What a file decides that a flag names, whatever other flags say; empty: everything else.
struct DecidedElsewhere {
  Component component;
  std::string_view by, flag;
};
constexpr std::array<DecidedElsewhere, 5> kElsewhere{
    {{Component::api_server, "authentication-config", "anonymous-auth"},
     {Component::api_server, "authorization-config", "authorization-mode"},
     {Component::scheduler, "config", "profiling"},
     {Component::kube_proxy, "config", ""},
     {Component::etcd, "config-file", ""}}};

// What stands for a text that only the running process knows.
constexpr std::string_view kFromEnvironment = "(from the environment)";

class Reading {
 public:
  explicit Reading(Component component) : component_(component) {
    for (const KnownFlag& known : known_flags(component)) {
      Setting& setting = out_.flags[std::string(known.name)];
      setting.type = known.type;
      if (!known.standard.empty()) set(setting, known.standard);
    }
  }

  // What was given wrongly once is not known, whatever is given after: no component starts with it.
  void take(const std::string& name, std::string_view value, Setting::Source source,
            std::size_t word) {
    if (std::ranges::find(wrong_, name) != wrong_.end()) return;
    Setting& setting = out_.flags[name];
    if (std::ranges::find(seen_, name) == seen_.end()) {
      const KnownFlag* known = known_flag(component_, name);
      setting = Setting();
      setting.type = known == nullptr ? FlagType::text : known->type;
      seen_.push_back(name);
    }
    setting.source = source;
    setting.word = word;
    const std::string fault = set(setting, value);
    if (fault.empty()) return;
    forget(name, fault);
    wrong_.push_back(name);
  }

  void forget(const std::string& name, const std::string& why) {
    out_.flags.erase(name);
    out_.doubts.push_back(name + ": " + why);
  }

  // It is set; to what, is not known.
  void take_unknown(const std::string& name) {
    const auto known = out_.flags.find(name);
    const FlagType type = known == out_.flags.end() ? FlagType::text : known->second.type;
    if (type == FlagType::text || type == FlagType::list) {
      take(name, kFromEnvironment, Setting::Source::environment, 0);
    } else {
      forget(name, "only the running process knows its environment");
    }
  }

  // A flag of the command line replaces what the environment says.
  void forget_environment() {
    seen_.clear();
    wrong_.clear();
  }

  Settings take_all() {
    for (const DecidedElsewhere& one : kElsewhere) {
      if (one.component == component_) decide_elsewhere(one);
    }
    return std::move(out_);
  }

 private:
  // A flag that is given stays: the API server refuses both at once.
  void decide_elsewhere(const DecidedElsewhere& one) {
    const auto by = out_.flags.find(one.by);
    if (by == out_.flags.end() || by->second.text.empty()) return;
    const std::string why = fmt::format("the file of --{} decides", one.by);
    if (one.flag.empty()) {
      out_.are_known = false;
      std::erase_if(out_.flags, [&](const auto& flag) { return flag.first != one.by; });
      out_.doubts = {"all others: " + why};
      return;
    }
    const auto flag = out_.flags.find(one.flag);
    const bool is_given = flag != out_.flags.end() &&
                          flag->second.source != Setting::Source::standard;
    if (!is_given || one.component == Component::scheduler) forget(std::string(one.flag), why);
  }

  Component component_;
  Settings out_;
  std::vector<std::string> seen_, wrong_;
};

}  // namespace

Settings settings_of(Component component, const std::vector<GivenFlag>& given,
                     const std::vector<EnvironmentFlag>& environment) {
  Reading reading(component);
  for (const EnvironmentFlag& flag : environment) {
    if (flag.value) {
      reading.take(flag.name, *flag.value, Setting::Source::environment, 0);
    } else {
      reading.take_unknown(flag.name);
    }
  }
  reading.forget_environment();
  for (const GivenFlag& flag : given)
    reading.take(flag.name, flag.value, Setting::Source::command_line, flag.word);
  return reading.take_all();
}

}  // namespace bulwark::extractors::config
