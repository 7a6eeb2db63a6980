/** A file's text as it stands: the build puts it into a chunk of its own. */
declare module '*?raw' {
  const text: string;
  export default text;
}
