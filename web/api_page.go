package web

import "io"

// APIPath is the path of the page about the API in French.
const APIPath = "/api"

// API is the page that describes the API: what its OpenAPI document says, for
// people.
type API struct {
	Operations []Operation
	Problems   []ProblemKind
}

// Operation is one address and what it answers.
type Operation struct {
	ID, Method, Path, Summary string
	Parameters                []Parameter // its own
	Shared                    []string    // the names of those that the first operation describes
	Body                      []Member    // of what is sent
	Examples                  []Example
	Answers                   []Answer
	Members                   []Member // of the answer that succeeds; none when it is no JSON of ours
}

// Parameter is one parameter and its bounds; those that are empty are none.
type Parameter struct {
	Name, In, About, Type string
	Required              bool
	Default               string
	Least, Above, Most    string // of a number
	MaxLength, MaxValues  int
	Choices               string // joined
}

// Example is a request that the site answers.
type Example struct {
	Path, Curl string
}

// Answer is one status and its media type, "" for no body.
type Answer struct {
	Status, MediaType string
}

// Member is one member of an answer.
type Member struct {
	Name, Type string
	About      string // in English
	Required   bool
	Members    []Member // of an object, or of each thing in a list
}

// ProblemKind is an error that programs can tell from others.
type ProblemKind struct {
	Status       int
	Code, Detail string
}

// API writes the page about the API.
func (r *Renderer) API(w io.Writer, language Language, view API) error {
	return r.write(w, "api", page{
		Language: language, Path: APIPath, Title: r.title(language, "api_title"), Description: r.title(language, "api_description"),
		Type: "website", Content: view,
	})
}
