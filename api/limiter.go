package api

import (
	"sync"
	"time"

	"maillage/data"
)

// limiter lets each key act only so often: a bucket of a few acts, which fills
// again one by one. It is safe for concurrent use and keeps nothing on a disk.
type limiter struct {
	burst int           // acts at once
	every time.Duration // until one more

	mu     sync.Mutex
	fullAt map[string]time.Time // when a bucket would be full again, by its key
}

// maxBuckets bounds the keys that a limiter remembers.
const maxBuckets = 20_000

func newLimiter(burst int, every time.Duration) *limiter {
	return &limiter{burst: burst, every: every, fullAt: map[string]time.Time{}}
}

// take returns 0 when a key may act at now, and counts it; else how long it has to
// wait.
func (l *limiter) take(key string, now time.Time) time.Duration { return l.takeSome(key, 1, now) }

// takeSome does so for some acts at once, all or none.
func (l *limiter) takeSome(key string, acts int, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	full := l.fullAt[key]
	if full.Before(now) {
		full = now
	}
	full = full.Add(time.Duration(acts) * l.every)
	if wait := full.Sub(now) - time.Duration(l.burst)*l.every; wait > 0 {
		return wait
	}
	if _, known := l.fullAt[key]; !known && len(l.fullAt) >= maxBuckets {
		l.forget(now)
	}
	l.fullAt[key] = full
	return 0
}

// giveBack takes back what was counted of an act that did no harm.
func (l *limiter) giveBack(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if full, ok := l.fullAt[key]; ok {
		l.fullAt[key] = full.Add(-l.every)
	}
}

// forget drops the buckets that are full again, and any one when there is none.
func (l *limiter) forget(now time.Time) {
	for key, full := range l.fullAt {
		if !full.After(now) {
			delete(l.fullAt, key)
		}
	}
	for key := range l.fullAt {
		if len(l.fullAt) < maxBuckets {
			return
		}
		delete(l.fullAt, key)
	}
}

// limits are what keeps people from guessing passwords and from having mails sent
// to others. An account can be tried from a network only so often, and from all of
// them together only somewhat more often: so who is after it hardly locks its owner
// out.
type limits struct {
	logins     *limiter // failed ones, by network
	tries      *limiter // failed ones, by network and address
	account    *limiter // failed ones, by address
	links      *limiter // asked for, by network
	linksTo    *limiter // asked for, by the address that gets them
	openedLink *limiter // opened, by network
	writes     *limiter // of elements and what hangs on them, by account
	// suggestions counts elements that are suggested to networks, by account.
	suggestions *limiter
	joins       *limiter // networks that somebody asks to belong to, by account
	invites     *limiter // people invited to an element, by account
	invitesTo   *limiter // invitations to elements that are mailed, by the address that gets them
	// siteInvites counts mails that invite people to the site, by account.
	siteInvites *limiter
	// invited counts who follows a link that invites to the site, by the account that gave it.
	invited    *limiter
	distinct   *limiter // pairs said not to be the same, by account
	messages   *limiter // to those who look after elements, by account
	messagesTo *limiter // to one of them, by account and element
	messagesOf *limiter // that one of them gets, by the address that it goes to, else by element
	geocoded   *limiter // addresses looked for, by network: another service answers
	photos     *limiter // given, by account
	uploads    *crowd   // photos on their way, by account
}

func newLimits() limits {
	return limits{
		logins: newLimiter(30, 20*time.Second), tries: newLimiter(8, 2*time.Minute), account: newLimiter(50, time.Minute),
		links: newLimiter(10, 2*time.Minute), linksTo: newLimiter(3, 10*time.Minute), openedLink: newLimiter(30, 10*time.Second),
		writes:      newLimiter(100, 10*time.Second),
		suggestions: newLimiter(200, 24*time.Hour/200), joins: newLimiter(20, 24*time.Hour/20),
		invites: newLimiter(30, 10*time.Minute), invitesTo: newLimiter(4, 24*time.Hour/4),
		siteInvites: newLimiter(10, 144*time.Minute), // ten a day
		invited:     newLimiter(50, data.SiteInvitationLife/50), distinct: newLimiter(100, 24*time.Hour/100),
		messages: newLimiter(5, 24*time.Hour/5), messagesTo: newLimiter(3, 24*time.Hour/3), messagesOf: newLimiter(30, 24*time.Hour/30),
		geocoded: newLimiter(60, time.Second),
		photos:   newLimiter(40, 5*time.Second),
		uploads:  newCrowd(40, 6), // a browser opens six connections
	}
}

// attempt is an act, by the limiters that count it.
type attempt []struct {
	by  *limiter
	key string
}

// takeAll counts an act with each limiter, or, when one of them has had enough,
// with none, and returns how long to wait.
func takeAll(now time.Time, all attempt) time.Duration {
	for i, one := range all {
		if wait := one.by.take(one.key, now); wait > 0 {
			all[:i].giveBack()
			return wait
		}
	}
	return 0
}

func (all attempt) giveBack() {
	for _, one := range all {
		one.by.giveBack(one.key)
	}
}
