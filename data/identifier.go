package data

import (
	"net/url"
	"slices"
	"strings"
)

// Identifiers are what tells an element from all others wherever it is written
// down, in one normal form each, so that two elements with the same one are
// probably the same thing:
//
//	web:example.org/jardin     its website, see [WebIdentifier]
//	tel:+33299000000           its telephone numbers, see [PhoneIdentifiers]
//	siret:, rna:, osm:         its numbers in those registers
//
// What cannot be read as one is left out.
func (e *Element) Identifiers() []string {
	var all []string
	if web := WebIdentifier(e.Website); web != "" {
		all = append(all, web)
	}
	all = append(all, PhoneIdentifiers(e.Phone, e.Address.Country)...)
	for _, register := range Registers {
		if id := register.Identifier(e.ExternalIDs[string(register)]); id != "" {
			all = append(all, id)
		}
	}
	return all
}

// Register is a list of the world outside that gives each thing one number. It is
// the key of that number in the external ids of an element.
type Register string

// The registers.
const (
	RegisterSIRET Register = "siret" // of French establishments
	RegisterRNA   Register = "rna"   // of French associations
	RegisterOSM   Register = "osm"   // OpenStreetMap: node/1
)

// Registers lists every register.
var Registers = []Register{RegisterSIRET, RegisterRNA, RegisterOSM}

// Identifier returns a number of r in its normal form, "siret:12345678900012";
// empty when it is none.
func (r Register) Identifier(number string) string {
	if len(number) > MaxWebAddress {
		return ""
	}
	var plain string
	switch r {
	case RegisterSIRET:
		plain = onlyDigits(number)
		if len(plain) != 14 || hasOther(number, "0123456789 .-\u00a0\u202f") {
			return ""
		}
	case RegisterRNA:
		plain = strings.ToUpper(strings.Join(strings.Fields(number), ""))
		if len(plain) != 10 || plain[0] != 'W' || hasOther(plain[1:], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			return ""
		}
	case RegisterOSM:
		if plain = osmObject(number); plain == "" {
			return ""
		}
	default:
		return ""
	}
	return string(r) + ":" + plain
}

// osmObject reads the name of an object, "node/1", or its address at
// openstreetmap.org; empty when it is none.
func osmObject(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if _, path, found := strings.Cut(text, "openstreetmap.org/"); found {
		text, _, _ = strings.Cut(path, "#")
		text, _, _ = strings.Cut(text, "?")
	}
	sort, number, _ := strings.Cut(strings.Trim(text, "/"), "/")
	if !slices.Contains([]string{"node", "way", "relation"}, sort) || number == "" || len(number) > 19 || hasOther(number, "0123456789") {
		return ""
	}
	return sort + "/" + number
}

// hasOther reports whether s has characters that are not among allowed.
func hasOther(s, allowed string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(allowed, r) })
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// platforms are sites where many have a page: their own address tells nothing
// apart.
var platforms = []string{
	"facebook.com", "fb.com", "fb.me", "instagram.com", "twitter.com", "x.com", "youtube.com", "youtu.be", "linkedin.com", "tiktok.com",
	"helloasso.com", "linktr.ee", "google.com", "google.fr", "sites.google.com", "goo.gl", "maps.app.goo.gl", "bit.ly", "meetup.com",
	"eventbrite.fr", "eventbrite.com", "wordpress.com", "blogspot.com", "over-blog.com", "wixsite.com", "jimdo.com", "framaforms.org",
	"net1901.org", "openagenda.com", "mobilizon.fr", "communecter.org", "openstreetmap.org", "journal-officiel.gouv.fr", "t.me",
	"chat.whatsapp.com", "discord.gg", "leboncoin.fr", "airbnb.fr", "tripadvisor.fr",
}

// sharedPages are what every page of a platform begins with: alone they tell
// nothing apart either, as what does stands in the part that is left out.
var sharedPages = []string{
	"", "profile.php", "pages", "groups", "group", "events", "story.php", "permalink.php", "watch", "share", "sharer.php", "people", "channel",
	"user", "c", "in", "company", "school", "p", "maps", "view", "associations", "accueil", "home", "home.php", "index.php", "search",
}

// dialects are what stands before the host of a platform for a language or a
// telephone.
var dialects = []string{"m", "mobile", "web", "fr", "fr-fr", "en", "en-gb", "touch", "business"}

// hostCharacters are those of the names of hosts that are taken, the accents of
// western Europe included.
const hostCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-._àâäçéèêëîïôöùûüÿœæñáíóúãõ"

// WebIdentifier returns what a website is known by: "web:", its host without www
// and its path, in small letters, without protocol, query or final slash. It is
// empty when the address cannot be read, or is that of a platform where many have
// a page.
func WebIdentifier(address string) string {
	if host, path, _ := websiteParts(address); host != "" {
		return "web:" + host + path
	}
	return ""
}

// websiteParts returns the normal host and path of a website, and what else tells
// its pages apart: its query and a fragment that is a path, but for what only
// follows visitors. host is empty where [WebIdentifier] is.
func websiteParts(address string) (host, path, page string) {
	address = strings.TrimSpace(address)
	if address == "" || len(address) > MaxWebAddress {
		return "", "", ""
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return "", "", ""
	}
	host = strings.Trim(strings.ToLower(u.Hostname()), ".")
	for strings.HasPrefix(host, "www.") {
		host = strings.TrimLeft(host[len("www."):], ".")
	}
	if !strings.Contains(host, ".") || hasOther(host, hostCharacters) {
		return "", "", ""
	}
	path = strings.ToLower(strings.TrimRight(u.EscapedPath(), "/"))
	if before, rest, _ := strings.Cut(host, "."); slices.Contains(dialects, before) && slices.Contains(platforms, rest) {
		host = rest
	}
	if slices.Contains(platforms, host) && slices.Contains(sharedPages, strings.TrimPrefix(path, "/")) {
		return "", "", ""
	}
	query := u.Query()
	for name := range query {
		if strings.HasPrefix(name, "utm_") || slices.Contains([]string{"fbclid", "gclid", "lang", "hl", "ref"}, name) {
			query.Del(name)
		}
	}
	page = query.Encode()
	if strings.HasPrefix(u.Fragment, "/") || strings.HasPrefix(u.Fragment, "!") {
		page += "#" + u.Fragment
	}
	return host, path, page
}
