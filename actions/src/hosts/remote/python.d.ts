/** esbuild's text loader: a Python file is its text. */
declare module '*.py' {
  const text: string;
  export default text;
}
