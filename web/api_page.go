package web

// APIPath is the path of the page about the API in French.
const APIPath = "/api"
