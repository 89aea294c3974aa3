package hours_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"maillage/data/hours"
)

// written tells texts that use OpenStreetMap's words for days from people's own.
var written = regexp.MustCompile(`\b(Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b|24/7|\boff\b`)

// TestRealHoursAreRead reads what real records say, and counts how much of it the
// subset holds.
func TestRealHoursAreRead(t *testing.T) {
	folder := os.Getenv("MAILLAGE_TEST_DATA")
	if folder == "" {
		t.Skip("MAILLAGE_TEST_DATA is not set: real files are not read")
	}
	file, err := os.Open(filepath.Join(folder, "elements", "elements.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var all, syntax, read int
	left := map[string]int{}
	lines := bufio.NewScanner(plain)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var record struct {
			Hours string `json:"opening_hours"`
		}
		if err := json.Unmarshal(lines.Bytes(), &record); err != nil || record.Hours == "" {
			continue
		}
		all++
		h, err := hours.Parse(record.Hours)
		if err == nil {
			wantRoundTrip(t, h)
		}
		if !written.MatchString(record.Hours) {
			if err == nil {
				t.Logf("in people's own words, and read: %q as %q", record.Hours, h)
			}
			continue
		}
		syntax++
		if err == nil {
			read++
		} else {
			left[record.Hours]++
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	share := 100 * float64(read) / float64(syntax)
	t.Logf("%d texts, %d of them in OpenStreetMap's words, %d read: %.2f %%", all, syntax, read, share)
	for text, n := range left {
		t.Logf("left as text, %d times: %q", n, text)
	}
	if share < 95 {
		t.Errorf("%.2f %% are read, want 95", share)
	}
}
