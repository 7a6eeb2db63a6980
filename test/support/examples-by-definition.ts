import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exampleWords } from '../../src/catalogue/example.js';
import { readManifest } from '../../src/catalogue/manifest.js';
import { JPEG } from './definitions.js';
import { type Examples, NO_SERVER, SENTINEL } from './examples.js';

/** A server that answers a service's methods in the examples. */
interface Answering {
  url: string;
  /** Forgets what the example before it left behind. */
  reset(): void;
}

interface Settings {
  /** Starts what answers. */
  start(): Promise<Answering>;
  /** What it is, for readers. */
  server: string;
  /** The variable that holds the token, and a token that the server takes. */
  token: { variable: string; value: string };
  /** Where the address of the server goes: a call option, unless a method takes it itself. */
  address?: (url: string) => string;
  /** What leads to the server where lines show the address of somebody's own, by what they show. */
  inLines?: (url: string) => Readonly<Record<string, string>>;
  /** What to mask beside: IDs and times that are other ones in each run. */
  masks?: Readonly<Record<string, RegExp>>;
  /** Further variables, for lines that name them. */
  variables?: Readonly<Record<string, string>>;
  /** Whole lines in place of those that follow from the definitions. */
  instead?: Readonly<Record<string, string>>;
  /** Options of a method that its definition's own examples do not show. */
  more?: Readonly<Record<string, string>>;
}

/**
 * Examples that follow from the definitions: each method's line as its help shows it, run against a
 * stand-in of the service. What leads there is not a part of what is shown.
 */
export function examplesByDefinition(
  service: string,
  { start, server, token, address = leadingTo, inLines, masks = {}, ...lines }: Settings,
): Examples {
  return {
    async run(stage) {
      const answering = await start();
      stage.set({ [token.variable]: token.value, ...lines.variables });
      const actual = Object.entries(inLines?.(answering.url) ?? {});
      for (const [shown, leading] of actual) stage.mask(leading, shown);
      stage.mask(address(answering.url), '');
      stage.mask(answering.url, 'https://service.example');
      for (const [shown, actual] of Object.entries(masks)) stage.mask(actual, shown);
      for (const region of readManifest(service).regions) {
        for (const method of region.methods) {
          for (const { kind, example } of method.params) {
            if (kind === 'bytes' && example) await exampleFile(stage.folder, example);
          }
          answering.reset();
          stage.answeredBy(method.offline ? NO_SERVER : server);
          const usual = exampleWords(service, method).map(quoted).join(' ');
          const further = lines.more?.[method.name];
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

/** A token that is in no record, with a beginning that the service wants. */
export function sentinelToken(beginning: string): string {
  return `${beginning}${SENTINEL}`;
}
