package api

import "strings"

// What browsers and systems call themselves in User-Agent, those first that also
// call themselves like others.
var (
	browsers = []struct{ token, name string }{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"},
	}
	systems = []struct{ token, name string }{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	}
)

// deviceOf returns by which its owner may know a device again: the names of its
// browser and its system, of those known here, empty for neither. Nothing else of
// the header is kept.
func deviceOf(userAgent string) string {
	var parts []string
	for _, known := range [][]struct{ token, name string }{browsers, systems} {
		for _, one := range known {
			if strings.Contains(userAgent, one.token) {
				parts = append(parts, one.name)
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
