// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math/rand"
	"path"
	"sort"

	"k8s.io/kube-openapi/pkg/validation/spec"
)

// generator makes small random objects of a schema. Keys come from few words, so that two objects share some.
type generator struct {
	random  *rand.Rand
	schemas map[string]*spec.Schema
	// atomics is the chance of what merges only as a whole: seldom in a configuration, which may not set it.
	atomics float64
}

var words = []string{"a", "b", "c", "app"}

func (g *generator) word() string { return words[g.random.Intn(len(words))] }

func (g *generator) root(k kind) map[string]any {
	object, _ := g.value(g.schemas[k.d], 0).(map[string]any)
	if object == nil {
		object = map[string]any{}
	}
	object["apiVersion"], object["kind"] = k.apiVersion, k.name
	return object
}

func (g *generator) value(s *spec.Schema, depth int) any {
	reference := s.Ref.String()
	if reference == "" && len(s.AllOf) == 1 {
		reference = s.AllOf[0].Ref.String()
	}
	if reference != "" {
		name := path.Base(reference)
		if name == "io.k8s.apimachinery.pkg.api.resource.Quantity" {
			return "1"
		}
		return g.value(g.schemas[name], depth)
	}
	kind := ""
	if len(s.Type) > 0 {
		kind = s.Type[0]
	}
	switch kind {
	case "object":
		return g.object(s, depth)
	case "array":
		return g.list(s, depth)
	case "integer", "number":
		return g.random.Intn(3)
	case "boolean":
		return g.random.Intn(2) == 0
	case "string":
		return g.word()
	}
	return []any{g.random.Intn(3), g.word(), map[string]any{g.word(): g.word()}, []any{g.word()}}[g.random.Intn(4)]
}

func (g *generator) object(s *spec.Schema, depth int) map[string]any {
	out := map[string]any{}
	if len(s.Properties) == 0 {
		if s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil && depth < 9 {
			for range g.random.Intn(3) {
				out[g.word()] = g.value(s.AdditionalProperties.Schema, depth+1)
			}
		}
		return out
	}
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	sort.Strings(names)
	// All of a small or shallow thing, some of a large and deep one: objects stay small, and reach far down.
	chance := min(1.0, 3.5/float64(len(names)))
	if _, ok := s.Properties["template"]; ok || depth == 0 {
		chance = max(chance, 0.7)
	}
	for _, name := range names {
		property := s.Properties[name]
		if g.atomic(&property) && g.random.Float64() >= g.atomics {
			continue
		}
		if depth < 9 && g.random.Float64() < chance {
			out[name] = g.value(&property, depth+1)
		}
	}
	return out
}

// atomic tells whether a place merges only as a whole, or is what no test needs.
func (g *generator) atomic(s *spec.Schema) bool {
	reference := s.Ref.String()
	if reference == "" && len(s.AllOf) == 1 {
		reference = s.AllOf[0].Ref.String()
	}
	if reference != "" {
		return g.atomic(g.schemas[path.Base(reference)])
	}
	isList := len(s.Type) > 0 && s.Type[0] == "array"
	_, merges := s.Extensions["x-kubernetes-patch-strategy"]
	relation, given := s.Extensions["x-kubernetes-list-type"]
	if isList && (relation == "atomic" || (!given && !merges)) {
		return true
	}
	return s.Extensions["x-kubernetes-map-type"] == "atomic"
}

func (g *generator) list(s *spec.Schema, depth int) []any {
	out := []any{}
	keys, _ := s.Extensions["x-kubernetes-list-map-keys"].([]any)
	if key, ok := s.Extensions["x-kubernetes-patch-merge-key"].(string); ok && keys == nil {
		keys = []any{key}
	}
	seen := map[string]bool{}
	isSet := s.Extensions["x-kubernetes-list-type"] == "set" || s.Extensions["x-kubernetes-patch-strategy"] == "merge"
	for range g.random.Intn(4) {
		item := g.value(s.Items.Schema, depth+1)
		word := g.word()
		if isSet && seen[word] && g.random.Intn(12) > 0 {
			continue // duplicates are an error: a few are enough
		}
		seen[word] = true
		if object, ok := item.(map[string]any); ok {
			g.identify(object, keys, word)
		} else if isSet && len(keys) == 0 {
			item = word
		}
		out = append(out, item)
	}
	return out
}

// identify gives the item of a list of maps its key; the further ones are often left to their defaults.
func (g *generator) identify(object map[string]any, keys []any, word string) {
	for i, key := range keys {
		name := key.(string)
		if i > 0 && g.random.Intn(2) == 0 {
			delete(object, name)
			continue
		}
		if g.random.Intn(30) == 0 {
			delete(object, name)
			continue
		}
		switch name {
		case "containerPort", "port":
			object[name] = 80 + len(word)*int(word[0]-'a')
		default:
			object[name] = word
		}
	}
}

// harm puts something wrong, or null, somewhere.
func (g *generator) harm(object map[string]any) {
	at := object
	for range 6 {
		var maps []map[string]any
		for _, name := range sorted(at) {
			switch v := at[name].(type) {
			case map[string]any:
				maps = append(maps, v)
			case []any:
				for _, item := range v {
					if m, ok := item.(map[string]any); ok {
						maps = append(maps, m)
					}
				}
			}
		}
		if len(maps) == 0 || g.random.Intn(5) == 0 {
			break
		}
		at = maps[g.random.Intn(len(maps))]
	}
	name := "nosuchfield"
	if names := sorted(at); len(names) > 0 && g.random.Intn(5) > 0 {
		name = names[g.random.Intn(len(names))]
	}
	if name == "apiVersion" || name == "kind" {
		return
	}
	at[name] = []any{nil, nil, nil, "x", 7, true, 1.5, []any{}, []any{"x"}, map[string]any{}, map[string]any{"x": "y"}}[g.random.Intn(11)]
}

func sorted(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
