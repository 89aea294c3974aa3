package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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

func newTerritoryRow(t *geo.Territory) (territoryRow, error) {
	document, err := json.Marshal(data.TerritoryDocument{Names: t.Names, Parents: t.Parents, Label: t.Label, Postcodes: t.Postcodes, Population: t.Population})
	if err != nil {
		return territoryRow{}, fmt.Errorf("%w: territory %s: %v", data.ErrInvalid, t.Code, err)
	}
	return territoryRow{
		Code: t.Code, Level: t.Level, Name: t.Name,
		// Not nil when empty: that would be NULL.
		Document: string(document), Outline: append([]byte{}, geo.EncodeOutline(t.Outline)...),
	}, nil
}

// read returns the territory, and its outline apart.
func (row *territoryRow) read() (geo.Territory, geo.PackedOutline, error) {
	document, err := data.ParseTerritoryDocument([]byte(row.Document))
	var outline geo.PackedOutline
	if err == nil {
		outline, err = geo.ReadOutline(row.Outline)
	}
	if err != nil {
		return geo.Territory{}, outline, fmt.Errorf("%w: territory %s cannot be read: %v", ErrCorrupt, row.Code, err)
	}
	return geo.Territory{
		Code: row.Code, Level: row.Level, Name: row.Name, Names: document.Names, Parents: document.Parents,
		Label: document.Label, Postcodes: document.Postcodes, Population: document.Population,
	}, outline, nil
}

func (row *territoryRow) same(other *territoryRow) bool {
	return row.Level == other.Level && row.Name == other.Name && row.Document == other.Document &&
		bytes.Equal(row.Outline, other.Outline)
}

// EachTerritory calls fn with every territory, by code. It stops at the first
// error of fn and returns it. No lock is held while fn runs.
func (s *Store) EachTerritory(ctx context.Context, fn func(geo.Territory) error) error {
	return s.eachTerritoryPage(ctx, func(page []territoryRow) error {
		for i := range page {
			t, outline, err := page[i].read()
			if err != nil {
				return err
			}
			t.Outline = outline.Unpack()
			if err := fn(t); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachTerritoryPage calls fn with the rows of all territories, some at a time, by
// code; fn may keep them.
func (s *Store) eachTerritoryPage(ctx context.Context, fn func([]territoryRow) error) error {
	last, more := "", true
	for more {
		page, err := s.territoryPage(ctx, last)
		if err != nil {
			return fmt.Errorf("cannot read territories: %w", classify(err))
		}
		if len(page) > 0 {
			last = page[len(page)-1].Code
		}
		if err := fn(page); err != nil {
			return err
		}
		more = len(page) == pageSize
	}
	return nil
}

// territoryPage returns the rows after a code. There are tens of thousands in
// all, which a start waits for: no model stands between.
func (s *Store) territoryPage(ctx context.Context, after string) ([]territoryRow, error) {
	rows, err := s.readers.DB.QueryContext(ctx,
		"SELECT code, level, name, document, outline FROM territories WHERE code > ? ORDER BY code LIMIT ?", after, pageSize)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	page := make([]territoryRow, 0, pageSize)
	for rows.Next() {
		var row territoryRow
		if err := rows.Scan(&row.Code, &row.Level, &row.Name, &row.Document, &row.Outline); err != nil {
			return nil, err
		}
		page = append(page, row)
	}
	return page, rows.Err()
}

// Gazetteer reads every territory kept. It is good as long as
// [Store.TerritoriesVersion] is version.
func (s *Store) Gazetteer(ctx context.Context) (g *geo.Gazetteer, version int64, err error) {
	// The version first: an import meanwhile makes it look old, not fresh.
	if version, err = s.TerritoriesVersion(ctx); err != nil {
		return nil, 0, err
	}
	var (
		territories []geo.Territory
		outlines    []geo.PackedOutline
		unreadable  error
	)
	pages, understood := make(chan []territoryRow, territoryPagesAhead), make(chan struct{})
	go func() { // beside the database's own work
		defer close(understood)
		for page := range pages {
			for i := range page {
				if unreadable != nil {
					break
				}
				var t geo.Territory
				var outline geo.PackedOutline
				t, outline, unreadable = page[i].read()
				territories, outlines = append(territories, t), append(outlines, outline)
			}
		}
	}()
	err = s.eachTerritoryPage(ctx, func(page []territoryRow) error { pages <- page; return nil })
	close(pages)
	<-understood
	if err != nil || unreadable != nil {
		return nil, 0, errors.Join(err, unreadable)
	}
	return geo.NewPackedGazetteer(territories, outlines), version, nil
}

// territoryPagesAhead is how many pages of territories may wait to be understood.
const territoryPagesAhead = 4

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
