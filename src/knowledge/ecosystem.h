// SPDX-License-Identifier: Apache-2.0
// Ecosystems as OSV names them: one spelling for each, how their packages are spelt, and how their
// versions are ordered.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/versions/order.h"
#include "model/package.h"
#include "model/vulnerability.h"

namespace bulwark::knowledge {

/// One spelling: "Ubuntu:22.04:LTS" is "Ubuntu:22.04", "Red Hat:enterprise_linux:8::baseos" is
/// "Red Hat:8", "Red Hat:rhel_eus:8.6::baseos" is "Red Hat:8.6:eus". Others stay.
std::string canonical_ecosystem(std::string_view ecosystem);

/// What a package is asked by: PyPI's names are normalized (PEP 503), those of NuGet and Packagist
/// are in lower case.
std::string canonical_package(std::string_view ecosystem, std::string_view package);

/// Nothing: the order of this ecosystem's versions is not known here.
std::optional<formats::VersionScheme> scheme_of(std::string_view ecosystem);

/// Whether it is a distribution's: "Debian:12".
bool is_distribution(std::string_view ecosystem);

/// Which of a package's names OSV entries of this ecosystem use.
model::PackageNames names_in(std::string_view ecosystem);

/// Red Hat's name for a product: "cpe:/o:redhat:enterprise_linux:8::baseos" is "Red Hat:8". Empty:
/// the product is not an operating system.
std::string red_hat_ecosystem(std::string_view cpe);

/// "Debian:12" of "bookworm", "Debian:unstable" of "sid"; a name that is not known stays: it is a
/// release of its own.
std::string debian_ecosystem(std::string_view codename);

/// The ecosystem of a language's packages: "PyPI"; empty for deb, apk, rpm and generic.
std::string_view ecosystem_of(model::PackageType type);

/// The ecosystem whose advisories are about a distribution's packages: "Debian:12". Empty: it is
/// not known which ("a distribution without advisories here").
std::string ecosystem_of(const model::Distribution& distribution);

/// A package's name within its ecosystem: "@angular/core", "org.apache.logging.log4j:log4j-core".
std::string name_within(const model::Package& package);

}  // namespace bulwark::knowledge
