import {
  byCategory,
  type ManifestIndex,
  type ServiceEntry,
  type ServiceManifest,
} from '../catalogue/manifest.js';
import { callParams } from '../core/definition/call-params.js';
import { fenced, table } from './method-page.js';
import { code, Prose } from './prose.js';

const plain = new Prose();

/** The list of services, by category. */
export function servicesPage(index: ManifestIndex): string {
  const { services } = index;
  const count = services.reduce((sum, { methods }) => sum + methods.length, 0);
  const head = ['Service', 'Name', 'What for', 'Methods'];
  const sections = byCategory(index).map(
    ({ category, services: some }) => `## ${category}\n\n${table(head, some.map(serviceRow))}`,
  );
  return `# Services

${services.length} services with ${count} methods. Each method is a command, a function and a tool for
agents; all take the same [call options](call-options.md).

${sections.join('\n\n')}
`;
}

function serviceRow({ name, title, summary, methods }: ServiceEntry): string[] {
  return [`[${title}](${name}/index.md)`, code(name), plain.cell(summary), String(methods.length)];
}

/** The page of a service: its methods by region. */
export function servicePage({
  name,
  identifier,
  title,
  summary,
  regions,
}: ServiceManifest): string {
  const sections = regions.map(({ title: region, methods }) => {
    const rows = methods.map((method) => [
      `[${method.name}](${method.name}.md)`,
      plain.cell(method.summary) + (method.programOnly ? ' *(programs only)*' : ''),
    ]);
    return `## ${region}\n\n${table(['Method', 'What it does'], rows)}`;
  });
  return `# ${title}

${plain.text(summary)}.

${fenced('sh', `oint ${name}\noint ${name} Method --help`)}

${fenced('ts', `import ${identifier} from 'oint/${name}';`)}

${sections.join('\n\n')}
`;
}

/** What every networked call takes beside its params. */
export function callOptionsPage(): string {
  const rows = Object.entries(callParams).map(([name, { summary, kind, default: usual }]) => [
    code(name),
    plain.cell(summary),
    usual === undefined
      ? ''
      : kind.name === 'duration'
        ? seconds(Number(usual))
        : code(String(usual)),
  ]);
  return `# Call options

Methods that go over a network take them; which of them do something for a method is on its page.
None is needed: each has a default that suits a slow model as well as a quick API.

On a command line they are JSON, and times are seconds, or have a unit (\`500ms\`, \`30s\`, \`5m\`, \`1h\`):

${fenced('sh', `oint openai GetModelList --url local --config "{'timeout':30,'retries':3}" --query "data[].id"`)}

In a program they are the second argument, and times are milliseconds:

${fenced(
  'ts',
  `import openai from 'oint/openai';

const models = await openai.getModelList({ url: 'local' }, { timeout: 30_000, retries: 3 });`,
)}

${table(['Name', 'What it is', 'Default'], rows)}

A program has some more: \`signal\` (an \`AbortSignal\` that ends the call early), \`onProgress\`
(told of every upload's and download's advance), \`debug\` (told of every request and answer, secrets
masked) and \`saveTo\` (a file that a binary result is written to; on a command line \`--out\`).
`;
}

function seconds(milliseconds: number): string {
  const all = milliseconds / 1000;
  return all % 60 === 0 ? `${all / 60} min` : `${all} s`;
}
