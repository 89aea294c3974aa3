// Words that only forms say, in a file of their own once built.
declare module '*.json?form' {
  const words: Record<string, string>
  export default words
}
