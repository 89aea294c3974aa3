package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"maillage/web"
)

// pages adds the routes of the pages.
func (s *Server) pages(r *gin.Engine) {
	renderer, err := web.New(web.Site{PublicURL: s.publicURL})
	if err != nil { // templates are built in; the public URL was checked where it was given
		panic(err)
	}
	p := &pages{s, renderer}
	s.writer = p
	r.NoRoute(p.failing(errNoResource))
	r.NoMethod(p.failing(errMethod))
	r.GET("/en", func(c *gin.Context) {
		c.Redirect(http.StatusMovedPermanently, withQuery("/en/", c.Request.URL.RawQuery))
	})
	for _, language := range web.Languages {
		r.GET(language.Path("/"), p.ready(p.handle(language, p.explore)))
		r.GET(language.Path("/e/:id"), p.handle(language, p.element))
		r.GET(language.Path("/e/:id/:slug"), p.handle(language, p.element))
		r.GET(language.Path("/t/:code"), p.ready(p.handle(language, p.territory)))
		r.GET(language.Path(web.APIPath), p.handle(language, p.api))
		r.GET(language.Path(web.LegalPath), p.handle(language, p.legal))
		r.GET(language.Path(web.PrivacyPath), p.handle(language, p.privacy))
		r.GET(language.Path(web.CharterPath), p.handle(language, p.charter))
		r.GET(language.Path(web.SettingsPath), p.private(language, p.settings))
		r.POST(language.Path(web.SettingsPath), p.private(language, p.changeSettings))
		r.POST(language.Path(web.SettingsPath+"/mail"), p.private(language, p.tryMail))
		r.POST(language.Path(web.SettingsPath+"/enter"), p.private(language, p.enter))
		r.POST(language.Path(web.SettingsPath+"/leave"), p.private(language, p.leave))
		for _, form := range []string{"/mail", "/enter", "/leave"} {
			r.GET(language.Path(web.SettingsPath+form), toPageOfForm(language, web.SettingsPath))
		}
		r.GET(language.Path(web.WaitingPath), p.private(language, p.waiting))
		r.POST(language.Path(web.WaitingPath), p.private(language, p.handOver))
		p.people(r, language)
		p.follows(r, language)
		p.writing(r, language)
		p.composing(r, language)
		p.pasts(r, language)
		p.belonging(r, language)
		p.networkPages(r, language)
		p.sharing(r, language)
		p.networkTeam(r, language)
	}
}

// pasts adds the routes of what became of elements, and of what one may do with them.
func (p *pages) pasts(r *gin.Engine, language web.Language) {
	r.GET(language.Path(web.HistoryPath+":id"), p.handle(language, p.elementHistory))
	r.GET(language.Path(web.HistoryPath+":id/:number"), p.handle(language, p.past))
	r.POST(language.Path(web.HistoryPath+":id/:number"), p.member(language, p.restore))
	r.POST(language.Path(web.VerifyPath+":id"), p.private(language, p.verify))
	r.GET(language.Path(web.VerifyPath+":id"), func(c *gin.Context) {
		toPageOfForm(language, web.ElementPath(c.Param("id"), ""))(c)
	})
	r.GET(language.Path(web.HidePath+":id"), p.private(language, p.askToHide))
	r.POST(language.Path(web.HidePath+":id"), p.member(language, p.hide))
}

// people adds the routes of the pages for people with an account.
func (p *pages) people(r *gin.Engine, language web.Language) {
	for path, forgot := range map[string]bool{web.SignUpPath: false, web.ForgotPath: true} {
		r.GET(language.Path(path), p.private(language, p.ask(forgot)))
		r.POST(language.Path(path), p.private(language, p.askForLink(forgot)))
	}
	r.GET(language.Path(web.LogInPath), p.private(language, p.logIn))
	r.POST(language.Path(web.LogInPath), p.private(language, p.enterAccount))
	r.POST(language.Path(web.LogOutPath), p.private(language, p.leave))
	r.GET(language.Path(web.LogOutPath), toPageOfForm(language, web.AccountPath))
	r.GET(language.Path(web.LinkPath), p.private(language, p.opened))
	r.POST(language.Path(web.LinkPath), p.private(language, p.follow))
	r.GET(language.Path(web.AccountPath), p.member(language, p.account))
	r.GET(language.Path(web.ProfilePath), p.member(language, p.profile))
	r.POST(language.Path(web.ProfilePath), p.private(language, p.setProfile))
	r.GET(language.Path(web.MinePath), p.member(language, p.mine))
	r.GET(language.Path(web.InvitePath), p.member(language, p.inviteToSite))
	r.POST(language.Path(web.InvitePath), p.member(language, p.mailSiteInvitation))
	for form, answer := range map[string]accountForm{
		"profile": p.changeProfile, "email": p.changeAddress, "password": p.changePassword, "session": p.endSession, "sessions": p.endSessions,
		"erase": p.eraseAccount,
	} {
		r.POST(language.Path(web.AccountPath+"/"+form), p.member(language, p.change(form, answer)))
		r.GET(language.Path(web.AccountPath+"/"+form), toPageOfForm(language, web.AccountPath))
	}
	r.GET(language.Path(web.AccountPath+"/export"), p.member(language, p.exportAccount))
	if p.outbox.keeps {
		r.GET(language.Path(web.MailsPath), p.private(language, p.mails))
	}
}

// toPageOfForm leads from the address that a form is sent to, where its mistakes are
// told too, to the page that holds it: for who loads that address again, or asks for
// it in the other language.
func toPageOfForm(language web.Language, page string) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		c.Redirect(http.StatusSeeOther, language.Path(page))
	}
}
