package api

import (
	"context"
	"io"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/exchange"
	"maillage/index"
)

// exportPath is what the addresses of exports begin with; the format follows.
const exportPath = "/api/v1/elements."

// exportCount is the trailer that says how many elements an export holds.
const exportCount = "Elements"

func isExport(path string) bool { return strings.HasPrefix(path, exportPath) }

// exportGeoJSON writes everything that the query finds, whatever its order and
// paging, as one FeatureCollection.
func (s *Server) exportGeoJSON(c *gin.Context) error {
	return s.export(c, "geojson", "application/geo+json", exchange.Beside.WriteGeoJSON)
}

// exportNDJSON writes the same as lines, which an import reads back.
func (s *Server) exportNDJSON(c *gin.Context) error {
	return s.export(c, "ndjson", "application/x-ndjson", func(_ exchange.Beside, w io.Writer, elements iter.Seq2[data.Element, error]) (int, error) {
		return exchange.WriteNDJSON(w, elements)
	})
}

// exportCSV writes the same as a table, for spreadsheets.
func (s *Server) exportCSV(c *gin.Context) error {
	return s.export(c, "csv", "text/csv; charset=utf-8; header=present", exchange.Beside.WriteCSV)
}

// writeElements writes elements with what a network keeps beside them.
type writeElements func(exchange.Beside, io.Writer, iter.Seq2[data.Element, error]) (int, error)

func (s *Server) export(c *gin.Context, extension, mediaType string, write writeElements) error {
	ctx := c.Request.Context()
	query, err := index.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	snapshot, err := s.shown(c)
	if err != nil {
		return err
	}
	selecting, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	end, err := s.turn(selecting)
	if err != nil {
		return err
	}
	defer end()
	selection, err := snapshot.Select(selecting, query)
	if err != nil {
		return err
	}
	beside, err := s.keptBeside(ctx, snapshot, query.Network)
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", `attachment; filename="maillage.`+extension+`"`)
	h.Set("Cache-Control", revalidate)
	if isHead(ctx) {
		return nil
	}
	h.Set("Trailer", exportCount)
	nums := selection.Nums()
	end()
	n, err := write(beside, patient{c.Writer, s.timeouts.write}, exchange.Stored(ctx, nums, s.pagesOfExport(query.Network)))
	h.Set(exportCount, strconv.Itoa(n))
	return err
}

// pagesOfExport returns what reads some elements of an export, as the network asked shows
// them.
func (s *Server) pagesOfExport(network string) func(context.Context, []int64) ([]data.Element, error) {
	return func(ctx context.Context, nums []int64) ([]data.Element, error) {
		end, err := s.turn(ctx)
		if err != nil {
			return nil, err
		}
		defer end()
		elements, err := s.asShown(ctx, network, nums)
		for i := range elements {
			elements[i] = elements[i].WithPhotoAddresses(s.publicURL)
		}
		return elements, err
	}
}

// patient gives each part of a long answer the time that others have for all of
// it: a slow client gets its export, one that stopped reading is cut.
type patient struct {
	http.ResponseWriter
	time time.Duration // for each part
}

func (p patient) Write(part []byte) (int, error) {
	// A writer without deadlines, as in tests, has nothing to prolong.
	_ = http.NewResponseController(p.ResponseWriter).SetWriteDeadline(time.Now().Add(p.time))
	return p.ResponseWriter.Write(part)
}
