#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# node_configuration.sh BULWARK: the API server's configuration files on folders that stand for nodes of kubeadm, RKE2 and k3s, and in
# a folder of files: planted faults are found, and nothing else is; what cannot be read is not evaluated; no key is printed.
set -uo pipefail
bulwark=$(readlink -f "$1")
work=$(mktemp -d)
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
wrong() { printf 'node_configuration: %s\n' "$*"; failed=1; }
accounts() { mkdir -p "$1/etc" && echo "root:x:$(id -u):0::/:/bin/sh" >"$1/etc/passwd" && echo "root:x:$(id -g):" >"$1/etc/group" && echo "${1##*/}" >"$1/etc/hostname"; }
put() { mkdir -p "$(dirname "$2")" && cat >"$2" && chmod "$1" "$2"; }
# What these files are judged by, and what they decide.
asked=(--control 'encryption-*' --control 'audit-policy-*' --control 'admission-pod-*' --control 'admission-image-*' --control 'admission-event-*'
  --control 'authentication-*' --control 'authorization-*' --control 'file-*-encryption-config' --control 'file-*-api-server-config'
  --exclude encryption-plain-fallback --exclude encryption-local-keys --exclude encryption-aes-cbc --exclude audit-policy-change-bodies --exclude authorization-webhook-conditions
  --control api-server-anonymous --control api-server-always-allow --control api-server-node-authorizer --control api-server-rbac)
# judge CODE TARGET... -- CONTROL...: the exit code, and exactly these findings, one a control. What else a node lacks (certificates of a
# kubelet) is not meant: 0 is that none of these controls is without an answer.
judge() {
  local code=$1 status=0 targets=()
  shift
  while [ "$1" != -- ]; do targets+=("$1"); shift; done
  shift
  "$bulwark" scan "${asked[@]}" --fail-on low -o json "${targets[@]}" >report.json 2>errors || status=$?
  [ "$status" = "$code" ] || [ "$code$status" = 03 ] || wrong "${targets[*]} ends with $status, not with $code: $(cat errors) $(head -c 600 report.json)"
  python3 - "$code" "$@" >found <<'END' || wrong "${targets[*]}: $(cat found)"
import json, sys
report = json.load(open("report.json"))
found, wanted = sorted({f["control"] for f in report["findings"]}), sorted(sys.argv[2:])
unanswered = [gap for gap in report["not_evaluated"] if gap["control"] or ": --" in gap["what"]]
print("found", sorted(set(found) - set(wanted)), "missed", sorted(set(wanted) - set(found)), "without an answer", unanswered)
sys.exit(found != wanted or (sys.argv[1] == "0" and unanswered != []))
END
  if grep -qE 'QUJDREVGR0hJ|Q1JZUF' report.json errors; then wrong "${targets[*]}: a key is printed"; fi
}
says() { grep -qF "$1" report.json || wrong "the report does not say: $1"; }

# 32 and 16 bytes
key=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=
short=Q1JZUFRPQ1JZUFRPS0VZUw==
good_encryption="{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets, configmaps], providers: [{secretbox: {keys: [{name: k1, secret: $key}]}}, {identity: {}}]}]}"
bad_encryption="apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: ['*.*']
  providers:
  - identity: {} # was $short
  - aescbc:
      keys:
      - name: k1
        secret: $short
      - name: k1
        secret: $key"
good_audit='apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: None, users: ["system:kube-proxy"], verbs: [watch], resources: [{group: "", resources: [endpoints, services]}]}
- {level: None, nonResourceURLs: ["/healthz*", "/livez*", "/readyz*"]}
- {level: Metadata, resources: [{group: "", resources: [secrets, configmaps, serviceaccounts/token]}, {group: authentication.k8s.io, resources: [tokenreviews]}]}
- {level: RequestResponse, verbs: [create, update, patch, delete]}
- {level: Metadata}'
bad_audit='apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- {level: None, users: [alice]}
- {level: None, namespaces: [shop], resources: [{group: "", resources: [secrets]}]}
- {level: RequestResponse, resources: [{group: "", resources: [secrets, configmaps]}]}'
good_admission='apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration: {apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, defaults: {enforce: baseline}, exemptions: {namespaces: [kube-system]}}
- {name: EventRateLimit, path: events.yaml}
- {name: ImagePolicyWebhook, path: images.yaml}'
good_events='{apiVersion: eventratelimit.admission.k8s.io/v1alpha1, kind: Configuration, limits: [{type: Server, qps: 50, burst: 100}]}'
bad_admission='apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    apiVersion: pod-security.admission.config.k8s.io/v1
    kind: PodSecurityConfiguration
    exemptions: {namespaces: [default], runtimeClasses: [kata], usernames: ["system:serviceaccount:kube-system:job-controller"]}
- name: ImagePolicyWebhook
  path: images.yaml'
good_authentication='{apiVersion: apiserver.config.k8s.io/v1, kind: AuthenticationConfiguration, anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}, {path: /healthz}]},
  jwt: [{issuer: {url: "https://id.example.com", audiences: [k8s]}, claimMappings: {username: {claim: sub, prefix: "id:"}, groups: {claim: groups, prefix: "id:"}}}]}'
bad_authentication='{apiVersion: apiserver.config.k8s.io/v1beta1, kind: AuthenticationConfiguration, anonymous: {enabled: true},
  jwt: [{issuer: {url: "http://id.example.com", audiences: []}, claimMappings: {username: {claim: sub, prefix: ""}, groups: {expression: claims.groups}}}]}'
hook='{authorizedTTL: 5m, unauthorizedTTL: 30s, timeout: 3s, subjectAccessReviewVersion: v1, matchConditionSubjectAccessReviewVersion: v1, failurePolicy: Deny, connectionInfo: {type: KubeConfigFile, kubeConfigFile: /k}}'
good_authorization="{apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration, authorizers: [{type: Webhook, name: w, webhook: $hook}, {type: Node, name: node}, {type: RBAC, name: rbac}]}"
bad_authorization="{apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration, authorizers: [{type: Webhook, name: w, webhook: $(sed 's/: Deny/: NoOpinion/; s/: 5m/: 24h/' <<<"$hook")}, {type: AlwaysAllow, name: a}]}"

flags=(--encryption-provider-config=/etc/kubernetes/enc/enc.yaml --audit-policy-file=/audit.yaml --admission-control-config-file=/etc/kubernetes/admission/a.yaml
  --authentication-config=/etc/kubernetes/auth/authn.yaml --authorization-config=/etc/kubernetes/auth/authz.yaml)
# pod FLAG...: kubeadm's static pod, whose files are elsewhere on the node than in the container.
pod() {
  printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: kube-apiserver, namespace: kube-system}\nspec:\n  containers:\n  - name: kube-apiserver\n    image: registry.k8s.io/kube-apiserver:v1.34.4\n'
  printf '    volumeMounts:\n    - {name: enc, mountPath: /etc/kubernetes/enc}\n    - {name: audit, mountPath: /audit.yaml}\n    - {name: adm, mountPath: /etc/kubernetes/admission/}\n    - {name: auth, mountPath: /etc/kubernetes/auth}\n    command:\n    - kube-apiserver\n'
  printf '    - %s\n' "$@"
  printf '  volumes:\n  - {name: enc, hostPath: {path: /srv/enc}}\n  - {name: audit, hostPath: {path: /srv/audit.yaml, type: File}}\n  - {name: adm, hostPath: {path: /srv/admission}}\n  - {name: auth, hostPath: {path: /srv/auth/}}\n'
}
accounts kubeadm
pod "${flags[@]}" | put 600 kubeadm/etc/kubernetes/manifests/kube-apiserver.yaml
put 600 kubeadm/srv/enc/enc.yaml <<<"$good_encryption"
put 600 kubeadm/srv/audit.yaml <<<"$good_audit"
put 644 kubeadm/srv/admission/a.yaml <<<"$good_admission"
put 600 kubeadm/srv/admission/events.yaml <<<"$good_events"
put 600 kubeadm/srv/admission/images.yaml <<<'{imagePolicy: {kubeConfigFile: /k, defaultAllow: false}}'
put 600 kubeadm/srv/auth/authn.yaml <<<"$good_authentication"
put 600 kubeadm/srv/auth/authz.yaml <<<"$good_authorization"
judge 0 node:kubeadm --
put 640 kubeadm/srv/enc/enc.yaml <<<"$bad_encryption"
put 664 kubeadm/srv/audit.yaml <<<"$bad_audit"
put 644 kubeadm/srv/admission/a.yaml <<<"$bad_admission"
put 644 kubeadm/srv/admission/images.yaml <<<'{imagePolicy: {kubeConfigFile: /k, defaultAllow: true}}'
put 600 kubeadm/srv/auth/authn.yaml <<<"$bad_authentication"
put 600 kubeadm/srv/auth/authz.yaml <<<"$bad_authorization"
of_encryption=(encryption-identity-first encryption-short-key encryption-key-names)
of_audit=(audit-policy-drops audit-policy-secret-bodies audit-policy-config-bodies audit-policy-role-changes audit-policy-catch-all audit-policy-exempt)
of_admission=(admission-pod-security-privileged admission-pod-security-exempt-namespaces admission-pod-security-exempt-runtimes admission-pod-security-exempt-users admission-image-policy-open)
of_authentication=(authentication-issuer-plain authentication-audience authentication-username-prefix authentication-groups-prefix authentication-anonymous-paths)
of_authorization=(authorization-always-allow authorization-node authorization-rbac authorization-webhook-fails-open authorization-webhook-cache)
by_flags=(api-server-anonymous api-server-always-allow api-server-node-authorizer api-server-rbac)
judge 1 node:kubeadm -- "${of_encryption[@]}" "${of_audit[@]}" "${of_admission[@]}" "${of_authentication[@]}" "${of_authorization[@]}" "${by_flags[@]}" \
  file-mode-encryption-config file-mode-api-server-config

# The same files by themselves have lines; no key is shown around them.
mkdir files
for one in encryption audit admission authentication authorization; do bad=bad_$one; put 644 "files/$one.yaml" <<<"${!bad}"; done
judge 1 files -- "${of_encryption[@]}" "${of_audit[@]}" "${of_admission[@]:0:4}" "${of_authentication[@]}" "${of_authorization[@]}"
"$bulwark" scan "${asked[@]}" --fail-on none files >said 2>&1 || true
grep -q 'files/encryption.yaml:6' said || wrong "the provider has no line: $(grep -n encryption said | head -5)"
if grep -qE 'QUJDREVGR0hJ|Q1JZUF' said; then wrong "a key is printed: $(grep -E 'QUJDREVGR0hJ|Q1JZUF' said)"; fi
rm -r files && mkdir files
for one in encryption audit authentication authorization; do good=good_$one; put 644 "files/$one.yaml" <<<"${!good}"; done
judge 0 files --
# What another file holds, and was not read, is not evaluated.
put 644 files/admission.yaml <<<"$good_admission"
judge 3 files --

# RKE2: what its static pod names, and no other place.
accounts rke2
put 644 rke2/etc/systemd/system/rke2-server.service <<<$'[Service]\nExecStart=/usr/local/bin/rke2 server'
r=rke2/var/lib/rancher/rke2
pod --encryption-provider-config=/var/lib/rancher/rke2/server/cred/encryption-config.json --authorization-mode=Node,RBAC --anonymous-auth=false |
  sed 's#/etc/kubernetes/enc#/var/lib/rancher/rke2/server/cred#; s#/srv/enc#/var/lib/rancher/rke2/server/cred#' | put 600 $r/agent/pod-manifests/kube-apiserver.yaml
put 600 $r/server/cred/encryption-config.json <<<"{\"kind\":\"EncryptionConfiguration\",\"apiVersion\":\"apiserver.config.k8s.io/v1\",\"resources\":[{\"resources\":[\"secrets\"],\"providers\":[{\"aescbc\":{\"keys\":[{\"name\":\"aescbckey\",\"secret\":\"$key\"}]}},{\"identity\":{}}]}]}"
put 666 rke2/etc/rancher/rke2/audit-policy.yaml <<<"$bad_audit"
judge 0 node:rke2 --
# Without a pod the places that it is known to read are looked at.
rm $r/agent/pod-manifests/kube-apiserver.yaml
judge 1 node:rke2 -- "${of_audit[@]}" file-mode-api-server-config

# k3s: its config.yaml names files; the encryption configuration is its own.
accounts k3s
put 644 k3s/etc/systemd/system/k3s.service <<<$'[Service]\nExecStart=/usr/local/bin/k3s server'
put 600 k3s/var/lib/rancher/k3s/server/cred/encryption-config.json <<<"$bad_encryption"
put 600 k3s/etc/rancher/k3s/config.yaml <<<'{kube-apiserver-arg: ["audit-policy-file=/var/lib/rancher/k3s/server/audit.yaml", "admission-control-config-file=/var/lib/rancher/k3s/server/psa.yaml"]}'
put 600 k3s/var/lib/rancher/k3s/server/audit.yaml <<<"$good_audit"
put 600 k3s/var/lib/rancher/k3s/server/psa.yaml <<<"$bad_admission"
put 600 k3s/var/lib/rancher/k3s/server/images.yaml <<<'{imagePolicy: {kubeConfigFile: /k}}'
judge 1 node:k3s -- "${of_encryption[@]}" "${of_admission[@]:0:4}"

# A process tells its files by its own words.
accounts process
put 644 process/proc/7/cmdline < <(printf '%s\0' /usr/bin/kube-apiserver --authorization-config=/etc/authz.yaml --anonymous-auth=false --audit-policy-file=audit.yaml)
put 600 process/etc/authz.yaml <<<"$bad_authorization"
judge 1 node:process -- "${of_authorization[@]}" api-server-always-allow api-server-node-authorizer api-server-rbac
says 'audit.yaml: is relative to where it was started'
put 600 process/etc/authz.yaml <<<"$good_authorization"
judge 3 node:process --

# Named and not there, of an unknown version, with an unknown field, with a key twice, no YAML, in no volume: nothing passes.
not_evaluated() { judge 3 node:kubeadm --; says "$1"; grep -q '"control":"audit-policy-drops"' report.json || wrong "audit-policy-drops is not among what is not evaluated"; }
put 600 kubeadm/srv/enc/enc.yaml <<<"$good_encryption"
put 600 kubeadm/srv/admission/a.yaml <<<"$good_admission"
put 600 kubeadm/srv/admission/images.yaml <<<'{imagePolicy: {kubeConfigFile: /k}}'
put 600 kubeadm/srv/auth/authn.yaml <<<"$good_authentication"
put 600 kubeadm/srv/auth/authz.yaml <<<"$good_authorization"
rm kubeadm/srv/audit.yaml
not_evaluated '/srv/audit.yaml'
put 600 kubeadm/srv/audit.yaml < <(sed 's#audit.k8s.io/v1#audit.k8s.io/v2#' <<<"$good_audit")
not_evaluated 'is no version that is known here'
put 600 kubeadm/srv/audit.yaml < <(sed 's/nonResourceURLs/nonResourceUrls/' <<<"$good_audit")
not_evaluated 'rules[1].nonResourceUrls is no field that is known'
put 600 kubeadm/srv/audit.yaml <<<"$good_audit"$'\nomitStages: []'
not_evaluated 'is there twice'
put 600 kubeadm/srv/audit.yaml <<<'rules: ['
not_evaluated '/srv/audit.yaml'
put 600 kubeadm/srv/audit.yaml <<<"$good_authorization"
not_evaluated 'which --audit-policy-file does not take'
put 600 kubeadm/srv/audit.yaml <<<"$good_audit"
judge 0 node:kubeadm --
sed -i '/mountPath: .audit.yaml/d' kubeadm/etc/kubernetes/manifests/kube-apiserver.yaml
not_evaluated 'no hostPath volume of the pod leads to it'
if [ "$(id -u)" = 0 ]; then
  chmod 755 "$work" && chmod -R go+rX "$work" && chmod 600 kubeadm/srv/enc/enc.yaml
  setpriv --reuid=65534 --regid=65534 --clear-groups "$bulwark" scan "${asked[@]}" -o json node:kubeadm >"$work/report.json" 2>errors
  [ $? = 3 ] || wrong "somebody who may not read the keys does not end with 3"
  says '/srv/enc/enc.yaml'
  grep -q '"control":"encryption-identity-first"' report.json || wrong "encryption that may not be read is not told"
fi
exit $failed
