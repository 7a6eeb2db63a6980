// What of undici goes into the package: its connections and its parser.

/** HTTP/2, and the bodies of `fetch`: nothing of ours reaches them, and they load a large part of Node. */
const LEFT_OUT = /\/undici\/lib\/(dispatcher\/client-h2|web\/fetch\/body)\.js$/;

/** A plugin for Vite that leaves the rest out. */
export function undiciParts() {
  return {
    name: 'undici-parts',
    enforce: 'pre',
    load: (id) => (LEFT_OUT.test(id) ? 'module.exports = {};' : null),
  };
}
