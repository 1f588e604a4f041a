// SPDX-License-Identifier: Apache-2.0
// Names, times, extensions.
#include "formats/certificate_parts.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <openssl/bn.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>
#include <utility>

#include "base/freeing.h"
#include "formats/utf8.h"

namespace bulwark::formats {
namespace {

template <class T, auto Free>
using Owned = std::unique_ptr<T, Freeing<Free>>;

void free_text(char* text) { OPENSSL_free(text); }
void free_bytes(unsigned char* bytes) { OPENSSL_free(bytes); }

std::string bytes_of(const ASN1_STRING* string) {
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(string));
  return size == 0
             ? std::string()
             : std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)), size);
}

// One that is not of its own encoding is taken byte by byte.
std::string utf8_of(const ASN1_STRING* string) {
  unsigned char* bytes = nullptr;
  const int size = ASN1_STRING_to_UTF8(&bytes, string);
  if (size < 0) return replace_invalid_utf8(bytes_of(string));
  const Owned<unsigned char, free_bytes> owned(bytes);
  return replace_invalid_utf8(
      std::string_view(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)));
}

/// One extension: not there, there, or neither, with the reason.
template <class T, auto Free>
struct Extension {
  Owned<T, Free> value;
  bool is_known = true;

  Extension(const X509* certificate, int which, std::string_view name, Certificate& out) {
    int found = 0;
    value.reset(static_cast<T*>(X509_get_ext_d2i(certificate, which, &found, nullptr)));
    is_known = value != nullptr || found == -1;
    if (!is_known)
      out.doubts.push_back(
          fmt::format("{} {}", name, found == -2 ? "is there twice" : "is broken"));
  }
};

void read_constraints(const X509* certificate, Certificate& out) {
  const Extension<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free> found(
      certificate, NID_basic_constraints, "basicConstraints", out);
  if (found.is_known) out.is_authority = found.value != nullptr && found.value->ca != 0;
}

void read_usages(const X509* certificate, Certificate& out) {
  constexpr std::array<std::string_view, 9> kUsages{
      "digitalSignature", "contentCommitment", "keyEncipherment",
      "dataEncipherment", "keyAgreement",      "keyCertSign",
      "cRLSign",          "encipherOnly",      "decipherOnly"};
  const Extension<ASN1_BIT_STRING, ASN1_BIT_STRING_free> found(certificate, NID_key_usage,
                                                               "keyUsage", out);
  if (!found.is_known) return;
  auto& usages = out.key_usages.emplace();
  for (std::size_t i = 0; found.value && i < kUsages.size(); ++i) {
    if (ASN1_BIT_STRING_get_bit(found.value.get(), static_cast<int>(i)) != 0)
      usages.emplace_back(kUsages[i]);
  }
}

std::string object_text(const ASN1_OBJECT* object) {
  const int known = OBJ_obj2nid(object);
  if (known != NID_undef) return OBJ_nid2sn(known);
  std::array<char, 128> text{};
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  return text.data();
}

void read_extended_usages(const X509* certificate, Certificate& out) {
  const Extension<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> found(certificate, NID_ext_key_usage,
                                                                     "extendedKeyUsage", out);
  if (!found.is_known) return;
  auto& usages = out.extended_usages.emplace();
  for (int i = 0; found.value && i < sk_ASN1_OBJECT_num(found.value.get()); ++i)
    usages.push_back(object_text(sk_ASN1_OBJECT_value(found.value.get(), i)));
}

std::optional<std::string> address_text(const ASN1_OCTET_STRING* address) {
  const std::string bytes = bytes_of(address);
  if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

void read_names(const X509* certificate, Certificate& out) {
  const Extension<GENERAL_NAMES, GENERAL_NAMES_free> found(certificate, NID_subject_alt_name,
                                                           "subjectAltName", out);
  if (!found.is_known) return;
  auto& names = out.dns_names.emplace();
  std::vector<std::string> addresses;
  bool is_broken = false;
  for (int i = 0; found.value && i < sk_GENERAL_NAME_num(found.value.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(found.value.get(), i);
    if (name->type == GEN_DNS) names.push_back(replace_invalid_utf8(bytes_of(name->d.dNSName)));
    if (name->type != GEN_IPADD) continue;
    const auto address = address_text(name->d.iPAddress);
    is_broken = is_broken || !address;
    if (address) addresses.push_back(*address);
  }
  if (is_broken) {
    out.doubts.emplace_back("subjectAltName has an address that is none");
  } else {
    out.ip_addresses = std::move(addresses);
  }
}

}  // namespace

std::string name_text(const X509_NAME* name) {
  const Owned<BIO, BIO_free_all> bio(BIO_new(BIO_s_mem()));
  if (!bio) return {};
  X509_NAME_print_ex(bio.get(), name, 0,
                     XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  if (size <= 0) return {};
  return replace_invalid_utf8(std::string_view(data, static_cast<std::size_t>(size)));
}

std::vector<std::string> name_values(const X509_NAME* name, int attribute) {
  std::vector<std::string> out;
  for (int at = X509_NAME_get_index_by_NID(name, attribute, -1); at >= 0;
       at = X509_NAME_get_index_by_NID(name, attribute, at))
    out.push_back(utf8_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at))));
  return out;
}

std::optional<std::string> time_text(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string serial_text(const ASN1_INTEGER* serial) {
  const Owned<BIGNUM, BN_free> number(ASN1_INTEGER_to_BN(serial, nullptr));
  const Owned<char, free_text> text(number ? BN_bn2hex(number.get()) : nullptr);
  return text ? text.get() : std::string();
}

std::string hex_text(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

void read_extensions(const X509* certificate, Certificate& out) {
  read_names(certificate, out);
  read_constraints(certificate, out);
  read_usages(certificate, out);
  read_extended_usages(certificate, out);
}

}  // namespace bulwark::formats
