// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	v1 "k8s.io/api/core/v1"
)

type comparison struct {
	bulwark, folder                   string
	worlds, asked, allowed, different int
}

type connection struct {
	Src, Dst, Conn string
}

func portName(port int, protocol v1.Protocol) string {
	return fmt.Sprintf("serve-%d-%s", port, strings.ToLower(string(protocol)))
}

func (w *world) peer(one end) *matcher.TrafficPeer {
	if one.space == "" {
		return &matcher.TrafficPeer{IP: one.address}
	}
	return &matcher.TrafficPeer{IP: one.address, Internal: &matcher.InternalPeer{
		PodLabels: one.labels, NamespaceLabels: w.namespaces[one.space], Namespace: one.space}}
}

func (c *comparison) compare(name string, world *world) error {
	said, err := c.reach(world)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	c.worlds++
	policy := matcher.BuildNetworkPolicies(true, world.policies)
	ends := append(append([]end{}, world.pods...), outside...)
	for _, from := range ends {
		for _, to := range ends {
			if from.space == "" && to.space == "" || from.space == to.space && from.name == to.name {
				continue
			}
			c.comparePair(name, world, policy, said, from, to)
		}
	}
	return nil
}

func (c *comparison) comparePair(name string, world *world, policy *matcher.Policy, said []connection, from, to end) {
	conn := between(said, from, to)
	for _, port := range ports {
		for _, protocol := range protocols {
			wanted := policy.IsTrafficAllowed(&matcher.Traffic{Source: world.peer(from), Destination: world.peer(to),
				ResolvedPort: port, ResolvedPortName: portName(port, protocol), Protocol: protocol}).IsAllowed()
			// A name is a pod's: what is outside has none.
			if to.space == "" {
				wanted = policy.IsTrafficAllowed(&matcher.Traffic{Source: world.peer(from), Destination: world.peer(to),
					ResolvedPort: port, Protocol: protocol}).IsAllowed()
			}
			c.asked++
			if wanted {
				c.allowed++
			}
			if got := covers(conn, string(protocol), port); got != wanted {
				c.different++
				fmt.Printf("%s: %s/%s%s => %s/%s%s %s %d: cyclonus %v, bulwark %v\n", name, from.space, from.name, from.address,
					to.space, to.name, to.address, protocol, port, wanted, got)
			}
		}
	}
}

func (c *comparison) reach(world *world) ([]connection, error) {
	path := filepath.Join(c.folder, "manifests.json")
	var text []byte
	for _, one := range world.objects() {
		line, err := json.Marshal(one)
		if err != nil {
			return nil, err
		}
		text = append(append(text, line...), '\n')
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return nil, err
	}
	command := exec.Command(c.bulwark, "net", "reach", path, "-o", "json")
	command.Stderr = os.Stderr
	output, err := command.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return nil, err
	}
	var answer struct{ Connections []connection }
	return answer.Connections, json.Unmarshal(output, &answer)
}

func isEnd(text string, one end) bool {
	if one.space != "" {
		return text == one.space+"/"+one.name+"[Pod]"
	}
	blocks, external := strings.CutSuffix(text, "[External]")
	first, last, _ := strings.Cut(blocks, "-")
	if !external {
		return false
	}
	from, to, address := netip.MustParseAddr(first), netip.MustParseAddr(last), netip.MustParseAddr(one.address)
	return from.BitLen() == address.BitLen() && from.Compare(address) <= 0 && address.Compare(to) <= 0
}

func between(said []connection, from, to end) string {
	for _, one := range said {
		if isEnd(one.Src, from) && isEnd(one.Dst, to) {
			return one.Conn
		}
	}
	return ""
}

// Whether "TCP 80,443-445,UDP 53" has it.
func covers(connections, protocol string, port int) bool {
	if connections == "All Connections" {
		return true
	}
	kind := ""
	for part := range strings.SplitSeq(connections, ",") {
		if before, after, found := strings.Cut(part, " "); found {
			kind, part = before, after
		}
		first, last, isRange := strings.Cut(part, "-")
		low, _ := strconv.Atoi(first)
		high := low
		if isRange {
			high, _ = strconv.Atoi(last)
		}
		if kind == protocol && low <= port && port <= high {
			return true
		}
	}
	return false
}
