package api

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/data/commons"
	"maillage/data/store"
	"maillage/web"
)

// networkTrouble says why a network was not written: what is wrong with inputs, or in
// words; the error comes back when the page is of no use any more. It sets the status.
func (p *pages) networkTrouble(c *gin.Context, language web.Language, err error) (map[string]web.Mistake, string, error) {
	if mistakes, other := networkMistakes(err); other == nil {
		c.Status(http.StatusUnprocessableEntity)
		return mistakes, "", nil
	}
	if isNotFound(err) || errors.Is(err, commons.ErrForbidden) {
		return nil, "", ofNetwork(err)
	}
	wrong := p.worded(p.problem(c.Request.Context(), err), language)
	if wait, ok := errors.AsType[*waitError](err); ok {
		tooMany(c, "", wait.wait)
	}
	c.Status(cmp.Or(wrong.Status, http.StatusInternalServerError))
	return nil, wrong.Detail, nil
}

// Errors of networks that are told otherwise than those of elements.
var (
	errNotYourMap  = errors.New("those who make this map may do this: ask them")
	errMapChanged  = errors.New("somebody has changed this map since you read it: look at what is there now, then write yours again")
	errNetworkJSON = errors.New("this is not the JSON form of a map")
)

// ofNetwork returns an error of an act upon a network as it is told.
func ofNetwork(err error) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return errNoNetwork
	case errors.Is(err, commons.ErrForbidden):
		return errNotYourMap
	}
	return err
}

// networkInputs names the inputs of the form by what they fill of a network.
var networkInputs = map[string]string{
	"look.color": "color", "look.logo": "logo", "look.layout": "layout", "look.view": "view", "look.marks": "mark", "look.groups": "group", "fields": "field",
}

// networkMistakes returns the broken rules that an error tells, by the name of the
// input; the error comes back when it is of another sort.
func networkMistakes(err error) (map[string]web.Mistake, error) {
	wrong := data.FieldErrors(err)
	if len(wrong) == 0 {
		return nil, err
	}
	mistakes := map[string]web.Mistake{}
	for _, w := range wrong {
		field, _, _ := strings.Cut(w.Field, "[")
		input := cmp.Or(networkInputs[field], field)
		if _, told := mistakes[input]; !told {
			mistakes[input] = web.Mistake{Rule: w.Rule, Facts: w.Facts}
		}
	}
	return mistakes, nil
}
