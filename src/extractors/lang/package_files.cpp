// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/package_files.h"

#include <algorithm>
#include <array>

#include "extractors/lang/cargo.h"
#include "extractors/lang/composer.h"
#include "extractors/lang/go_mod.h"
#include "extractors/lang/jar.h"
#include "extractors/lang/listing.h"
#include "extractors/lang/npm_lock.h"
#include "extractors/lang/npm_package.h"
#include "extractors/lang/nuget.h"
#include "extractors/lang/pnpm_lock.h"
#include "extractors/lang/python_lock.h"
#include "extractors/lang/python_package.h"
#include "extractors/lang/python_requirements.h"
#include "extractors/lang/ruby.h"
#include "extractors/lang/yarn_lock.h"

namespace bulwark::extractors::lang {
namespace {

using model::PackageReader;

constexpr std::size_t kMiB = std::size_t{1} << 20;

struct Named {
  std::string_view name;  ///< of the file, in any folder
  PackageReader reader;
};

constexpr std::array kNamed{
    Named{"Cargo.lock", {"Cargo lock file", kMostDocumentBytes, read_cargo_lock}},
    Named{"Gemfile.lock", {"Bundler lock file", 16 * kMiB, read_gemfile_lock}},
    Named{"Pipfile.lock", {"Pipenv lock file", kMostDocumentBytes, read_pipfile_lock}},
    Named{"composer.lock", {"Composer lock file", kMostDocumentBytes, read_composer_lock}},
    Named{"go.mod", {"Go module file", 4 * kMiB, read_go_mod}},
    Named{"npm-shrinkwrap.json", {"npm lock file", kMostDocumentBytes, read_npm_lock}},
    Named{"package-lock.json", {"npm lock file", kMostDocumentBytes, read_npm_lock}},
    Named{"packages.lock.json", {"NuGet lock file", kMostDocumentBytes, read_nuget_lock}},
    Named{"pdm.lock", {"PDM lock file", kMostDocumentBytes, read_pdm_lock}},
    Named{"pnpm-lock.yaml", {"pnpm lock file", kMostDocumentBytes, read_pnpm_lock}},
    Named{"poetry.lock", {"Poetry lock file", kMostDocumentBytes, read_poetry_lock}},
    Named{"uv.lock", {"uv lock file", kMostDocumentBytes, read_uv_lock}},
    Named{"yarn.lock", {"Yarn lock file", kMostDocumentBytes, read_yarn_lock}},
};

constexpr PackageReader kNpmPackage{"npm package", 4 * kMiB, read_npm_package};
constexpr PackageReader kPythonPackage{"Python package", 4 * kMiB, read_python_package};
constexpr PackageReader kRequirements{"requirements file", 4 * kMiB, read_python_requirements};
constexpr PackageReader kGemspec{"gem specification", 4 * kMiB, read_gemspec};
constexpr PackageReader kInstalled{"list of Composer's", kMostDocumentBytes,
                                   read_composer_installed};
constexpr PackageReader kNugetDeps{"list of .NET dependencies", kMostDocumentBytes,
                                   read_nuget_deps};
constexpr PackageReader kJar{"Java archive", kMostJarBytes, read_jar};

// What a package brings along of its own making lists what its authors worked with, and not what
// is there.
bool is_in_package(std::string_view path) {
  static constexpr std::array<std::string_view, 3> kFolders{"node_modules", "site-packages",
                                                            "dist-packages"};
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view folder = path.substr(at, end - at);
    if (end < path.size() && std::ranges::find(kFolders, folder) != kFolders.end()) return true;
    at = end + 1;
  }
  return false;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// node_modules/NAME/package.json or node_modules/@SCOPE/NAME/package.json: deeper ones are not of
// a package's root.
bool is_npm_package(std::string_view path) {
  const std::string_view folder = folder_of(path);
  if (base_name(folder).starts_with('@')) return false;  // a scope holds packages, and is none
  std::string_view above = folder_of(folder);
  if (base_name(above).starts_with('@')) above = folder_of(above);
  return base_name(above) == "node_modules";
}

bool is_python_package(std::string_view path, std::string_view name) {
  const std::string_view folder = base_name(folder_of(path));
  if (name == "METADATA") return folder.ends_with(".dist-info");
  if (name == "PKG-INFO") return folder.ends_with(".egg-info") || folder == "EGG-INFO";
  return name.ends_with(".egg-info");  // a file, as distutils leaves it
}

bool is_gemspec(std::string_view path) {
  std::string_view folder = folder_of(path);
  if (base_name(folder) == "default") folder = folder_of(folder);
  return path.ends_with(".gemspec") && base_name(folder) == "specifications";
}

}  // namespace

bool is_jar(std::string_view path) {
  static constexpr std::array<std::string_view, 5> kEnds{".jar", ".war", ".ear", ".par", ".sar"};
  return std::ranges::any_of(kEnds, [&](std::string_view end) { return path.ends_with(end); });
}

const PackageReader* reader_of(std::string_view path) {
  const std::string_view name = base_name(path);
  const auto* const named = std::ranges::find(kNamed, name, &Named::name);
  if (named != kNamed.end()) return is_in_package(path) ? nullptr : &named->reader;
  if (name == "package.json") return is_npm_package(path) ? &kNpmPackage : nullptr;
  if (is_python_package(path, name)) return &kPythonPackage;
  if (name.starts_with("requirements") && name.ends_with(".txt"))
    return is_in_package(path) ? nullptr : &kRequirements;
  if (is_gemspec(path)) return &kGemspec;
  if (path == "vendor/composer/installed.json" || path.ends_with("/vendor/composer/installed.json"))
    return &kInstalled;
  if (name.ends_with(".deps.json")) return &kNugetDeps;
  return is_jar(name) ? &kJar : nullptr;
}

}  // namespace bulwark::extractors::lang
