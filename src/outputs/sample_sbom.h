// SPDX-License-Identifier: Apache-2.0
// A bill of materials with one of everything, for tests.
#pragma once

#include "model/sbom.h"

namespace bulwark::outputs {

inline model::Sbom sample_sbom() {
  using model::PackageType;
  model::Sbom out;
  out.subject = {.name = "registry.example/shop/cart:1.4",
                 .digest = "sha256:aa",
                 .is_image = true,
                 .distribution = {.id = "debian",
                                  .version = "12",
                                  .codename = "bookworm",
                                  .pretty_name = "Debian GNU/Linux 12",
                                  .like = {"a", "b"}}};
  out.packages = {
      {{.type = PackageType::deb,
        .name = "libssl3",
        .version = "3.0.11-1",
        .architecture = "amd64",
        .source_name = "openssl",
        .path = "var/lib/dpkg/status"},
       model::SbomLayer{"sha256:11", 0}},
      {{.type = PackageType::npm,
        .name_space = "@angular",
        .name = "core",
        .version = "17.0.0",
        .license = "MIT OR Apache-2.0",
        .path = "a/node_modules/@angular/core/package.json"},
       model::SbomLayer{"sha256:22", 1}},
      {{.type = PackageType::npm,
        .name_space = "@angular",
        .name = "core",
        .version = "17.0.0",
        .path = "b/node_modules/@angular/core/package.json"},
       model::SbomLayer{"sha256:22", 1}},
      {{.type = PackageType::maven,
        .name_space = "org.apache.commons",
        .name = "commons-lang3",
        .version = "3.12.0",
        .license = "GPLv3+ and \"more\"",
        .path = "app.jar"},
       {}},
      {{.type = PackageType::pypi,
        .name = "Ruamel_yaml",
        .version = "0.18",
        .path = "poetry.lock",
        .development = true},
       {}},
      {{.type = PackageType::rpm,
        .name = "bash",
        .version = "1:5.1.8-6.el9",
        .architecture = "x86_64",
        .source_name = "bash",
        .source_version = "5.1.8-6.el9",
        .module = "shell:5",
        .path = "var/lib/rpm/rpmdb.sqlite"},
       {}},
  };
  out.gaps = {"a.jar is too large"};
  return out;
}

}  // namespace bulwark::outputs
