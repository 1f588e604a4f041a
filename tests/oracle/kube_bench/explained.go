// SPDX-License-Identifier: Apache-2.0

package main

import "strings"

// explained says why the two may differ, or nothing. `met` is Bulwark's verdict.
func explained(number string, flags []string, met bool) string {
	is := func(name string) bool { _, there := given(flags, name); return there }
	switch number {
	case "1.2.14":
		disabled, _ := given(flags, "disable-admission-plugins")
		if !met && strings.Contains(disabled, "NodeRestriction") {
			return "the plugin is turned on and off"
		}
	case "1.2.17", "1.2.18", "1.2.19":
		if met && !is("audit-log-path") {
			return "no log is written, which is 1.2.16; nothing is there to be kept"
		}
	case "1.2.29":
		if met && !is("tls-cipher-suites") {
			return "Go's own suites are strong"
		}
		suites, _ := given(flags, "tls-cipher-suites")
		if !met && strings.Contains(suites, "_CBC_") {
			return "CBC is not among the strong ones any more"
		}
	case "1.3.1":
		if met && !is("terminated-pod-gc-threshold") {
			return "the default is 12500"
		}
	case "1.3.3":
		if !met && !is("use-service-account-credentials") {
			return "the default is false"
		}
	case "1.3.7", "1.4.2":
		if !met && !is("bind-address") {
			return "the default is every address"
		}
	case "4.2.1", "4.2.2":
		setting := map[string]string{"4.2.1": "authentication.anonymous.enabled", "4.2.2": "authorization.mode"}[number]
		if met && !is(setting) {
			return "the file's default is the safe one"
		}
	case "4.2.8":
		if !met {
			return "zero is no limit"
		}
	case "4.2.9":
		if bootstrap, _ := given(flags, "serverTLSBootstrap"); met && bootstrap == "true" {
			return "the kubelet has a certificate from the cluster's authority"
		}
		if !met && is("tlsCertFile") != is("tlsPrivateKeyFile") {
			return "a certificate needs its key"
		}
	case "4.2.10":
		if !met && !is("rotateCertificates") {
			return "the default is false"
		}
	case "4.2.12":
		if met && !is("tlsCipherSuites") {
			return "Go's own suites are strong"
		}
		if suites, _ := given(flags, "tlsCipherSuites"); !met && strings.Contains(suites, "TLS_RSA_") {
			return "suites that begin with TLS_RSA_ have no forward secrecy"
		}
	case "4.2.13":
		if limit, _ := given(flags, "podPidsLimit"); !met && limit == "-1" {
			return "-1 is no limit"
		}
	case "4.2.14":
		if on, _ := given(flags, "seccompDefault"); !met && on == "false" {
			return "false is off"
		}
	case "2.7":
		if authority, _ := given(flags, "trusted-ca-file"); !met && authority == "/etc/kubernetes/pki/ca.crt" {
			return "that is the authority of the cluster"
		}
	}
	return ""
}
