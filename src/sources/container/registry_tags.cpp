// SPDX-License-Identifier: Apache-2.0
#include "sources/container/registry_tags.h"

#include <set>
#include <utility>

#include "sources/container/image_document.h"
#include "sources/container/registry_endpoints.h"

namespace bulwark::sources::container {
namespace {

constexpr std::size_t kMostTags = 500'000;
constexpr std::string_view kList = "tags/list";

Result<std::vector<std::string>> parse_page(const std::string& text, const std::string& where) {
  std::vector<std::string> out;
  const auto read = with_document(text, [&](const formats::Value& root) -> Result<void> {
    // A repository without tags has null in place of the list, which is read as if it was not
    // there.
    const formats::Value* tags = root.find("tags");
    const bool none = tags == nullptr && !root.text("name").empty();
    if (!none && (tags == nullptr || !tags->is_list()))
      return fail(ErrorCode::malformed, "the registry's answer has no list of tags");
    out = texts_of(root, "tags");
    return {};
  });
  if (read) return out;
  return fail(read.error().code, read.error().message, where);
}

// Links lead to pages of the same list, whatever host they name.
std::string path_of(const std::string& link) {
  const std::size_t at = link.substr(0, link.find('?')).rfind(kList);
  return at == std::string::npos ? std::string() : link.substr(at);
}

}  // namespace

Result<std::vector<std::string>> list_tags(const Reference& repository,
                                           const RegistryOptions& options,
                                           const std::stop_token& stop) {
  const auto endpoints = TRY(RegistryEndpoints::open(repository, options, stop));
  const std::string where = repository.registry + "/" + repository.repository;
  std::set<std::string> tags;
  std::set<std::string> pages;
  for (std::string path(kList); !path.empty() && pages.insert(path).second;) {
    std::string text;
    const formats::BlockTaker take = [&text](std::string_view block) -> Result<void> {
      if (block.size() > kMostDocument - text.size())
        return fail(ErrorCode::limit, "a page of its tags is too large");
      text += block;
      return {};
    };
    path = path_of(TRY(endpoints->fetch(path, {}, take, stop)));
    const std::size_t before = tags.size();
    for (std::string& tag : TRY(parse_page(text, where)))
      if (is_tag(tag)) tags.insert(std::move(tag));
    if (tags.size() > kMostTags) return fail(ErrorCode::limit, "too many tags", where);
    if (tags.size() == before && !path.empty() && !pages.contains(path))
      return fail(ErrorCode::malformed, "the registry's list of tags does not go on", where);
  }
  return std::vector<std::string>(tags.begin(), tags.end());
}

}  // namespace bulwark::sources::container
