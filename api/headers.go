package api

import "net/http"

// headers are some of an answer's, whose values are made once and shared by all
// answers that have them: nobody may write into one.
type headers []sharedHeader

type sharedHeader struct {
	name   string // as net/http writes it
	values []string
}

// add adds a header with one value.
func (s *headers) add(name, value string) {
	*s = append(*s, sharedHeader{http.CanonicalHeaderKey(name), []string{value}})
}

// set sets the headers in h, in place of those of the same name.
func (s headers) set(h http.Header) {
	for _, header := range s {
		h[header.name] = header.values
	}
}
