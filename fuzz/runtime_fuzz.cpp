// SPDX-License-Identifier: Apache-2.0
// Reads its input as the configuration of each container runtime, and as a list of packages: what
// is told of any file fits into a document, and a file laid over itself says what it says alone.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "extractors/config/config_file.h"
#include "extractors/config/containerd.h"
#include "extractors/config/containerd_files.h"
#include "extractors/config/crio.h"
#include "extractors/config/docker.h"
#include "extractors/config/package_list.h"
#include "formats/toml.h"

namespace {

namespace config = bulwark::extractors::config;
using bulwark::formats::Value;

void require(bool holds) {
  if (!holds) std::abort();
}

Value document_of(const config::RuntimeFacts& facts, bulwark::formats::Builder& builder) {
  builder.begin_map();
  config::add_runtime_facts(facts, builder);
  builder.end_map();
  return builder.finish();
}

void read_toml_files(const Value& file, bulwark::formats::Builder& builder) {
  const std::array<Value, 2> both{file, file};
  for (const auto imports : {config::ContainerdImports::replace, config::ContainerdImports::join}) {
    const Value whole = config::containerd_config(both, imports, builder);
    const auto facts = document_of(config::containerd_facts(whole), builder);
    if (imports == config::ContainerdImports::replace)
      require(facts.identical(document_of(config::containerd_facts(file), builder)));
  }
  (void)config::containerd_imports(file, "/etc/containerd/config.toml");
  (void)config::insecure_hosts("r", file);
  (void)config::insecure_in_registries(file);
  require(document_of(config::crio_facts(both), builder)
              .identical(document_of(config::crio_facts({&file, 1}), builder)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bulwark::formats::Pool pool(1, 1);
  bulwark::formats::Builder builder(pool);
  if (const auto file = bulwark::formats::read_toml(text, builder)) read_toml_files(*file, builder);
  if (const auto file = config::read_config(text, builder)) {
    const auto words = bulwark::split(text, '\n');
    (void)document_of(config::docker_facts(*file, words), builder);
    (void)config::policy_verifies(*file);
  }
  constexpr std::array<std::string_view, 2> kNames{"containerd", "containerd.io"};
  require(text.contains(config::package_version(text, kNames)));
  return 0;
}
