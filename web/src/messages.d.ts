// Words that only forms say, in a file of their own once built.
declare module '*.json?form' {
  const words: Record<string, string>
  export default words
}

// Words that adding to a map says.
declare module '*.json?curate' {
  const words: Record<string, string>
  export default words
}
