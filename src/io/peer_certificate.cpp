// SPDX-License-Identifier: Apache-2.0
// OpenSSL's X509 to plain values.
#include "io/peer_certificate.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <string_view>

#include "base/freeing.h"
#include "io/address.h"

namespace bulwark::io {
namespace {

constexpr int kMostNames = 200;
constexpr std::size_t kLongestText = 1024;

using Bio = std::unique_ptr<BIO, Freeing<BIO_free_all>>;

std::string text_of(const X509_NAME* name) {
  const Bio bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  std::string out(data, size > 0 ? static_cast<std::size_t>(size) : 0);
  if (out.size() > kLongestText) out.resize(kLongestText);
  return out;
}

std::string time_of(const ASN1_TIME* time) {
  std::tm at{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &at) != 1) return {};
  std::array<char, 32> out{};
  const std::size_t size = std::strftime(out.data(), out.size(), "%Y-%m-%dT%H:%M:%SZ", &at);
  return {out.data(), size};
}

std::string text_of(const ASN1_STRING* text) {
  const auto* data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(text));
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(text));
  return {data, std::min(size, kLongestText)};
}

std::string address_of(const ASN1_STRING* bytes) {
  constexpr int kFour = 4;
  constexpr int kSix = 16;
  const int size = ASN1_STRING_length(bytes);
  std::array<char, INET6_ADDRSTRLEN> out{};
  const int family = size == kFour ? AF_INET : AF_INET6;
  if (size != kFour && size != kSix) return {};
  if (::inet_ntop(family, ASN1_STRING_get0_data(bytes), out.data(), out.size()) == nullptr)
    return {};
  return out.data();
}

void free_names(GENERAL_NAMES* names) { GENERAL_NAMES_free(names); }

std::vector<std::string> names_of(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, Freeing<free_names>> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> out;
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  for (int i = 0; i < count && i < kMostNames; ++i) {
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
    const auto* text = static_cast<const ASN1_STRING*>(value);
    if (type == GEN_DNS) out.push_back("DNS:" + text_of(text));
    if (type == GEN_URI) out.push_back("URI:" + text_of(text));
    if (type == GEN_EMAIL) out.push_back("email:" + text_of(text));
    if (type == GEN_IPADD) out.push_back("IP:" + address_of(text));
  }
  return out;
}

std::string name_of_key(EVP_PKEY* key) {
  const char* type = key == nullptr ? nullptr : EVP_PKEY_get0_type_name(key);
  return type == nullptr ? "" : type;
}

}  // namespace

PeerCertificate peer_certificate(const X509* certificate) {
  PeerCertificate out;
  out.subject = text_of(X509_get_subject_name(certificate));
  out.issuer = text_of(X509_get_issuer_name(certificate));
  out.names = names_of(certificate);
  out.not_before = time_of(X509_get0_notBefore(certificate));
  out.not_after = time_of(X509_get0_notAfter(certificate));
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  out.key_type = name_of_key(key);
  out.key_bits = key == nullptr ? 0 : EVP_PKEY_get_bits(key);
  const char* signature = OBJ_nid2ln(X509_get_signature_nid(certificate));
  out.signature = signature == nullptr ? "" : signature;
  out.self_signed = X509_NAME_cmp(X509_get_subject_name(certificate),
                                  X509_get_issuer_name(certificate)) == 0;
  return out;
}

bool is_for_host(const X509* certificate, const std::string& host) {
  // Names in the subject no longer count, as for Go's clients.
  constexpr unsigned kFlags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  auto* bare = const_cast<X509*>(certificate);  // OpenSSL 3.0 does not say that it only reads
  const std::string without_zone = host.substr(0, host.find('%'));
  if (X509_check_ip_asc(bare, without_zone.c_str(), kFlags) == 1) return true;
  return X509_check_host(bare, host.data(), host.size(), kFlags, nullptr) == 1;
}

}  // namespace bulwark::io
