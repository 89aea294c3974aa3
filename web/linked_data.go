package web

import (
	"net/url"
	"time"
)

// TerritoryPath is the path of a territory's own page in French.
func TerritoryPath(code string) string { return "/t/" + url.PathEscape(code) }

// FeedPath is the path of the Atom feed of what a query finds, whatever its
// order.
func FeedPath(query url.Values) string {
	filter := clone(query)
	for _, name := range []string{"sort", "limit"} {
		filter.Del(name)
	}
	return withQuery("/api/v1/elements.atom", filter)
}

// searchable says to search engines that the site has a search box. It is nil
// for other pages than the first, and where the site's address is unknown.
func (r *Renderer) searchable(l Language, path string) map[string]any {
	if path != "/" || r.site.PublicURL == "" || r.words[l] == nil {
		return nil
	}
	home := r.site.PublicURL + l.Path("/")
	return map[string]any{
		"@context": "https://schema.org", "@type": "WebSite", "name": r.name(l),
		"description": r.tagline(l), "url": home, "inLanguage": string(l),
		"potentialAction": map[string]any{
			"@type": "SearchAction", "query-input": "required name=search_term_string",
			"target": map[string]any{"@type": "EntryPoint", "urlTemplate": home + "?q={search_term_string}"},
		},
	}
}

// trail says which territories, narrow to wide, lie above a page. It is nil
// where the site's address is unknown, or nothing lies above.
func (r *Renderer) trail(l Language, above []Territory, name string) map[string]any {
	if r.site.PublicURL == "" || len(above) == 0 {
		return nil
	}
	var items []map[string]any
	add := func(item map[string]any) {
		item["@type"], item["position"] = "ListItem", len(items)+1
		items = append(items, item)
	}
	for i := len(above) - 1; i >= 0; i-- {
		add(map[string]any{"name": above[i].Name, "item": r.site.PublicURL + l.Path(TerritoryPath(above[i].Code))})
	}
	add(map[string]any{"name": name})
	return map[string]any{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
}

// networkData describes a network with schema.org's words: a map, and the data that it
// can be taken as. It is nil for a page that search engines are not to list, and where
// the site's address is unknown. Which licence the data have, each element says.
func (r *Renderer) networkData(l Language, path string, n *Network, listed bool) map[string]any {
	if !listed || r.site.PublicURL == "" {
		return nil
	}
	address := r.site.PublicURL + l.Path(path)
	data := map[string]any{
		"@context": "https://schema.org", "@type": []string{"Map", "Dataset"}, "@id": address, "url": address, "name": n.Title,
		"inLanguage": string(l), "dateModified": n.UpdatedAt.UTC().Format(time.RFC3339), "isAccessibleForFree": true,
		"isPartOf": map[string]any{"@type": "WebSite", "name": r.name(l), "url": r.site.PublicURL + l.Path("/")},
	}
	if n.Summary != "" {
		data["description"] = n.Summary
	}
	if n.Logo != "" {
		data["image"] = r.site.PublicURL + n.Logo
	}
	var taken []map[string]any
	for _, file := range []struct{ extension, mediaType string }{{"geojson", "application/geo+json"}, {"csv", "text/csv"}} {
		taken = append(taken, map[string]any{
			"@type": "DataDownload", "encodingFormat": file.mediaType,
			"contentUrl": r.site.PublicURL + withQuery("/api/v1/elements."+file.extension, url.Values{"network": {n.Reference}}),
		})
	}
	data["distribution"] = taken
	return data
}
