package api

import (
	"bytes"
	"slices"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/store"
	"maillage/web"
)

// minePage is how many elements a page of what somebody has written shows.
const minePage = 20

// maxMinePage bounds how far somebody leafs.
const maxMinePage = 10_000

// mine writes the page of what who asks has referenced, changed, begun and seen taken
// off the map.
func (p *pages) mine(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx, asks := c.Request.Context(), who(c)
	part := store.WrittenBy(c.Query("list"))
	if !slices.Contains(store.AllWritten, part) {
		part = store.WrittenFirst
	}
	number := min(readPageNumber(c.Query("page")), maxMinePage)
	written, err := p.store.ElementsWrittenBy(ctx, asks.account.ID, part, (number-1)*minePage, minePage+1)
	if err != nil {
		return err
	}
	view := web.Mine{List: string(part), Page: number, More: len(written) > minePage}
	for i := range written[:min(len(written), minePage)] {
		e := &written[i]
		relations, err := p.relationsTo(ctx, &asks.account, e)
		if err != nil {
			return err
		}
		if !e.Public() && !data.May(data.ActReadHidden, relations...) {
			continue // it is others' by now
		}
		view.Elements = append(view.Elements, web.MyElement{
			ID: e.ID.String(), Slug: e.Slug, Kind: string(e.Kind), Name: e.Name, Locality: e.Address.Locality, UpdatedAt: e.UpdatedAt,
			MayEdit: data.May(data.ActEdit, relations...), MayHide: data.May(data.ActHide, relations...), IsMe: e.Kind == data.KindPerson,
		})
	}
	for _, part := range store.AllWritten {
		view.Lists = append(view.Lists, string(part))
	}
	return p.renderer(c).Mine(page, language, view)
}
