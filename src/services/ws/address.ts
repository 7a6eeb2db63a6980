import { text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { type Kind, param } from '../../core/definition/param.js';
import { cut } from '../../core/util/cut.js';

const TAKES = 'a URL that begins with ws:// or wss://';

const plain = text('').kind;

const kind: Kind<string, string> = {
  ...plain,
  takes: TAKES,
  async parse(value, context) {
    const given = (await plain.parse(value, context)).trim();
    // Its scheme says the same in the terms of HTTP.
    const url = given.replace(/^http(s?):\/\//i, 'ws$1://');
    if (/^wss?:\/\/[^/?#]/i.test(url) && URL.canParse(url)) {
      const { hash } = new URL(url);
      if (hash === '') return url;
      throw inputError(context, ': a WebSocket URL cannot have a fragment (#)');
    }
    const bare = /^[\w.-]+(:\d+)?(\/|$)/.test(given);
    const hint = bare ? `Did you mean wss://${cut(given, 80)}?` : undefined;
    throw inputError(context, ` must be ${TAKES}`, { hint });
  },
};

/** The address of the server. */
export const address = param(kind, 'URL of the server: ws://… or wss://…', {
  role: 'destination',
  example: 'wss://example.com/feed',
});
