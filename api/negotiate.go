package api

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"maillage/tiles"
)

// negotiated returns the best encoding that an Accept-Encoding header takes.
func negotiated(header string) tiles.Encoding {
	best := tiles.Identity
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if refused(parameters) {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "zstd":
			return tiles.Zstd
		case "gzip":
			best = tiles.Gzip
		}
	}
	return best
}

// refused reports whether the weight of an encoding is zero.
func refused(parameters string) bool {
	weight, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parameters)), "q=")
	if !ok {
		return false
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(weight), 64)
	return err != nil || q <= 0
}

// matchesTag reports whether an If-None-Match header names a tag, weakly
// compared as RFC 9110 section 13.1.2 asks.
func matchesTag(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == "*" || candidate == tag {
			return true
		}
	}
	return false
}

// hashOf returns a short text that changes with content.
func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

func formatInt(n int64) string { return strconv.FormatInt(n, 10) }
