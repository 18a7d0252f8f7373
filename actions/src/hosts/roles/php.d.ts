/** esbuild's text loader: a PHP file is its text. */
declare module '*.php' {
  const text: string;
  export default text;
}
