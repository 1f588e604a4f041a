// SPDX-License-Identifier: Apache-2.0
// Reads the lines of its input as the words of a command line, an environment file and a list of
// accounts: what is known of a component is in its document, with the type that its flag has, and
// what is given last counts.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "base/text.h"
#include "extractors/config/component_document.h"
#include "extractors/config/etcd_environment.h"
#include "extractors/config/kubelet_config.h"
#include "sources/node/accounts.h"

namespace {

namespace config = bulwark::extractors::config;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(config::Component component, std::span<const std::string> words) {
  bulwark::formats::Pool pool(1, 1);
  bulwark::formats::Builder builder(pool);
  const auto given = config::flags_in(words, component);
  const config::Settings settings = config::settings_of(component, given);
  const auto root = config::flags_document(component, {"a", "b", "c"}, settings, builder);
  require(builder.depth() == 0);
  const auto* flags = root.at("spec", "flags");
  require((flags != nullptr) == settings.are_known);
  if (flags == nullptr) return;
  for (const config::KnownFlag& known : config::known_flags(component)) {
    const auto* value = flags->find(known.name);
    if (value == nullptr) continue;
    require(value->is_bool() == (known.type == config::FlagType::boolean));
    require(value->is_int() == (known.type == config::FlagType::integer));
  }
  if (component == config::Component::kubelet) {
    const auto made = config::kubelet_config({{}, given}, builder);
    require(made.has_value() == settings.doubts.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 4096;
  if (size > kMostBytes) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto words = bulwark::split(text, '\n');
  for (const auto component :
       {config::Component::api_server, config::Component::etcd, config::Component::kubelet})
    check(component, words);
  if (const auto program = config::program_in(words))
    require(program->first_argument <= words.size());
  for (const std::string& word : config::words_of_variable(text, "KUBELET_KUBEADM_ARGS"))
    require(!word.empty() && !word.contains(' '));
  (void)config::component_of_image(text);
  require(text.contains(config::version_of_image(text)));
  (void)config::etcd_environment(text);
  (void)bulwark::sources::node::names_in(text);
  return 0;
}
