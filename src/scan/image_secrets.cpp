// SPDX-License-Identifier: Apache-2.0
#include "scan/image_secrets.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace bulwark::scan {
namespace {

namespace container = sources::container;
using extractors::secret::FileSecrets;

constexpr std::array<std::string_view, 18> kFolders{
    "bin/",           "sbin/",        "lib/",        "lib32/",       "lib64/",
    "usr/bin/",       "usr/sbin/",    "usr/lib/",    "usr/lib32/",   "usr/lib64/",
    "usr/libexec/",   "usr/include/", "usr/share/",  "var/lib/apt/", "var/lib/dpkg/",
    "etc/ssl/certs/", "etc/pki/",     "var/lib/rpm/"};
constexpr std::array<std::string_view, 6> kLanguageFolders{"/node_modules/",  "/site-packages/",
                                                           "/dist-packages/", "/gems/",
                                                           "/pkg/mod/",       "/.cargo/registry/"};

}  // namespace

bool is_of_packages(std::string_view path) {
  return std::ranges::any_of(kFolders, [&](auto folder) { return path.starts_with(folder); }) ||
         std::ranges::any_of(kLanguageFolders, [&](auto folder) { return path.contains(folder); });
}

class SecretSearch::Stream final : public container::FileStream {
 public:
  Stream(const container::FileFacts& file, std::unique_ptr<Scanner> scanner, SecretSearch& search)
      : id_(file.id), scanner_(std::move(scanner)), search_(search) {
    scanner_->begin(file.path);
  }
  ~Stream() override { search_.give_back(std::move(scanner_)); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool write(std::string_view block) override {
    scanner_->feed(block);
    return true;
  }
  void finish() override { search_.add(id_, scanner_->finish()); }

 private:
  container::FileId id_;
  std::unique_ptr<Scanner> scanner_;
  SecretSearch& search_;
};

std::unique_ptr<container::FileStream> SecretSearch::open(const container::FileFacts& file) {
  auto scanner = take_scanner();
  if (!scanner) return nullptr;
  return std::make_unique<Stream>(file, std::move(scanner), *this);
}

std::unique_ptr<SecretSearch::Scanner> SecretSearch::take_scanner() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto scanner = std::move(idle_.back());
      idle_.pop_back();
      return scanner;
    }
  }
  auto made = Scanner::create(*detector_);
  if (made) return std::make_unique<Scanner>(*std::move(made));
  const std::lock_guard lock(mutex_);
  failure_ = made.error().message;
  return nullptr;
}

void SecretSearch::give_back(std::unique_ptr<Scanner> scanner) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(scanner));
}

void SecretSearch::add(container::FileId id, FileSecrets secrets) {
  if (secrets.matches.empty() && secrets.ended_at == 0) return;
  const std::lock_guard lock(mutex_);
  found_.push_back({id, std::move(secrets)});
}

void SecretSearch::finish(const container::ImagePicture& picture, ImageContents& out) {
  const auto problem = [&](std::string what, std::string reason) {
    model::Problem one;
    one.what = std::move(what);
    one.reason = std::move(reason);
    one.code = ErrorCode::limit;
    out.problems.push_back(std::move(one));
  };
  if (!failure_.empty()) problem("secrets in files", failure_);
  std::ranges::sort(found_, {}, &Found::id);
  for (Found& one : found_) {
    const std::string path = one.secrets.path;
    if (one.secrets.ended_at != 0) {
      problem(fmt::format("file {} of layer {}", path, one.id.layer + 1),
              fmt::format("searched for secrets up to byte {} only: it holds too much that looks "
                          "like one",
                          one.secrets.ended_at));
    }
    if (one.secrets.matches.empty()) continue;
    out.secrets.push_back({std::move(one.secrets), one.id.layer, !picture.survives(one.id)});
  }
}

}  // namespace bulwark::scan
