package control

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"maillage/data"
	"maillage/data/commons"
	"maillage/geo"
)

// Door is what a command may do to the commons. commons.Commons says what each
// act means.
type Door interface {
	ImportElements(ctx context.Context, batch []data.Element, at time.Time) ([]commons.Outcome, error)
	TryElements(ctx context.Context, batch []data.Element, at time.Time) ([]commons.Outcome, error)
	ImportTerritories(ctx context.Context, territories []geo.Territory) error
	ChangeSettings(ctx context.Context, version int64, settings data.Settings) (int64, error)
	SetLogo(ctx context.Context, picture []byte) error
	NewAdminLink(ctx context.Context) (token string, err error)
	Invite(ctx context.Context, email string, administrator *bool) (commons.SentLink, error)
	HandOverLink(ctx context.Context, request data.ID) (commons.SentLink, error)
}

// calls are the acts of a door by the name that stands in their address.
func calls(door Door) map[string]http.Handler {
	return map[string]http.Handler{
		"import-elements": call(func(ctx context.Context, b batch) ([]outcome, error) {
			return outcomes(door.ImportElements(ctx, b.Elements, b.At))
		}),
		"try-elements": call(func(ctx context.Context, b batch) ([]outcome, error) {
			return outcomes(door.TryElements(ctx, b.Elements, b.At))
		}),
		"import-territories": call(func(ctx context.Context, territories []geo.Territory) (struct{}, error) {
			return struct{}{}, door.ImportTerritories(ctx, territories)
		}),
		"change-settings": call(func(ctx context.Context, c changed) (int64, error) {
			return door.ChangeSettings(ctx, c.Version, c.Settings)
		}),
		"set-logo": call(func(ctx context.Context, picture []byte) (struct{}, error) {
			return struct{}{}, door.SetLogo(ctx, picture)
		}),
		"new-admin-link": call(func(ctx context.Context, _ struct{}) (string, error) { return door.NewAdminLink(ctx) }),
		"invite": call(func(ctx context.Context, i invited) (commons.SentLink, error) {
			return door.Invite(ctx, i.Email, i.Administrator)
		}),
		"hand-over-link": call(door.HandOverLink),
	}
}

// ImportElements does what the server's commons.Commons.ImportElements does.
func (c *Client) ImportElements(ctx context.Context, elements []data.Element, at time.Time) ([]commons.Outcome, error) {
	answer, err := ask[[]outcome](ctx, c, "import-elements", batch{elements, at})
	return decodeOutcomes(answer), err
}

// TryElements does what the server's commons.Commons.TryElements does.
func (c *Client) TryElements(ctx context.Context, elements []data.Element, at time.Time) ([]commons.Outcome, error) {
	answer, err := ask[[]outcome](ctx, c, "try-elements", batch{elements, at})
	return decodeOutcomes(answer), err
}

// ImportTerritories does what the server's commons.Commons.ImportTerritories
// does.
func (c *Client) ImportTerritories(ctx context.Context, territories []geo.Territory) error {
	_, err := ask[struct{}](ctx, c, "import-territories", territories)
	return err
}

// ChangeSettings does what the server's commons.Commons.ChangeSettings does.
func (c *Client) ChangeSettings(ctx context.Context, version int64, settings data.Settings) (int64, error) {
	return ask[int64](ctx, c, "change-settings", changed{version, settings})
}

// SetLogo does what the server's commons.Commons.SetLogo does.
func (c *Client) SetLogo(ctx context.Context, picture []byte) error {
	_, err := ask[struct{}](ctx, c, "set-logo", picture)
	return err
}

// NewAdminLink does what the server's commons.Commons.NewAdminLink does.
func (c *Client) NewAdminLink(ctx context.Context) (string, error) {
	return ask[string](ctx, c, "new-admin-link", struct{}{})
}

// Invite does what the server's commons.Commons.Invite does.
func (c *Client) Invite(ctx context.Context, email string, administrator *bool) (commons.SentLink, error) {
	return ask[commons.SentLink](ctx, c, "invite", invited{email, administrator})
}

// HandOverLink does what the server's commons.Commons.HandOverLink does.
func (c *Client) HandOverLink(ctx context.Context, request data.ID) (commons.SentLink, error) {
	return ask[commons.SentLink](ctx, c, "hand-over-link", request)
}

// invited is who gets a link.
type invited struct {
	Email         string
	Administrator *bool
}

// changed is settings in place of those of a version.
type changed struct {
	Version  int64
	Settings data.Settings
}

// outcome is a commons.Outcome on its way.
type outcome struct {
	Result commons.Result
	ID     data.ID  `json:",omitzero"`
	Num    int64    `json:",omitempty"`
	Err    *failure `json:",omitempty"`
	Kept   bool     `json:",omitempty"`
}

func outcomes(given []commons.Outcome, err error) ([]outcome, error) {
	sent := make([]outcome, len(given))
	for i, o := range given {
		sent[i] = outcome{Result: o.Result, ID: o.ID, Num: o.Num, Kept: o.Kept}
		if o.Err != nil {
			sent[i].Err = newFailure(o.Err)
		}
	}
	return sent, err
}

func decodeOutcomes(sent []outcome) []commons.Outcome {
	if sent == nil {
		return nil
	}
	given := make([]commons.Outcome, len(sent))
	for i, o := range sent {
		given[i] = commons.Outcome{Result: min(o.Result, commons.Rejected), ID: o.ID, Num: o.Num, Kept: o.Kept}
		if o.Err != nil {
			given[i].Err = o.Err
		}
	}
	return given
}

// call turns a function of one document into a handler.
func call[In, Out any](act func(context.Context, In) (Out, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, err := decode[In](http.MaxBytesReader(w, r.Body, maxBody))
		var answer Out
		if err == nil {
			answer, err = act(r.Context(), given)
		}
		if err != nil {
			reply(w, http.StatusUnprocessableEntity, newFailure(err))
			return
		}
		reply(w, http.StatusOK, answer)
	})
}

func reply(w http.ResponseWriter, status int, document any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(document) // a client that went away is no failure
}
