// SPDX-License-Identifier: Apache-2.0
#include "sources/container/members.h"

#include <utility>

#include "io/file_tree.h"
#include "io/random_file.h"
#include "sources/container/layer_path.h"

namespace bulwark::sources::container {
namespace {

class FolderMembers final : public Members {
 public:
  explicit FolderMembers(std::string folder) : folder_(std::move(folder)) {}

  bool has(const std::string& name) const override {
    const CleanPath clean = clean_path(name);
    if (clean.outside) return false;
    const auto facts = io::look_at(io::join(folder_, clean.path));
    return facts && facts->kind == io::PathKind::file;
  }

  Result<void> read(const std::string& name, const formats::BlockTaker& take,
                    const std::stop_token& stop) const override {
    const CleanPath clean = clean_path(name);
    if (clean.outside) return fail(ErrorCode::malformed, "it leads outside of the folder", name);
    const Result<io::RandomFile> file = io::RandomFile::open(io::join(folder_, clean.path));
    if (!file) return fail(file.error().code, file.error().message, name);
    return file->read_blocks(0, file->size(), take, stop);
  }

 private:
  std::string folder_;
};

}  // namespace

Result<std::string> read_member(const Members& members, const std::string& name, std::size_t most,
                                const std::stop_token& stop) {
  std::string out;
  TRY_VOID(members.read(
      name,
      [&](std::string_view block) -> Result<void> {
        if (block.size() > most - out.size())
          return fail(ErrorCode::limit, "it holds more than " + std::to_string(most) + " bytes",
                      name);
        out += block;
        return {};
      },
      stop));
  return out;
}

std::unique_ptr<Members> folder_members(std::string folder) {
  return std::make_unique<FolderMembers>(std::move(folder));
}

Result<std::unique_ptr<Members>> open_members(const std::string& path,
                                              const std::stop_token& stop) {
  Result<io::PathFacts> facts = io::look_at(path);
  if (!facts) {
    facts.error().where = path;
    return std::unexpected(std::move(facts).error());
  }
  if (facts->kind == io::PathKind::folder) return folder_members(path);
  return tar_members(path, stop);
}

}  // namespace bulwark::sources::container
