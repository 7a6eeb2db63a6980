import { parseBase } from '../../http/url.js';
import { type Kind, type ParamSpec, param } from '../param.js';
import { text } from './text.js';

const plain = text('').kind;

/**
 * A param with the address of the server, checked before anything is sent. `toUrl` is for values
 * that are accepted instead of a URL: it turns them into one, or returns undefined if none is
 * needed.
 */
export function address<const S extends ParamSpec>(
  summary: string,
  spec: S = {} as S,
  toUrl: (text: string) => string | undefined = (text) => text,
) {
  /** The last address that was accepted: most programs use only one server. */
  let last: string | undefined;
  const kind: Kind<string, string> = {
    ...plain,
    parse(value, place) {
      const checked = (found: string) => {
        if (found === last) return found;
        const url = toUrl(found);
        if (url !== undefined) parseBase(url, place);
        last = found;
        return found;
      };
      const found = plain.parse(value, place);
      return found instanceof Promise ? found.then(checked) : checked(found);
    },
  };
  return param(kind, summary, { role: 'destination', ...spec } as const);
}
