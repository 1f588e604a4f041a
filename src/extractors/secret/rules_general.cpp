// SPDX-License-Identifier: Apache-2.0
// Credentials of clusters, private keys, and what has no issuer's mark: signed tokens, passwords in
// URLs and beside names.
#include <array>

#include "extractors/secret/secret_rule.h"

namespace bulwark::extractors::secret {
namespace {

using enum SecretFamily;

constexpr std::string_view
    kJwt = R"(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,})";

constexpr std::array kCluster{
    SecretRule{.id = "service-account-token",
               .title = "token of a Kubernetes service account",
               .family = cluster,
               .prefilter = R"(eyJ[A-Za-z0-9_-]{12})",
               .confirm = kJwt,
               .check = SecretCheck::cluster_jwt,
               .ahead = 12000},
    SecretRule{.id = "kubeconfig-key",
               .title = "client key of a kubeconfig",
               .family = cluster,
               .prefilter = R"(client-key-data["']?\s{0,3}:)",
               .confirm = R"(client-key-data["']?\s{0,3}:\s{0,3}["']?([A-Za-z0-9+/]{40,}={0,2}))",
               .entropy = 4.0,
               .check = SecretCheck::base64_key,
               .ahead = 15000,
               .whole_word = false},
    SecretRule{
        .id = "kubeconfig-token",
        .title = "token of a kubeconfig",
        .family = cluster,
        .prefilter = R"(user:\s{1,20}[a-z])",
        .confirm =
            R"(user:[ \t]*\r?\n(?:[ \t]+[a-z][a-z-]*:[^\n]{0,300}\n){0,3}[ \t]+token:[ \t]*["']?([A-Za-z0-9][A-Za-z0-9_.=:+/-]{15,}))",
        .check = SecretCheck::random_word,
        .ahead = 4096,
        .whole_word = false,
        .in_binaries = false},
    SecretRule{
        .id = "bootstrap-token",
        .title = "token by which nodes join a cluster",
        .family = cluster,
        .prefilter = R"(--(token|discovery-token|tls-bootstrap-token)[ =])",
        .confirm =
            R"(--(?:token|discovery-token|tls-bootstrap-token)[ =]["']?([a-z0-9]{6}\.[a-z0-9]{16})(?:[^a-z0-9]|$))",
        .whole_word = false},
    SecretRule{.id = "sealed-k3s-token",
               .title = "token by which nodes join k3s or RKE2",
               .family = cluster,
               .prefilter = R"(K10[a-f0-9]{64}::)",
               .confirm = R"(K10[a-f0-9]{64}::(?:[a-z0-9]{1,20}:)?[A-Za-z0-9_.:-]{16,128})"},
    SecretRule{.id = "openshift-token",
               .title = "OpenShift token",
               .family = cluster,
               .prefilter = R"(sha256~[A-Za-z0-9_-]{43})",
               .entropy = 3.5},
    SecretRule{
        .id = "rancher-token",
        .title = "Rancher API token",
        .family = cluster,
        .prefilter = R"((token|kubeconfig)-[a-z0-9.-]{5,40}:[a-z0-9]{54})",
        .confirm = R"((?:token-[a-z0-9]{5}|kubeconfig-[a-z0-9][a-z0-9.-]{4,39}):[a-z0-9]{54})",
        .entropy = 3.8},
};

constexpr std::array kGeneral{
    SecretRule{
        .id = "private-key",
        .title = "private key",
        .family = key,
        .prefilter = R"(-----BEGIN ([A-Z0-9]{2,10} )?PRIVATE KEY-----)",
        .confirm =
            R"(-----BEGIN (?:[A-Z0-9]{2,10} )?PRIVATE KEY-----(?s:.)+?-----END [A-Z0-9 ]{0,10}PRIVATE KEY-----)",
        .entropy = 3.0,
        .check = SecretCheck::private_key,
        .ahead = 16000,
        .whole_word = false},
    SecretRule{
        .id = "pgp-private-key",
        .title = "PGP private key",
        .family = key,
        .prefilter = R"(-----BEGIN PGP PRIVATE KEY BLOCK-----)",
        .confirm =
            R"(-----BEGIN PGP PRIVATE KEY BLOCK-----(?s:.)+?-----END PGP PRIVATE KEY BLOCK-----)",
        .check = SecretCheck::pgp_key,
        .ahead = 16000,
        .whole_word = false},
    SecretRule{
        .id = "putty-private-key",
        .title = "PuTTY private key",
        .family = key,
        .prefilter = R"(PuTTY-User-Key-File-[23]: )",
        .confirm =
            R"(PuTTY-User-Key-File-[23]: (?s:.)+?Private-Lines: [0-9]+\r?\n([A-Za-z0-9+/=\r\n]{40,}))",
        .ahead = 16000,
        .whole_word = false},
    SecretRule{.id = "base64-private-key",
               .title = "private key in base64",
               .family = key,
               .prefilter = R"(LS0tLS1CRUdJTi[A-Za-z0-9+/]{20})",
               .confirm = R"(LS0tLS1CRUdJTi[A-Za-z0-9+/]{60,}={0,2})",
               .entropy = 4.0,
               .check = SecretCheck::base64_key,
               .ahead = 15500},
    SecretRule{.id = "age-key",
               .title = "age private key",
               .family = key,
               .prefilter = R"(AGE-SECRET-KEY-(PQ-)?1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58})",
               .check = SecretCheck::bech32},
    SecretRule{.id = "wireguard-key",
               .title = "WireGuard private key",
               .family = key,
               .prefilter = R"(PrivateKey\s{0,3}=\s{0,3}[A-Za-z0-9+/]{43}=)",
               .confirm = R"(PrivateKey\s{0,3}=\s{0,3}([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=))",
               .entropy = 4.0,
               .whole_word = false,
               .in_binaries = false},
    SecretRule{.id = "jwt",
               .title = "signed token (JWT)",
               .family = jwt,
               .prefilter = R"(eyJ[A-Za-z0-9_-]{12})",
               .confirm = kJwt,
               .entropy = 4.0,
               .check = SecretCheck::jwt,
               .ahead = 12000,
               .in_binaries = false},
    SecretRule{
        .id = "url-password",
        .title = "password in a URL",
        .family = url,
        .prefilter = R"(://[A-Za-z0-9_.~%+-]{0,40}:[^\s/:@"'`<>?#\\|,;()\[\]]{3,64}@)",
        .confirm =
            R"([a-z][a-z0-9+.-]{1,20}://(?P<name>[A-Za-z0-9_.~%+-]{0,40}):(?P<secret>[^\s/:@"'`<>?#\\|,;()\[\]]{3,64})@(?P<host>[A-Za-z0-9\[${%][A-Za-z0-9_.-]{0,100}))",
        .entropy = 0,
        .check = SecretCheck::url_password,
        .before = 21,
        .one_line = true,
        .whole_word = false,
        .in_binaries = false},
    SecretRule{
        .id = "secret-assignment",
        .title = "value that a name calls secret",
        .family = assignment,
        .prefilter =
            R"((?i)(passw(or)?d|passphrase|secret|token|credential|(api|access|auth|private|signing|encryption)[_-]?key)[a-z0-9_.-]{0,20}["']?\s{0,4}[:=])",
        .confirm =
            R"((?i)(?P<name>(?:[a-z0-9][a-z0-9_.-]{0,39})?(?:passw(?:or)?d|passphrase|secret|token|credential|(?:api|access|auth|private|signing|encryption)[_-]?key)[a-z0-9_.-]{0,20})["']?[ \t]{0,4}(?::=|=>|[:=])[ \t]{0,4}(?:["'`](?P<secret>[^\s"'`]{8,200})["'`]|(?P<bare>[^\s"'`,;<>(){}\[\]]{12,200})(?:[\r\n]|$)))",
        .entropy = 3.5,
        .check = SecretCheck::assignment,
        .before = 40,
        .ahead = 300,
        .one_line = true,
        .whole_word = false,
        .in_binaries = false},
};

}  // namespace

std::span<const SecretRule> cluster_rules() { return kCluster; }
std::span<const SecretRule> general_rules() { return kGeneral; }

}  // namespace bulwark::extractors::secret
