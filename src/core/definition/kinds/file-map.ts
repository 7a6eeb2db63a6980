import type { Bytes } from '../../files/bytes.js';
import { type Kind, type ParamSpec, param } from '../param.js';
import { type BytesInput, bytesKind } from './bytes.js';
import { recordKind } from './json.js';

type Given = Readonly<Record<string, BytesInput>> | string;

const kind: Kind<Given, Readonly<Record<string, Bytes>>> = {
  name: 'record',
  takes: `a JSON object of files by name, such as "{'report.pdf':'./report.pdf'}"`,
  schema: { type: 'object' },
  async parse(value, place) {
    const found = await recordKind.parse(value, place);
    const files = Object.entries(found).map(async ([name, file]) => {
      const bytes = await bytesKind.parse(file, { ...place, name: `${place.name}.${name}` });
      return [name, bytes] as const;
    });
    return Object.fromEntries(await Promise.all(files));
  },
};

/** A param for files by name: paths, URLs, Base64 or bytes. */
export function fileMap<const S extends ParamSpec>(summary: string, spec: S) {
  return param(kind, summary, { ...spec, reach: 'read' });
}
