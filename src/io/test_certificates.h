// SPDX-License-Identifier: Apache-2.0
// For tests only: certificates made on the spot, good ones and bad ones.
#pragma once

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "base/check.h"
#include "base/freeing.h"

namespace bulwark::io {

/// A certificate and its key, as PEM.
struct TestIdentity {
  std::string certificate;
  std::string key;
};

struct TestCertificate {
  std::string common_name = "test";
  std::string names = "IP:127.0.0.1";  ///< as OpenSSL writes subjectAltName; empty: none
  long valid_from = -3600;             ///< seconds from now
  long valid_until = 3600;
};

namespace test_certificates {

using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using Bio = std::unique_ptr<BIO, Freeing<BIO_free_all>>;

inline std::string text(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

inline TestIdentity pem(X509* certificate, EVP_PKEY* key) {
  const Bio first(BIO_new(BIO_s_mem()));
  const Bio second(BIO_new(BIO_s_mem()));
  CHECK(PEM_write_bio_X509(first.get(), certificate) == 1, "no certificate");
  CHECK(
      PEM_write_bio_PKCS8PrivateKey(second.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
      "no key");
  return {text(first.get()), text(second.get())};
}

inline void extend(X509* certificate, X509* issuer, int which, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str());
  CHECK(extension != nullptr, "no such extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

inline Certificate unsigned_certificate(const TestCertificate& wanted, EVP_PKEY* key) {
  Certificate out(X509_new());
  X509_set_version(out.get(), 2);
  static long serial = 1;
  ASN1_INTEGER_set(X509_get_serialNumber(out.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(out.get()), wanted.valid_from);
  X509_gmtime_adj(X509_getm_notAfter(out.get()), wanted.valid_until);
  X509_set_pubkey(out.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(out.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wanted.common_name.c_str()), -1,
                             -1, 0);
  return out;
}

}  // namespace test_certificates

/// Signs certificates for servers and clients.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name = "test authority")
      : key_(EVP_EC_gen("P-256")),
        certificate_(test_certificates::unsigned_certificate({.common_name = name}, key_.get())) {
    test_certificates::extend(certificate_.get(), certificate_.get(), NID_basic_constraints,
                              "critical,CA:TRUE");
    sign(certificate_.get());
  }

  TestIdentity issue(const TestCertificate& wanted = {}) const {
    const test_certificates::Key key(EVP_EC_gen("P-256"));
    const auto certificate = test_certificates::unsigned_certificate(wanted, key.get());
    if (!wanted.names.empty()) {
      test_certificates::extend(certificate.get(), certificate_.get(), NID_subject_alt_name,
                                wanted.names);
    }
    sign(certificate.get());
    return test_certificates::pem(certificate.get(), key.get());
  }

  /// To be trusted.
  std::string certificate() const {
    return test_certificates::pem(certificate_.get(), key_.get()).certificate;
  }

 private:
  void sign(X509* certificate) const {
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate_.get()));
    CHECK(X509_sign(certificate, key_.get(), EVP_sha256()) > 0, "cannot sign");
  }

  test_certificates::Key key_;
  test_certificates::Certificate certificate_;
};

}  // namespace bulwark::io
