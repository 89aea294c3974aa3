package web

import (
	"html/template"
	"net/url"
	"strings"
)

// functions are what templates call besides the views.
func functions(w *words, a articles) template.FuncMap {
	return template.FuncMap{
		"t":        w.text,
		"tn":       w.count,
		"tv":       w.value,
		"number":   w.number,
		"distance": w.distance,
		"date":     w.date,
		"slot":     w.slot,
		"verified": w.verified,
		"moment":   w.moment,
		"sort":     w.sort,
		"hours":    w.hours,
		"offer":    w.offer,
		"towards":  func(t Territory) string { return a.towards(w.language, t) },
		"inside":   func(t Territory) string { return a.inside(w.language, t) },
		"nowhere":  func(n nothing) (string, error) { return w.nowhere(a, n) },
		"mistake":  w.mistake,
		"newsLine": w.newsLine,
		"manyNews": func(many ManyNews) (string, error) { return w.manyNews(a, many) },
		"notified": w.notification,
		"awaiting": w.awaiting,
		"hint":     w.hint,
		"label":    w.label,
		"member":   w.member,
		"license":  w.license,
		"kept":     w.fieldValue,
		"formHint": w.formHint,
		"mapHint":  w.mapHint,
		"message":  messageName,
		"lines":    func(text string) []string { return strings.Split(text, "\n") },
		"path":     w.language.Path,
		"element":  func(id, slug string) string { return w.language.Path(ElementPath(id, slug)) },
		"tel":      telephone,
		"host":     webHost,
		"join":     joinNonEmpty,
		"commas":   func(parts []string) string { return strings.Join(parts, ", ") },
		"place":    func(code string) string { return w.language.Path(TerritoryPath(code)) },
		"rest":     func(photos []Photo) []Photo { return photos[1:] },
		"first":    func(n int, list []string) []string { return list[:min(n, len(list))] },
	}
}

// ElementPath is the path of an element's own page in French.
func ElementPath(id, slug string) string {
	path := "/e/" + url.PathEscape(id)
	if slug != "" {
		path += "/" + url.PathEscape(slug)
	}
	return path
}

// telephone returns a link that dials number; html/template would refuse it
// because it knows only web and mail links.
func telephone(number string) template.URL {
	digits := strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	return template.URL("tel:" + digits)
}

// webHost returns the host of a web address, without "www.".
func webHost(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return strings.TrimPrefix(u.Host, "www.")
}

func joinNonEmpty(separator string, parts ...string) string {
	var full []string
	for _, part := range parts {
		if part != "" {
			full = append(full, part)
		}
	}
	return strings.Join(full, separator)
}
