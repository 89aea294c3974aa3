package api

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"maillage/web"
)

// conflict writes the form of a network that has changed since somebody read it. What
// only one of the two has changed is taken; of the rest the page shows both. What was
// read the form itself says: a network has no history.
func (w *networkWriter) conflict(page *bytes.Buffer) error {
	was, err := url.ParseQuery(w.values.Get("was"))
	if err != nil {
		was = url.Values{}
	}
	mine, theirs := w.values, w.filled()
	if !w.administers {
		for _, name := range networkOpening { // the form has none of them
			mine[name] = theirs[name]
		}
	}
	w.theirs = map[string]string{}
	touched, meant := networkGroupsChanged(was, theirs), networkGroupsChanged(was, mine)
	for _, group := range networkGroupsChanged(mine, theirs) {
		switch {
		case !slices.Contains(touched, group): // mine alone
		case !slices.Contains(meant, group):
			takeNetworkGroup(group, theirs, mine)
		default:
			w.theirs[group] = networkGroupText(group, theirs)
		}
	}
	mine.Set("revision", theirs.Get("revision"))
	w.status = "conflict"
	w.c.Status(http.StatusPreconditionFailed)
	return w.write(page)
}

// networkGroupsChanged returns the groups of inputs in which two forms differ, by the
// names of the groups.
func networkGroupsChanged(a, b url.Values) []string {
	var changed []string
	for _, group := range web.NetworkFormGroups {
		if slices.ContainsFunc(group, func(name string) bool { return !slices.Equal(tidied(a[name]), tidied(b[name])) }) {
			changed = append(changed, group[0])
		}
	}
	return changed
}

// takeNetworkGroup puts what a form says in a group into another.
func takeNetworkGroup(name string, from, to url.Values) {
	for _, group := range web.NetworkFormGroups {
		if group[0] == name {
			for _, input := range group {
				to[input] = from[input]
			}
		}
	}
}

// networkGroupText returns what a form says in a group.
func networkGroupText(name string, values url.Values) string {
	var said []string
	for _, group := range web.NetworkFormGroups {
		if group[0] != name {
			continue
		}
		lines := 0
		for _, input := range group {
			lines = max(lines, len(values[input]))
		}
		for i := range lines {
			var line []string
			for _, input := range group {
				if value := cell(values, input, i); value != "" && input != "field-key" && input != "field-shown" {
					line = append(line, value)
				}
			}
			said = append(said, strings.Join(line, " · "))
		}
	}
	return strings.Join(said, "\n")
}
