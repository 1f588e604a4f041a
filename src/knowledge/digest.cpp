// SPDX-License-Identifier: Apache-2.0
#include "knowledge/digest.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "base/check.h"

namespace bulwark::knowledge {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Bio = std::unique_ptr<BIO, FreeBio>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// Whoever asks for a pass phrase gets none: nothing waits at a terminal.
int no_pass_phrase(char* /*to*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

Bio bio_of(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Ed25519 and Ed448 hash by themselves.
const EVP_MD* digest_for(const EVP_PKEY* key) {
  const int kind = EVP_PKEY_get_base_id(key);
  return kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448 ? nullptr : EVP_sha256();
}

}  // namespace

layout::Hash sha256(std::string_view bytes) {
  layout::Hash out{};
  unsigned int size = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, EVP_sha256(), nullptr);
  CHECK(done == 1 && size == out.size(), "SHA-256 is not available");
  return out;
}

Result<std::string> sign(std::string_view message, const std::string& private_key_pem) {
  const Bio bio = bio_of(private_key_pem);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
  ERR_clear_error();
  if (!key)
    return fail(ErrorCode::malformed,
                "it is not a private key in PEM that can be read without a "
                "pass phrase");
  const Context context(EVP_MD_CTX_new());
  std::size_t size = 0;
  const bool ready = context != nullptr &&
                     EVP_DigestSignInit(context.get(), nullptr, digest_for(key.get()), nullptr,
                                        key.get()) == 1 &&
                     EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message),
                                    message.size()) == 1;
  std::string out(size, '\0');
  if (!ready || EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                               bytes_of(message), message.size()) != 1) {
    ERR_clear_error();
    return fail(ErrorCode::unsupported, "this kind of key does not sign");
  }
  out.resize(size);
  return out;
}

Result<void> check_signature(std::string_view message, std::string_view signature,
                             const std::string& public_key_pem) {
  const Bio bio = bio_of(public_key_pem);
  const Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_pass_phrase, nullptr));
  ERR_clear_error();
  if (!key) return fail(ErrorCode::malformed, "it is not a public key in PEM");
  const Context context(EVP_MD_CTX_new());
  if (context == nullptr || EVP_DigestVerifyInit(context.get(), nullptr, digest_for(key.get()),
                                                 nullptr, key.get()) != 1) {
    ERR_clear_error();
    return fail(ErrorCode::unsupported, "this kind of key checks no signature");
  }
  const int good = EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(),
                                    bytes_of(message), message.size());
  ERR_clear_error();
  if (good != 1) return fail(ErrorCode::denied, "the signature is not by this key");
  return {};
}

}  // namespace bulwark::knowledge
