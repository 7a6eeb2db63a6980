import { type ManifestIndex, readIndex, readManifest } from '../../catalogue/manifest.js';
import { methodNamed, namesLike } from '../../catalogue/russian.js';
import { InputError } from '../../core/errors/errors.js';
import {
  callOptionsPage,
  listGuides,
  methodPage,
  readGuide,
  readRecords,
  servicePage,
  servicesPage,
} from '../../docs/index.js';
import type { Candidate } from '../start/command.js';
import { write } from '../start/print.js';
import { didYouMean } from '../start/suggest.js';
import { type Usage, usage } from '../start/usage.js';
import { onTerminal } from './on-terminal.js';

/** Pages that are neither guides nor pages of services. */
const OWN_PAGES: Readonly<Record<string, { summary: string; page: () => string }>> = {
  services: {
    summary: 'All services, with summaries',
    page: () => servicesPage(readIndex()),
  },
  'call-options': { summary: 'Deadlines, retries, proxy, TLS', page: callOptionsPage },
};

/** `oint docs …`: prints a page, formatted on a terminal, otherwise as Markdown. Returns the exit status. */
export async function docsCommand(args: readonly string[]): Promise<number> {
  const [name, method, ...rest] = args;
  if (name === undefined || args.some((word) => ['--help', '-h', 'help'].includes(word))) {
    await write(usage(overview(), process.stdout));
    return 0;
  }
  if (rest.length > 0) throw wrong(`unexpected argument "${rest[0]}"`);
  const page = withCommands(pageOf(name, method));
  await write(process.stdout.isTTY ? await onTerminal(page, process.stdout) : page);
  return 0;
}

/** Pages that do not belong to a service, with their titles. */
function generalTopics(): Candidate[] {
  return [
    ...listGuides().map(({ name, title }) => ({ word: name, summary: title })),
    ...Object.entries(OWN_PAGES).map(([word, { summary }]) => ({ word, summary })),
  ];
}

/** All words that may follow `oint docs`, with summaries. */
function docsTopics(): Candidate[] {
  const services = readIndex().services.map(({ name, summary }) => ({ word: name, summary }));
  return [...generalTopics(), ...services];
}

/** All pages; after a service its methods, including those only for programs. */
export function nextDocsWords([page, ...rest]: readonly string[]): Candidate[] {
  if (page === undefined) return docsTopics();
  const service = readIndex().services.find(({ name }) => name === page.toLowerCase());
  if (!service || rest.length > 0) return [];
  return readManifest(service.name)
    .regions.flatMap(({ methods }) => methods)
    .map(({ name, summary }) => ({ word: name, summary }));
}

function overview(): Usage {
  return {
    about: ['Prints a page of the documentation; in a pipe, as Markdown.'],
    rows: [
      { left: 'oint docs <service>', right: 'A service and its methods' },
      { left: 'oint docs <service> <Method>', right: 'A method: parameters, examples, a result' },
      ...generalTopics().map(({ word, summary }) => ({
        left: `oint docs ${word}`,
        right: summary,
      })),
    ],
  };
}

function wrong(message: string, hint = 'Run oint docs to list all pages.'): InputError {
  return new InputError({ method: 'docs', message, hint });
}

/** Commands that are described with others. */
const DESCRIBED: Readonly<Record<string, string>> = {
  chat: 'ask',
  logs: 'ask',
  completion: 'search',
};

function pageOf(typed: string, method: string | undefined): string {
  const lower = typed.toLowerCase();
  const name = Object.hasOwn(DESCRIBED, lower) ? DESCRIBED[lower]! : lower;
  const index = readIndex();
  if (index.services.some((service) => service.name === name)) return servicesPageOf(name, method);
  const page = listGuides().some((guide) => guide.name === name)
    ? () => readGuide(name)
    : Object.hasOwn(OWN_PAGES, name) && OWN_PAGES[name]!.page;
  if (!page) throw unknown(typed, index);
  if (method !== undefined)
    throw wrong(`"${name}" is not a service, so it has no page "${method}"`);
  return page();
}

function servicesPageOf(name: string, typed: string | undefined): string {
  const service = readManifest(name);
  if (typed === undefined) return servicePage(service);
  const { regions, request } = service;
  const methods = [...regions.flatMap((region) => region.methods), ...(request ? [request] : [])];
  const method = methodNamed(name, methods, typed);
  if (method) return methodPage({ service, method, records: readRecords(name) });
  const names = methods.map((one) => one.name);
  const near = didYouMean(typed, namesLike(typed, name, names));
  throw wrong(
    `${name} has no method "${typed}"`,
    near ?? `Run oint docs ${name} to list its methods.`,
  );
}

/** For a method's name alone, suggests its pages: several services may have such a method. */
function unknown(typed: string, { services }: ManifestIndex): InputError {
  const owners = services.filter(({ methods }) =>
    methods.some((method) => method.toLowerCase() === typed.toLowerCase()),
  );
  const message = `there is no page "${typed}"`;
  if (owners.length > 0) {
    const lines = owners.map(({ name }) => `oint docs ${name} ${typed}`);
    return wrong(message, `Run ${lines.join(' or ')}.`);
  }
  return wrong(
    message,
    didYouMean(
      typed,
      docsTopics().map(({ word }) => word),
    ),
  );
}

const FENCED = /^(```[\s\S]*?^```)/m;
const LINK = /\[([^[\]]+)\]\((?!\w+:)([^()\s#]*)(?:#[^()\s]*)?\)/g;

/** Replaces links to other pages with the commands that print them, since there are no files. */
function withCommands(page: string): string {
  const topics = new Set(docsTopics().map(({ word }) => word));
  const withCommand = (text: string, path: string) => {
    const [, service, method] = /services\/([^/]+)\/(\w+)\.md$/.exec(path) ?? [];
    if (service && method !== 'index') return `${text} (\`oint docs ${service} ${method}\`)`;
    const topic = service ?? /(?:^|\/)([^/]*)\.md$/.exec(path)?.[1] ?? '';
    return topics.has(topic) ? `${text} (\`oint docs ${topic}\`)` : text;
  };
  return page
    .split(FENCED)
    .map((part, at) =>
      at % 2 ? part : part.replace(LINK, (_, text, path) => withCommand(text, path)),
    )
    .join('');
}
