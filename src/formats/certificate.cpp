// SPDX-License-Identifier: Apache-2.0
// DER by OpenSSL, PEM by our own reader.
#include "formats/certificate.h"

#include <fmt/core.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <utility>

#include "base/check.h"
#include "base/freeing.h"
#include "formats/certificate_parts.h"
#include "formats/pem.h"

namespace bulwark::formats {
namespace {

using OwnedCertificate = std::unique_ptr<X509, Freeing<X509_free>>;
using OwnedKey = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;

const unsigned char* start_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Result<void> must_fit(std::string_view der) {
  if (der.size() > CertificateReader::kMostBytes)
    return fail(ErrorCode::limit,
                fmt::format("is larger than {} bytes", CertificateReader::kMostBytes));
  return {};
}

std::string sha256_of(std::string_view bytes, OSSL_LIB_CTX* context) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t size = 0;
  const int done = EVP_Q_digest(context, "SHA256", nullptr, bytes.data(), bytes.size(),
                                digest.data(), &size);
  CHECK(done == 1, "there is no SHA-256");
  return hex_text({reinterpret_cast<const char*>(digest.data()), size});
}

// What OpenSSL writes as DER.
template <class T>
std::string written(int (*write)(T, unsigned char**), T value) {
  unsigned char* bytes = nullptr;
  const int size = write(value, &bytes);
  if (size <= 0) return {};
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

std::string curve_of(const EVP_PKEY* key) {
  std::array<char, 80> name{};
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) != 1) return {};
  const char* nist = EC_curve_nid2nist(OBJ_txt2nid(name.data()));
  return nist != nullptr ? nist : name.data();
}

PublicKey facts_of(EVP_PKEY* key, OSSL_LIB_CTX* context) {
  PublicKey out;
  const char* type = EVP_PKEY_get0_type_name(key);
  out.type = type != nullptr ? type : "";
  out.bits = EVP_PKEY_get_bits(key);
  if (EVP_PKEY_is_a(key, "EC") == 1) out.curve = curve_of(key);
  out.sha256 = sha256_of(written<const EVP_PKEY*>(i2d_PUBKEY, key), context);
  return out;
}

// Of an algorithm that OpenSSL does not know: its name, and the digest of what stands there.
PublicKey facts_of(const X509_PUBKEY* raw, OSSL_LIB_CTX* context) {
  PublicKey out;
  ASN1_OBJECT* algorithm = nullptr;
  X509_PUBKEY_get0_param(&algorithm, nullptr, nullptr, nullptr, raw);
  std::array<char, 128> text{};
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), algorithm, 0);
  out.type = text.data();
  out.sha256 = sha256_of(written<const X509_PUBKEY*>(i2d_X509_PUBKEY, raw), context);
  return out;
}

void read_key(const X509* certificate, OSSL_LIB_CTX* context, Certificate& out) {
  if (EVP_PKEY* key = X509_get0_pubkey(certificate)) {
    out.key = facts_of(key, context);
    return;
  }
  out.key = facts_of(X509_get_X509_PUBKEY(certificate), context);
  out.doubts.push_back("its key is of no kind that is known: " + out.key.type);
}

void read_signature(X509* certificate, Certificate& out) {
  const int algorithm = X509_get_signature_nid(certificate);
  const X509_ALGOR* written_as = nullptr;
  X509_get0_signature(nullptr, &written_as, certificate);
  std::array<char, 128> text{};
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), written_as->algorithm, 0);
  out.signature_algorithm = text.data();
  int digest = NID_undef;
  if (algorithm == NID_ED25519 || algorithm == NID_ED448) {
    out.signature_digest = "none";
  } else if (X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr) == 1 &&
             digest != NID_undef) {
    out.signature_digest = OBJ_nid2sn(digest);
  } else {
    out.doubts.push_back("its signature is of no kind that is known: " + out.signature_algorithm);
  }
}

void read_times(const X509* certificate, Certificate& out) {
  out.not_before = time_text(X509_get0_notBefore(certificate));
  out.not_after = time_text(X509_get0_notAfter(certificate));
  if (!out.not_before) out.doubts.emplace_back("notBefore is no time");
  if (!out.not_after) out.doubts.emplace_back("notAfter is no time");
}

/// What went wrong within OpenSSL is nobody's concern after it: its list of errors is left empty.
struct ForgottenErrors {
  ForgottenErrors() = default;
  ForgottenErrors(const ForgottenErrors&) = delete;
  ForgottenErrors& operator=(const ForgottenErrors&) = delete;
  ~ForgottenErrors() { ERR_clear_error(); }
};

}  // namespace

void CertificateReader::Free::operator()(ossl_lib_ctx_st* context) const {
  OSSL_LIB_CTX_free(context);
}

CertificateReader::CertificateReader() : context_(OSSL_LIB_CTX_new()) {
  CHECK(context_ != nullptr, "OpenSSL gives no context");
}

Result<Certificate> CertificateReader::certificate(std::string_view der) const {
  TRY_VOID(must_fit(der));
  const ForgottenErrors forgotten;
  X509* made = X509_new_ex(context_.get(), nullptr);
  const unsigned char* at = start_of(der);
  // What fails frees what it was given.
  const OwnedCertificate read(d2i_X509(&made, &at, static_cast<long>(der.size())));
  if (!read || at != start_of(der) + der.size())
    return fail(ErrorCode::malformed, "is no certificate");
  Certificate out;
  out.subject = name_text(X509_get_subject_name(read.get()));
  out.issuer = name_text(X509_get_issuer_name(read.get()));
  const auto names = name_values(X509_get_subject_name(read.get()), NID_commonName);
  if (!names.empty()) out.common_name = names.back();
  out.organizations = name_values(X509_get_subject_name(read.get()), NID_organizationName);
  out.serial = serial_text(X509_get0_serialNumber(read.get()));
  read_times(read.get(), out);
  read_key(read.get(), context_.get(), out);
  read_signature(read.get(), out);
  read_extensions(read.get(), out);
  out.self_signed = X509_NAME_cmp(X509_get_subject_name(read.get()),
                                  X509_get_issuer_name(read.get())) == 0;
  out.sha256 = sha256_of(der, context_.get());
  return out;
}

Result<KeyFacts> CertificateReader::private_key(std::string_view der) const {
  TRY_VOID(must_fit(der));
  const ForgottenErrors forgotten;
  const unsigned char* at = start_of(der);
  const OwnedKey read(
      d2i_AutoPrivateKey_ex(nullptr, &at, static_cast<long>(der.size()), context_.get(), nullptr));
  if (!read) return fail(ErrorCode::malformed, "is no key of a kind that is known");
  return KeyFacts{true, facts_of(read.get(), context_.get())};
}

Result<KeyFacts> CertificateReader::public_key(std::string_view der) const {
  TRY_VOID(must_fit(der));
  const ForgottenErrors forgotten;
  const unsigned char* at = start_of(der);
  const OwnedKey read(
      d2i_PUBKEY_ex(nullptr, &at, static_cast<long>(der.size()), context_.get(), nullptr));
  if (!read) return fail(ErrorCode::malformed, "is no key of a kind that is known");
  return KeyFacts{false, facts_of(read.get(), context_.get())};
}

}  // namespace bulwark::formats
