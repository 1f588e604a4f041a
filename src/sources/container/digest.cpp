// SPDX-License-Identifier: Apache-2.0
#include "sources/container/digest.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "base/freeing.h"

namespace bulwark::sources::container {
namespace {

constexpr std::size_t kHex256 = 64;
constexpr std::size_t kHex512 = 128;

using EvpContext = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>>;

EvpContext start(std::string_view digest) {
  EvpContext out(EVP_MD_CTX_new());
  const EVP_MD* kind = digest.starts_with("sha512:") ? EVP_sha512() : EVP_sha256();
  CHECK(out != nullptr && EVP_DigestInit_ex(out.get(), kind, nullptr) == 1, "no digest");
  return out;
}

std::string hex_digest(EVP_MD_CTX* context) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned count = 0;
  CHECK(EVP_DigestFinal_ex(context, bytes.data(), &count) == 1, "no digest");
  std::string out;
  for (unsigned i = 0; i < count; ++i) out += fmt::format("{:02x}", bytes[i]);
  return out;
}

}  // namespace

struct Sha256::Context {
  EvpContext evp;
};

Sha256::Sha256() : context_(std::make_unique<Context>(start("sha256:"))) {}
Sha256::Sha256(Sha256&& other) noexcept = default;
Sha256& Sha256::operator=(Sha256&& other) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(std::string_view block) {
  CHECK(EVP_DigestUpdate(context_->evp.get(), block.data(), block.size()) == 1, "no digest");
}

std::string Sha256::finish() { return hex_digest(context_->evp.get()); }

std::string sha256_of(std::string_view bytes) {
  Sha256 sum;
  sum.add(bytes);
  return "sha256:" + sum.finish();
}

struct DigestCheck::Context {
  EvpContext evp;
};

bool is_digest(std::string_view text) {
  const std::string_view hex = hex_of(text);
  const bool known = (text.starts_with("sha256:") && hex.size() == kHex256) ||
                     (text.starts_with("sha512:") && hex.size() == kHex512);
  return known && std::all_of(hex.begin(), hex.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string_view hex_of(std::string_view digest) {
  const std::size_t colon = digest.find(':');
  return colon == std::string_view::npos ? std::string_view() : digest.substr(colon + 1);
}

DigestCheck::DigestCheck(std::string digest, std::int64_t size)
    : digest_(std::move(digest)), size_(size) {
  if (!digest_.empty()) context_ = std::make_unique<Context>(start(digest_));
}
DigestCheck::DigestCheck(DigestCheck&& other) noexcept = default;
DigestCheck& DigestCheck::operator=(DigestCheck&& other) noexcept = default;
DigestCheck::~DigestCheck() = default;

Result<void> DigestCheck::add(std::string_view block) {
  seen_ += static_cast<std::int64_t>(block.size());
  if (size_ >= 0 && seen_ > size_) {
    return fail(ErrorCode::malformed,
                fmt::format("it holds more than the {} bytes that it should", size_));
  }
  if (context_ != nullptr)
    CHECK(EVP_DigestUpdate(context_->evp.get(), block.data(), block.size()) == 1, "no digest");
  return {};
}

Result<void> DigestCheck::finish() {
  if (size_ >= 0 && seen_ != size_) {
    return fail(ErrorCode::malformed,
                fmt::format("it holds {} bytes where there should be {}", seen_, size_));
  }
  if (context_ == nullptr) return {};
  const std::string found = hex_digest(context_->evp.get());
  if (found == hex_of(digest_)) return {};
  return fail(ErrorCode::malformed,
              fmt::format("its digest is {}{}, not {}", digest_.substr(0, digest_.find(':') + 1),
                          found, digest_));
}

}  // namespace bulwark::sources::container
