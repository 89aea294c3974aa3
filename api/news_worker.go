package api

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"sync"
	"time"

	"maillage/api/mail"
	"maillage/data"
	"maillage/data/commons"
	"maillage/geo"
	"maillage/index"
	"maillage/web"
)

// How often the work that nobody waits for is done.
const (
	newsPause   = 300 * time.Millisecond // between two looks at the log: what is written together is read together
	newsRetry   = 10 * time.Second       // after a failure
	mailsEvery  = time.Minute            // a look for mails that are due
	mailsSooner = time.Second            // where mails are looked at rather than sent
	forgetEvery = time.Hour
)

// Bounds of a mail of news.
const (
	mailedGroups = 30
	mailedPause  = 100 * time.Millisecond // between two mails: servers dislike floods
)

// sight is what a snapshot tells of elements.
type sight struct{ *index.Snapshot }

// Territories finds where elements lie.
func (s sight) Territories() *geo.Gazetteer { return s.Gazetteer() }

// Finds reports which elements a followed query finds, or a network shows as they are: of
// what it has not approved it tells nothing. One that can no longer be read finds none: a
// parameter, a territory may be gone.
func (s sight) Finds(ctx context.Context, search data.Follow, nums []int64) (map[int64]bool, error) {
	query, err := index.ParseQuery(search.Key)
	if search.Sort == data.FollowNetwork {
		query, err, ctx = index.Query{Network: search.Key}, nil, index.LetInEverywhere(ctx)
	}
	if err != nil {
		return nil, nil
	}
	selection, err := s.Select(ctx, query)
	if err == nil {
		err = selection.Resolve(ctx)
	}
	if _, refused := errors.AsType[*index.QueryError](err); refused {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	withheld := selection.Withheld()
	found := map[int64]bool{}
	for _, num := range nums {
		if _, waits := slices.BinarySearch(withheld, num); !waits && selection.Has(num) {
			found[num] = true
		}
	}
	return found, nil
}

// KeepNews makes news of what the log tells, and mails them to those who chose so,
// until ctx ends.
func (s *Server) KeepNews(ctx context.Context) {
	var both sync.WaitGroup
	defer both.Wait()
	both.Go(func() { s.makeNews(ctx) })
	both.Go(func() { s.mailNews(ctx) })
}

// makeNews makes news once the index shows what they are of.
func (s *Server) makeNews(ctx context.Context) {
	shown, forgotten := int64(0), time.Time{}
	for {
		waiting, cancel := context.WithTimeout(ctx, forgetEvery)
		_ = s.engine.Wait(waiting, shown+1) // in vain when nothing is written: then old news are forgotten
		cancel()
		if ctx.Err() != nil {
			return
		}
		var err error
		if snapshot := s.engine.Snapshot(); snapshot != nil {
			shown = snapshot.Sequence()
			err = s.newsUpTo(ctx, snapshot)
		}
		if err == nil && time.Since(forgotten) > forgetEvery {
			forgotten = time.Now()
			err = s.commons.ForgetOldNews(ctx, forgotten)
		}
		pause := newsPause
		if err != nil && ctx.Err() == nil {
			s.log.Error("news are not made: I try again in a moment", "error", err)
			shown, pause = 0, newsRetry
		}
		if !sleeps(ctx, pause) {
			return
		}
	}
}

// newsUpTo makes the news of all that a snapshot shows.
func (s *Server) newsUpTo(ctx context.Context, snapshot *index.Snapshot) error {
	for more := true; more; {
		var err error
		if more, err = s.commons.MakeNews(ctx, sight{snapshot}, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// sleeps waits, and reports whether ctx lasts.
func sleeps(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// newsSite returns the address of this site for mails that no request asks for; false
// when there is none that others could open.
func (s *Server) newsSite() (string, bool) {
	if s.publicURL != "" {
		return s.publicURL, true
	}
	return s.localURL, s.localURL != "" && s.outbox.keeps
}

// mailsNews reports whether news can be mailed.
func (s *Server) mailsNews() bool {
	_, ok := s.newsSite()
	return ok && (s.outbox.keeps || s.now().settings.SendsMail())
}

// mailNews mails what is due, from time to time.
func (s *Server) mailNews(ctx context.Context) {
	pause := mailsEvery
	if s.outbox.keeps {
		pause = mailsSooner
	}
	for sleeps(ctx, pause) {
		if !s.mailsNews() {
			continue
		}
		if err := s.mailDue(ctx, time.Now()); err != nil && ctx.Err() == nil {
			s.log.Error("mails of news are not made: I try again in a moment", "error", err)
		}
	}
}

// mailDue mails the digests and the direct mails that are due at an instant.
func (s *Server) mailDue(ctx context.Context, now time.Time) error {
	digests, err := s.commons.DigestsDue(ctx, now, s.outbox.keeps)
	if err != nil {
		return err
	}
	for _, due := range digests {
		if err := s.mailDigest(ctx, due, now); err != nil {
			return err
		}
	}
	direct, err := s.commons.DirectMailsDue(ctx, now, s.outbox.keeps)
	if err != nil {
		return err
	}
	for _, due := range direct {
		if err := s.mailDirect(ctx, due, now); err != nil {
			return err
		}
	}
	return nil
}

// mailDigest mails one digest. It is noted as sent before it is: when the server is
// killed in between, nobody gets it, and nobody gets it twice.
func (s *Server) mailDigest(ctx context.Context, due data.NewsChoices, now time.Time) error {
	account, err := s.store.Account(ctx, due.Account)
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	until, claimed, err := s.commons.ClaimDigest(ctx, due, now)
	if err != nil || !claimed || !account.ErasesAt.IsZero() {
		return err
	}
	news, err := s.store.NewsOf(ctx, account.ID, due.Digested)
	if err != nil {
		return err
	}
	var told []data.News
	for _, n := range news {
		if n.Sequence <= until { // what came since is for the next one
			told = append(told, n)
		}
	}
	language := web.Language(account.Language)
	ctx = context.WithValue(ctx, personKey{}, &person{account: account}) // who reads what is named
	groups, err := s.writer.newsView(ctx, language, grouped(told), 0)
	if err != nil || len(groups) == 0 {
		return err
	}
	site, _ := s.newsSite()
	lines, err := s.writer.templates.NewsText(language, site, groups, mailedGroups)
	if err != nil {
		return err
	}
	return s.mailList(ctx, &account, commons.DigestList, "digest", lines, web.HomePath)
}

// mailDirect mails somebody what concerns them directly, noted as sent before it is.
func (s *Server) mailDirect(ctx context.Context, due data.NewsChoices, now time.Time) error {
	account, err := s.store.Account(ctx, due.Account)
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	claimed, err := s.commons.ClaimDirectMail(ctx, account.ID, now)
	if err != nil || len(claimed) == 0 || !account.ErasesAt.IsZero() {
		return err
	}
	views, err := s.writer.notificationsView(ctx, &account, claimed)
	if err != nil {
		return err
	}
	site, _ := s.newsSite()
	lines, err := s.writer.templates.NotificationsText(web.Language(account.Language), site, views)
	if err != nil {
		return err
	}
	return s.mailList(ctx, &account, commons.DirectList, "direct", lines, web.NotificationsPath)
}

// mailList writes a mail of a list and hands it over. That it cannot be sent is
// logged, and no failure: what it tells waits on the pages.
func (s *Server) mailList(ctx context.Context, account *data.Account, list commons.MailList, sort, lines, page string) error {
	token, err := s.commons.UnsubscribeToken(ctx, account.ID, list)
	if err != nil {
		return err
	}
	site, _ := s.newsSite()
	language := web.Language(account.Language)
	end := site + language.Path(web.UnsubscribePath) + "?" + url.Values{"token": {token}}.Encode()
	now := s.now()
	subject, text, err := s.writer.templates.With(now.site).Mail(language, sort, map[string]string{"lines": lines, "link": site + language.Path(page), "unsubscribe": end})
	if err != nil {
		return err
	}
	message := mail.Message{To: account.Email, Subject: subject, Text: text, Unsubscribe: end}
	if s.outbox.keeps {
		s.outbox.keep(message)
		return nil
	}
	if err := mail.Send(ctx, MailServer(now.settings), message); err != nil {
		s.log.Warn("mail not sent", append([]any{"sort", sort}, mailLog(err)...)...)
	}
	sleeps(ctx, mailedPause)
	return nil
}
