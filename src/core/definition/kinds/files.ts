import type { Bytes } from '../../files/bytes.js';
import { type Kind, type ParamSpec, param, partContext } from '../param.js';
import { type BytesInput, bytesKind } from './bytes.js';
import { list, texts } from './json.js';
import { refuse } from './refuse.js';

const listOfTexts = list(texts, '').kind;

export const filesKind: Kind<BytesInput | readonly BytesInput[], Bytes[]> = {
  name: 'list',
  takes: `${bytesKind.takes}; several as "['one.png','two.png']"`,
  schema: { type: 'array', items: bytesKind.schema },
  reach: 'read',
  async parse(value, place) {
    const found = isListText(value) ? await listOfTexts.parse(value, place) : value;
    const items = Array.isArray(found) ? found : [found];
    if (items.length === 0) throw refuse(items, place, filesKind.takes);
    return Promise.all(
      items.map((item, index) =>
        bytesKind.parse(item, items.length > 1 ? partContext(place, `[${index}]`) : place),
      ),
    );
  },
};

/** A JSON list. If the option is repeated, the texts are already a list. */
function isListText(value: unknown): value is string {
  return typeof value === 'string' && /^\s*\[/.test(value);
}

/** A param for one file or several. */
export function files<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(filesKind, summary, spec);
}
