import type { Call } from '../../core/definition/call.js';
import { type BytesInput, bytesKind } from '../../core/definition/kinds/bytes.js';
import { list, texts } from '../../core/definition/kinds/index.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { type Kind, type ParamSpec, param, partContext } from '../../core/definition/param.js';
import { InputError, OintError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { mediaType, UNKNOWN } from './media-type.js';

const listOfTexts = list(texts, '').kind;

const kind: Kind<BytesInput | readonly BytesInput[], Bytes[]> = {
  name: 'list',
  takes: `${bytesKind.takes}; several as "['one.png','two.png']"`,
  schema: { type: 'array', items: bytesKind.schema },
  async parse(value, place) {
    const found = isListText(value) ? await listOfTexts.parse(value, place) : value;
    const items = Array.isArray(found) ? found : [found];
    if (items.length === 0) throw refuse(items, place, kind.takes);
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
  return param(kind, summary, spec);
}

/**
 * An image with a name and a media type, by which servers detect formats; from its bytes if it has
 * none.
 */
export async function pictureFile(picture: Bytes, name: string, call: Call): Promise<Bytes> {
  if (picture.name && picture.type) return picture;
  const data = await readPicture(picture, call);
  const type = await mediaType(data, picture.type);
  const ending = type === UNKNOWN ? 'png' : (type.split('/')[1] ?? 'png');
  const { from } = picture;
  return Bytes.of(data, { from, type, name: picture.name ?? `${name}.${ending}` });
}

async function readPicture(picture: Bytes, call: Call): Promise<Buffer> {
  try {
    return await picture.buffer();
  } catch (cause) {
    if (cause instanceof OintError) throw cause;
    const message = call.redactor.text(`cannot read ${picture.from}: ${(cause as Error).message}`);
    throw new InputError({ method: call.method, message, cause });
  }
}
