// SPDX-License-Identifier: Apache-2.0

// Random audit policies and requests, with what the API server's own code decides of each: one policy a line.
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"sort"
	"strconv"

	auditapi "k8s.io/apiserver/pkg/apis/audit"
	auditv1 "k8s.io/apiserver/pkg/apis/audit/v1"
	"k8s.io/apiserver/pkg/audit/policy"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
)

type request struct {
	User        string   `json:"user"`
	Groups      []string `json:"groups,omitempty"`
	Verb        string   `json:"verb"`
	Resource    bool     `json:"resource,omitempty"`
	Group       string   `json:"group,omitempty"`
	Name        string   `json:"resourceName,omitempty"`
	Subresource string   `json:"subresource,omitempty"`
	Namespace   string   `json:"namespace,omitempty"`
	Object      string   `json:"name,omitempty"`
	Path        string   `json:"path,omitempty"`
	Level       string   `json:"level"`
	Omitted     []string `json:"omitted,omitempty"`
}

type line struct {
	Policy   any       `json:"policy"`
	Error    bool      `json:"error,omitempty"`
	Requests []request `json:"requests,omitempty"`
}

var (
	users      = []string{"alice", "bob", "system:kube-proxy", "system:serviceaccount:a:b", "system:anonymous"}
	groups     = []string{"devs", "system:masters", "system:authenticated", "system:serviceaccounts", "system:nodes"}
	verbs      = []string{"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"}
	apiGroups  = []string{"", "apps", "rbac.authorization.k8s.io", "authentication.k8s.io"}
	resources  = []string{"pods", "secrets", "deployments", "roles", "tokenreviews", "serviceaccounts"}
	subs       = []string{"", "", "", "exec", "log", "status", "scale", "token"}
	patterns   = []string{"pods", "pods/log", "pods/*", "*/scale", "*/status", "*", "secrets", "deployments", "roles", "serviceaccounts/token", "tokenreviews", "/", "*/", "/*", "pods/exec"}
	namespaces = []string{"", "default", "kube-system", "shop"}
	names      = []string{"", "one", "two"}
	paths      = []string{"/", "/api", "/apis/apps", "/healthz", "/healthz/etcd", "/metrics", "/livez", ""}
	urls       = []string{"*", "/", "/api*", "/healthz*", "/metrics", "/livez", "/healthz/**", "/apis/*"}
	levels     = []string{"None", "Metadata", "Request", "RequestResponse"}
	stages     = []string{"RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"}
)

func some(random *rand.Rand, from []string, most int) []string {
	var out []string
	for range random.Intn(most + 1) {
		out = append(out, from[random.Intn(len(from))])
	}
	return out
}

func one(random *rand.Rand, from []string) string { return from[random.Intn(len(from))] }

func rarely(random *rand.Rand, from []string, most int) []string {
	if random.Intn(3) > 0 {
		return nil
	}
	return some(random, from, most)
}

func randomRule(random *rand.Rand) auditv1.PolicyRule {
	rule := auditv1.PolicyRule{Level: auditv1.Level(one(random, levels)), Users: rarely(random, users, 2), UserGroups: rarely(random, groups, 2),
		Verbs: rarely(random, verbs, 4), Namespaces: rarely(random, namespaces, 2)}
	for range random.Intn(3) {
		made := auditv1.GroupResources{Group: one(random, append(apiGroups, "*")), Resources: some(random, patterns, 3)}
		if len(made.Resources) > 0 || random.Intn(20) == 0 {
			made.ResourceNames = rarely(random, names, 2)
		}
		rule.Resources = append(rule.Resources, made)
	}
	if random.Intn(5) == 0 {
		rule.NonResourceURLs = some(random, urls, 2)
		if random.Intn(20) > 0 {
			rule.Namespaces, rule.Resources = nil, nil
		}
	}
	for _, stage := range rarely(random, stages, 2) {
		rule.OmitStages = append(rule.OmitStages, auditv1.Stage(stage))
	}
	if random.Intn(400) == 0 {
		rule.Level = "Everything"
	}
	if random.Intn(400) == 0 {
		rule.NonResourceURLs = append(rule.NonResourceURLs, one(random, []string{"metrics", "/a*b", "**", ""}))
	}
	return rule
}

func randomPolicy(random *rand.Rand) auditv1.Policy {
	out := auditv1.Policy{}
	out.APIVersion, out.Kind = "audit.k8s.io/v1", "Policy"
	for range max(0, random.Intn(9)-1) + min(1, random.Intn(30)) {
		out.Rules = append(out.Rules, randomRule(random))
	}
	for _, stage := range rarely(random, stages, 1) {
		out.OmitStages = append(out.OmitStages, auditv1.Stage(stage))
	}
	return out
}

func randomRequest(random *rand.Rand) request {
	out := request{User: one(random, users), Groups: some(random, groups, 2), Verb: one(random, verbs), Resource: random.Intn(6) > 0}
	if !out.Resource {
		out.Path = one(random, paths)
		return out
	}
	out.Group, out.Name, out.Subresource = one(random, apiGroups), one(random, resources), one(random, subs)
	out.Namespace, out.Object = one(random, namespaces), one(random, names)
	return out
}

func answer(loaded *auditapi.Policy, r *request) {
	attributes := authorizer.AttributesRecord{User: &user.DefaultInfo{Name: r.User, Groups: r.Groups}, Verb: r.Verb, Namespace: r.Namespace,
		APIGroup: r.Group, Resource: r.Name, Subresource: r.Subresource, Name: r.Object, ResourceRequest: r.Resource, Path: r.Path}
	found := policy.NewPolicyRuleEvaluator(loaded.DeepCopy()).EvaluatePolicyRule(attributes)
	r.Level, r.Omitted = string(found.Level), []string{}
	seen := map[string]bool{}
	for _, stage := range found.OmitStages {
		if !seen[string(stage)] {
			seen[string(stage)] = true
			r.Omitted = append(r.Omitted, string(stage))
		}
	}
	sort.Strings(r.Omitted)
}

func main() {
	seed, _ := strconv.ParseInt(os.Args[1], 10, 64)
	count, _ := strconv.Atoi(os.Args[2])
	random := rand.New(rand.NewSource(seed))
	out := json.NewEncoder(os.Stdout)
	for range count {
		text, err := json.Marshal(randomPolicy(random))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		made := line{}
		_ = json.Unmarshal(text, &made.Policy)
		loaded, err := policy.LoadPolicyFromBytes(text)
		made.Error = err != nil
		for range 10 {
			if made.Error {
				break
			}
			r := randomRequest(random)
			answer(loaded, &r)
			made.Requests = append(made.Requests, r)
		}
		if err := out.Encode(made); err != nil {
			os.Exit(1)
		}
	}
}
