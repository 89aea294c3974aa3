package api

import (
	"regexp"
	"strings"
	"unicode"
)

// Tags stand in one input, as people type them: "jardin, compost", "#jardin #compost".
// One that would be read otherwise stands in quotes, and those within it are doubled:
// "danse, bal". The twin of this is web/src/form/tags.ts.
var (
	tagEnd    = regexp.MustCompile(`[,;\n\r]|[\s\p{Z}]#`)
	quotedTag = regexp.MustCompile(`^"((?:[^"]|"")*)"[\s\p{Z}]*(?:[,;\n\r#]|$)`)
)

// splitTags returns the tags of an input, in order.
func splitTags(text string) []string {
	var tags []string
	for {
		text = strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;#", r) })
		if text == "" {
			return tags
		}
		if found := quotedTag.FindStringSubmatch(text); found != nil {
			tags = append(tags, strings.ReplaceAll(found[1], `""`, `"`))
			text = text[len(found[0]):]
			continue
		}
		tag := text
		if end := tagEnd.FindStringIndex(text); end != nil {
			tag, text = text[:end[0]], text[end[1]:]
		} else {
			text = ""
		}
		tags = append(tags, strings.Join(strings.Fields(tag), " "))
	}
}

// joinTags writes tags so that [splitTags] reads them.
func joinTags(tags []string) string {
	written := make([]string, len(tags))
	for i, tag := range tags {
		written[i] = tag
		if read := splitTags(tag); strings.HasPrefix(tag, `"`) || len(read) != 1 || read[0] != tag {
			written[i] = `"` + strings.ReplaceAll(tag, `"`, `""`) + `"`
		}
	}
	return strings.Join(written, ", ")
}
