import { bytesKind } from '../../core/definition/kinds/bytes.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import { type Kind, param, partContext } from '../../core/definition/param.js';
import { Bytes } from '../../core/files/bytes.js';
import type { FormField } from '../../core/http/form.js';
import { fieldText } from '../../core/json/write.js';
import type { JsonRecord } from '../../core/util/is-record.js';

const kind: Kind<JsonRecord | string, FormField[]> = {
  name: 'record',
  takes: "a JSON object of fields such as \"{'title':'Tea','file':'@tea.jpg'}\"",
  schema: { type: 'object' },
  async parse(value, context) {
    const fields: FormField[] = [];
    for (const [name, given] of Object.entries(await recordKind.parse(value, context))) {
      for (const one of Array.isArray(given) ? given : [given]) {
        const isFile = typeof one === 'string' && context.sources && /^@./.test(one);
        if (isFile || isBytes(one)) {
          const bytes = await bytesKind.parse(one as string, partContext(context, `.${name}`));
          fields.push([name, bytes]);
        } else fields.push([name, fieldText(one)]);
      }
    }
    return fields;
  },
};

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array || value instanceof Blob || value instanceof Bytes;
}

/** The fields of a form with files: on a command line, a value `@path` is a file. */
export const multipart = param(kind, 'Form with files: a value @path sends a file', {
  optional: true,
});
