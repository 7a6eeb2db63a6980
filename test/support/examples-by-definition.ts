import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exampleWords } from '../../src/catalogue/example.js';
import { readManifest } from '../../src/catalogue/manifest.js';
import { JPEG } from './definitions.js';
import { type Examples, NO_SERVER } from './examples.js';

/** A server for a service's methods in the examples. */
interface Answering {
  url: string;
  /** Resets the state from the previous example. */
  reset(): void;
}

interface Settings {
  /** Starts the server. */
  start(): Promise<Answering>;
  /** Its description for readers. */
  server: string;
  /** The variable with the token, and a token that the server accepts. */
  token: { variable: string; value: string };
  /** The call option for the address of the server, unless it is a param of the method. */
  address?: (url: string) => string;
  /** Real addresses of the server, by the user's addresses that commands show. */
  inLines?: (url: string) => Readonly<Record<string, string>>;
  /** What else to mask: IDs and times that differ from run to run. */
  masks?: Readonly<Record<string, RegExp>>;
  /** Additional variables, for commands that use them. */
  variables?: Readonly<Record<string, string>>;
  /** Complete commands that replace those from the definitions. */
  instead?: Readonly<Record<string, string>>;
  /** Options of a method that the examples in its definition do not have. */
  more?: Readonly<Record<string, string>>;
  /** Methods without an example, with a reason for readers. */
  missing?: Readonly<Record<string, string>>;
}

/**
 * Examples from the definitions: each method's command as in its help, run with a stand-in of the
 * service. The address of the stand-in is not shown.
 */
export function examplesByDefinition(
  service: string,
  { start, server, token, address = leadingTo, inLines, masks = {}, missing, ...lines }: Settings,
): Examples {
  return {
    ...(missing && { missing }),
    async run(stage) {
      const answering = await start();
      stage.set({ [token.variable]: token.value, ...lines.variables });
      const actual = Object.entries(inLines?.(answering.url) ?? {});
      for (const [shown, leading] of actual) stage.mask(leading, shown);
      stage.mask(address(answering.url), '');
      stage.mask(answering.url, 'https://service.example');
      for (const [shown, actual] of Object.entries(masks)) stage.mask(actual, shown);
      for (const region of readManifest(service).regions) {
        for (const method of region.methods.filter((one) => !one.programOnly && !one.commandOnly)) {
          if (missing?.[method.name]) continue;
          for (const { kind, example } of method.params) {
            // Also the only file of a list.
            const isFile =
              kind === 'bytes' || (kind === 'list' && /^\w+\.\w+$/.test(example ?? ''));
            if (isFile && example) await exampleFile(stage.folder, example);
          }
          answering.reset();
          stage.answeredBy(method.offline ? NO_SERVER : server);
          const further = lines.more?.[method.name];
          const given = method.params.filter(({ option }) => further?.includes(`--${option} `));
          const usual = exampleWords(service, method, given).map(quoted).join(' ');
          const line = lines.instead?.[method.name] ?? [usual, further].filter(Boolean).join(' ');
          const leading = actual.reduce((whole, pair) => whole.replace(...pair), line);
          await stage.example(method.offline ? line : leading + address(answering.url));
        }
      }
    },
  };
}

function leadingTo(url: string): string {
  return ` --config "{'baseUrl':'${url}'}"`;
}

async function exampleFile(folder: string, name: string): Promise<void> {
  await writeFile(join(folder, basename(name)), /\.(jpe?g|png)$/.test(name) ? JPEG : 'some bytes');
}

function quoted(word: string): string {
  return /^[\w./:@+=-]+$/.test(word) ? word : `"${word}"`;
}
