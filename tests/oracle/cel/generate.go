// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"math/rand"
	"strings"
)

// A rule makes an expression of its kind; each % followed by a letter stands for an expression of another kind.
// b bool, i int, d double, s string, l list of ints, t list of texts, m map of texts, o optional text, x anything.
var rules = map[byte][]string{
	'b': {"true", "false", "object.flag", "!%b", "%b && %b", "%b || %b", "(%b ? %b : %b)", "%i == %i", "%i != %i",
		"%i < %i", "%i >= %i", "%d <= %d", "%s == %s", "%s < %s", "%s > %s", "%l == %l", "%m == %m", "%s.startsWith(%s)", "%s.endsWith(%s)",
		"%s.contains(%s)", "%s.matches('^[a-z]+$')", "%s.matches(object.pattern)", "%i in %l", "%s in %t", "%s in %m", "%s in ['shop', 'web', 'x']",
		"has(object.%f)", "has(object.metadata.%f)", "has(object.%f.%f)", "has(object.?%f.%f)", "%o.hasValue()", "%l.all(%v, %v > %i)",
		"%l.exists(%v, %v == %i)", "%l.exists_one(%v, %v != %i)", "%t.all(%v, %v.contains(%s))", "%t.exists(%v, %v == %s || %b)", "%l.all(%v, %w, %v < %w)", "%x == %x",
		"object.%f", "object.%f && %b", "%b || object.%f", "%l.isSorted()", "sets.contains(%l, %l)", "sets.intersects(%t, %t)", "type(%x) == type(%x)",
		"timestamp(object.when) > timestamp('2026-01-01T00:00:00Z')", "duration(object.howlong) < duration('2h')"},
	'i': {"0", "1", "7", "-3", "object.count", "object.numbers[%i]", "%i + %i", "%i - %i", "%i * %i", "%i / %i", "%i % %i", "-(%i)", "(%b ? %i : %i)", "size(%l)", "%s.size()",
		"%m.size()", "int(%d)", "int(%s)", "%l[%i]", "%l.sum()", "%l.max()", "%l.indexOf(%i)", "%s.indexOf(%s)", "object.?count.orValue(%i)", "object.%f",
		"%l.map(%v, %v + %i).sum()", "timestamp(object.when).getHours()", "%t.map(%v, %v.size()).max()"},
	'd': {"0.5", "2.0", "object.ratio", "%d + %d", "%d * %d", "%d / %d", "double(%i)", "(%b ? %d : %d)", "double(%s)"},
	's': {"''", "'a'", "'shop'", "'the quick brown fox jumps'", "object.name", "object.key", "object.longtext", "object.unicode", "object.metadata.labels[%s]", "%m[%s]", "%t[%i]",
		"%s + %s", "(%b ? %s : %s)", "string(%i)", "string(%d)", "%s.lowerAscii()", "%s.upperAscii()", "%s.replace('o', %s)", "%s.substring(%i)", "%s.trim()", "%t.join(',')",
		"%s.charAt(%i)", "%s.find('[a-z]+')", "%o.orValue(%s)", "object.%f", "object.metadata.labels.app", "object.spec.containers[%i].image", "object.spec.containers[0].%f", "'%%s-%%d'.format([%s, %i])"},
	'l': {"[]", "[1, 2, 3]", "object.numbers", "[%i]", "[%i, %i]", "%l + %l", "(%b ? %l : %l)", "%l.map(%v, %v * %i)", "%l.filter(%v, %v > %i)", "%l.map(%v, %b, %v + 1)",
		"%l.transformList(%v, %w, %v + %w)", "%l.reverse()", "%l.sort()", "%l.distinct()", "%l.slice(0, %i)", "lists.range(%i)", "[%l, %l].flatten()", "object.%f"},
	't': {"['a', 'b']", "object.names", "[%s]", "[%s, %s]", "%t + %t", "%t.map(%v, %v + %s)", "%t.filter(%v, %v != %s)", "%s.split(' ')", "object.spec.containers.map(%v, %v.name)",
		"object.spec.containers.filter(%v, has(%v.%f)).map(%v, %v.image)", "%t.distinct()", "%t.sort()", "%s.findAll('[a-z]+')"},
	'm': {"{}", "{'a': 'b'}", "object.metadata.labels", "{%s: %s}", "(%b ? %m : %m)", "%t.transformMap(%v, %w, %w).transformMapEntry(%v, %w, {%w: string(%v)})", "{'shop': %s, ?'x': %o}"},
	'o': {"optional.none()", "optional.of(%s)", "object.?name", "object.?%f", "object.metadata.?labels[?%s]", "%m[?%s]", "%o.or(%o)", "%o.optMap(%v, %v + %s)", "optional.ofNonZeroValue(%s)"},
	'x': {"%b", "%i", "%d", "%s", "%l", "%t", "%m", "%o", "object.%f", "object.%f.%f", "object[%s]", "null", "dyn(%x)", "object.mixed[%i]"},
}

var fields = []string{"name", "count", "flag", "ratio", "numbers", "names", "nothing", "absent", "metadata", "spec", "labels", "containers", "app", "ports", "mixed", "longtext"}

type generator struct {
	random *rand.Rand
	made   int
}

// generate prints cases that mostly compile: the kinds of rules fit, while fields may hold anything or be absent.
func generate(out *bufio.Writer, random *rand.Rand, count int) error {
	kinds := "bbbbbidsltmox"
	for i := 0; i < count; i++ {
		g := &generator{random: random}
		expr := g.expression(kinds[random.Intn(len(kinds))], 3+random.Intn(3))
		if len(expr) > 600 {
			i--
			continue
		}
		if err := write(out, testCase{Expr: expr, Input: "pod"}); err != nil {
			return err
		}
	}
	return nil
}

func (g *generator) expression(kind byte, depth int) string {
	of := rules[kind]
	rule := of[g.random.Intn(len(of))]
	for depth <= 0 && strings.Contains(strings.ReplaceAll(rule, "%f", ""), "%") {
		rule = of[g.random.Intn(len(of))]
	}
	// A loop's variables have new names, so that rules may nest.
	g.made++
	first, second := "v"+string(rune('a'+g.made%26)), "w"+string(rune('a'+g.made%26))
	var out strings.Builder
	for i := 0; i < len(rule); i++ {
		if rule[i] != '%' || i+1 == len(rule) || rule[i+1] == ' ' {
			out.WriteByte(rule[i])
			continue
		}
		i++
		switch rule[i] {
		case '%':
			out.WriteByte('%')
		case 'f':
			out.WriteString(fields[g.random.Intn(len(fields))])
		case 'v':
			out.WriteString(first)
		case 'w':
			out.WriteString(second)
		default:
			out.WriteString(g.expression(rule[i], depth-1))
		}
	}
	return out.String()
}
