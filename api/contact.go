package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"maillage/api/mail"
	"maillage/data"
	"maillage/data/commons"
	"maillage/web"
)

// contact writes the page on which somebody writes to those who look after an element.
func (p *pages) contact(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	view, err := p.contactView(c)
	if err != nil {
		return err
	}
	if done := c.Query("done"); done == "sent" || done == "kept" {
		view.Done = done
	}
	return p.renderer(c).Contact(page, language, view)
}

// contactView returns that page.
func (p *pages) contactView(c *gin.Context) (web.Contact, error) {
	e, _, err := p.target(c)
	if err != nil {
		return web.Contact{}, err
	}
	view := web.Contact{Target: targetView(&e), Sends: p.sends(c.Request), Email: who(c).account.Email, Most: data.MaxMessage}
	all, err := p.store.Memberships(c.Request.Context(), e.Num)
	view.Reached, view.Themselves = p.reaches(c, &e, all)
	return view, err
}

// sendContact sends a message to those who look after an element, or keeps it for them
// where no mail is sent. Neither side learns the address of the other one, unless who
// writes shows theirs.
func (p *pages) sendContact(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	id, err := data.ParseID(c.Param("id"))
	if err != nil {
		return errNoResource
	}
	ctx, asks, now := c.Request.Context(), who(c), time.Now()
	message, readers, err := p.commons.Contact(ctx, asks.account.ID, id, c.PostForm("text"), now)
	if err == nil && len(readers.Accounts) == 0 && !p.sends(c.Request) {
		err = commons.ErrNobody
	}
	if err != nil {
		return p.contactTrouble(c, language, page, err)
	}
	account := asks.account.ID.String()
	gets := cmp.Or(readers.Email, id.String()) // an address that anybody may have written, into many elements
	acts := attempt{{p.limits.messages, account}, {p.limits.messagesTo, account + " " + id.String()}, {p.limits.messagesOf, gets}}
	if wait := takeAll(now, acts); wait > 0 {
		return p.contactTrouble(c, language, page, &waitError{errManyMails, wait})
	}
	if c.PostForm("show") != "" {
		message.Reply = asks.account.Email
	}
	done := "sent"
	if p.sends(c.Request) {
		err = p.mailContact(c, language, message, readers)
	} else {
		done, err = "kept", p.keepContact(ctx, message, readers.Accounts)
	}
	if err != nil {
		acts.giveBack()
		return p.contactTrouble(c, language, page, err)
	}
	c.Redirect(http.StatusSeeOther, language.Path(web.ContactPath+id.String())+"?done="+done)
	return nil
}

// contactTrouble writes the page of a message that was not taken; an error that the
// page cannot tell comes back.
func (p *pages) contactTrouble(c *gin.Context, language web.Language, page *bytes.Buffer, err error) error {
	mistake, wrong := fieldMistakes(err)["text"]
	trouble, status := "", http.StatusConflict
	switch {
	case wrong:
		status = http.StatusUnprocessableEntity
	case errors.Is(err, commons.ErrNobody):
		trouble = "nobody"
	case errors.Is(err, commons.ErrCrowded):
		trouble = "crowded"
	case errors.Is(err, errManyMails):
		trouble, status = "many", http.StatusTooManyRequests
	default:
		return err
	}
	view, failed := p.contactView(c)
	if failed != nil {
		return failed
	}
	if wait, ok := errors.AsType[*waitError](err); ok {
		tooMany(c, "", wait.wait)
	}
	view.Text, view.Show, view.Copy, view.Trouble = c.PostForm("text"), c.PostForm("show") != "", c.PostForm("copy") != "", trouble
	if wrong {
		view.Mistake = &mistake
	}
	c.Status(status)
	return p.renderer(c).Contact(page, language, view)
}

// keepContact keeps a message for each who is to read it. It fails when nobody can
// get it any more.
func (p *pages) keepContact(ctx context.Context, message data.Message, readers []data.Account) error {
	kept := 0
	for _, reader := range readers {
		message.Account = reader.ID
		err := p.commons.KeepMessage(ctx, message)
		switch {
		case err == nil:
			kept++
		case !errors.Is(err, commons.ErrCrowded):
			return err
		}
	}
	if kept == 0 {
		return commons.ErrCrowded
	}
	return nil
}

// mailContact sends a message to each who is to read it, and a copy to who wrote it if
// they want one. A mail that does not go is kept for its reader.
func (p *pages) mailContact(c *gin.Context, language web.Language, message data.Message, readers commons.Readers) error {
	found, err := p.store.ElementsByNum(c.Request.Context(), []int64{message.Num})
	if err != nil || len(found) == 0 {
		return err
	}
	site, _ := p.site(c.Request)
	mailed := func(language web.Language, to, sort string, orElse func(context.Context) error) error {
		facts := map[string]string{
			"who": who(c).account.Name, "name": oneLine(found[0].Name), "text": message.Text,
			"link": site + language.Path(web.ElementPath(found[0].ID.String(), found[0].Slug)),
		}
		subject, text, err := p.renderer(c).Mail(language, sort, facts)
		if err != nil {
			return err
		}
		written := mail.Message{To: to, Subject: subject, Text: text}
		if sort == "contact_reply" {
			written.ReplyTo = message.Reply
		}
		return p.post(c, sort, written, orElse)
	}
	sort := "contact"
	if message.Reply != "" {
		sort = "contact_reply"
	}
	for _, reader := range readers.Accounts {
		own := message
		own.Account = reader.ID
		keep := func(ctx context.Context) error { return p.commons.KeepMessage(ctx, own) }
		if err := mailed(web.Language(reader.Language), reader.Email, sort, keep); err != nil {
			return err
		}
	}
	forget := func(context.Context) error { return nil }
	if readers.Email != "" {
		if err := mailed(language, readers.Email, sort, forget); err != nil {
			return err
		}
	}
	if c.PostForm("copy") != "" {
		return mailed(web.Language(who(c).account.Language), who(c).account.Email, "contact_copy", forget)
	}
	return nil
}

// messages writes the page of the messages that no mail has brought to who asks.
func (p *pages) messages(c *gin.Context, language web.Language, page *bytes.Buffer) error {
	ctx, asks := c.Request.Context(), who(c)
	all, err := p.store.MessagesTo(ctx, asks.account.ID, time.Now())
	if err != nil {
		return err
	}
	var ids []data.ID
	for _, m := range all {
		ids = append(ids, m.Sender)
	}
	names, err := p.store.AccountNames(ctx, ids)
	if err != nil {
		return err
	}
	views := make([]web.Message, len(all))
	for i, m := range all {
		views[i] = web.Message{ID: m.ID.String(), Who: names[m.Sender], Reply: m.Reply, At: m.At, Text: m.Text}
		e, err := p.readableBy(ctx, &asks.account, m.Num)
		if err != nil {
			return err
		}
		if e != nil {
			views[i].About = targetView(e)
		}
	}
	return p.renderer(c).Messages(page, language, views)
}

// readMessage forgets a message that who asks has read.
func (p *pages) readMessage(c *gin.Context, language web.Language, _ *bytes.Buffer) error {
	id, err := formID(c, "message")
	if err != nil {
		return err
	}
	if err := p.commons.DropMessage(c.Request.Context(), who(c).account.ID, id); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, language.Path(web.MessagesPath))
	return nil
}
