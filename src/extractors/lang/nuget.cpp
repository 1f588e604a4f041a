// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/nuget.h"

#include "extractors/lang/listing.h"

namespace bulwark::extractors::lang {

using formats::Value;

Result<model::PackageList> read_nuget_deps(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::nuget);
  const Value root = TRY(list.json(bytes));
  if (root.find("libraries") == nullptr)
    return fail(ErrorCode::malformed, "this is no list of .NET dependencies");
  each_entry(root.find("libraries"), [&](std::string_view key, const Value& entry) {
    const std::string_view type = entry.text("type");
    if (type != "package" && type != "runtimepack") return;
    const std::size_t slash = key.find('/');
    std::string_view name = key.substr(0, slash);
    constexpr std::string_view kPack = "runtimepack.";
    if (type == "runtimepack" && name.starts_with(kPack)) name.remove_prefix(kPack.size());
    list.add(list.package(name, slash == std::string_view::npos ? std::string_view()
                                                                : key.substr(slash + 1)),
             key);
  });
  return std::move(list).take();
}

Result<model::PackageList> read_nuget_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::nuget);
  const Value root = TRY(list.json(bytes));
  if (root.find("dependencies") == nullptr)
    return fail(ErrorCode::malformed, "this is no lock file of NuGet");
  each_entry(root.find("dependencies"), [&](std::string_view, const Value& framework) {
    each_entry(&framework, [&](std::string_view name, const Value& entry) {
      if (entry.text("type") != "Project")
        list.add(list.package(name, entry.text("resolved")), name);
    });
  });
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
