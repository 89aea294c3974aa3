package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// Language is a language that pages are written in.
type Language string

// The languages, the first being the one of paths without a prefix.
const (
	French  Language = "fr"
	English Language = "en"
)

// Languages lists every language.
var Languages = []Language{French, English}

// Path returns the address of a page in l: path is that of the French one,
// with its query string if it has one.
func (l Language) Path(path string) string {
	if l == English {
		return "/en" + path
	}
	return path
}

// other returns the language that a page offers to switch to.
func (l Language) other() Language {
	if l == English {
		return French
	}
	return English
}

// words are the messages of one language, from messages/fr.json or en.json.
type words struct {
	language Language
	messages map[string]string
}

// readAllWords reads the messages of every language, once; nobody changes them.
var readAllWords = sync.OnceValues(func() (map[Language]*words, error) {
	all := map[Language]*words{}
	for _, language := range Languages {
		w, err := readWords(language)
		if err != nil {
			return nil, err
		}
		all[language] = w
	}
	return all, nil
})

func readWords(l Language) (*words, error) {
	name := "messages/" + string(l) + ".json"
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	w := &words{language: l}
	if err := json.Unmarshal(text, &w.messages); err != nil {
		return nil, fmt.Errorf("read web/%s: %w", name, err)
	}
	return w, nil
}

// text returns the message of key with its {placeholders} filled from pairs of
// name and value. A key that does not exist is an error: it stops the page in
// tests rather than showing its name to people.
func (w *words) text(key string, pairs ...any) (string, error) {
	message, ok := w.messages[key]
	if !ok {
		return "", fmt.Errorf("no message %q in %s", key, w.language)
	}
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("message %q: a placeholder has no value", key)
	}
	for i := 0; i < len(pairs); i += 2 {
		message = strings.ReplaceAll(message, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return message, nil
}

// filled is text for values that others wrote: what one holds is never read as a
// placeholder.
func (w *words) filled(key string, values map[string]string) (string, error) {
	message, err := w.text(key)
	if err != nil {
		return "", err
	}
	pairs := make([]string, 0, 2*len(values))
	for name, value := range values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(message), nil
}

// count returns the message of key for n things: key_one or key_other.
func (w *words) count(key string, n int) (string, error) {
	form := "_other"
	if n == 1 || n == 0 && w.language == French {
		form = "_one"
	}
	return w.text(key+form, "count", w.number(n))
}

// value returns the message of a value of the data, made of prefix and value,
// or the value itself when people never gave it a word.
func (w *words) value(prefix, value string) string {
	if message, ok := w.messages[prefix+"_"+value]; ok {
		return message
	}
	return value
}
