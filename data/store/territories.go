package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"maillage/data"
	"maillage/geo"
)

type territoryRow struct {
	bun.BaseModel `bun:"table:territories"`
	Code          string    `bun:"code,pk"`
	Level         geo.Level `bun:"level"`
	Name          string    `bun:"name"`
	Document      string    `bun:"document"`
	Outline       []byte    `bun:"outline"`
}

// territoryDocument is what a territory's columns do not tell.
type territoryDocument struct {
	Names      map[string]string `json:"names,omitempty"`
	Parents    []string          `json:"parents,omitempty"`
	Label      geo.Point         `json:"label"`
	Postcodes  []string          `json:"postcodes,omitempty"`
	Population int               `json:"population,omitempty"`
}

func newTerritoryRow(t *geo.Territory) (territoryRow, error) {
	document, err := json.Marshal(territoryDocument{t.Names, t.Parents, t.Label, t.Postcodes, t.Population})
	if err != nil {
		return territoryRow{}, fmt.Errorf("%w: territory %s: %v", data.ErrInvalid, t.Code, err)
	}
	return territoryRow{
		Code: t.Code, Level: t.Level, Name: t.Name,
		// Not nil when empty: that would be NULL.
		Document: string(document), Outline: append([]byte{}, geo.EncodeOutline(t.Outline)...),
	}, nil
}

func (row *territoryRow) read() (geo.Territory, error) {
	var document territoryDocument
	err := json.Unmarshal([]byte(row.Document), &document)
	t := geo.Territory{
		Code: row.Code, Level: row.Level, Name: row.Name, Names: document.Names, Parents: document.Parents,
		Label: document.Label, Postcodes: document.Postcodes, Population: document.Population,
	}
	if err == nil {
		t.Outline, err = geo.DecodeOutline(row.Outline)
	}
	if err != nil {
		return geo.Territory{}, fmt.Errorf("%w: territory %s cannot be read: %v", ErrCorrupt, row.Code, err)
	}
	return t, nil
}

func (row *territoryRow) same(other *territoryRow) bool {
	return row.Level == other.Level && row.Name == other.Name && row.Document == other.Document &&
		bytes.Equal(row.Outline, other.Outline)
}

// EachTerritory calls fn with every territory, by code. It stops at the first
// error of fn and returns it. No lock is held while fn runs.
func (s *Store) EachTerritory(ctx context.Context, fn func(geo.Territory) error) error {
	last, more := "", true
	for more {
		var page []territoryRow
		err := s.readers.NewSelect().Model(&page).Where("code > ?", last).Order("code").Limit(pageSize).Scan(ctx)
		if err != nil {
			return fmt.Errorf("cannot read territories: %w", classify(err))
		}
		for i := range page {
			t, err := page[i].read()
			if err == nil {
				err = fn(t)
			}
			if err != nil {
				return err
			}
			last = t.Code
		}
		more = len(page) == pageSize
	}
	return nil
}

// Gazetteer reads every territory kept. It is good as long as
// [Store.TerritoriesVersion] is version.
func (s *Store) Gazetteer(ctx context.Context) (g *geo.Gazetteer, version int64, err error) {
	// The version first: an import meanwhile makes it look old, not fresh.
	if version, err = s.TerritoriesVersion(ctx); err != nil {
		return nil, 0, err
	}
	var territories []geo.Territory
	err = s.EachTerritory(ctx, func(t geo.Territory) error {
		territories = append(territories, t)
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return geo.NewGazetteer(territories), version, nil
}

// TerritoriesVersion returns the number of the log's last entry about
// territories, 0 when there is none: what was read at one version is good until
// it grows.
func (s *Store) TerritoriesVersion(ctx context.Context) (int64, error) {
	return number[int64](ctx, s, "SELECT coalesce(max(sequence), 0) FROM changes WHERE subject = 'territories'")
}

// PutTerritories writes territories that are new or differ from what is kept
// under their code, and one log entry if there is any. It returns how many it
// wrote. A code given twice counts as its last.
func (tx *Tx) PutTerritories(territories []geo.Territory) (written int, err error) {
	for page := range slices.Chunk(lastOfEachCode(territories), pageSize) {
		n, err := tx.putTerritoryPage(page)
		if err != nil {
			return 0, fmt.Errorf("cannot write territories: %w", classify(err))
		}
		written += n
	}
	if written == 0 {
		return 0, nil
	}
	return written, tx.appendChanges(data.SubjectTerritories, 0)
}

func lastOfEachCode(territories []geo.Territory) []*geo.Territory {
	last := make(map[string]int, len(territories))
	for i := range territories {
		last[territories[i].Code] = i
	}
	kept := make([]*geo.Territory, 0, len(last))
	for i := range territories {
		if last[territories[i].Code] == i {
			kept = append(kept, &territories[i])
		}
	}
	return kept
}

// putTerritoryPage writes those of the page, of distinct codes, that differ.
func (tx *Tx) putTerritoryPage(page []*geo.Territory) (written int, err error) {
	codes := make([]string, len(page))
	for i, t := range page {
		codes[i] = t.Code
	}
	var rows []territoryRow
	if err := tx.tx.NewSelect().Model(&rows).Where("code IN ?", bun.Tuple(codes)).Scan(tx.ctx); err != nil {
		return 0, err
	}
	kept := make(map[string]*territoryRow, len(rows))
	for i := range rows {
		kept[rows[i].Code] = &rows[i]
	}
	var differ []territoryRow
	for _, t := range page {
		row, err := newTerritoryRow(t)
		if err != nil {
			return 0, err
		}
		if before := kept[t.Code]; before == nil || !before.same(&row) {
			differ = append(differ, row)
		}
	}
	if len(differ) == 0 {
		return 0, nil
	}
	_, err = tx.tx.NewInsert().Model(&differ).On("CONFLICT (code) DO UPDATE").
		Set("level = EXCLUDED.level").Set("name = EXCLUDED.name").
		Set("document = EXCLUDED.document").Set("outline = EXCLUDED.outline").Exec(tx.ctx)
	return len(differ), err
}
