package api

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maillage/data"
)

func TestATileIsMarkedAsAMapWillBe(t *testing.T) {
	h := newHouse(t)
	const path = "/tiles/elements/7/14/64.mvt"
	h.add(data.Element{Kind: data.KindPlace, Name: "Un jardin de marques", Tags: []string{"Marqué"}, Geometry: at(-140, -1)})
	h.get("/api/v1/search", "Min-Sequence", formatInt(h.sequence()))
	plain := h.get(path)
	wantStatus(t, path, plain, http.StatusOK)
	marked := h.get(path + "?mark=2%3AMarqu%C3%A9")
	wantStatus(t, "marked", marked, http.StatusOK)
	if bytes.Contains(plain.body, []byte("mark")) || !bytes.Contains(marked.body, []byte("mark")) || marked.header.Get("ETag") == plain.header.Get("ETag") {
		t.Errorf("marked: %q\nplain: %q", marked.body, plain.body)
	}
	if got := h.get(path + "?mark=2%3Aautre&kind=place"); bytes.Contains(got.body, []byte("mark")) {
		t.Errorf("marked by a tag that it has not: %q", got.body)
	}
	for _, wrong := range []string{"mark=", "mark=x", "mark=0:a", "mark=51:a", "mark=1:", "mark=1:%23", "mark=1:%ff", "mark=1:" + strings.Repeat("a", maxMarkTag+1), "mark=1:a" + strings.Repeat("&mark=1:a", data.MaxNetworkMarks)} {
		wantStatus(t, wrong, h.get(path+"?"+wrong), http.StatusBadRequest)
	}
	wantStatus(t, "a search", h.get("/api/v1/search?mark=1:a"), http.StatusBadRequest)
}

func FuzzMarksOfATile(f *testing.F) {
	for _, seed := range []string{"", "mark=1:a", "kind=place&mark=50:v%C3%A9lo&mark=2:b", "mark=-1:", "%zz&mark="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		marks, rest, err := readTileMarks(raw)
		if err != nil {
			if marks != nil || rest != "" {
				t.Errorf("%q: %v beside %v and %q", raw, err, marks, rest)
			}
			return
		}
		if len(marks) > data.MaxNetworkMarks {
			t.Errorf("%q: %d marks", raw, len(marks))
		}
		again := url.Values{}
		for i, mark := range marks {
			if mark.Parameter != "" {
				again.Add(markParameter, formatInt(int64(i+1))+":"+mark.Value)
			}
		}
		if same, left, err := readTileMarks(again.Encode()); err != nil || left != "" || cmp.Diff(marks, same) != "" {
			t.Errorf("%q: %v is read again as %v, %q, %v", raw, marks, same, left, err)
		}
		if more, _, err := readTileMarks(rest); marks != nil && (more != nil || err != nil) {
			t.Errorf("%q: %q still has marks: %v, %v", raw, rest, more, err)
		}
	})
}
