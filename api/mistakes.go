package api

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/web"
)

// mistakesOf returns the broken rules that an error tells, by field; the error
// comes back when it is of another sort.
func mistakesOf(err error) (map[string]web.Mistake, error) {
	wrong := data.AccountErrors(err)
	if len(wrong) == 0 {
		return nil, err
	}
	mistakes := map[string]web.Mistake{}
	for _, w := range wrong {
		if _, ok := mistakes[w.Field]; !ok {
			mistakes[w.Field] = web.Mistake{Rule: w.Rule, Facts: w.Facts}
		}
	}
	return mistakes, nil
}

// fieldMistakes returns the broken rules of elements and accounts that an error tells,
// by field; nil when it is of another sort.
func fieldMistakes(err error) map[string]web.Mistake {
	mistakes, _ := mistakesOf(err)
	for _, wrong := range data.FieldErrors(err) {
		if mistakes == nil {
			mistakes = map[string]web.Mistake{}
		}
		mistakes[wrong.Field] = web.Mistake{Rule: wrong.Rule, Facts: wrong.Facts}
	}
	return mistakes
}

// tooMany answers that somebody has tried too often: it returns what the form says
// at a field.
func tooMany(c *gin.Context, field string, wait time.Duration) map[string]web.Mistake {
	c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	c.Status(http.StatusTooManyRequests)
	minutes := int(math.Ceil(wait.Minutes()))
	return map[string]web.Mistake{field: {Rule: "too_many", Facts: map[string]any{"minutes": minutes}}}
}
