package api

import (
	"bytes"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/data/commons"
	"maillage/data/store"
	"maillage/web"
)

// membersTroubles are the errors that the page of the members tells, by the word of
// its message.
var membersTroubles = []struct {
	is   error
	word string
}{
	{commons.ErrLastAdministrator, "last"}, {commons.ErrLastOfNetwork, "last"}, {commons.ErrAlready, "already"}, {commons.ErrCrowded, "crowded"}, {commons.ErrNoAddress, "no_address"},
	{commons.ErrLink, "link"}, {errManyMails, "many_mails"}, {store.ErrNotFound, "gone"},
}

// membersTroubleOf returns the word of an error that the page tells, "" for another.
func membersTroubleOf(err error) string {
	for _, row := range membersTroubles {
		if errors.Is(err, row.is) {
			return row.word
		}
	}
	return ""
}

// formTrouble is why a form of the page of the members was not followed.
type formTrouble struct {
	word     string // of its message
	mistakes map[string]web.Mistake
	status   int
	wait     time.Duration // before it may be sent again; 0: at once
}

// formTroubleOf returns that of an error; known is false when the page cannot tell it.
func formTroubleOf(err error) (trouble formTrouble, known bool) {
	trouble = formTrouble{word: membersTroubleOf(err), mistakes: fieldMistakes(err), status: http.StatusConflict}
	if trouble.mistakes != nil {
		trouble.word, trouble.status = "", http.StatusUnprocessableEntity
	}
	if wait, ok := errors.AsType[*waitError](err); ok {
		trouble.wait, trouble.status = wait.wait, http.StatusTooManyRequests
	}
	return trouble, trouble.mistakes != nil || trouble.word != ""
}

// tell says it on the page, of a form by its name.
func (t *formTrouble) tell(c *gin.Context, form string, view *web.Members) {
	if t.wait > 0 {
		tooMany(c, "", t.wait)
	}
	view.Trouble, view.Mistakes, view.Form, view.Account, view.Typed = t.word, t.mistakes, form, c.PostForm("account"), c.Request.PostForm
	c.Status(t.status)
}

// membersTrouble writes the page of the members with what is wrong with a form of it;
// an error that the page cannot tell comes back.
func (p *pages) membersTrouble(c *gin.Context, language web.Language, page *bytes.Buffer, form string, err error) error {
	trouble, known := formTroubleOf(err)
	if !known {
		return err
	}
	view, err := p.membersView(c)
	if err != nil {
		return err
	}
	trouble.tell(c, form, &view)
	return p.renderer(c).Members(page, language, view)
}
