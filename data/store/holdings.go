package store

// Holding says what a table can hold about people, column by column.
type Holding struct {
	Table string
	// Topic names what people are told of it: what is kept, why, until when. Empty
	// when no column is about anybody.
	Topic    string
	Personal []string // columns that can hold something about a person
	Others   []string // columns that cannot
}

// Holdings lists every table of the database: what a page on privacy says comes
// from here, so that it can leave nothing out.
var Holdings = []Holding{
	{
		Table: "elements", Topic: "elements",
		Personal: []string{"name", "updated_by", "comment", "document"},
		Others: []string{
			"num", "id", "source_name", "source_id", "kind", "status", "visibility", "revision", "created_at", "updated_at", "reason", "sequence",
		},
	},
	{
		Table: "revisions", Topic: "revisions",
		Personal: []string{"document", "recorded_by", "comment"},
		Others:   []string{"num", "revision", "recorded_at", "reason", "sequence"},
	},
	{
		Table: "settings", Topic: "settings",
		Personal: []string{"document", "logo"},
		Others:   []string{"number", "version", "logo_version"},
	},
	{
		Table: "accounts", Topic: "accounts",
		Personal: []string{"id", "email", "password", "document", "erases_at"},
	},
	{
		Table: "links", Topic: "accounts",
		Personal: []string{"token", "email", "account", "administrator", "expires_at", "next"},
		Others:   []string{"purpose"},
	},
	{
		Table: "link_requests", Topic: "accounts",
		Personal: []string{"email", "account", "language", "asked_at", "next"},
		Others:   []string{"id"},
	},
	{
		Table: "sessions", Topic: "sessions",
		Personal: []string{"account", "token", "device", "document", "created_at", "seen_at", "expires_at"},
		Others:   []string{"id"},
	},
	{
		Table: "follows", Topic: "follows",
		Personal: []string{"account", "what", "since"},
		Others:   []string{"sort"},
	},
	{
		Table: "news", Topic: "follows",
		Personal: []string{"account", "num", "revision", "why", "what", "number", "sequence", "at"},
	},
	{
		Table: "news_choices", Topic: "follows",
		Personal: []string{"account", "digest", "direct", "seen", "digested", "digested_at", "mailed_at"},
	},
	{
		Table: "notifications", Topic: "follows",
		Personal: []string{"account", "sort", "num", "other", "at", "seen", "mailed"},
		Others:   []string{"id"},
	},
	{
		Table: "memberships", Topic: "memberships",
		Personal: []string{"account", "document", "since"},
		Others:   []string{"num", "state", "level"},
	},
	{
		Table: "invitations", Topic: "invitations",
		Personal: []string{"token", "email", "invited_by", "document", "expires_at"},
		Others:   []string{"id", "num", "network"},
	},
	{
		Table: "messages", Topic: "messages",
		Personal: []string{"account", "sender", "reply", "text", "at"},
		Others:   []string{"id", "num"},
	},
	{
		Table: "notes", Topic: "notes",
		Personal: []string{"author", "text", "at"},
		Others:   []string{"id", "num"},
	},
	{
		Table: "networks", Topic: "networks",
		Personal: []string{"document"},
		Others:   []string{"num", "id", "slug", "status", "visibility", "title", "logo", "updated_at"},
	},
	{
		Table: "network_elements", Topic: "networks",
		Personal: []string{"entries", "note", "account", "at"},
		Others:   []string{"network", "num", "standing", "sequence"},
	},
	{
		Table: "network_members", Topic: "networks",
		Personal: []string{"account", "document", "since"},
		Others:   []string{"network", "state", "level"},
	},
	{Table: "former_networks", Others: []string{"hash"}},
	{Table: "network_visits", Topic: "networks", Personal: []string{"account", "at"}, Others: []string{"network"}},
	{
		Table: "network_approvals", Topic: "networks",
		Personal: []string{"account", "at"},
		Others:   []string{"network", "num", "revision", "sequence"},
	},
	{
		Table: "network_dismissals", Topic: "networks",
		Personal: []string{"account", "at"},
		Others:   []string{"network", "num", "revision"},
	},
	{
		Table: "erasures", Topic: "erasures",
		Personal: []string{"account"},
		Others:   []string{"contributions", "erased_at"},
	},
	{
		Table: "photo_givers", Topic: "photos",
		Personal: []string{"hash", "account", "at"},
	},
	{Table: "photos", Topic: "photos", Personal: []string{"hash"}, Others: []string{"width", "height", "bytes"}},
	{Table: "photo_uses", Others: []string{"hash", "num"}},
	{Table: "open_elements", Others: []string{"num"}},
	{Table: "source_records", Others: []string{"num", "document"}},
	{Table: "distinct_pairs", Others: []string{"num", "other", "marked_at"}},
	{Table: "changes", Others: []string{"sequence", "subject", "num"}},
	{Table: "counters", Others: []string{"name", "value"}},
	{Table: "secrets", Others: []string{"name", "value"}},
	{Table: "identity", Others: []string{"number", "value"}},
	{Table: "territories", Others: []string{"code", "level", "name", "document", "outline"}},
	{Table: "goose_db_version", Others: []string{"id", "version_id", "is_applied", "tstamp"}},
}

// Topics returns the topics of [Holdings], each once, in their order.
func Topics() []string {
	var topics []string
	seen := map[string]bool{"": true}
	for _, holding := range Holdings {
		if !seen[holding.Topic] {
			seen[holding.Topic] = true
			topics = append(topics, holding.Topic)
		}
	}
	return topics
}
