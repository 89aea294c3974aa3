package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"maillage/data"
)

// ranker scores elements by how well words fit them: BM25 over the fields
// below, by bleve. It decides the order of a page and nothing else.
//
// It is kept on disk, and writes do not wait for the disk: its own record of
// the last change that it holds tells what to replay after a crash.
//
// It follows the log on its own goroutine, later than the rest: see
// [ranker.follow].
type ranker struct {
	index   bleve.Index // nil: there is none, and nothing is ranked by words
	path    string
	held    atomic.Int64     // the last change that it holds
	offered chan wordChanges // what the engine has just read
}

// rankedFields are the fields whose words count, and how much.
var rankedFields = []struct {
	name  string
	boost float64
	text  func(*data.Element) string
}{
	{"name", 5, func(e *data.Element) string { return e.Name }},
	{"tags", 3, func(e *data.Element) string { return strings.Join(e.Tags, "\n") }},
	{"type", 3, func(e *data.Element) string { return e.Type }},
	{"summary", 2, func(e *data.Element) string { return e.Summary }},
	{"locality", 1.5, func(e *data.Element) string { return e.Address.PostalCode + " " + e.Address.Locality }},
	{"description", 1, func(e *data.Element) string { return e.Description }},
}

// rankerFormat is part of the folder's name: bump it when the analysis or the
// fields change, so that an older index is left behind and built anew.
const rankerFormat = "words-4"

const analyzerName = "maillage"

var sequenceKey, identityKey = []byte("sequence"), []byte("identity")

func init() {
	// bleve knows analyzers by name only, from one registry for the process.
	err := registry.RegisterAnalyzer(analyzerName, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		return analyzer, nil
	})
	if err != nil {
		panic(err)
	}
}

// openRanker opens the word index in folder dir, or makes an empty one when
// there is none that can be read, or it was made of a source with another
// identity.
func openRanker(dir, identity string) (*ranker, error) {
	path := filepath.Join(dir, rankerFormat)
	config := map[string]any{"unsafe_batch": true, "asyncErrorCallbackName": writeFailureCallback}
	if index, err := bleve.OpenUsing(path, config); err == nil {
		if of, err := index.GetInternal(identityKey); err == nil && string(of) == identity {
			return newRanker(index, path)
		}
		if err := index.Close(); err != nil {
			return nil, fmt.Errorf("word index: %w", err)
		}
	}
	if err := os.RemoveAll(path); err != nil {
		return nil, fmt.Errorf("word index: %w", err)
	}
	index, err := bleve.NewUsing(path, rankerMapping(), scorch.Name, scorch.Name, config)
	if err == nil {
		err = index.SetInternal(identityKey, []byte(identity))
	}
	if err != nil {
		return nil, fmt.Errorf("word index: cannot make %s: %w", path, err)
	}
	return newRanker(index, path)
}

func newRanker(index bleve.Index, path string) (*ranker, error) {
	r := &ranker{index: index, path: path, offered: make(chan wordChanges, 1)}
	held, err := r.sequence()
	if err != nil {
		return nil, errors.Join(err, index.Close())
	}
	r.held.Store(held)
	return r, nil
}

func rankerMapping() *mapping.IndexMappingImpl {
	document := bleve.NewDocumentStaticMapping()
	for _, field := range rankedFields {
		text := bleve.NewTextFieldMapping()
		text.Analyzer = analyzerName
		text.Store, text.IncludeInAll, text.IncludeTermVectors, text.DocValues = false, false, false, false
		document.AddFieldMappingsAt(field.name, text)
	}
	m := bleve.NewIndexMapping()
	m.DefaultMapping = document
	m.DefaultAnalyzer = analyzerName
	m.ScoringModel = bleveindex.BM25Scoring
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	return m
}

// sequence returns the number of the last change that is in bleve.
func (r *ranker) sequence() (int64, error) {
	value, err := r.index.GetInternal(sequenceKey)
	if err != nil {
		return 0, fmt.Errorf("word index: %w", err)
	}
	if len(value) != 8 {
		return 0, nil
	}
	return int64(binary.BigEndian.Uint64(value)), nil
}

// rankerBatch is how many elements enter bleve at once: large batches are what
// it is quick with.
const rankerBatch = 1000

// apply replaces elements, and forgets the other nums, up to a change.
func (r *ranker) apply(ctx context.Context, elements []data.Element, nums []int64, sequence int64) error {
	gone := make(map[int64]bool, len(nums))
	for _, num := range nums {
		gone[num] = true
	}
	for some := range slices.Chunk(elements, rankerBatch) {
		batch := r.index.NewBatch()
		for i := range some {
			delete(gone, some[i].Num)
			if err := batch.Index(documentID(some[i].Num), rankedTexts(&some[i])); err != nil {
				return fmt.Errorf("word index: %w", err)
			}
		}
		if err := cmp.Or(ctx.Err(), r.index.Batch(batch)); err != nil {
			return fmt.Errorf("word index: %w", err)
		}
	}
	last := r.index.NewBatch()
	for num := range gone {
		last.Delete(documentID(num))
	}
	last.SetInternal(sequenceKey, binary.BigEndian.AppendUint64(nil, uint64(sequence)))
	if err := r.index.Batch(last); err != nil {
		return fmt.Errorf("word index: %w", err)
	}
	r.held.Store(sequence)
	return nil
}

func rankedTexts(e *data.Element) map[string]any {
	document := make(map[string]any, len(rankedFields))
	for _, field := range rankedFields {
		if text := field.text(e); text != "" {
			document[field.name] = text
		}
	}
	return document
}

func documentID(num int64) string { return strconv.FormatInt(num, 10) }

// scores returns, by num, how well the terms fit the elements; one that is
// missing from the result fits with score 0.
func (r *ranker) scores(ctx context.Context, terms []string, nums []int64) (map[int64]float64, error) {
	if len(nums) == 0 || len(terms) == 0 || r.index == nil {
		return nil, nil
	}
	ids := make([]string, len(nums))
	for i, num := range nums {
		ids[i] = documentID(num)
	}
	words := bleve.NewBooleanQuery()
	words.AddFilter(query.NewDocIDQuery(ids))
	for _, term := range terms {
		anywhere := bleve.NewDisjunctionQuery()
		for _, field := range rankedFields {
			t := bleve.NewTermQuery(term)
			t.SetField(field.name)
			t.SetBoost(field.boost)
			anywhere.AddQuery(t)
		}
		words.AddMust(anywhere)
	}
	found, err := r.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(words, len(nums), 0, false))
	if err != nil {
		return nil, fmt.Errorf("word index: %w", errors.Join(ctx.Err(), err))
	}
	scores := make(map[int64]float64, len(found.Hits))
	for _, hit := range found.Hits {
		num, err := strconv.ParseInt(hit.ID, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("word index: foreign document %q", hit.ID)
		}
		scores[num] = hit.Score
	}
	return scores, nil
}

// flush returns once all that was applied is on disk. bleve writes behind, and
// does not finish when it is closed.
func (r *ranker) flush() error {
	sequence, err := r.sequence()
	if err != nil {
		return err
	}
	persisted, begin := make(chan error, 1), time.Now()
	last := r.index.NewBatch()
	last.SetInternal(sequenceKey, binary.BigEndian.AppendUint64(nil, uint64(sequence)))
	last.SetPersistedCallback(func(err error) { persisted <- err })
	if err := r.index.Batch(last); err != nil {
		return fmt.Errorf("word index: %w", err)
	}
	if err := r.awaitFlush(persisted, begin); err != nil {
		return fmt.Errorf("word index: %w", err)
	}
	return nil
}

// awaitFlush waits until what was begun at an instant is persisted, or fails.
func (r *ranker) awaitFlush(persisted <-chan error, begin time.Time) error {
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	enough := time.After(flushPatience)
	for {
		select {
		case err := <-persisted:
			return err
		case <-look.C:
			if err := writeFailed(r.path, begin); err != nil {
				return err
			}
		case <-enough:
			return errors.New("it was not written within " + flushPatience.String())
		}
	}
}

// flushPatience bounds the wait for a disk that does not answer.
const flushPatience = 5 * time.Second

// close lets the word index go, with all that it holds on disk if that is soon
// done; what is not is indexed again after the next start.
func (r *ranker) close() error {
	if r.index == nil {
		return nil
	}
	_ = r.flush()
	return r.index.Close()
}
