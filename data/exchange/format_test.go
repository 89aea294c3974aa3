package exchange

import (
	"errors"
	"strings"
	"testing"
)

func TestDetectTellsFormatsByTheirContent(t *testing.T) {
	long := `{"name":"A","description":"` + strings.Repeat("x", 2*headSize) + `"}`
	tests := []struct {
		name, text string
		want       Format
		wantError  string
	}{
		{"lines", `{"name":"A"}` + "\n" + `{"name":"B"}`, FormatNDJSON, ""},
		{"one line", `{"kind":"place","name":"A","type":"Point"}`, FormatNDJSON, ""},
		{"one long line", long, FormatNDJSON, ""},
		{"a bad first line", "{bad\n" + `{"name":"B"}`, FormatNDJSON, ""},
		{"a collection", "\uFEFF \n{\n\"type\": \"FeatureCollection\", \"features\": []}", FormatGeoJSON, ""},
		{"a collection that says so late", `{"name":"lieux","crs":{},"features":[{"type":"Feature"}]}`, FormatGeoJSON, ""},
		{"a feature", `{"type":"Feature","geometry":null,"properties":{"name":"A"}}`, FormatGeoJSON, ""},
		{"a geometry", `{"type":"Point","coordinates":[1,2]}`, FormatGeoJSON, ""},
		{"a text sequence", "\x1e" + `{"type":"Feature"}`, FormatGeoJSON, ""},
		{"a list of objects", `[ {"nom":"A"} ]`, FormatJSON, ""},
		{"GoGoCarto", `{"licence":"x","ontology":"gogofull","data":[]}`, FormatGoGoCarto, ""},
		{"GoGoCarto, long", `{"data":[{"description":"` + strings.Repeat("x", 2*headSize), FormatGoGoCarto, ""},
		{"OpenStreetMap", "<?xml version='1.0'?>\n<osm version='0.6'>", FormatOSMXML, ""},
		{"protocol buffers", "\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c", FormatPBF, ""},
		{"a table", "nom;ville\nA;B", FormatCSV, ""},
		{"UTF-16", "\xff\xfen\x00o\x00", FormatCSV, ""},
		{"nothing", " \r\n", "", "is empty"},
		{"a spreadsheet", "PK\x03\x04abc", "", "save the sheet as CSV"},
		{"an old spreadsheet", "\xd0\xcf\x11\xe0\xa1", "", "save the sheet as CSV"},
		{"a PDF", "%PDF-1.4", "", "it is a PDF"},
		{"a page", "<!doctype HTML><p>", "", "it is a web page"},
		{"KML", `<?xml version="1.0"?><kml>`, "", "convert it to GeoJSON"},
		{"other XML", `<rss>`, "", "it is XML of a form that is not read here"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", "", "it is a binary file"},
		{"an answer", `{"error":"no","status":404}`, "", "it is JSON that holds no list"},
		{"numbers", `[1,2]`, "", "it is JSON that holds no list"},
		{"TopoJSON", `{"type":"Topology"}`, "", "it is TopoJSON"},
		{"Overpass", `{"version":0.6,"osm3s":{},"elements":[]}`, "", "ask Overpass for [out:xml]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Detect(strings.NewReader(tt.text))
			if got != tt.want || (err != nil) != (tt.wantError != "") {
				t.Fatalf("Detect = %q, %v, want %q", got, err, tt.want)
			}
			if err != nil && (!errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), tt.wantError)) {
				t.Errorf("error = %v, want ErrUnreadable saying %q", err, tt.wantError)
			}
		})
	}
}
