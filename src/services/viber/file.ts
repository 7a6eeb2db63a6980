import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { exchange } from '../../core/http/request.js';
import { announcedSize } from '../../core/http/save.js';
import { percentDecoded } from '../../core/http/url.js';

/** The size of a file on another server, from the headers alone. */
export async function sizeOf(url: string, call: Call): Promise<number> {
  const size = URL.canParse(url)
    ? await exchange(
        call.with({ dryRun: undefined }),
        'HEAD',
        new URL(url),
        {},
        async ({ answer }) => {
          answer.release();
          return announcedSize(answer);
        },
        'read',
      )
    : undefined;
  if (size !== undefined) return size;
  throw new InputError({
    method: call.method,
    message: `the size of ${url} is unknown, and Viber needs it`,
    hint: `Pass ${call.label('size')}.`,
  });
}

/** The file's name in its URL, with the extension that Viber shows it by. */
export function fileName(url: string, extension: string): string {
  const ending = `.${extension.replace(/^\./, '')}`;
  const last = URL.canParse(url) ? new URL(url).pathname.split('/').at(-1)! : '';
  const name = percentDecoded(last) || 'file';
  return name.toLowerCase().endsWith(ending.toLowerCase()) ? name : `${name}${ending}`;
}
